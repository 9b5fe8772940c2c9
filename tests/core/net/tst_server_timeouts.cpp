// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/login_checker.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QTcpSocket>
#include <QTest>

using namespace mailweir;

namespace {

const QByteArray kTimedOut = "421 4.4.2 nothing came for too long\r\n";

/// So short that sweeps come often; the clock stands still anyway.
ServerTimeouts shortTimeouts()
{
    return {Milliseconds(1'000), Milliseconds(600), Milliseconds(400), Milliseconds(300), Milliseconds(80)};
}

/// Waits until the server has read what `client` has sent: `other` comes after it, and is answered.
bool afterWhatWasSent(SmtpClient &client, SmtpClient &other)
{
    client.flush();
    other.heard.clear();
    other.write("NOOP\r\n");
    return client.bytesToWrite() == 0 && QTest::qWaitFor([&other] { return other.heard.endsWith("250 2.0.0 ok\r\n"); });
}

} // namespace

/// When a server gives a client up. Only the clock that is moved by hand counts.
class TestServerTimeouts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void clientThatNeverReads();
    void silentClient();
    void lineHasItsTimeFromItsFirstByte();
    void commandsRenewTheTime();
    void bytesOfAMessageRenewTheTime();
    void silenceInsideAMessage();
    void silenceInsideALogin();
    void whoWaitsForTheStoreIsNotTimedOut();
};

/// 148, 182: replies that are not read stop the reading, and the connection in the end.
void TestServerTimeouts::clientThatNeverReads()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts.write = Milliseconds(80);
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    QTcpSocket client;
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress::LocalHost, listener.addresses()[0].second);
    client.write(QByteArray("NOOP\r\n").repeated(5'000'000));
    QTRY_COMPARE(listener.clientCount(), 1);
    SmtpClient other(listener);
    other.write("NOOP\r\n");
    QTRY_COMPARE(other.heard, kGreeting + "250 2.0.0 ok\r\n");
    QVERIFY(client.bytesToWrite() > 0);
    QCOMPARE(listener.clientCount(), 2);
    // Time that passes while the kernels' buffers still fill does not count.
    QTRY_VERIFY((clock.advance(config.timeouts.write), listener.clientCount() == 1));
    QVERIFY(!other.isGone());
}

/// 3
void TestServerTimeouts::silentClient()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.heard, kGreeting);
    clock.advance(config.timeouts.command - Milliseconds(1));
    QVERIFY(!QTest::qWaitFor([&client] { return client.heard != kGreeting; }, 50));
    clock.advance(Milliseconds(1));
    QTRY_COMPARE(client.heard, kGreeting + kTimedOut);
    QTRY_VERIFY(client.isGone());
    QTRY_COMPARE(listener.clientCount(), 0);
}

/// 180: a byte now and then does not keep a session.
void TestServerTimeouts::lineHasItsTimeFromItsFirstByte()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    SmtpClient other(listener);
    QTRY_COMPARE(client.heard, kGreeting);
    for (int i = 0; i < 8; ++i) {
        QCOMPARE(client.heard, kGreeting);
        client.write("x");
        QVERIFY(afterWhatWasSent(client, other));
        clock.advance(config.timeouts.command / 8);
    }
    QTRY_COMPARE(client.heard, kGreeting + kTimedOut);
    QVERIFY(!other.isGone());
}

void TestServerTimeouts::commandsRenewTheTime()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    SmtpClient other(listener);
    QByteArray expected = kGreeting;
    for (int i = 0; i < 5; ++i) {
        QTRY_COMPARE(client.heard, expected);
        clock.advance(config.timeouts.command - Milliseconds(1));
        client.write("NO");
        QVERIFY(afterWhatWasSent(client, other));
        client.write("OP\r\n");
        expected += "250 2.0.0 ok\r\n";
    }
    QTRY_COMPARE(client.heard, expected);
}

void TestServerTimeouts::bytesOfAMessageRenewTheTime()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    SmtpClient other(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n354 end with a dot on a line of its own\r\n"));
    for (int i = 0; i < 5; ++i) {
        clock.advance(config.timeouts.block - Milliseconds(1));
        client.write("x");
        QVERIFY(afterWhatWasSent(client, other));
    }
    client.write("\r\n.\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, "xxxxx\r\n");
}

void TestServerTimeouts::silenceInsideAMessage()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient data(listener);
    SmtpClient chunk(listener);
    data.write(kEnvelope + "DATA\r\nhalf");
    chunk.write(kEnvelope + "BDAT 10\r\nhalf");
    QTRY_COMPARE(gate.open(), 2);
    clock.advance(config.timeouts.block);
    for (SmtpClient *client : {&data, &chunk}) {
        QTRY_VERIFY(client->isGone());
        QTRY_VERIFY(client->heard.endsWith(kTimedOut));
    }
    QTRY_COMPARE(gate.open(), 0);
    QCOMPARE(gate.messages().size(), 0);
}

void TestServerTimeouts::silenceInsideALogin()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    LoginChecker logins;
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    config.session.auth = ServerOptions::Auth::Any;
    config.logins = &logins;
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("EHLO c.test\r\nAUTH PLAIN\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n334 \r\n"));
    clock.advance(config.timeouts.login);
    QTRY_VERIFY(client.heard.endsWith("\r\n334 \r\n" + kTimedOut));
}

void TestServerTimeouts::whoWaitsForTheStoreIsNotTimedOut()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    gate.hold();
    ListenerConfig config = listenerConfig();
    config.timeouts = shortTimeouts();
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    clock.advance(10 * config.timeouts.command);
    QVERIFY(!QTest::qWaitFor([&client] { return client.isGone(); }, 50));
    gate.release();
    QTRY_VERIFY(client.heard.endsWith("250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n"));
    clock.advance(config.timeouts.command);
    QTRY_VERIFY(client.heard.endsWith(kTimedOut));
}

QTEST_GUILESS_MAIN(TestServerTimeouts)
#include "tst_server_timeouts.moc"

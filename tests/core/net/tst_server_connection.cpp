// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/login_checker.h"
#include "core/net/process_finder.h"
#include "core/smtp/fault_rules.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

namespace {

qsizetype openFiles()
{
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
        .size();
}

} // namespace

class TestServerConnection : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void halfClosedClientHearsAll();
    void scriptIsCarriedOutAfterHangingUp();
    void connectAndCloseAtOnce();
    void resetAtEachStage_data();
    void resetAtEachStage();
    void noopsAreAnsweredInOrder();
    void slowSessionsDelayNobody();

    void slowCommit();
    void congestionStopsReading();
    void largeMessage();
    void holdDelaysOneClientOnly();
    void throttle();
    void login();

    void senderIsFound();

private:
    SystemClock m_clock;
};

/// `nc -N`: the client says all, closes its side, and waits for the answers.
void TestServerConnection::halfClosedClientHearsAll()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.heard, kGreeting);
    client.write(kMail + "NOOP\r\n");
    client.flush();
    client.endInput();
    QTRY_COMPARE(gate.messages().size(), 1);
    QVERIFY(!client.heard.contains("queued as"));
    QVERIFY(!client.isGone());
    gate.release();
    QTRY_VERIFY(client.isGone());
    QTRY_VERIFY(client.heard.endsWith("\r\n250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n250 2.0.0 ok\r\n"));
    QTRY_COMPARE(listener.clientCount(), 0);
}

/// 103: the client pipes its script and leaves; each whole message in it is stored, though nobody reads the answer.
void TestServerConnection::scriptIsCarriedOutAfterHangingUp()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kMail + kMail + kMail + kEnvelope + "DATA\r\nhalf");
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_COMPARE(client.bytesToWrite(), 0);
    client.disconnectFromHost();
    QTRY_VERIFY(client.isGone());
    QCOMPARE(listener.clientCount(), 1);
    gate.release();
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 3);
    QCOMPARE(gate.open(), 0);
}

/// 4
void TestServerConnection::connectAndCloseAtOnce()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    QSignalSpy counted(&listener, &Listener::clientCountChanged);
    const qsizetype filesBefore = openFiles();
    for (int i = 0; i < 300; ++i) {
        QTcpSocket client;
        client.connectToHost(QHostAddress::LocalHost, listener.addresses()[0].second);
        QVERIFY(client.waitForConnected());
    }
    QTRY_COMPARE(counted.size(), 600);
    QCOMPARE(listener.clientCount(), 0);
    QCOMPARE(openFiles(), filesBefore);
    QCOMPARE(gate.messages().size(), 0);
}

void TestServerConnection::resetAtEachStage_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<QByteArray>("answered");
    QTest::addColumn<int>("stored");
    QTest::newRow("connect") << QByteArray() << kGreeting << 0;
    QTest::newRow("EHLO") << QByteArray("EHLO c.test\r\n") << QByteArray("\r\n250 ") << 0;
    QTest::newRow("MAIL") << QByteArray("EHLO c.test\r\nMAIL FROM:<a@b.test>\r\n") << QByteArray("250 2.1.0") << 0;
    QTest::newRow("RCPT") << kEnvelope << QByteArray("250 2.1.5") << 0;
    QTest::newRow("DATA") << kEnvelope + "DATA\r\n" << QByteArray("\r\n354 ") << 0;
    QTest::newRow("inside the body") << kEnvelope + "DATA\r\nhalf\r\n." << QByteArray("\r\n354 ") << 0;
    QTest::newRow("inside a chunk") << kEnvelope + "BDAT 10 LAST\r\n12345" << QByteArray("250 2.1.5") << 0;
    QTest::newRow("after the dot") << kMail << QByteArray("queued as") << 1;
}

/// 102, 141, 183
void TestServerConnection::resetAtEachStage()
{
    QFETCH(QByteArray, said);
    QFETCH(QByteArray, answered);
    QFETCH(int, stored);
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    const qsizetype filesBefore = openFiles();
    {
        SmtpClient client(listener);
        client.write(said);
        QTRY_VERIFY(client.heard.contains(answered));
        client.cutOff();
    }
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), stored);
    QCOMPARE(gate.open(), 0);
    QCOMPARE(openFiles(), filesBefore);
}

void TestServerConnection::noopsAreAnsweredInOrder()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(QByteArray("NOOP\r\n").repeated(10'000) + "HELP\r\nQUIT\r\n");
    QTRY_VERIFY(client.isGone());
    const QByteArray expected = kGreeting + QByteArray("250 2.0.0 ok\r\n").repeated(10'000) + "214 2.0.0 ";
    QVERIFY(client.heard.startsWith(expected));
    QVERIFY(client.heard.endsWith("\r\n221 2.0.0 bye\r\n"));
}

/// 180
void TestServerConnection::slowSessionsDelayNobody()
{
    constexpr int kSessions = 1'000;
    if (raiseFileLimit() < 3 * kSessions)
        QSKIP("too few open files are allowed");
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.maxClients = kSessions + 1;
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    std::vector<std::unique_ptr<QTcpSocket>> slow;
    for (int i = 0; i < kSessions; ++i) {
        slow.push_back(std::make_unique<QTcpSocket>());
        slow.back()->connectToHost(QHostAddress::LocalHost, listener.addresses()[0].second);
        slow.back()->write("E");
    }
    QTRY_COMPARE_WITH_TIMEOUT(listener.clientCount(), kSessions, 20'000);
    SmtpClient quick(listener);
    quick.write(kMail);
    QTRY_COMPARE_WITH_TIMEOUT(gate.messages().size(), 1, 1'000);
    for (const auto &client : slow)
        client->write("H");
    quick.write(kMail);
    QTRY_COMPARE_WITH_TIMEOUT(gate.messages().size(), 2, 1'000);
    // Again and again, because bytes may still be on their way.
    QTRY_VERIFY_WITH_TIMEOUT((clock.advance(config.timeouts.command), listener.clientCount() == 0), 20'000);
}

/// 101
void TestServerConnection::slowCommit()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient slow(listener);
    SmtpClient other(listener);
    slow.write(kMail + "NOOP\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    other.write("NOOP\r\n");
    QTRY_VERIFY(other.heard.endsWith("\r\n250 2.0.0 ok\r\n"));
    QTRY_VERIFY(slow.heard.endsWith("\r\n354 end with a dot on a line of its own\r\n"));
    gate.release();
    QTRY_VERIFY(slow.heard.endsWith("\r\n250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n250 2.0.0 ok\r\n"));
}

/// Back-pressure: what the gate cannot take stays with the client.
void TestServerConnection::congestionStopsReading()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_COMPARE(gate.open(), 1);
    gate.setCongested(true);
    SmtpClient other(listener);
    QTRY_VERIFY(other.heard.startsWith("220 "));
    const QByteArray body = QByteArray("A line of a message\r\n").repeated(400'000);
    client.write(body + ".\r\n");
    other.write("NOOP\r\n");
    QTRY_VERIFY(client.bytesToWrite() < body.size());
    QVERIFY(!QTest::qWaitFor([&client] { return client.bytesToWrite() == 0; }, 200));
    QVERIFY(!other.heard.contains("250 2.0.0 ok"));
    gate.setCongested(false);
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, body);
    QTRY_VERIFY(other.heard.contains("250 2.0.0 ok"));
}

/// 99, 181
void TestServerConnection::largeMessage()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    const QByteArray body = QByteArray("..stuffed\r\n0123456789abcdef\r\n").repeated(300'000);
    client.write(kEnvelope + "DATA\r\n" + body + ".\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, QByteArray(body).replace("\r\n..", "\r\n.").sliced(1));

    client.write(kEnvelope + "DATA\r\n" + QByteArray(10'000'000, 'x') + "\r\n.\r\nQUIT\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n552 5.3.4 the message is too large\r\n221 2.0.0 bye\r\n"));
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.open(), 0);
}

void TestServerConnection::holdDelaysOneClientOnly()
{
    FaultRules faults(m_clock, [] { return 0.0; });
    FaultRule rule;
    rule.at = FaultStage::Mail;
    rule.sender = "a@b.test";
    rule.verdict.delay = Milliseconds(150);
    faults.set({rule});
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.session.faults = &faults;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient held(listener);
    SmtpClient other(listener);
    QTRY_COMPARE(held.heard, kGreeting);
    QElapsedTimer timer;
    timer.start();
    held.write(kMail);
    other.write(QByteArray(kMail).replace("a@b.test", "b@b.test"));
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].envelope.sender.text(), "b@b.test");
    QTRY_COMPARE(gate.messages().size(), 2);
    QVERIFY(timer.elapsed() >= 150);

    // One that is held when it hangs up is held no longer than that.
    held.write(kMail);
    held.disconnectFromHost();
    QTRY_COMPARE(gate.messages().size(), 3);
    QTRY_COMPARE(listener.clientCount(), 1);
}

void TestServerConnection::throttle()
{
    FaultRules faults(m_clock, [] { return 0.0; });
    FaultRule rule;
    rule.at = FaultStage::Data;
    rule.verdict.bytesPerSecond = 20'000;
    faults.set({rule});
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.session.faults = &faults;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_VERIFY(client.heard.contains("\r\n354 "));
    const QByteArray body = QByteArray("a line of a message\r\n").repeated(400);
    QElapsedTimer timer;
    timer.start();
    client.write(body + ".\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    QVERIFY2(timer.elapsed() >= 300, qPrintable(QString::number(timer.elapsed()))); // 8,400 bytes, the last piece free
    QCOMPARE(gate.messages()[0].bytes, body);
}

void TestServerConnection::login()
{
    MemoryIntakeGate gate;
    LoginChecker logins;
    ListenerConfig config = listenerConfig();
    config.session.auth = ServerOptions::Auth::Required;
    config.logins = &logins;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kEnvelope);
    QTRY_VERIFY(client.heard.contains("\r\n530 5.7.0 "));
    client.write("RSET\r\nAUTH PLAIN " + QByteArray("\0tim\0tanstaaftanstaaf", 21).toBase64() + "\r\n" + kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(client.heard.contains("\r\n235 2.7.0 "));
    QCOMPARE(gate.messages()[0].envelope.user, "tim");
}

/// The first message may be stored before its program is known; then it is told later.
void TestServerConnection::senderIsFound()
{
    MemoryIntakeGate gate;
    ProcessFinder processes;
    ListenerConfig config = listenerConfig();
    config.processes = &processes;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    std::optional<PeerProcess> late;
    connect(&listener, &Listener::processFound, this, [&](const QList<MessageId> &ids, const PeerProcess &process) {
        QCOMPARE(ids, QList<MessageId>({MessageId{1, 0}}));
        late = process;
    });
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    const auto process = [&] {
        const std::optional<PeerProcess> early = gate.messages()[0].envelope.process;
        return early ? early : late;
    };
    QTRY_VERIFY(process());
    QCOMPARE(process()->pid, QCoreApplication::applicationPid());
    QCOMPARE(process()->executable, QCoreApplication::applicationFilePath().toUtf8());
    QCOMPARE(process()->directory, QDir::currentPath().toUtf8());
}

QTEST_GUILESS_MAIN(TestServerConnection)
#include "tst_server_connection.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/listener.h"
#include "tests/support/memory_intake.h"

#include <QHostAddress>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <sys/resource.h>

using namespace mailweir;

namespace {

const QByteArray kEnvelope = "EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
const QByteArray kMail = kEnvelope + "DATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n";
const QByteArray kStored = "Subject: x\r\n\r\nbody\r\n";

/// A client that keeps all it is told.
class Client : public QTcpSocket {
public:
    explicit Client(const Listener &listener, int address = 0)
    {
        connect(this, &QTcpSocket::readyRead, this, [this] { heard += readAll(); });
        const auto [host, port] = listener.addresses().at(address);
        connectToHost(QHostAddress(host), port);
    }

    QByteArray heard;
};

ListenerConfig testConfig()
{
    ListenerConfig config;
    config.name = "inbox";
    config.host = QStringLiteral("127.0.0.1");
    config.hostName = "mail.test";
    config.maxMessageSize = 10'000'000;
    return config;
}

} // namespace

class TestListener : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void messageWithItsEnvelope();
    void localhostIsBothFamilies();
    void portInUse();
    void unknownHost();
    void tooManyClients();
    void pause();
    void shutDownWithoutClients();
    void shutDownLetsAMessageFinish();
    void disconnectInsideDataStoresNothing();
    void scriptIsCarriedOutAfterHangingUp();
    void slowCommit();
    void answerAfterTheListenerIsGone();
    void congestionStopsReading();
    void thousandNoops();
    void clientThatNeverReads();
    void idleClient();
    void largeMessage();
    void fileLimit();

private:
    SystemClock m_clock;
};

void TestListener::messageWithItsEnvelope()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    QSignalSpy counted(&listener, &Listener::clientCountChanged);
    Client client(listener);
    QTRY_COMPARE(client.heard, "220 mail.test ESMTP Mailweir\r\n");
    QCOMPARE(listener.clientCount(), 1);
    const Timestamp before = m_clock.now();
    client.write(kMail + "QUIT\r\n");
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QVERIFY(client.heard.endsWith("250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n221 2.0.0 bye\r\n"));
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(counted.size(), 2);

    const auto messages = gate.messages();
    QCOMPARE(messages.size(), 1);
    QCOMPARE(messages[0].bytes, kStored);
    const Envelope &envelope = messages[0].envelope;
    QCOMPARE(envelope.sender.text(), "a@b.test");
    QCOMPARE(envelope.recipients.size(), 1);
    QCOMPARE(envelope.helo, "c.test");
    QVERIFY(envelope.extended);
    QCOMPARE(envelope.listener, "inbox");
    QVERIFY(envelope.peer.startsWith("127.0.0.1:"));
    QVERIFY(envelope.received >= before && envelope.received <= m_clock.now());
}

/// 12
void TestListener::localhostIsBothFamilies()
{
    QTcpServer probe;
    const bool hasIpv6 = probe.listen(QHostAddress::LocalHostIPv6);
    MemoryIntakeGate gate;
    ListenerConfig config = testConfig();
    config.host = QStringLiteral("localhost");
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    const auto addresses = listener.addresses();
    QCOMPARE(addresses.size(), hasIpv6 ? 2 : 1);
    QCOMPARE(addresses[0].first, QStringLiteral("127.0.0.1"));
    for (int i = 0; i < addresses.size(); ++i) {
        QCOMPARE(addresses[i].second, addresses[0].second);
        Client client(listener, i);
        client.write(kMail);
        QTRY_COMPARE(gate.messages().size(), i + 1);
    }
    if (hasIpv6)
        QVERIFY(gate.messages()[1].envelope.peer.startsWith("[::1]:"));
}

void TestListener::portInUse()
{
    MemoryIntakeGate gate;
    Listener first(testConfig(), gate, m_clock);
    QVERIFY(first.listen());
    ListenerConfig config = testConfig();
    config.port = first.addresses()[0].second;
    config.host = QStringLiteral("localhost");
    Listener second(config, gate, m_clock);
    const Result<void> result = second.listen();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::AddressInUse);
    QCOMPARE(result.error().subject, QStringLiteral("localhost:%1").arg(config.port));
    QVERIFY(second.addresses().isEmpty());
}

void TestListener::unknownHost()
{
    MemoryIntakeGate gate;
    ListenerConfig config = testConfig();
    config.host = QStringLiteral("no such host");
    Listener listener(config, gate, m_clock);
    const Result<void> result = listener.listen();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
}

/// 9
void TestListener::tooManyClients()
{
    MemoryIntakeGate gate;
    ListenerConfig config = testConfig();
    config.maxClients = 2;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    Client first(listener);
    auto second = std::make_unique<Client>(listener);
    QTRY_COMPARE(listener.clientCount(), 2);
    Client third(listener);
    QTRY_COMPARE(third.heard, "421 4.3.2 too many connections, try again later\r\n");
    QTRY_COMPARE(third.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(listener.clientCount(), 2);
    first.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    second.reset();
    QTRY_COMPARE(listener.clientCount(), 1);
    Client fourth(listener);
    QTRY_VERIFY(fourth.heard.startsWith("220 "));
}

void TestListener::pause()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client before(listener);
    QTRY_VERIFY(before.heard.startsWith("220 "));
    listener.setPaused(true);
    Client during(listener);
    for (Client *client : {&before, &during}) {
        client->write(kEnvelope);
        QTRY_VERIFY(client->heard.contains("\r\n450 4.3.2 intake is paused"));
    }
    listener.setPaused(false);
    during.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
}

void TestListener::shutDownWithoutClients()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    QSignalSpy drained(&listener, &Listener::drained);
    listener.shutDown();
    listener.shutDown();
    QCOMPARE(drained.size(), 1);
    QVERIFY(listener.addresses().isEmpty());
}

/// 10
void TestListener::shutDownLetsAMessageFinish()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client idle(listener);
    Client receiving(listener);
    Client committing(listener);
    receiving.write(kEnvelope + "DATA\r\nfirst half, ");
    committing.write(kMail);
    QTRY_VERIFY(idle.heard.startsWith("220 "));
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(receiving.heard.contains("\r\n354 "));

    QSignalSpy drained(&listener, &Listener::drained);
    const quint16 port = listener.addresses()[0].second;
    listener.shutDown();
    QTRY_VERIFY(idle.heard.endsWith("\r\n421 4.3.2 shutting down, try again later\r\n"));
    QTRY_COMPARE(idle.state(), QAbstractSocket::UnconnectedState);
    QTcpSocket late;
    late.connectToHost(QHostAddress::LocalHost, port);
    QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
    QCOMPARE(drained.size(), 0);

    receiving.write("second half\r\n.\r\n");
    QTRY_COMPARE(gate.messages().size(), 2);
    gate.release();
    for (Client *client : {&receiving, &committing}) {
        QTRY_COMPARE(client->state(), QAbstractSocket::UnconnectedState);
        QVERIFY(client->heard.contains("\r\n250 2.0.0 queued as "));
        QVERIFY(client->heard.endsWith("\r\n421 4.3.2 shutting down, try again later\r\n"));
    }
    QTRY_COMPARE(drained.size(), 1);
    QCOMPARE(gate.messages()[1].bytes, "first half, second half\r\n");
}

/// 102, 183
void TestListener::disconnectInsideDataStoresNothing()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    client.write(kEnvelope + "DATA\r\nhalf a mail\r\n.");
    QTRY_COMPARE(gate.open(), 1);
    client.abort();
    QTRY_COMPARE(gate.open(), 0);
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 0);
}

/// 103: the client pipes its script and leaves; each whole message in it is stored, though nobody reads the answer.
void TestListener::scriptIsCarriedOutAfterHangingUp()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    client.write(kMail + kMail + kMail + kEnvelope + "DATA\r\nhalf");
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_COMPARE(client.bytesToWrite(), 0);
    client.disconnectFromHost();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(listener.clientCount(), 1);
    gate.release();
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 3);
    QCOMPARE(gate.open(), 0);
}

/// 101
void TestListener::slowCommit()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client slow(listener);
    Client other(listener);
    slow.write(kMail + "NOOP\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    other.write("NOOP\r\n");
    QTRY_VERIFY(other.heard.endsWith("\r\n250 2.0.0 ok\r\n"));
    QVERIFY(slow.heard.endsWith("\r\n354 end with a dot on a line of its own\r\n"));
    gate.release();
    QTRY_VERIFY(slow.heard.endsWith("\r\n250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n250 2.0.0 ok\r\n"));
}

void TestListener::answerAfterTheListenerIsGone()
{
    MemoryIntakeGate gate;
    gate.hold();
    auto listener = std::make_unique<Listener>(testConfig(), gate, m_clock);
    QVERIFY(listener->listen());
    Client client(*listener);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    listener.reset();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    gate.release();
    QVERIFY(!client.heard.contains("queued as"));
}

/// Back-pressure: what the gate cannot take stays with the client.
void TestListener::congestionStopsReading()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_COMPARE(gate.open(), 1);
    gate.setCongested(true);
    Client other(listener);
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

void TestListener::thousandNoops()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    client.write(QByteArray("NOOP\r\n").repeated(1000));
    QTRY_COMPARE(client.heard, "220 mail.test ESMTP Mailweir\r\n" + QByteArray("250 2.0.0 ok\r\n").repeated(1000));
}

/// 148, 182: replies that are not read stop the reading, and the connection in the end.
void TestListener::clientThatNeverReads()
{
    MemoryIntakeGate gate;
    ListenerConfig config = testConfig();
    config.idleTimeout = Milliseconds(300);
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    QTcpSocket client;
    client.setReadBufferSize(1);
    client.connectToHost(QHostAddress::LocalHost, listener.addresses()[0].second);
    client.write(QByteArray("NOOP\r\n").repeated(5'000'000));
    QTRY_COMPARE(listener.clientCount(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(listener.clientCount(), 0, 15'000);
    QVERIFY(client.bytesToWrite() > 0 || client.state() == QAbstractSocket::UnconnectedState);
}

/// 3
void TestListener::idleClient()
{
    MemoryIntakeGate gate;
    ListenerConfig config = testConfig();
    config.idleTimeout = Milliseconds(100);
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    QTRY_COMPARE(client.heard, "220 mail.test ESMTP Mailweir\r\n421 4.4.2 nothing came for too long\r\n");
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QTRY_COMPARE(listener.clientCount(), 0);
}

/// 99, 181
void TestListener::largeMessage()
{
    MemoryIntakeGate gate;
    Listener listener(testConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    Client client(listener);
    const QByteArray body = QByteArray("..stuffed\r\n0123456789abcdef\r\n").repeated(300'000);
    client.write(kEnvelope + "DATA\r\n" + body + ".\r\n");
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, QByteArray(body).replace("\r\n..", "\r\n.").sliced(1));

    client.write(kEnvelope + "DATA\r\n" + QByteArray(10'000'000, 'x') + "\r\n.\r\nQUIT\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n552 5.3.4 the message is too large\r\n221 2.0.0 bye\r\n"));
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.open(), 0);
}

void TestListener::fileLimit()
{
    rlimit limit{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &limit), 0);
    QCOMPARE(raiseFileLimit(), qint64(limit.rlim_max));
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &limit), 0);
    QCOMPARE(limit.rlim_cur, limit.rlim_max);
}

QTEST_GUILESS_MAIN(TestListener)
#include "tst_listener.moc"

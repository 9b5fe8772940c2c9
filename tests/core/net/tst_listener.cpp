// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/listener.h"
#include "core/net/process_finder.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocalSocket>
#include <QLoggingCategory>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <ctime>

#include <sys/resource.h>
#include <unistd.h>

using namespace mailweir;

class TestListener : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyAddressIsBothFamilies();
    void messageWithItsEnvelope();
    void localhostIsBothFamilies();
    void portInUse();
    void unknownHost();
    void addressOfAnotherMachine();
    void wildcard();
    void tooManyClients();
    void pause();
    void shutDownWithoutClients();
    void shutDownLetsAMessageFinish();
    void answerAfterTheListenerIsGone();
    void abortEndsMessagesToo();
    void updatedLimitsAreForNewClients();
    void outOfFiles();
    void unixSocket();
    void unixSocketInUse();
    void senderOnAUnixSocket();
    void fileLimit();

private:
    SystemClock m_clock;
};

void TestListener::messageWithItsEnvelope()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    QSignalSpy counted(&listener, &Listener::clientCountChanged);
    SmtpClient client(listener);
    QTRY_COMPARE(client.heard, kGreeting);
    QCOMPARE(listener.clientCount(), 1);
    const Timestamp before = m_clock.now();
    client.write(kMail + "QUIT\r\n");
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    QTRY_VERIFY(client.heard.endsWith("250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n221 2.0.0 bye\r\n"));
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
    ListenerConfig config = listenerConfig();
    config.host = QStringLiteral("localhost");
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    const auto addresses = listener.addresses();
    QCOMPARE(addresses.size(), hasIpv6 ? 2 : 1);
    QCOMPARE(addresses[0].first, QStringLiteral("127.0.0.1"));
    for (int i = 0; i < addresses.size(); ++i) {
        QCOMPARE(addresses[i].second, addresses[0].second);
        SmtpClient client(listener, i);
        client.write(kMail);
        QTRY_COMPARE(gate.messages().size(), i + 1);
    }
    if (hasIpv6)
        QVERIFY(gate.messages()[1].envelope.peer.startsWith("[::1]:"));
}

void TestListener::portInUse()
{
    MemoryIntakeGate gate;
    Listener first(listenerConfig(), gate, m_clock);
    QVERIFY(first.listen());
    ListenerConfig config = listenerConfig();
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
    ListenerConfig config = listenerConfig();
    config.host = QStringLiteral("no such host");
    Listener listener(config, gate, m_clock);
    const Result<void> result = listener.listen();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
}

void TestListener::addressOfAnotherMachine()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.host = QStringLiteral("192.0.2.1");
    Listener listener(config, gate, m_clock);
    const Result<void> result = listener.listen();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
    QCOMPARE(result.error().subject, QStringLiteral("192.0.2.1:0"));
}

void TestListener::anyAddressIsBothFamilies()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.host = QStringLiteral("::");
    Listener listener(config, gate, m_clock);
    if (!listener.listen())
        QSKIP("there is no IPv6 here");
    QCOMPARE(listener.addresses().size(), 2);
    QCOMPARE(listener.addresses().at(0).first, QStringLiteral("0.0.0.0"));
    QCOMPARE(listener.addresses().at(1).second, listener.addresses().at(0).second);
}

void TestListener::wildcard()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.host = QStringLiteral("0.0.0.0");
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    QCOMPARE(listener.addresses().size(), 1);
    QCOMPARE(listener.addresses()[0].first, config.host);
    SmtpClient client(listener);
    QTRY_COMPARE(client.heard, kGreeting);
}

/// 9
void TestListener::tooManyClients()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.maxClients = 2;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient first(listener);
    auto second = std::make_unique<SmtpClient>(listener);
    QTRY_COMPARE(listener.clientCount(), 2);
    SmtpClient third(listener);
    QTRY_COMPARE(third.heard, "421 4.3.2 too many connections, try again later\r\n");
    QTRY_COMPARE(third.state(), QAbstractSocket::UnconnectedState);
    QCOMPARE(listener.clientCount(), 2);
    first.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    second.reset();
    QTRY_COMPARE(listener.clientCount(), 1);
    SmtpClient fourth(listener);
    QTRY_VERIFY(fourth.heard.startsWith("220 "));
}

void TestListener::pause()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient before(listener);
    QTRY_VERIFY(before.heard.startsWith("220 "));
    listener.setPaused(true);
    SmtpClient during(listener);
    for (SmtpClient *client : {&before, &during}) {
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
    Listener listener(listenerConfig(), gate, m_clock);
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
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient idle(listener);
    SmtpClient receiving(listener);
    SmtpClient committing(listener);
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
    for (SmtpClient *client : {&receiving, &committing}) {
        QTRY_COMPARE(client->state(), QAbstractSocket::UnconnectedState);
        QTRY_VERIFY(client->heard.contains("\r\n250 2.0.0 queued as "));
        QTRY_VERIFY(client->heard.endsWith("\r\n421 4.3.2 shutting down, try again later\r\n"));
    }
    QTRY_COMPARE(drained.size(), 1);
    QCOMPARE(gate.messages()[1].bytes, "first half, second half\r\n");
}

void TestListener::answerAfterTheListenerIsGone()
{
    MemoryIntakeGate gate;
    gate.hold();
    auto listener = std::make_unique<Listener>(listenerConfig(), gate, m_clock);
    QVERIFY(listener->listen());
    SmtpClient client(*listener);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    listener.reset();
    QTRY_COMPARE(client.state(), QAbstractSocket::UnconnectedState);
    gate.release();
    QVERIFY(!client.heard.contains("queued as"));
}

/// 10
void TestListener::abortEndsMessagesToo()
{
    MemoryIntakeGate gate;
    gate.hold();
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient receiving(listener);
    SmtpClient committing(listener);
    receiving.write(kEnvelope + "DATA\r\nhalf");
    committing.write(kMail);
    QTRY_COMPARE(gate.open(), 1);
    QTRY_COMPARE(gate.messages().size(), 1);
    QSignalSpy drained(&listener, &Listener::drained);
    listener.shutDown();
    QVERIFY(!QTest::qWaitFor([&] { return receiving.isGone() || committing.isGone(); }, 50));
    listener.abortClients();
    QTRY_VERIFY(receiving.isGone());
    QTRY_VERIFY(receiving.heard.endsWith("\r\n421 4.3.2 shutting down, try again later\r\n"));
    QCOMPARE(gate.open(), 0);
    QCOMPARE(drained.size(), 0);
    gate.release();
    QTRY_VERIFY(committing.isGone());
    QTRY_VERIFY(committing.heard.contains("\r\n250 2.0.0 queued as "));
    QTRY_COMPARE(drained.size(), 1);
    QCOMPARE(gate.messages().size(), 1);
}

void TestListener::updatedLimitsAreForNewClients()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.maxClients = 1;
    config.project = "old";
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    const auto addresses = listener.addresses();
    SmtpClient before(listener);
    QTRY_COMPARE(before.heard, kGreeting);

    ListenerConfig updated = config;
    updated.maxClients = 2;
    updated.project = "new";
    updated.session.hostName = "new.test";
    updated.name = "another";
    updated.port = 1;
    listener.updateLimits(updated);
    QCOMPARE(listener.addresses(), addresses);
    SmtpClient after(listener);
    QTRY_COMPARE(after.heard, "220 new.test ESMTP Mailweir\r\n");
    before.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(before.heard.contains("250-mail.test greets you\r\n"));
    QCOMPARE(gate.messages()[0].envelope.project, "old");
    after.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 2);
    QCOMPARE(gate.messages()[1].envelope.project, "new");
    QCOMPARE(gate.messages()[1].envelope.listener, "inbox");
}

/// Without file descriptors clients wait, and nothing spins meanwhile.
void TestListener::outOfFiles()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QVERIFY(client.waitForConnected());
    // UBSan needs descriptors to check what goes into a log line.
    QLoggingCategory::setFilterRules(QStringLiteral("mailweir.net.warning=false"));
    const auto restored = qScopeGuard([] { QLoggingCategory::setFilterRules({}); });
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    const FileDescriptor lowestFree(dup(STDERR_FILENO));
    rlimit none = before;
    none.rlim_cur = rlim_t(lowestFree.get());
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &none), 0);
    const std::clock_t cpuBefore = std::clock();
    const bool served = QTest::qWaitFor([&client] { return !client.heard.isEmpty(); }, 400);
    const auto cpuMs = (std::clock() - cpuBefore) * 1000 / CLOCKS_PER_SEC;
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY(!served);
    QVERIFY2(cpuMs < 200, qPrintable(QString::number(cpuMs)));
    QTRY_COMPARE(client.heard, kGreeting);
}

/// 195
void TestListener::unixSocket()
{
    const QTemporaryDir directory;
    const QString path = directory.filePath(QStringLiteral("smtp.sock"));
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.unixPath = path;
    config.session.lmtp = true;
    Listener listener(config, gate, m_clock);
    QCOMPARE(listener.unixPath(), QString());
    QVERIFY(listener.listen());
    QCOMPARE(listener.unixPath(), path);
    QVERIFY(listener.addresses().isEmpty());
    QLocalSocket client;
    QByteArray heard;
    connect(&client, &QLocalSocket::readyRead, this, [&] { heard += client.readAll(); });
    client.connectToServer(path);
    client.write(QByteArray(kMail).replace("EHLO", "LHLO") + "QUIT\r\n");
    QTRY_COMPARE(client.state(), QLocalSocket::UnconnectedState);
    QVERIFY(heard.startsWith("220 mail.test LMTP Mailweir\r\n"));
    QVERIFY(heard.endsWith("\r\n221 2.0.0 bye\r\n"));
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].envelope.peer, "unix");
    QVERIFY(gate.messages()[0].envelope.lmtp);
    listener.shutDown();
    QVERIFY(!QFileInfo::exists(path));
    QCOMPARE(listener.unixPath(), QString());
}

void TestListener::unixSocketInUse()
{
    const QTemporaryDir directory;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.unixPath = directory.filePath(QStringLiteral("smtp.sock"));
    Listener first(config, gate, m_clock);
    QVERIFY(first.listen());
    Listener second(config, gate, m_clock);
    const Result<void> result = second.listen();
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::AddressInUse);
    QCOMPARE(result.error().subject, QStringLiteral("unix:") + config.unixPath);
    first.shutDown();
    QVERIFY(second.listen());
}

void TestListener::senderOnAUnixSocket()
{
    const QTemporaryDir directory;
    ProcessFinder processes;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.unixPath = directory.filePath(QStringLiteral("smtp.sock"));
    config.processes = &processes;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    std::optional<PeerProcess> late;
    connect(&listener, &Listener::processFound, this,
            [&late](const QList<MessageId> &, const PeerProcess &process) { late = process; });
    QLocalSocket client;
    client.connectToServer(config.unixPath);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    const auto process = [&] {
        const std::optional<PeerProcess> early = gate.messages()[0].envelope.process;
        return early ? early : late;
    };
    QTRY_VERIFY(process());
    QCOMPARE(process()->pid, QCoreApplication::applicationPid());
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

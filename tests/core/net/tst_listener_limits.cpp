// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/process_finder.h"
#include "core/smtp/fault_rules.h"
#include "tests/support/captured_log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QCoreApplication>
#include <QNetworkInterface>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

#include <sys/resource.h>
#include <unistd.h>

using namespace mailweir;

namespace {

/// Is congested, and counts who asks.
class CongestedGate final : public IntakeGate {
public:
    [[nodiscard]] Result<void> admits(qint64 size) override { return m_gate.admits(size); }
    [[nodiscard]] std::unique_ptr<Intake> beginMessage() override { return m_gate.beginMessage(); }
    [[nodiscard]] bool congested() const override
    {
        ++asked;
        return isCongested;
    }

    bool isCongested = true;
    mutable int asked = 0;

private:
    MemoryIntakeGate m_gate;
};

} // namespace

/// What clients do who leave, and what the system has no room for.
class TestListenerLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void goneWhileItIsHeld();
    void goneWhileTheGateIsCongested();
    void hungUpWhileItIsThrottled();
    void congestionIsAskedForOnce();
    void abortedInTheMiddleOfAFlood();
    void descriptorsAreLeftForOthers();
    void senderOnTheMachinesOwnAddress();

private:
    SystemClock m_clock;
};

/// What came before is carried out, at once.
void TestListenerLimits::goneWhileItIsHeld()
{
    FaultRules faults(m_clock, [] { return 0.0; });
    FaultRule rule;
    rule.at = FaultStage::Mail;
    rule.verdict.delay = Milliseconds(3'600'000);
    faults.set({rule});
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.session.faults = &faults;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_VERIFY(client.heard.contains("\r\n250 "));
    QCOMPARE(listener.clientCount(), 1);
    client.cutOff();
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 1);
}

void TestListenerLimits::goneWhileTheGateIsCongested()
{
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_COMPARE(gate.open(), 1);
    gate.setCongested(true);
    client.write("body\r\n");
    QTRY_COMPARE(client.bytesToWrite(), 0);
    client.cutOff();
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.open(), 0);
}

/// Its message is taken all the same, only not in the hours that the rule would make of it.
void TestListenerLimits::hungUpWhileItIsThrottled()
{
    FaultRules faults(m_clock, [] { return 0.0; });
    FaultRule rule;
    rule.at = FaultStage::Data;
    rule.verdict.bytesPerSecond = 10;
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
    client.write(body + ".\r\n");
    QTRY_COMPARE(client.bytesToWrite(), 0);
    client.disconnectFromHost();
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, body);
    QTRY_COMPARE(listener.clientCount(), 0);
}

void TestListenerLimits::congestionIsAskedForOnce()
{
    constexpr int kClients = 50;
    CongestedGate gate;
    Listener listener(listenerConfig(), gate, m_clock);
    QVERIFY(listener.listen());
    std::vector<std::unique_ptr<SmtpClient>> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<SmtpClient>(listener));
        clients.back()->write("NOOP\r\n");
    }
    QTRY_VERIFY(gate.asked >= kClients);
    QTRY_VERIFY(std::all_of(clients.begin(), clients.end(), [](const auto &client) {
        return client->heard == kGreeting && client->bytesToWrite() == 0;
    }));
    const int before = gate.asked;
    QVERIFY(!QTest::qWaitFor([&] { return gate.asked - before > 2 * kClients; }, 100)); // not 20 times all of them
    gate.isCongested = false;
    for (const auto &client : clients)
        QTRY_COMPARE(client->heard, kGreeting + "250 2.0.0 ok\r\n");
}

/// What it has sent and nobody has read must not take the last word from it.
void TestListenerLimits::abortedInTheMiddleOfAFlood()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kEnvelope + "DATA\r\n");
    QTRY_COMPARE(gate.open(), 1);
    gate.setCongested(true);
    const QByteArray body = QByteArray("A line of a message\r\n").repeated(400'000);
    client.write(body);
    QTRY_VERIFY(client.bytesToWrite() < body.size());
    QSignalSpy drained(&listener, &Listener::drained);
    listener.shutDown();
    QCOMPARE(drained.size(), 0);
    listener.abortClients();
    QTRY_VERIFY(client.heard.endsWith("\r\n421 4.3.2 shutting down, try again later\r\n"));
    QTRY_COMPARE(drained.size(), 1);
    QCOMPARE(gate.messages().size(), 0);
    QCOMPARE(gate.open(), 0);
}

void TestListenerLimits::descriptorsAreLeftForOthers()
{
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
    rlimit few = before;
    {
        const FileDescriptor lowestFree(dup(STDERR_FILENO));
        few.rlim_cur = rlim_t(lowestFree.get()) + 64 + 16;
    }
    FakeClock clock;
    MemoryIntakeGate gate;
    Listener listener(listenerConfig(), gate, clock);
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &few), 0);
    const auto restored = qScopeGuard([&before] { setrlimit(RLIMIT_NOFILE, &before); });
    QVERIFY(listener.listen());
    SmtpClient served(listener);
    QTRY_COMPARE(served.heard, kGreeting);
    std::vector<FileDescriptor> others;
    while (others.empty() || others.back().get() < int(few.rlim_cur) / 4 * 3)
        others.emplace_back(dup(STDERR_FILENO));
    CapturedLog log;
    for (int i = 0; i < 3; ++i) {
        SmtpClient late(listener);
        QTRY_COMPARE(late.heard, "421 4.3.2 too many connections, try again later\r\n");
        QTRY_VERIFY(late.isGone());
    }
    QCOMPARE(log.takeWarnings().size(), size_t(1));
    clock.advance(Milliseconds(10'000));
    SmtpClient muchLater(listener);
    QTRY_VERIFY(muchLater.isGone());
    QCOMPARE(log.takeWarnings().size(), size_t(1));
    others.clear();
    SmtpClient again(listener);
    QTRY_COMPARE(again.heard, kGreeting);
    served.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
}

void TestListenerLimits::senderOnTheMachinesOwnAddress()
{
    QHostAddress own;
    for (const QHostAddress &address : QNetworkInterface::allAddresses()) {
        if (!address.isLoopback() && address.protocol() == QAbstractSocket::IPv4Protocol)
            own = address;
    }
    if (own.isNull())
        QSKIP("this machine has loopback only");
    ProcessFinder processes;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.host = own.toString();
    config.processes = &processes;
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    std::optional<PeerProcess> late;
    connect(&listener, &Listener::processFound, this,
            [&late](const QList<MessageId> &, const PeerProcess &process) { late = process; });
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(gate.messages()[0].envelope.process || late);
    QCOMPARE(gate.messages()[0].envelope.process.value_or(late.value_or(PeerProcess{})).pid,
             QCoreApplication::applicationPid());
}

QTEST_GUILESS_MAIN(TestListenerLimits)
#include "tst_listener_limits.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mailbox.h"
#include "core/net/process_finder.h"
#include "core/net/server_connection.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"

#include <QCoreApplication>
#include <QTest>

#include <array>
#include <unistd.h>

#include <sys/socket.h>

using namespace mailweir;

namespace {

const QByteArray kEnvelope = "EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
const QByteArray kMail = kEnvelope + "DATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n";
const QByteArray kShutDown = "421 4.3.2 shutting down, try again later\r\n";

/// One connection over a pair of unix sockets, whose buffers are small, and its client. Time stands still.
class Served {
public:
    explicit Served(ListenerConfig config = {})
    {
        std::array<int, 2> ends{};
        isOpen = poller.open() && socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0;
        client = FileDescriptor(ends[1]);
        connection = std::make_shared<ServerConnection>(std::make_shared<const ListenerConfig>(std::move(config)),
                                                        context, FileDescriptor(ends[0]),
                                                        ServerSocket::Peer{{}, 0, QCoreApplication::applicationPid()});
    }

    void say(const QByteArray &bytes) const
    {
        QCOMPARE(send(client.get(), bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL), bytes.size());
    }
    /// All that has come by now.
    const QByteArray &hear()
    {
        std::array<char, 64 * 1024> buffer;
        for (ssize_t size = 0; (size = recv(client.get(), buffer.data(), buffer.size(), 0)) > 0;)
            heard.append(buffer.data(), size);
        return heard;
    }
    void pass(Milliseconds time)
    {
        clock.advance(time);
        if (!isFinished)
            connection->checkTime(clock.steady());
    }

    bool isOpen = false;
    bool isFinished = false;
    QList<MessageId> late; // whose process was told afterwards
    FakeClock clock;
    MemoryIntakeGate gate;
    Poller poller;
    ConnectionContext context{
        poller,
        gate,
        clock,
        std::make_shared<Mailbox>(),
        [this](const QList<MessageId> &ids, const PeerProcess &) { late = ids; },
        [](ServerConnection &) {},
        [this](ServerConnection &) { isFinished = true; },
        {},
    };
    FileDescriptor client;
    QByteArray heard;
    std::shared_ptr<ServerConnection> connection; // last: it uses all of the above
};

} // namespace

/// What one client may cost: memory, time, a place.
class TestServerLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void repliesThatNobodyReadsStayFew();
    void farewellBeginsWhenAllIsSent();
    void farewellAfterAnAbortIsShort();
    void processOfAMessageWhoseConnectionHasGone();
};

/// The shortest commands have the longest replies; all of them come in one read.
void TestServerLimits::repliesThatNobodyReadsStayFew()
{
    bool reachedMail = false;
    ListenerConfig config;
    config.session.admits = [&reachedMail](qint64) -> Result<void> {
        reachedMail = true;
        return {};
    };
    Served served(config);
    QVERIFY(served.isOpen);
    served.connection->start(false);
    served.say("EHLO c.test\r\n" + QByteArray("HELP\r\n").repeated(10'000) + "MAIL FROM:<a@b.test>\r\n");
    served.connection->onReady(EPOLLIN);
    QVERIFY(!reachedMail);
    QTRY_VERIFY(served.hear().endsWith("\r\n250 2.1.0 ok\r\n"));
    QVERIFY(reachedMail);
    QCOMPARE(served.heard.count("214 2.0.0 "), 10'000);
}

void TestServerLimits::farewellBeginsWhenAllIsSent()
{
    Served served;
    QVERIFY(served.isOpen);
    served.connection->start(false);
    served.say(QByteArray("HELP\r\n").repeated(10'000));
    served.connection->onReady(EPOLLIN);
    served.connection->shutDown();
    served.pass(Milliseconds(10'000));
    QVERIFY(!served.isFinished);
    QTRY_VERIFY(served.hear().endsWith(kShutDown));
    served.pass(Milliseconds(0));
    QVERIFY(!served.isFinished);
    served.pass(Milliseconds(1'999));
    QVERIFY(!served.isFinished);
    served.pass(Milliseconds(1));
    QVERIFY(served.isFinished);
}

void TestServerLimits::farewellAfterAnAbortIsShort()
{
    Served served;
    QVERIFY(served.isOpen);
    served.connection->start(false);
    served.say(QByteArray("HELP\r\n").repeated(10'000));
    served.connection->onReady(EPOLLIN);
    served.connection->abort();
    served.pass(Milliseconds(0));
    served.pass(Milliseconds(499));
    QVERIFY(!served.isFinished);
    served.pass(Milliseconds(1));
    QVERIFY(served.isFinished);
}

void TestServerLimits::processOfAMessageWhoseConnectionHasGone()
{
    ProcessFinder processes;
    ListenerConfig config;
    config.processes = &processes;
    Served served(config);
    QVERIFY(served.isOpen);
    served.gate.hold();
    served.say(kMail);
    served.connection->start(false);
    served.connection->onReady(EPOLLIN); // before an answer can come
    QCOMPARE(served.gate.messages().size(), 1);
    QVERIFY(!served.gate.messages()[0].envelope.process);
    served.connection.reset();
    served.gate.release();
    QTRY_COMPARE(served.late, QList<MessageId>({MessageId{1, 0}}));
}

QTEST_GUILESS_MAIN(TestServerLimits)
#include "tst_server_limits.moc"

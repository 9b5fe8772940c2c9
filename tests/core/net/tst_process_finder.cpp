// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/process_finder.h"
#include "core/net/socket_owner.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <linux/netlink.h>
#include <sys/socket.h>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

using Found = std::optional<PeerProcess>;

/// Calls `ask` with an answer to be given, and waits for it.
template <typename Ask> Found answerTo(Ask ask)
{
    auto promise = std::make_shared<std::promise<Found>>();
    std::future<Found> answer = promise->get_future();
    ask([promise](const Found &found) { promise->set_value(found); });
    if (answer.wait_for(std::chrono::seconds(30)) == std::future_status::ready)
        return answer.get();
    qCritical("no answer");
    return PeerProcess{-1, {}, {}};
}

Found find(ProcessFinder &finder, const TcpEnds &ends)
{
    return answerTo([&](ProcessFinder::Answer answer) {
        finder.find(ends.client, ends.clientPort, ends.server, ends.serverPort, std::move(answer));
    });
}

Found find(ProcessFinder &finder, qint64 pid)
{
    return answerTo([&](ProcessFinder::Answer answer) { finder.find(pid, std::move(answer)); });
}

/// A server, and a client whose connection it has accepted.
struct Connection {
    QTcpServer server;
    std::unique_ptr<QTcpSocket> accepted;

    [[nodiscard]] TcpEnds ends() const
    {
        return {accepted->peerAddress(), accepted->peerPort(), accepted->localAddress(), accepted->localPort()};
    }
    [[nodiscard]] bool accept()
    {
        if (!server.hasPendingConnections() && !server.waitForNewConnection(30000))
            return false;
        accepted.reset(server.nextPendingConnection());
        return accepted != nullptr;
    }
};

/// A program of another kind than this test, in a directory of its own, connected until its input ends.
class Child {
public:
    [[nodiscard]] bool connectTo(const QByteArray &host, quint16 port, int family)
    {
        m_process.setWorkingDirectory(m_directory.path());
        m_process.start(u"/usr/bin/python3"_s,
                        {u"-c"_s,
                         u"import socket, sys\n"
                         "s = socket.socket(int(sys.argv[3]))\n"
                         "s.connect((sys.argv[1], int(sys.argv[2])))\n"
                         "sys.stdin.read()\n"_s,
                         QString::fromLatin1(host), QString::number(port), QString::number(family)});
        return m_process.waitForStarted(30000);
    }
    [[nodiscard]] bool end()
    {
        m_process.closeWriteChannel();
        return m_process.waitForFinished(30000);
    }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] PeerProcess expected() const
    {
        return {pid(), QFile::encodeName(QFileInfo(u"/usr/bin/python3"_s).canonicalFilePath()),
                QFile::encodeName(QFileInfo(m_directory.path()).canonicalFilePath())};
    }

private:
    QTemporaryDir m_directory;
    QProcess m_process;
};

bool hasIpv6()
{
    return QTcpServer().listen(QHostAddress::LocalHostIPv6);
}

/// Some containers do not let it through.
bool kernelHasSocketDiagnosis()
{
    return FileDescriptor(::socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG)).isOpen();
}

} // namespace

class TestProcessFinder : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(u"/usr/bin/python3"_s))
            QSKIP("needs /usr/bin/python3");
    }

    void anotherProgram_data()
    {
        QTest::addColumn<QHostAddress>("listen");
        QTest::addColumn<QByteArray>("connect");
        QTest::addColumn<int>("family");
        QTest::newRow("IPv4") << QHostAddress(QHostAddress::LocalHost) << "127.0.0.1"_ba << AF_INET;
        QTest::newRow("IPv4, another address") << QHostAddress(u"127.0.0.7"_s) << "127.0.0.7"_ba << AF_INET;
        if (!hasIpv6())
            return;
        QTest::newRow("IPv6") << QHostAddress(QHostAddress::LocalHostIPv6) << "::1"_ba << AF_INET6;
        QTest::newRow("IPv4 to a server for both") << QHostAddress(QHostAddress::Any) << "127.0.0.1"_ba << AF_INET;
        QTest::newRow("mapped to a server for both")
            << QHostAddress(QHostAddress::Any) << "::ffff:127.0.0.1"_ba << AF_INET6;
        QTest::newRow("mapped to an IPv4 server")
            << QHostAddress(QHostAddress::LocalHost) << "::ffff:127.0.0.1"_ba << AF_INET6;
    }
    void anotherProgram()
    {
        QFETCH(const QHostAddress, listen);
        QFETCH(const QByteArray, connect);
        QFETCH(const int, family);
        Connection connection;
        QVERIFY(connection.server.listen(listen));
        Child child;
        QVERIFY(child.connectTo(connect, connection.server.serverPort(), family));
        QVERIFY(connection.accept());

        ProcessFinder finder;
        const PeerProcess expected = child.expected();
        QCOMPARE(find(finder, connection.ends()), Found(expected));
        QCOMPARE(find(finder, connection.ends()), Found(expected)); // now among the recent ones

        const std::optional<quint64> inode = SocketOwner().inodeOf(connection.ends());
        QVERIFY(inode);
        if (kernelHasSocketDiagnosis())
            QCOMPARE(SocketOwner().inodeFromKernel(connection.ends()), inode);
        QCOMPARE(SocketOwner::inodeInTables(connection.ends()), inode);
        // Each end as an IPv6 socket would tell it.
        TcpEnds mapped = connection.ends();
        mapped.client = QHostAddress(mapped.client.toIPv6Address());
        mapped.server = QHostAddress(mapped.server.toIPv6Address());
        if (kernelHasSocketDiagnosis())
            QCOMPARE(SocketOwner().inodeFromKernel(mapped), inode);
        QCOMPARE(SocketOwner::inodeInTables(mapped), inode);
        QCOMPARE(find(finder, mapped), Found(expected));

        TcpEnds other = connection.ends();
        std::swap(other.client, other.server);
        std::swap(other.clientPort, other.serverPort);
        QVERIFY(SocketOwner().inodeOf(other) != inode); // the server's own end

        QVERIFY(child.end());
        QCOMPARE(find(finder, connection.ends()), Found());
        QCOMPARE(SocketOwner::inodeInTables(connection.ends()), std::nullopt);
    }

    void thisProgram()
    {
        Connection connection;
        QVERIFY(connection.server.listen(QHostAddress::LocalHost));
        QTcpSocket client;
        client.connectToHost(QHostAddress(QHostAddress::LocalHost), connection.server.serverPort());
        QVERIFY(connection.accept());
        ProcessFinder finder;
        const PeerProcess self{
            QCoreApplication::applicationPid(),
            QFile::encodeName(QFileInfo(QCoreApplication::applicationFilePath()).canonicalFilePath()),
            QFile::encodeName(QFileInfo(QDir::currentPath()).canonicalFilePath())};
        QCOMPARE(find(finder, connection.ends()), Found(self));
        QCOMPARE(find(finder, QCoreApplication::applicationPid()), Found(self));
    }

    void manyPrograms()
    {
        ProcessFinder finder;
        Connection connection;
        QVERIFY(connection.server.listen(QHostAddress::LocalHost));
        std::vector<std::unique_ptr<QTcpSocket>> accepted;
        std::vector<std::unique_ptr<Child>> children;
        for (int i = 0; i < 20; ++i) { // more than are remembered
            children.push_back(std::make_unique<Child>());
            QVERIFY(children.back()->connectTo("127.0.0.1", connection.server.serverPort(), AF_INET));
            QVERIFY(connection.accept());
            QCOMPARE(find(finder, connection.ends()), Found(children.back()->expected()));
            accepted.push_back(std::move(connection.accepted));
        }
        for (size_t i = 0; i < children.size(); ++i) {
            connection.accepted = std::move(accepted[i]);
            QCOMPARE(find(finder, connection.ends()), Found(children[i]->expected()));
            QVERIFY(children[i]->end());
        }
    }

    void unixPeer()
    {
        Connection connection;
        QVERIFY(connection.server.listen(QHostAddress::LocalHost));
        Child child;
        QVERIFY(child.connectTo("127.0.0.1", connection.server.serverPort(), AF_INET));
        QVERIFY(connection.accept()); // it is Python by now, not on its way there
        ProcessFinder finder;
        const qint64 pid = child.pid();
        QCOMPARE(find(finder, pid), Found(child.expected()));
        QVERIFY(child.end());
        QCOMPARE(find(finder, pid), Found());
        QCOMPARE(find(finder, 0), Found());
        QCOMPARE(find(finder, -1), Found());
    }

    void otherMachines()
    {
        ProcessFinder finder;
        bool answered = false;
        finder.find(QHostAddress(u"192.0.2.1"_s), 1, QHostAddress(u"192.0.2.2"_s), 25,
                    [&](const Found &found) { answered = !found; });
        QVERIFY(answered); // at once
        QCOMPARE(find(finder, {QHostAddress(u"192.0.2.1"_s), 1, QHostAddress(u"192.0.2.1"_s), 25}), Found());
        QCOMPARE(find(finder, {QHostAddress(), 0, QHostAddress(), 0}), Found());
    }

    void limitsThoseWhoWait()
    {
        ProcessFinder finder;
        const qint64 pid = QCoreApplication::applicationPid();
        std::promise<void> started;
        std::promise<void> goOn;
        finder.find(pid, [&](const Found &) {
            started.set_value();
            goOn.get_future().wait();
        });
        started.get_future().wait();
        std::atomic<int> found = 0;
        std::atomic<int> nothing = 0;
        for (int i = 0; i < 65; ++i)
            finder.find(pid, [&](const Found &process) { ++(process ? found : nothing); });
        QCOMPARE(nothing.load(), 1);
        QCOMPARE(found.load(), 0);
        goOn.set_value();
        QTRY_COMPARE(found.load(), 64);
        QVERIFY(find(finder, pid));
    }
};

QTEST_GUILESS_MAIN(TestProcessFinder)
#include "tst_process_finder.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/server_socket.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

using namespace mailweir;

namespace {

const QString kSubject = QStringLiteral("subject");

FileDescriptor connectTo(const QString &path)
{
    FileDescriptor client(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::copy(name.begin(), name.end(), address.sun_path);
    if (::connect(client.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        client.reset();
    return client;
}

FileDescriptor connectTo(const ServerSocket &server)
{
    FileDescriptor client(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        client.reset();
    return client;
}

/// What the system calls leave of a socket whose owner has died.
void leaveStaleSocket(const QString &path)
{
    const FileDescriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const QByteArray name = QFile::encodeName(path);
    std::copy(name.begin(), name.end(), address.sun_path);
    QCOMPARE(::bind(server.get(), reinterpret_cast<sockaddr *>(&address), sizeof address), 0);
    QCOMPARE(::listen(server.get(), 1), 0);
}

} // namespace

class TestServerSocket : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tcp();
    void ipv6IsNotIpv4();
    void tcpErrors();
    void unixSocketIsPrivate();
    void staleSocketIsReplaced();
    void livingSocketIsNot();
    void otherFilesAreNot();
    void pathIsTooLong();
    void folderIsMissing();
    void anothersSocketIsNotRemoved();

private:
    QTemporaryDir m_directory;
};

void TestServerSocket::tcp()
{
    const Result<ServerSocket> server = ServerSocket::openTcp(QHostAddress(QHostAddress::LocalHost), 0, kSubject);
    QVERIFY(server);
    QCOMPARE(server->address(), QHostAddress(QHostAddress::LocalHost));
    QVERIFY(server->port() > 0);
    QCOMPARE(server->accept().error, EAGAIN);
    const FileDescriptor client = connectTo(*server);
    QVERIFY(client.isOpen());
    const ServerSocket::Accepted accepted = server->accept();
    QCOMPARE(accepted.error, 0);
    QVERIFY(accepted.socket.isOpen());
    QCOMPARE(accepted.peer.address, QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(accepted.peer.port, localEnd(client.get()).port);
    QCOMPARE(localEnd(accepted.socket.get()).port, server->port());
    char byte = 0;
    QCOMPARE(recv(accepted.socket.get(), &byte, 1, 0), -1); // it does not block
    QCOMPARE(errno, EAGAIN);
    int noDelay = 0;
    socklen_t size = sizeof noDelay;
    QCOMPARE(getsockopt(accepted.socket.get(), IPPROTO_TCP, TCP_NODELAY, &noDelay, &size), 0);
    QVERIFY(noDelay != 0);
    int urgentInLine = 0;
    QCOMPARE(getsockopt(accepted.socket.get(), SOL_SOCKET, SO_OOBINLINE, &urgentInLine, &size), 0);
    QVERIFY(urgentInLine != 0);
}

void TestServerSocket::ipv6IsNotIpv4()
{
    const Result<ServerSocket> ipv6 = ServerSocket::openTcp(QHostAddress(QHostAddress::AnyIPv6), 0, kSubject);
    if (!ipv6)
        QSKIP("no IPv6 here");
    QCOMPARE(ipv6->address(), QHostAddress(QHostAddress::AnyIPv6));
    QVERIFY(!connectTo(*ipv6).isOpen());
    QVERIFY(ServerSocket::openTcp(QHostAddress(QHostAddress::AnyIPv4), ipv6->port(), kSubject));
}

void TestServerSocket::tcpErrors()
{
    const Result<ServerSocket> first = ServerSocket::openTcp(QHostAddress(QHostAddress::LocalHost), 0, kSubject);
    QVERIFY(first);
    const Result<ServerSocket> second =
        ServerSocket::openTcp(QHostAddress(QHostAddress::LocalHost), first->port(), kSubject);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::AddressInUse);
    QCOMPARE(second.error().subject, kSubject);
    const Result<ServerSocket> elsewhere =
        ServerSocket::openTcp(QHostAddress(QStringLiteral("192.0.2.1")), 0, kSubject);
    QVERIFY(!elsewhere);
    QCOMPARE(elsewhere.error().code, ErrorCode::NotFound);
}

void TestServerSocket::unixSocketIsPrivate()
{
    const QString path = m_directory.filePath(QStringLiteral("private"));
    const mode_t before = umask(0);
    Result<ServerSocket> server = ServerSocket::openUnix(path, kSubject);
    umask(before);
    QVERIFY(server);
    struct stat info { };
    QCOMPARE(stat(QFile::encodeName(path).constData(), &info), 0);
    QCOMPARE(info.st_mode & 07777, mode_t(0600));
    QVERIFY(server->address().isNull());
    const FileDescriptor client = connectTo(path);
    QVERIFY(client.isOpen());
    const ServerSocket::Accepted accepted = server->accept();
    QVERIFY(accepted.socket.isOpen());
    QVERIFY(accepted.peer.isUnix());
    QCOMPARE(accepted.peer.pid, qint64(getpid()));
    {
        const ServerSocket moved = *std::move(server);
        QVERIFY(QFileInfo::exists(path));
    }
    QVERIFY(!QFileInfo::exists(path));
}

void TestServerSocket::staleSocketIsReplaced()
{
    const QString path = m_directory.filePath(QStringLiteral("stale"));
    leaveStaleSocket(path);
    QVERIFY(QFileInfo::exists(path));
    const Result<ServerSocket> server = ServerSocket::openUnix(path, kSubject);
    QVERIFY(server);
    QVERIFY(connectTo(path).isOpen());
}

void TestServerSocket::livingSocketIsNot()
{
    const QString path = m_directory.filePath(QStringLiteral("living"));
    const Result<ServerSocket> first = ServerSocket::openUnix(path, kSubject);
    QVERIFY(first);
    {
        const Result<ServerSocket> second = ServerSocket::openUnix(path, kSubject);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AddressInUse);
    }
    QVERIFY(connectTo(path).isOpen());
}

void TestServerSocket::otherFilesAreNot()
{
    const QString path = m_directory.filePath(QStringLiteral("file"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("precious");
    file.close();
    const Result<ServerSocket> server = ServerSocket::openUnix(path, kSubject);
    QVERIFY(!server);
    QCOMPARE(server.error().code, ErrorCode::AddressInUse);
    QCOMPARE(QFileInfo(path).size(), 8);
}

void TestServerSocket::pathIsTooLong()
{
    const Result<ServerSocket> server =
        ServerSocket::openUnix(m_directory.filePath(QString(120, QLatin1Char('x'))), kSubject);
    QVERIFY(!server);
    QCOMPARE(server.error().code, ErrorCode::Io);
    QCOMPARE(server.error().subject, kSubject);
}

void TestServerSocket::folderIsMissing()
{
    const Result<ServerSocket> server =
        ServerSocket::openUnix(m_directory.filePath(QStringLiteral("no/such/folder")), kSubject);
    QVERIFY(!server);
    QCOMPARE(server.error().code, ErrorCode::NotFound);
}

/// Of two that ran one after the other, the first may be the last to go.
void TestServerSocket::anothersSocketIsNotRemoved()
{
    const QString path = m_directory.filePath(QStringLiteral("successor"));
    std::optional<Result<ServerSocket>> first = ServerSocket::openUnix(path, kSubject);
    QVERIFY(*first);
    QVERIFY(QFile::rename(path, m_directory.filePath(QStringLiteral("moved"))));
    const Result<ServerSocket> second = ServerSocket::openUnix(path, kSubject);
    QVERIFY(second);
    first.reset();
    QVERIFY(connectTo(path).isOpen());
}

QTEST_GUILESS_MAIN(TestServerSocket)
#include "tst_server_socket.moc"

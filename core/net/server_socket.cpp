// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/server_socket.h"

#include <QFile>

#include <cerrno>
#include <cstring>
#include <optional>

#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace mailweir {

namespace {

constexpr int kBacklog = 512; // with few places a burst of clients waits a second for its SYNs to be sent again

/// Room for the addresses of every family.
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;

    [[nodiscard]] sockaddr *get() { return reinterpret_cast<sockaddr *>(&storage); }
    [[nodiscard]] ServerSocket::Peer peer()
    {
        ServerSocket::Peer peer;
        if (storage.ss_family == AF_INET)
            peer.port = ntohs(reinterpret_cast<sockaddr_in &>(storage).sin_port);
        else if (storage.ss_family == AF_INET6)
            peer.port = ntohs(reinterpret_cast<sockaddr_in6 &>(storage).sin6_port);
        else
            return peer;
        peer.address.setAddress(get());
        return peer;
    }
};

SocketAddress tcpAddress(const QHostAddress &address, quint16 port)
{
    SocketAddress result;
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        auto &ipv6 = reinterpret_cast<sockaddr_in6 &>(result.storage);
        ipv6.sin6_family = AF_INET6;
        ipv6.sin6_port = htons(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&ipv6.sin6_addr, &bytes, sizeof bytes);
        ipv6.sin6_scope_id = if_nametoindex(address.scopeId().toLatin1().constData());
        result.size = sizeof ipv6;
    } else {
        auto &ipv4 = reinterpret_cast<sockaddr_in &>(result.storage);
        ipv4.sin_family = AF_INET;
        ipv4.sin_port = htons(port);
        ipv4.sin_addr.s_addr = htonl(address.toIPv4Address());
        result.size = sizeof ipv4;
    }
    return result;
}

/// Nothing when the path is too long.
std::optional<SocketAddress> unixAddress(const QByteArray &path)
{
    SocketAddress result;
    auto &address = reinterpret_cast<sockaddr_un &>(result.storage);
    if (size_t(path.size()) >= sizeof address.sun_path)
        return std::nullopt;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), size_t(path.size()));
    result.size = sizeof address;
    return result;
}

bool switchOn(int socket, int level, int option)
{
    const int on = 1;
    return setsockopt(socket, level, option, &on, sizeof on) == 0;
}

Error socketError(const QString &subject, int error)
{
    Error result = systemError(subject, error);
    if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
        result.code = ErrorCode::NotFound;
    return result;
}

/// Whether the file is a socket that nobody listens on.
bool isStale(const QByteArray &path, SocketAddress &address)
{
    struct stat info { };
    if (lstat(path.constData(), &info) != 0 || !S_ISSOCK(info.st_mode))
        return false;
    const FileDescriptor probe(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    return probe.isOpen() && connect(probe.get(), address.get(), address.size) != 0 && errno == ECONNREFUSED;
}

} // namespace

Result<ServerSocket> ServerSocket::openTcp(const QHostAddress &address, quint16 port, const QString &subject)
{
    const bool ipv6 = address.protocol() == QAbstractSocket::IPv6Protocol;
    FileDescriptor fd(socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // Connections inherit TCP_NODELAY, and SO_OOBINLINE, which makes urgent bytes bytes like all others.
    SocketAddress wanted = tcpAddress(address, port);
    if (!fd.isOpen() || !switchOn(fd.get(), SOL_SOCKET, SO_REUSEADDR) || !switchOn(fd.get(), IPPROTO_TCP, TCP_NODELAY)
        || !switchOn(fd.get(), SOL_SOCKET, SO_OOBINLINE) || (ipv6 && !switchOn(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY))
        || bind(fd.get(), wanted.get(), wanted.size) != 0 || listen(fd.get(), kBacklog) != 0)
        return socketError(subject, errno);
    ServerSocket server(std::move(fd));
    const Peer own = localEnd(server.fd());
    server.m_address = own.address;
    server.m_port = own.port;
    return server;
}

Result<ServerSocket> ServerSocket::openUnix(const QString &path, const QString &subject)
{
    const QByteArray file = QFile::encodeName(path);
    std::optional<SocketAddress> address = unixAddress(file);
    if (!address)
        return socketError(subject, ENAMETOOLONG);
    FileDescriptor fd(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    // Linux gives the file the mode of the descriptor, so that it is never open to others, not even for a moment; the
    // umask would be every thread's.
    if (!fd.isOpen() || fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0)
        return socketError(subject, errno);
    const auto bound = [&] {
        return bind(fd.get(), address->get(), address->size) == 0;
    };
    if (!bound()) {
        const int error = errno;
        if (error != EADDRINUSE || !isStale(file, *address) || unlink(file.constData()) != 0)
            return socketError(subject, error);
        if (!bound())
            return socketError(subject, errno);
    }
    ServerSocket server(std::move(fd));
    server.m_path = file;
    struct stat info { };
    if (lstat(file.constData(), &info) != 0)
        return socketError(subject, errno);
    server.m_device = info.st_dev;
    server.m_inode = info.st_ino;
    if (listen(server.fd(), kBacklog) != 0)
        return socketError(subject, errno);
    return server;
}

ServerSocket::~ServerSocket()
{
    if (!m_socket.isOpen() || m_path.isEmpty())
        return;
    struct stat info { };
    const bool own = lstat(m_path.constData(), &info) == 0 && info.st_dev == m_device && info.st_ino == m_inode;
    if (own)
        unlink(m_path.constData());
}

ServerSocket::Accepted ServerSocket::accept() const
{
    Accepted result;
    SocketAddress from;
    result.socket = FileDescriptor(accept4(fd(), from.get(), &from.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!result.socket.isOpen()) {
        result.error = errno;
        return result;
    }
    result.peer = from.peer();
    if (!m_path.isEmpty()) {
        ucred credentials{};
        socklen_t size = sizeof credentials;
        if (getsockopt(result.socket.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0)
            result.peer.pid = credentials.pid;
    }
    return result;
}

ServerSocket::Peer localEnd(int socket)
{
    SocketAddress own;
    if (getsockname(socket, own.get(), &own.size) != 0)
        return {};
    return own.peer();
}

} // namespace mailweir

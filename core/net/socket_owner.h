// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"
#include "core/net/file_descriptor.h"

#include <QHostAddress>

#include <optional>
#include <vector>

namespace mailweir {

/// A TCP connection within this machine. An IPv4-mapped address means the IPv4 one.
struct TcpEnds {
    QHostAddress client;
    quint16 clientPort = 0;
    QHostAddress server;
    quint16 serverPort = 0;
};

/// What the kernel tells about who holds a socket. Every call reads the kernel's state anew.
/// Thread: one at a time; calls take from microseconds to milliseconds, growing with the number of open files.
class SocketOwner {
public:
    /// The inode of the client's socket: from the kernel or, as long as that has found nothing, from the tables. None
    /// when it is closed.
    [[nodiscard]] std::optional<quint64> inodeOf(const TcpEnds &ends);
    /// Asks NETLINK_SOCK_DIAG for this one socket.
    [[nodiscard]] std::optional<quint64> inodeFromKernel(const TcpEnds &ends);
    /// Looks it up in /proc/net/tcp and tcp6: for kernels and containers without the above. Takes the longer the more
    /// connections there are.
    [[nodiscard]] static std::optional<quint64> inodeInTables(const TcpEnds &ends);

    /// A process that has the socket open. When several have it, one of them. None when none of those that may be
    /// looked into has.
    [[nodiscard]] std::optional<qint64> pidOf(quint64 inode);

    /// None when the process has gone.
    [[nodiscard]] static std::optional<PeerProcess> describe(qint64 pid);

private:
    struct Holder {
        qint64 pid = 0;
        QByteArray file; // /proc/PID/fd/NUMBER
    };

    FileDescriptor m_netlink;
    bool m_kernelAnswers = false; // it has found a socket once
    std::vector<Holder> m_recent; // that were found, the latest first
};

} // namespace mailweir

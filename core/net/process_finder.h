// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QHostAddress>

#include <functional>
#include <memory>
#include <optional>

namespace mailweir {

/// Tells which program of this machine is at the other end of a loopback connection: socket → inode → pid →
/// executable and working directory, read from the kernel (NETLINK_SOCK_DIAG, /proc). Works for programs of the same
/// user, and for all when it runs as root. On a thread of its own; beyond 64 that
/// wait and 200 a second (100 at once), questions are answered with nothing, as are those that wait when the finder
/// goes. Thread: any; answers come from the finder's, or at once from the caller's when there is nothing to look up.
class ProcessFinder {
public:
    using Answer = std::function<void(std::optional<PeerProcess>)>;

    ProcessFinder();
    ~ProcessFinder();

    /// `client` and `server` are the two ends as the server sees them. Nothing for clients that are not on this
    /// machine, that is, neither on a loopback address nor on the server's own; nor for a program whose files may not
    /// be read.
    void find(const QHostAddress &client, quint16 clientPort, const QHostAddress &server, quint16 serverPort,
              Answer answer);
    /// Of a unix socket's peer, whose pid the kernel tells (SO_PEERCRED). Nothing when it has gone.
    void find(qint64 pid, Answer answer);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mailweir

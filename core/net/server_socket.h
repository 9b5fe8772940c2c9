// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/net/file_descriptor.h"

#include <QHostAddress>
#include <QString>

#include <sys/types.h>

namespace mailweir {

/// One listening socket, TCP or unix. Closed, and a unix socket's file removed, when it goes.
class ServerSocket {
public:
    /// Who is at the other end of a connection.
    struct Peer {
        QHostAddress address; ///< null: a unix socket
        quint16 port = 0;
        qint64 pid = 0; ///< of a unix socket's peer

        [[nodiscard]] bool isUnix() const { return address.isNull(); }
    };
    struct Accepted {
        FileDescriptor socket; ///< non-blocking; without Nagle's delay
        Peer peer;
        int error = 0; ///< when there is no socket: errno, EAGAIN when nobody waits
    };

    /// `port` 0: any free one. Errors, about `subject`: AddressInUse, PermissionDenied, NotFound (this machine has no
    /// such address), Io.
    [[nodiscard]] static Result<ServerSocket> openTcp(const QHostAddress &address, quint16 port,
                                                      const QString &subject);
    /// The file is 0600. One that is there with nobody behind it is replaced. Errors likewise.
    [[nodiscard]] static Result<ServerSocket> openUnix(const QString &path, const QString &subject);

    ServerSocket(ServerSocket &&) = default;
    ServerSocket &operator=(ServerSocket &&) = delete;
    ~ServerSocket();

    [[nodiscard]] int fd() const { return m_socket.get(); }
    /// Null for a unix socket.
    [[nodiscard]] const QHostAddress &address() const { return m_address; }
    [[nodiscard]] quint16 port() const { return m_port; }

    [[nodiscard]] Accepted accept() const;

private:
    explicit ServerSocket(FileDescriptor socket)
        : m_socket(std::move(socket))
    {
    }

    FileDescriptor m_socket;
    QHostAddress m_address;
    quint16 m_port = 0;
    QByteArray m_path; // of a unix socket
    dev_t m_device = 0; // of its file
    ino_t m_inode = 0;
};

/// The end of `socket` on this side; null for a unix socket.
[[nodiscard]] ServerSocket::Peer localEnd(int socket);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/listener.h"

#include <QHostAddress>
#include <QSslSocket>

#include <sys/socket.h>

namespace mailweir {

inline const QByteArray kGreeting = "220 mail.test ESMTP Mailweir\r\n";
inline const QByteArray kEnvelope = "EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
inline const QByteArray kMail = kEnvelope + "DATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n";
inline const QByteArray kStored = "Subject: x\r\n\r\nbody\r\n";

/// A listener on a free port of 127.0.0.1.
inline ListenerConfig listenerConfig()
{
    ListenerConfig config;
    config.name = "inbox";
    config.host = QStringLiteral("127.0.0.1");
    config.session.hostName = "mail.test";
    config.session.maxMessageSize = 10'000'000;
    return config;
}

/// A client that keeps all it is told. It trusts every certificate.
class SmtpClient : public QSslSocket {
public:
    explicit SmtpClient(const Listener &listener, int address = 0)
    {
        setPeerVerifyMode(QSslSocket::VerifyNone);
        connect(this, &QSslSocket::readyRead, this, [this] { heard += readAll(); });
        const auto [host, port] = listener.addresses().at(address);
        connectToHost(QHostAddress(host), port);
    }

    [[nodiscard]] bool isGone() const { return state() == QAbstractSocket::UnconnectedState; }
    /// Ends the connection with a reset.
    void cutOff()
    {
        const linger atOnce{1, 0};
        setsockopt(int(socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
        abort();
    }
    /// Sends no more, but reads on.
    void endInput() { ::shutdown(int(socketDescriptor()), SHUT_WR); }

    QByteArray heard;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/mail/email_address.h"
#include "core/smtp/fault_rules.h"

#include <QByteArray>
#include <QList>

#include <functional>

namespace mailweir {

/// How a server session is set up.
struct ServerOptions {
    enum class Tls {
        Off,
        StartTls, ///< offered, RFC 3207
        Implicit, ///< the connection was encrypted before the session began (RFC 8314)
    };
    enum class Auth {
        Off,
        Any, ///< every login is accepted
        Required, ///< nothing without one
    };

    QByteArray hostName; ///< for the greeting
    QByteArray listener; ///< its name, for the fault rules
    QByteArray client; ///< the client's address without the port, likewise
    bool lmtp = false; ///< RFC 2033 in place of SMTP
    /// Only the addresses of RFC 5321, and no message with a bare CR or LF. Otherwise also addresses without < >, and
    /// recipients without a domain.
    bool strict = false;
    qint64 maxMessageSize = 0; ///< bytes; 0 = no limit
    int maxRecipients = 1000; ///< of one message
    /// Globs of those that are taken, of addresses or, without @, of domains; empty or "." = all.
    QList<QByteArray> recipients;
    Tls tls = Tls::Off;
    bool requireTls = false; ///< 530 to nearly everything without it
    Auth auth = Auth::Off;
    bool insecureAuth = false; ///< AUTH without TLS too
    bool cramMd5 = false; ///< passwords are known in clear, so that CRAM-MD5 can be checked
    std::function<QByteArray()> challenge; ///< of CRAM-MD5, another each time; empty = from the system's randomness
    /// Whether there is room for a message of so many bytes (0 = not said); asked at each MAIL. May be empty.
    std::function<Result<void>(qint64 size)> admits;
    FaultRules *faults = nullptr; ///< outlives the session; null = none
};

} // namespace mailweir

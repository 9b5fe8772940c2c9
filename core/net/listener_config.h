// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"
#include "core/smtp/server_options.h"

#include <QHostAddress>
#include <QList>
#include <QPair>
#include <QString>

#include <optional>

namespace mailweir {

class LoginChecker;
class ProcessFinder;
class TlsSource;

/// How long a client may take (RFC 5321 section 4.5.3.2).
struct ServerTimeouts {
    Milliseconds command{300'000}; ///< for the next command: the listener's idle_timeout
    Milliseconds block{180'000}; ///< for the next bytes of a message
    Milliseconds handshake{60'000}; ///< for the whole TLS handshake, and for a PROXY header
    Milliseconds login{60'000}; ///< for a line of an AUTH exchange
    Milliseconds write{120'000}; ///< for a reply to be read

    friend bool operator==(const ServerTimeouts &, const ServerTimeouts &) = default;
};

struct ListenerConfig {
    QByteArray name; ///< goes into the envelope of what comes in here
    /// An address, a name, `localhost` for 127.0.0.1 and, where there is IPv6, ::1, or `::` for all addresses of both.
    QString host;
    quint16 port = 0; ///< 0 = any free one, the same for all addresses
    QString unixPath; ///< when not empty: a unix socket in place of host and port
    /// What every session gets. What is known elsewhere is filled in: listener, client, insecureAuth, cramMd5 (with
    /// `logins`), admits.
    ServerOptions session;
    std::optional<bool> insecureAuth; ///< AUTH without TLS; none = for clients on this machine only
    QByteArray project; ///< goes into the envelope
    QList<QPair<QHostAddress, int>> proxies; ///< networks whose clients begin with a PROXY header
    TlsSource *tls = nullptr; ///< certificates; outlives the listener; needed when session.tls is not Off
    LoginChecker *logins = nullptr; ///< outlives the listener; needed when session.auth is not Off
    ProcessFinder *processes = nullptr; ///< outlives the listener; null = senders are not looked up
    int maxClients = 200; ///< at a time; others get 421
    ServerTimeouts timeouts;
};

} // namespace mailweir

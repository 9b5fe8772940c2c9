// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace mailweir {

/// An address to listen on. `localhost` stands for 127.0.0.1 and, where there is IPv6, ::1.
struct HostPort {
    QString host;
    quint16 port = 0; ///< 0 = any free one

    [[nodiscard]] QString text() const;
    friend bool operator==(const HostPort &, const HostPort &) = default;
};

enum class ListenerProtocol { Smtp, Lmtp };
enum class ListenerTls { None, StartTls, Implicit };
enum class ListenerAuth { Off, Any, Required };

// Outside names: smtp, lmtp; none, starttls, implicit; off, any, required.
[[nodiscard]] QByteArray listenerProtocolName(ListenerProtocol protocol);
[[nodiscard]] QByteArray listenerTlsName(ListenerTls tls);
[[nodiscard]] QByteArray listenerAuthName(ListenerAuth auth);

/// One `[[listener]]`.
struct ListenerSettings {
    QString name = QStringLiteral("default");
    HostPort bind{QStringLiteral("localhost"), 2525};
    QString unixPath; ///< absolute; when not empty, in place of `bind` (`bind = "unix:/run/mailweir.sock"`)
    ListenerProtocol protocol = ListenerProtocol::Smtp;
    bool optional = false; ///< the built-in localhost:1025: passed over when the port is taken
    ListenerTls tls = ListenerTls::None;
    bool requireTls = false;
    QString certificate; ///< PEM file; empty = a self-signed one in the data directory
    QString key; ///< PEM file; empty = it is in `certificate`
    ListenerAuth auth = ListenerAuth::Off;
    QString users; ///< htpasswd file; needed for Required
    std::optional<bool> allowInsecureAuth; ///< none = on loopback only
    qint64 maxMessageSize = 50 * 1024 * 1024; ///< bytes
    int maxRecipients = 1000; ///< RFC 5321 section 4.5.3.1.8 asks for 100; fewer is for trying what a client does then
    int maxClients = 200;
    Milliseconds idleTimeout{300'000};
    QStringList recipients; ///< globs; empty = all
    bool strict = false;
    QStringList proxyProtocol; ///< networks, "10.0.0.0/8", "::1"
    QString project;

    /// "host:port" or "unix:/path".
    [[nodiscard]] QString address() const;
    friend bool operator==(const ListenerSettings &, const ListenerSettings &) = default;
};

/// One `[[fault]]`: something that goes wrong on purpose. Globs are without case; empty = everything.
struct FaultSettings {
    QString name = QStringLiteral("fault");
    bool enabled = true;
    QString at = QStringLiteral("rcpt"); ///< connect, ehlo, auth, mail, rcpt, data, dot
    QString listener;
    QString sender;
    QString recipient;
    QString subject; ///< only at dot
    QString login;
    QString reply; ///< "450 4.7.1 try later"; empty = none
    bool drop = false; ///< close without a word
    Milliseconds delay{0};
    qint64 speed = 0; ///< bytes a second; 0 = full
    bool greylist = false; ///< only the first time for a client, sender and recipient
    int ratePerMinute = 0; ///< only above so many a minute; 0 = always
    double probability = 1; ///< 0 to 1
    int times = 0; ///< only so many; 0 = without end
    Milliseconds duration{0}; ///< `for`: only so long after it was switched on; 0 = without end

    friend bool operator==(const FaultSettings &, const FaultSettings &) = default;
};

/// `[timeouts]`: how long the stages of a session may take (RFC 5321 section 4.5.3.2).
struct TimeoutSettings {
    // Of a client of ours; the wait for a command is the listener's idle_timeout.
    Milliseconds block{180'000}; ///< the next bytes of a message
    Milliseconds handshake{60'000}; ///< TLS, PROXY
    Milliseconds login{60'000}; ///< a line of AUTH
    Milliseconds write{120'000}; ///< the client reads a reply
    // Of the relay: its answers, but for the first and the block.
    Milliseconds relayConnect{30'000};
    Milliseconds relayGreeting{300'000};
    Milliseconds relayHello{300'000};
    Milliseconds relayHandshake{60'000};
    Milliseconds relayLogin{300'000};
    Milliseconds relayMail{300'000};
    Milliseconds relayRecipient{300'000};
    Milliseconds relayData{120'000};
    Milliseconds relayBlock{180'000}; ///< it takes the next bytes of a message
    Milliseconds relayEndOfData{600'000};

    friend bool operator==(const TimeoutSettings &, const TimeoutSettings &) = default;
};

struct BatchingSettings {
    Milliseconds wait{30'000};
    Milliseconds maxWait{300'000};
    QString subjectPrefix = QStringLiteral("[mailweir]");
    bool flushOnExit = true;

    friend bool operator==(const BatchingSettings &, const BatchingSettings &) = default;
};

enum class RelayProtocol { Smtp, Smtps, Debug };
enum class RelayTls { Required, Opportunistic, None };
enum class RelayAuth { Auto, Plain, Login };
enum class RelayMode { Summary, Off };

struct RetrySettings {
    Milliseconds first{60'000};
    Milliseconds max{1'800'000};
    int attempts = 100;
    Milliseconds age{172'800'000};

    friend bool operator==(const RetrySettings &, const RetrySettings &) = default;
};

/// One `[[relay]]`; the password is a secret under relay/<name>.
struct RelaySettings {
    QString name = QStringLiteral("default");
    RelayProtocol protocol = RelayProtocol::Smtp;
    QString host;
    quint16 port = 0;
    RelayTls tls = RelayTls::Required;
    QString user;
    RelayAuth auth = RelayAuth::Auto;
    RelayMode mode = RelayMode::Summary;
    QString redirectTo; ///< every recipient becomes this one; empty = the original ones
    RetrySettings retry;

    friend bool operator==(const RelaySettings &, const RelaySettings &) = default;
};

/// The one alert rule of this version: messages of one group in a minute.
struct AlertSettings {
    QString name = QStringLiteral("flood");
    bool enabled = true;
    int limitPerMinute = 100; ///< fires above it
    Milliseconds cooldown{600'000};

    friend bool operator==(const AlertSettings &, const AlertSettings &) = default;
};

struct HttpSettings {
    bool enabled = true;
    HostPort bind{QStringLiteral("localhost"), 8025};
    QStringList allowedHosts; ///< besides localhost and IP literals of the bind address

    friend bool operator==(const HttpSettings &, const HttpSettings &) = default;
};

enum class StoreDurability { Full, Normal, Memory };
/// Outside names: full, normal, memory.
[[nodiscard]] QByteArray storeDurabilityName(StoreDurability durability);

/// How much mail of one project is kept: one `[[store.project]]`, or the limits of `[store]` for all other mail.
struct KeepSettings {
    QString project;
    qint64 messages = 0; ///< 0 = no limit
    Milliseconds age{0}; ///< 0 = no limit
    qint64 bytes = 0; ///< 0 = no limit

    friend bool operator==(const KeepSettings &, const KeepSettings &) = default;
};

struct StoreSettings {
    QString url = QStringLiteral("sqlite:"); ///< sqlite:, sqlite:/path, sqlite::memory:; a flag, not in the file
    StoreDurability durability = StoreDurability::Full;
    KeepSettings keep{{}, 0, Milliseconds(0), 5LL * 1024 * 1024 * 1024};
    QList<KeepSettings> projects;

    friend bool operator==(const StoreSettings &, const StoreSettings &) = default;
};

/// Everything the engine can be told, with its defaults. Made by loadSettings() and the command line; a value.
struct Settings {
    QString from; ///< of the summaries; empty = mailweir@<host name>
    Milliseconds shutdownTimeout{5'000};
    QList<ListenerSettings> listeners;
    QList<FaultSettings> faults;
    TimeoutSettings timeouts;
    StoreSettings store;
    BatchingSettings batching;
    std::optional<RelaySettings> relay; ///< none = off
    AlertSettings alert;
    HttpSettings http;
    QString allDir; ///< maildir of every message received; empty = none
    QString failDir; ///< maildir of every summary that finally failed; empty = none

    friend bool operator==(const Settings &, const Settings &) = default;
};

/// The listeners when none are configured: localhost:2525, and localhost:1025 if it is free.
[[nodiscard]] QList<ListenerSettings> defaultListeners();

} // namespace mailweir

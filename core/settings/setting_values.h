// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/settings.h"

#include <QStringList>
#include <QStringView>

namespace mailweir {

// The values that flags and the settings file have in common. The error of each is Invalid or NotInThisVersion, and its
// detail is a sentence for the user: what is wrong and what is allowed.

/// `host:port`, `[ipv6]:port`; the port is 0 to 65535.
[[nodiscard]] Result<HostPort> parseHostPort(QStringView text);

/// Where a listener is.
struct ListenerAddress {
    HostPort bind;
    QString unixPath; ///< absolute; when not empty, in place of `bind`

    friend bool operator==(const ListenerAddress &, const ListenerAddress &) = default;
};

[[nodiscard]] ListenerAddress addressOf(const ListenerSettings &listener);

/// An address as above, or `unix:` and an absolute path of at most 107 bytes.
[[nodiscard]] Result<ListenerAddress> parseBind(QStringView text);

/// The same, or `off`. An IP address that is not of the loopback is not in this version: there is no log-in.
[[nodiscard]] Result<HttpSettings> parseHttpBind(QStringView text);

/// `smtp://host[:port]` (25), `smtps://host[:port]` (465) or `debug`. The rest of the relay keeps its defaults.
/// `lmtp://` is not in this version.
[[nodiscard]] Result<RelaySettings> parseRelayUrl(QStringView text);

/// What parseRelayUrl() reads back, e.g. "smtp://mail.example.test:587".
[[nodiscard]] QString relayUrl(const RelaySettings &relay);

/// The value of --relay: a URL as above, `host:port`, or `off` (none). Without a file to say more, `host:port` and
/// `smtp://` use STARTTLS when it is offered.
[[nodiscard]] Result<std::optional<RelaySettings>> parseRelayFlag(QStringView text);

/// What the URL of a store says.
struct StoreAddress {
    QString path; ///< of the database; empty = the one in the data directory
    bool inMemory = false;
    bool bodiesInDatabase = false; ///< `?bodies=database`

    friend bool operator==(const StoreAddress &, const StoreAddress &) = default;
};

/// `sqlite:` or `sqlite:/path`, either with `?bodies=database` (or `files`) behind it; `sqlite::memory:`. Other stores
/// are not in this version.
[[nodiscard]] Result<StoreAddress> parseStoreAddress(QStringView text);
/// The same URL, when it is one.
[[nodiscard]] Result<QString> parseStoreUrl(QStringView text);

/// Empty = no limit, 0.
[[nodiscard]] Result<Milliseconds> parseKeepAge(QStringView text);

/// An address as `local@domain`, without a name or brackets.
[[nodiscard]] Result<QString> parseAddress(QStringView text);

/// A duration above zero and at most `longest`.
[[nodiscard]] Result<Milliseconds> parsePositiveDuration(QStringView text,
                                                         Milliseconds longest = std::chrono::days(365));

/// `rate('1m') > N`, with any spaces and either quotes: N, from 1 to 1,000,000.
[[nodiscard]] Result<int> parseAlertCondition(QStringView text);
[[nodiscard]] QString alertCondition(int limitPerMinute);

/// Whether two listeners on these addresses would be in each other's way. Port 0 never is.
[[nodiscard]] bool sameAddress(const HostPort &a, const HostPort &b);
[[nodiscard]] bool sameAddress(const ListenerAddress &a, const ListenerAddress &b);

/// A name of listeners, relays and rules: it goes into trace lines and the keys of secrets.
[[nodiscard]] Result<QString> parseName(QStringView text);

/// At most 200 characters without line breaks and other controls.
[[nodiscard]] Result<QString> parseLineOfText(QStringView text);

/// An absolute path, or empty.
[[nodiscard]] Result<QString> parseFilePath(QStringView text);

/// A pattern for addresses: `*@example.test`; without white space.
[[nodiscard]] Result<QString> parseGlob(QStringView text);

/// `10.0.0.0/8`, `::1`: an address of IPv4 or IPv6, with the length of its prefix or without.
[[nodiscard]] Result<QString> parseNetwork(QStringView text);

/// `30/m`: 30, from 1 to 100,000. Empty = none, 0.
[[nodiscard]] Result<int> parseRatePerMinute(QStringView text);

/// `450 4.7.1 try later`: a refusal of RFC 5321 section 4.2, at most 400 printable ASCII characters, whose enhanced
/// code (RFC 3463) may be left out. Empty = none.
[[nodiscard]] Result<QString> parseRefusal(QStringView text);

/// The one of `names` that `text` most likely was meant to be; empty when none is near.
[[nodiscard]] QString nearestName(const QString &text, const QStringList &names);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/settings.h"

#include <QStringList>
#include <QStringView>

namespace mailweir {

// The values that flags and the settings file have in common. The error of each is Invalid or NotInThisVersion, and its
// detail is a sentence for the user: what is wrong and what is allowed.

/// `host:port`, `[ipv6]:port`; the port is 0 to 65535. `unix:` is not in this version.
[[nodiscard]] Result<HostPort> parseBind(QStringView text);

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

/// `sqlite:` or `sqlite:/path`; other stores are not in this version.
[[nodiscard]] Result<QString> parseStoreUrl(QStringView text);

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

/// The one of `names` that `text` most likely was meant to be; empty when none is near.
[[nodiscard]] QString nearestName(const QString &text, const QStringList &names);

} // namespace mailweir

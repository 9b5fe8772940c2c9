// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"
#include "core/mail/message_summary.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace mailweir {

/// What the unfolded values of header fields mean. Plain ones, which are nearly all, are read here; whatever is out of
/// the ordinary is left to GMime, which takes twenty times as long, and the answers are the same. Thread: any.

/// As people read it: encoded words (RFC 2047) decoded, 8-bit bytes as UTF-8 or else windows-1252, line ends and other
/// control characters as blanks, trimmed.
[[nodiscard]] QString decodeHeader(const QByteArray &value);

/// The addresses of To and the like (RFC 5322 section 3.4); group syntax is flattened. At most kMaxAddresses.
[[nodiscard]] QList<MailAddress> parseAddresses(const QByteArray &value);
inline constexpr qsizetype kMaxAddresses = 1'000;

/// Of a Date field (RFC 5322 section 3.3, and the older forms); nothing when it cannot be read.
[[nodiscard]] std::optional<Timestamp> parseDate(const QByteArray &value);

/// GMime's answers alone.
namespace thorough {

[[nodiscard]] QString decodeHeader(const QByteArray &value);
[[nodiscard]] QList<MailAddress> parseAddresses(const QByteArray &value);
[[nodiscard]] std::optional<Timestamp> parseDate(const QByteArray &value);

} // namespace thorough

} // namespace mailweir

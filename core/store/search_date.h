// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QStringView>
#include <QTimeZone>

#include <optional>

namespace mailweir {

/// Reads a date as people write it: 2026, 2026-01, 2026-01-31 (also with / or .), 20260131, 1/31/2026 and 1/31/26
/// (month first), 31 Jan 2026, January 31st, 2026; with a time (14:05, 14:05:06.123, 2:05pm) and a zone (Z, UTC,
/// +02:00) behind it; seconds, milliseconds, microseconds or nanoseconds since 1970. What is left out is the beginning
/// of it, the year that of `now`, the zone `zone`. Nothing for anything else.
[[nodiscard]] std::optional<Timestamp> parseSearchDate(QStringView text, const QTimeZone &zone, Timestamp now);

} // namespace mailweir

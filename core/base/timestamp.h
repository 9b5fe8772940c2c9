// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace mailweir {

using Milliseconds = std::chrono::milliseconds;

/// A moment in UTC, in whole milliseconds: what is stored, shown and compared across restarts.
using Timestamp = std::chrono::sys_time<Milliseconds>;

/// A moment on a clock that never steps: for time-outs and measured durations within one run.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Milliseconds since 1970-01-01T00:00:00Z, the stored form.
[[nodiscard]] constexpr qint64 toUnixMs(Timestamp time)
{
    return time.time_since_epoch().count();
}

[[nodiscard]] constexpr Timestamp fromUnixMs(qint64 milliseconds)
{
    return Timestamp{Milliseconds{milliseconds}};
}

/// RFC 3339 in UTC with exactly three fractional digits, e.g. 2026-05-01T09:30:00.125Z. Some clients of the HTTP API
/// need the fraction, others read nothing but this form.
[[nodiscard]] QByteArray toRfc3339(Timestamp time);

/// RFC 5322 section 3.3 date-time in UTC, e.g. "Fri, 1 May 2026 09:30:00 +0000".
[[nodiscard]] QByteArray toRfc5322(Timestamp time);

[[nodiscard]] QDateTime toDateTime(Timestamp time);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"

#include <QStringView>

namespace mailweir {

/// Reads `500ms`, `30s`, `5m`, `1h30m`, `7d`: one or more whole numbers, each with a unit of ms, s, m, h or d, larger
/// units first. "0" alone is zero. Errors: Invalid, with what is allowed in detail.
[[nodiscard]] Result<Milliseconds> parseDuration(QStringView text);

/// The shortest text that parseDuration() reads back, e.g. "1h30m".
[[nodiscard]] QString formatDuration(Milliseconds duration);

/// Reads `100`, `64KiB`, `50MiB`, `2GiB` (1,024-based) as bytes. Errors: Invalid.
[[nodiscard]] Result<qint64> parseSize(QStringView text);

/// The shortest text that parseSize() reads back, e.g. "50MiB".
[[nodiscard]] QString formatSize(qint64 bytes);

} // namespace mailweir

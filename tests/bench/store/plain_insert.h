// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "tests/bench/store/measured_store.h"

namespace mailweir::bench {

/// The measure for intake: one SQLite table with the columns that a list shows and the body as a blob, WAL, a
/// transaction for as many messages as our log would sync at once. What goes into the row is worked out before.
/// `synchronous`: FULL or NORMAL. Returns messages a second.
[[nodiscard]] Result<double> measurePlainInsert(const QString &file, const QString &synchronous, qint64 count,
                                                const MeasuredStore::Source &source);

} // namespace mailweir::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/store/measured_store.h"

namespace mailweir::bench {

/// How long the store takes to open and to give its first rows.
[[nodiscard]] Result<void> printOpening(MeasuredStore &store);
/// Pages at several depths, single messages, counts and groups: the time on the reading thread.
[[nodiscard]] Result<void> printQuestions(MeasuredStore &store);
/// Removals and their undoing. With `all`, everything, too.
[[nodiscard]] Result<void> printRemovals(MeasuredStore &store, bool all);

} // namespace mailweir::bench

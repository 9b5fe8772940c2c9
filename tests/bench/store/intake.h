// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/store/measured_store.h"

namespace mailweir::bench {

/// How quickly mail of several sizes goes in and is indexed, beside plain SQLite inserts of the same.
[[nodiscard]] Result<void> printIntake(const QString &directory, Durability durability);

/// What a limit costs while as much goes as comes, and whether it is held.
[[nodiscard]] Result<void> printRetention(const QString &directory, Durability durability);

} // namespace mailweir::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/launch/launch_plan.h"

namespace mailweir {

/// --rebuild-index: makes the store's database anew from the log, and tells how many messages came back. The old one is
/// kept beside it. Locked when an engine runs. Thread: main.
[[nodiscard]] Result<qint64> rebuildIndex(const LaunchPlan &plan);

} // namespace mailweir

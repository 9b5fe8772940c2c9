// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace mailweir::bench {

/// Runs a listener without a store until SIGTERM: messages are dropped once they are whole, or the newest of them kept
/// in memory. What this costs is the front end alone. Returns the program's exit code.
[[nodiscard]] int runGateServer(quint16 port, bool keep);

} // namespace mailweir::bench

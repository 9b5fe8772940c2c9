// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "core/settings/table_reader.h"

namespace mailweir {

// The tables about receiving mail. Each reads one table with all its keys, and notes what is wrong with them together.

void readListener(TableReader &in, ListenerSettings &listener);
void readFault(TableReader &in, FaultSettings &fault);
void readTimeouts(TableReader &in, TimeoutSettings &timeouts);

/// LMTP must not be on port 25 (RFC 2033 section 5).
[[nodiscard]] bool isForbiddenPort(const ListenerSettings &listener);

} // namespace mailweir

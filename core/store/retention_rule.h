// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QString>

namespace mailweir {

/// How much mail is kept; what is beyond a limit goes, the oldest first. Pinned messages stay and are not counted.
struct RetentionRule {
    QString project; ///< whose mail; empty: all that has no rule of its own
    qint64 messages = 0; ///< 0 = no limit
    Milliseconds age{0}; ///< since they were received; 0 = no limit
    qint64 bytes = 0; ///< of the messages as received; 0 = no limit

    friend bool operator==(const RetentionRule &, const RetentionRule &) = default;
};

} // namespace mailweir

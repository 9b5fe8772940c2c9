// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/timestamp.h"

#include <QString>

namespace mailweir {

/// One flood, from the moment a group passes the limit until it has calmed down.
struct Alert {
    QString rule; ///< the rule's name
    GroupId group;
    QString label; ///< the group's
    int rate = 0; ///< messages in the last minute
    int usualRate = 0; ///< per minute, over the time before
    Timestamp since{};
    bool over = false; ///< the rate is below the limit again
    bool muted = false;

    friend bool operator==(const Alert &, const Alert &) = default;
};

} // namespace mailweir

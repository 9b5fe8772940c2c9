// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/group.h"
#include "core/store/mail_store.h"

#include <QHash>
#include <QList>

namespace mailweir {

/// What the tray shows, as a value: the glyph is painted and the menu written from this alone.
struct TrayState {
    static constexpr int kLatestGroups = 5;

    qint64 failed = 0; ///< deliveries that have finally failed
    bool flood = false; ///< at least one group is over its limit
    bool intakePaused = false;
    bool relayPaused = false;
    int faults = 0; ///< fault rules that are enabled
    bool faultsOn = false; ///< and in force
    QList<Group> latest; ///< the groups that received last, newest first; at most kLatestGroups

    /// Takes over the groups of a change; true when `latest` is different afterwards.
    bool take(const StoreChange &change);

    friend bool operator==(const TrayState &, const TrayState &) = default;
};

} // namespace mailweir

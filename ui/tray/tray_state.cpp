// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray_state.h"

#include <algorithm>

namespace mailweir {

bool TrayState::take(const StoreChange &change)
{
    QList<Group> groups = change.allRemoved ? QList<Group>{} : latest;
    const auto drop = [&groups](GroupId id) {
        groups.removeIf([id](const Group &group) { return group.id == id; });
    };
    for (const GroupId id : change.removedGroups)
        drop(id);
    for (const Group &group : change.groups) {
        drop(group.id);
        groups.append(group);
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group &a, const Group &b) { return a.last > b.last; });
    if (groups.size() > kLatestGroups)
        groups.resize(kLatestGroups);
    if (groups == latest)
        return false;
    latest = std::move(groups);
    return true;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/group.h"

#include <algorithm>

namespace mailweir {

namespace {

qint64 minuteOf(Timestamp time)
{
    return toUnixMs(time) / 60'000;
}

} // namespace

QByteArray groupStateName(GroupState state)
{
    switch (state) {
    case GroupState::Failed:
        return "failed";
    case GroupState::Uncertain:
        return "uncertain";
    case GroupState::Deferred:
        return "deferred";
    case GroupState::Sending:
        return "sending";
    case GroupState::Held:
        return "held";
    case GroupState::Collecting:
        return "collecting";
    case GroupState::Sent:
        return "sent";
    case GroupState::Caught:
        return "caught";
    }
    return {};
}

std::array<quint32, Group::kHistoryMinutes> historyAt(const Group &group, Timestamp now)
{
    const qint64 passed = std::clamp<qint64>(minuteOf(now) - group.historyEnd, 0, Group::kHistoryMinutes);
    std::array<quint32, Group::kHistoryMinutes> shifted{};
    std::copy(group.history.begin() + passed, group.history.end(), shifted.begin());
    return shifted;
}

int ratePerMinute(const Group &group, Timestamp now)
{
    const auto history = historyAt(group, now);
    const qint64 intoMinute = toUnixMs(now) % 60'000;
    const qint64 before = history[Group::kHistoryMinutes - 2];
    return int(history.back() + before * (60'000 - intoMinute) / 60'000);
}

} // namespace mailweir

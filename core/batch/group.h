// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/batch.h"

#include <QStringList>

#include <array>

namespace mailweir {

/// What a group's row says first; in the order of urgency in which one hides the next.
enum class GroupState { Failed, Uncertain, Deferred, Sending, Held, Collecting, Sent, Caught };

/// Outside names: failed, uncertain, deferred, sending, held, collecting, sent, caught.
[[nodiscard]] QByteArray groupStateName(GroupState state);

/// Messages with the same group key: one row of the table.
struct Group {
    static constexpr int kHistoryMinutes = 60;

    GroupId id;
    QString key;
    QString label; ///< the key for people; marks are in ‹ ›
    qint64 count = 0;
    qint64 unread = 0;
    Timestamp first{};
    Timestamp last{};
    QStringList recipients; ///< at most three, the most frequent first
    int recipientCount = 0; ///< different ones
    /// Messages a minute; the last element is the minute `historyEnd` (minutes since 1970), the first the 59th before.
    std::array<quint32, kHistoryMinutes> history{};
    qint64 historyEnd = 0;
    GroupState state = GroupState::Caught;
    std::optional<Batch> batch; ///< the collecting or held one that is due next

    friend bool operator==(const Group &, const Group &) = default;
};

/// The history as seen at `now`: moved left by the minutes that have passed since historyEnd.
[[nodiscard]] std::array<quint32, Group::kHistoryMinutes> historyAt(const Group &group, Timestamp now);

/// Messages in the sixty seconds before `now`, estimated from the two newest minutes of the history.
[[nodiscard]] int ratePerMinute(const Group &group, Timestamp now);

} // namespace mailweir

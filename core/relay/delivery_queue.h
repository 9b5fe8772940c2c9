// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/relay/delivery.h"

#include <QHash>
#include <QList>
#include <QSet>

#include <optional>
#include <set>

namespace mailweir {

/// Which delivery is to be tried when: an index in memory over what is not settled. Pure; the store has the truth.
/// Thread: one.
class DeliveryQueue {
public:
    /// Takes notice of a delivery as it was stored: one that is being sent stays in flight; one with pending recipients
    /// is queued for nextAttemptAt (none = at once) and no longer in flight; any other is forgotten.
    void put(const Delivery &delivery);

    /// When the next one is due, also when that has passed; nothing when none is queued or the queue is paused.
    [[nodiscard]] std::optional<Timestamp> nextDue() const;
    /// At most `limit` due deliveries, the longest overdue first. They are in flight from now on and not given again
    /// until they are put again.
    [[nodiscard]] QList<DeliveryId> takeDue(Timestamp now, int limit);
    /// Everything that waits for later is due at `now`.
    void allDueNow(Timestamp now);

    void setPaused(bool paused) { m_paused = paused; }
    [[nodiscard]] bool paused() const { return m_paused; }
    [[nodiscard]] qsizetype inFlight() const { return m_inFlight.size(); }
    [[nodiscard]] qsizetype queued() const { return m_dueOf.size(); }

private:
    using Entry = std::pair<Timestamp, DeliveryId>;

    void queue(DeliveryId id, Timestamp due);
    void unqueue(DeliveryId id);

    std::set<Entry> m_order;
    QHash<DeliveryId, Timestamp> m_dueOf;
    QSet<DeliveryId> m_inFlight;
    bool m_paused = false;
};

} // namespace mailweir

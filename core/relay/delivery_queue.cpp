// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/delivery_queue.h"

namespace mailweir {

void DeliveryQueue::put(const Delivery &delivery)
{
    if (isSending(delivery)) {
        unqueue(delivery.id);
        m_inFlight.insert(delivery.id);
        return;
    }
    m_inFlight.remove(delivery.id);
    if (hasPending(delivery))
        queue(delivery.id, delivery.nextAttemptAt.value_or(Timestamp{}));
    else
        unqueue(delivery.id);
}

std::optional<Timestamp> DeliveryQueue::nextDue() const
{
    if (m_paused || m_order.empty())
        return std::nullopt;
    return m_order.begin()->first;
}

QList<DeliveryId> DeliveryQueue::takeDue(Timestamp now, int limit)
{
    QList<DeliveryId> taken;
    while (!m_paused && taken.size() < limit && !m_order.empty() && m_order.begin()->first <= now) {
        const DeliveryId id = m_order.begin()->second;
        unqueue(id);
        m_inFlight.insert(id);
        taken.append(id);
    }
    return taken;
}

void DeliveryQueue::allDueNow(Timestamp now)
{
    QList<DeliveryId> later;
    for (auto entry = m_order.upper_bound({now, DeliveryId{std::numeric_limits<qint64>::max()}});
         entry != m_order.end(); ++entry)
        later.append(entry->second);
    for (const DeliveryId id : later)
        queue(id, now);
}

void DeliveryQueue::queue(DeliveryId id, Timestamp due)
{
    unqueue(id);
    m_order.insert({due, id});
    m_dueOf.insert(id, due);
}

void DeliveryQueue::unqueue(DeliveryId id)
{
    const auto known = m_dueOf.constFind(id);
    if (known == m_dueOf.constEnd())
        return;
    m_order.erase({*known, id});
    m_dueOf.erase(known);
}

} // namespace mailweir

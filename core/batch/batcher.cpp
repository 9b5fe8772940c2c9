// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/batcher.h"

#include <algorithm>

namespace mailweir {

Batcher::Batcher(BatchRule rule)
    : m_rule(rule)
{
}

void Batcher::setRule(BatchRule rule)
{
    m_rule = rule;
    m_due.clear();
    for (auto it = m_open.begin(); it != m_open.end(); ++it)
        schedule(it.key(), it.value());
}

void Batcher::update(const Batch &batch)
{
    if (const auto known = m_open.constFind(batch.id); known != m_open.cend())
        m_due.erase({known->due, batch.id});
    if (batch.state != BatchState::Collecting) {
        m_open.remove(batch.id);
        return;
    }
    Open &open = m_open[batch.id];
    open = {batch.first, batch.last, {}};
    schedule(batch.id, open);
}

std::optional<Timestamp> Batcher::nextDue() const
{
    if (m_due.empty())
        return std::nullopt;
    return m_due.begin()->first;
}

QList<BatchId> Batcher::takeDue(Timestamp now)
{
    QList<BatchId> ids;
    auto it = m_due.begin();
    for (; it != m_due.end() && it->first <= now; ++it)
        ids.append(it->second);
    m_due.erase(m_due.begin(), it);
    return ids;
}

QList<BatchId> Batcher::all() const
{
    QList<BatchId> ids = m_open.keys();
    std::sort(ids.begin(), ids.end());
    return ids;
}

void Batcher::schedule(BatchId id, Open &open)
{
    Batch dates;
    dates.first = open.first;
    dates.last = open.last;
    open.due = dueAt(dates, m_rule);
    m_due.emplace(open.due, id);
}

} // namespace mailweir

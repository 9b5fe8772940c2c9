// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/rate_window.h"

#include <algorithm>

namespace mailweir {

namespace {

qint64 secondOf(Timestamp time)
{
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

} // namespace

void RateWindow::add(int messages, Timestamp now)
{
    const qint64 second = secondOf(now);
    if (m_buckets.isEmpty() || m_buckets.last().second != second)
        m_buckets.append({second, 0});
    m_buckets.last().count += messages;
    m_count += messages;
}

QList<RateWindow::Bucket> RateWindow::expire(Timestamp now)
{
    const qint64 oldest = secondOf(now) - kSeconds + 1;
    const auto kept = std::find_if(m_buckets.cbegin(), m_buckets.cend(),
                                   [oldest](const Bucket &bucket) { return bucket.second >= oldest; });
    const QList<Bucket> expired(m_buckets.cbegin(), kept);
    m_buckets.erase(m_buckets.cbegin(), kept);
    for (const Bucket &bucket : expired)
        m_count -= bucket.count;
    return expired;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/counters.h"

namespace mailweir {

MessageTotals MessageTotals::of(const MessageSummary &message)
{
    return {1, message.read ? 0 : 1, message.size, message.pinned ? 1 : 0, message.pinned ? message.size : 0};
}

MessageTotals &MessageTotals::operator+=(const MessageTotals &other)
{
    messages += other.messages;
    unread += other.unread;
    bytes += other.bytes;
    pinned += other.pinned;
    pinnedBytes += other.pinnedBytes;
    return *this;
}

void Counters::count(const QString &project, const MessageTotals &change)
{
    m_projects[project] += change;
}

void Counters::keep(const RecordLocation &record, MessageId id)
{
    Segment &segment = m_segments[record.segment];
    ++segment.records;
    segment.bytes += record.length;
    if (id.isNull())
        return;
    segment.firstId = segment.firstId == 0 ? id.order : std::min(segment.firstId, id.order);
    segment.lastId = std::max(segment.lastId, id.order);
}

void Counters::miss(quint32 segment)
{
    ++m_segments[segment].unread;
}

void Counters::drop(quint32 segment, qint64 records, qint64 bytes)
{
    m_segments[segment].records -= records;
    m_segments[segment].bytes -= bytes;
}

Result<void> Counters::flush(Database &database)
{
    for (const auto &[project, change] : m_projects) {
        const auto written = database.run(
            "INSERT INTO projects (name, messages, unread, bytes, pinned, pinned_bytes) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET messages = messages + excluded.messages, "
            "unread = unread + excluded.unread, bytes = bytes + excluded.bytes, pinned = pinned + excluded.pinned, "
            "pinned_bytes = pinned_bytes + excluded.pinned_bytes",
            {project, change.messages, change.unread, change.bytes, change.pinned, change.pinnedBytes});
        if (!written)
            return written;
    }
    for (const auto &[number, change] : m_segments) {
        const auto written = database.run(
            "INSERT INTO segments (number, records, bytes, first_id, last_id, unread) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (number) DO UPDATE SET records = records + excluded.records, bytes = bytes + excluded.bytes, "
            "first_id = CASE WHEN first_id = 0 THEN excluded.first_id WHEN excluded.first_id = 0 THEN first_id "
            "ELSE MIN(first_id, excluded.first_id) END, last_id = MAX(last_id, excluded.last_id), "
            "unread = unread + excluded.unread",
            {number, change.records, change.bytes, change.firstId, change.lastId, change.unread});
        if (!written)
            return written;
    }
    const auto written =
        m_groups == 0 ? Result<void>() : database.run("UPDATE totals SET shown_groups = shown_groups + ?", {m_groups});
    clear();
    return written;
}

void Counters::clear()
{
    m_groups = 0;
    m_projects.clear();
    m_segments.clear();
}

} // namespace mailweir

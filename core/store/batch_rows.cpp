// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/batch_rows.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr qsizetype kMaxCached = 10'000;

}

Batch batchFromRow(const Rows &row, int firstColumn)
{
    Batch batch;
    batch.id = {row.integer(firstColumn)};
    batch.key = row.text(firstColumn + 1);
    batch.label = row.text(firstColumn + 2);
    batch.recipient = row.bytes(firstColumn + 3);
    batch.count = row.integer(firstColumn + 4);
    batch.groups = int(row.integer(firstColumn + 5));
    batch.first = row.time(firstColumn + 6);
    batch.last = row.time(firstColumn + 7);
    batch.state = BatchState(row.integer(firstColumn + 8));
    batch.delivery = {row.integer(firstColumn + 9)};
    return batch;
}

Result<Batch> loadBatch(Database &database, BatchId id)
{
    static const QString sql =
        QStringLiteral("SELECT %1 FROM batches b WHERE b.id = ?").arg(QLatin1String(kBatchColumns));
    auto rows = database.query(sql, {id.value});
    if (!rows)
        return rows.error();
    if (!rows->next())
        return Error{ErrorCode::NotFound, QStringLiteral("batch %1").arg(id.value), {}};
    return batchFromRow(*rows);
}

Result<QList<Batch>> openBatchesOf(Database &database, GroupId group)
{
    static const QString sql =
        QStringLiteral("SELECT %1 FROM batch_groups g JOIN batches b ON b.id = g.batch_id "
                       "WHERE g.group_id = ? AND g.state IN (%2) AND %3 ORDER BY b.id")
            .arg(QLatin1String(kBatchColumns), sqlList<GroupState>({GroupState::Collecting, GroupState::Held}),
                 QLatin1String(kBatchIsOpen));
    auto rows = database.query(sql, {group.value});
    if (!rows)
        return rows.error();
    QList<Batch> batches;
    while (rows->next())
        batches.append(batchFromRow(*rows));
    if (const auto status = rows->status(); !status)
        return status.error();
    return batches;
}

std::optional<Batch> dueNext(const QList<Batch> &open)
{
    const auto next =
        std::min_element(open.begin(), open.end(), [](const Batch &a, const Batch &b) { return a.last < b.last; });
    return next == open.end() ? std::nullopt : std::optional(*next);
}

GroupState groupStateIn(BatchState batch, DeliveryState delivery)
{
    switch (batch) {
    case BatchState::Collecting:
        return GroupState::Collecting;
    case BatchState::Held:
        return GroupState::Held;
    case BatchState::Sealing:
        return GroupState::Sending;
    case BatchState::Discarded:
        return GroupState::Caught;
    case BatchState::Sealed:
        break;
    }
    switch (delivery) {
    case DeliveryState::Failed:
        return GroupState::Failed;
    case DeliveryState::Uncertain:
        return GroupState::Uncertain;
    case DeliveryState::Deferred:
        return GroupState::Deferred;
    case DeliveryState::Waiting:
    case DeliveryState::Sending:
        return GroupState::Sending;
    case DeliveryState::Held:
        return GroupState::Held;
    case DeliveryState::Sent:
        return GroupState::Sent;
    case DeliveryState::Cancelled:
        break;
    }
    return GroupState::Caught;
}

Result<BatchId> BatchIndex::open(const BatchKey &key, const QString &label, Timestamp received)
{
    const KeyAndRecipient both{key.key, key.recipient};
    if (const auto known = m_ids.constFind(both); known != m_ids.constEnd())
        return *known;
    auto entry = load(key, label, received);
    if (!entry)
        return entry.error();
    entry->key = both;
    const BatchId id = entry->row.id;
    m_ids.insert(both, id);
    m_entries.insert(id, std::move(*entry));
    return id;
}

Result<BatchIndex::Entry> BatchIndex::load(const BatchKey &key, const QString &label, Timestamp received)
{
    static const QString sql = QStringLiteral("SELECT %1 FROM batches b WHERE b.key = ? AND b.recipient_key = ? "
                                              "AND %2")
                                   .arg(QLatin1String(kBatchColumns), QLatin1String(kBatchIsOpen));
    Entry entry;
    {
        auto rows = m_database.query(sql, {key.key, key.recipient});
        if (!rows)
            return rows.error();
        if (rows->next()) {
            entry.row = batchFromRow(*rows);
            return entry;
        }
    }
    const auto id = m_database.insert(
        "INSERT INTO batches (key, label, recipient_key, recipient, count, groups, first, "
        "last, state) VALUES (?, ?, ?, ?, 0, 0, ?, ?, ?)",
        {key.key, label, key.recipient, key.address, received, received, int(BatchState::Collecting)});
    if (!id)
        return id.error();
    entry.row.id = {*id};
    entry.row.key = key.key;
    entry.row.label = label;
    entry.row.recipient = key.address;
    entry.row.first = entry.row.last = received;
    return entry;
}

Result<void> BatchIndex::add(BatchId batch, const MessageSummary &message, const RecordLocation &location,
                             const QString &groupLabel)
{
    Entry &entry = m_entries[batch];
    if (entry.shares.isEmpty())
        m_changed.append(batch);
    ++entry.row.count;
    entry.row.last = message.received;
    Share &share = entry.shares[message.group];
    if (share.count == 0) {
        entry.shareOrder.append(message.group);
        share.oldest = share.newest = message.date;
    }
    ++share.count;
    share.oldest = std::min(share.oldest, message.date);
    share.newest = std::max(share.newest, message.date);
    share.label = groupLabel;
    share.last = message.id;
    share.location = location;
    return m_database.run("INSERT INTO batch_messages (batch_id, message_id) VALUES (?, ?)",
                          {batch.value, message.id.order});
}

Result<QList<Batch>> BatchIndex::flush()
{
    QList<Batch> changed;
    for (const BatchId id : std::as_const(m_changed)) {
        Entry &entry = m_entries[id];
        for (const GroupId group : std::as_const(entry.shareOrder)) {
            if (const auto written = writeShare(entry, group, entry.shares[group]); !written)
                return written.error();
        }
        entry.shareOrder.clear();
        entry.shares.clear();
        const auto written = m_database.run("UPDATE batches SET count = ?, groups = ?, last = ? WHERE id = ?",
                                            {entry.row.count, entry.row.groups, entry.row.last, id.value});
        if (!written)
            return written.error();
        changed.append(entry.row);
    }
    m_changed.clear();
    return changed;
}

Result<void> BatchIndex::writeShare(Entry &entry, GroupId group, const Share &share)
{
    // The ordinal that comes back is the proposed one only for a group that is new to the batch.
    auto rows = m_database.query(
        "INSERT INTO batch_groups (batch_id, group_id, ordinal, label, count, oldest, newest, last_id, last_salt, "
        "last_segment, last_position, last_length, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (batch_id, group_id) DO UPDATE SET label = excluded.label, count = count + excluded.count, "
        "oldest = MIN(oldest, excluded.oldest), newest = MAX(newest, excluded.newest), last_id = excluded.last_id, "
        "last_salt = excluded.last_salt, last_segment = excluded.last_segment, "
        "last_position = excluded.last_position, last_length = excluded.last_length RETURNING ordinal",
        {entry.row.id.value, group.value, entry.row.groups, share.label, share.count, share.oldest, share.newest,
         share.last.order, share.last.salt, share.location.segment, share.location.offset, share.location.length,
         int(groupStateIn(entry.row.state, DeliveryState::Waiting))});
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status();
    if (rows->integer(0) == entry.row.groups)
        ++entry.row.groups;
    return {};
}

Result<Batch> BatchIndex::row(BatchId id)
{
    if (const auto known = m_entries.constFind(id); known != m_entries.constEnd())
        return known->row;
    return loadBatch(m_database, id);
}

void BatchIndex::forget(BatchId id)
{
    m_ids.remove(m_entries.take(id).key);
}

void BatchIndex::clear()
{
    m_entries.clear();
    m_ids.clear();
    m_changed.clear();
}

void BatchIndex::trim()
{
    if (m_entries.size() > kMaxCached)
        clear();
}

} // namespace mailweir

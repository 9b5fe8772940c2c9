// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_writer.h"

#include "core/store/batch_rows.h"
#include "core/store/delivery_rows.h"
#include "core/store/group_rows.h"
#include "core/store/row_codec.h"

#include <algorithm>
#include <limits>

namespace mailweir {

namespace {

Error conflict(const Batch &batch)
{
    return {ErrorCode::Conflict, QStringLiteral("batch %1").arg(batch.id.value),
            QString::fromLatin1(batchStateName(batch.state))};
}

bool isOpen(BatchState state)
{
    return state == BatchState::Collecting || state == BatchState::Held;
}

template <typename Id> QList<Id> sorted(const QSet<Id> &ids)
{
    QList<Id> list(ids.begin(), ids.end());
    std::sort(list.begin(), list.end());
    return list;
}

} // namespace

Result<void> SqliteWriter::transact(const MailStore::WriteJob &job, StoreChange &change)
{
    Result<void> done = m_database.begin();
    if (done)
        done = runJob(job, change);
    if (done)
        done = m_database.commit();
    if (!done) {
        m_database.rollback();
        m_index.forgetAll();
    }
    return done;
}

Result<void> SqliteWriter::runJob(const MailStore::WriteJob &job, StoreChange &change)
{
    if (const auto done = job(*this); !done)
        return done;
    if (const auto done = collect(change); !done)
        return done;
    for (const GroupId id : std::as_const(m_groups))
        m_index.forget(id);
    for (const BatchId id : std::as_const(m_batches))
        m_index.forget(id);
    if (m_allRemoved)
        m_index.forgetAll();
    return {};
}

Result<Batch> SqliteWriter::batch(BatchId id)
{
    return loadBatch(m_database, id);
}

Result<Batch> SqliteWriter::beginSealing(BatchId id)
{
    const auto found = batch(id);
    if (found && !isOpen(found->state))
        return conflict(*found);
    return found ? enter(id, BatchState::Sealing) : found;
}

Result<Batch> SqliteWriter::setBatchState(BatchId id, BatchState state)
{
    const auto found = batch(id);
    if (found && (!isOpen(found->state) || state == BatchState::Sealing || state == BatchState::Sealed))
        return conflict(*found);
    return found ? enter(id, state) : found;
}

Result<Batch> SqliteWriter::enter(BatchId id, BatchState state)
{
    const auto updated = m_database.run("UPDATE batches SET state = ? WHERE id = ?", {int(state), id.value});
    if (!updated)
        return updated.error();
    const auto now = batch(id);
    if (now) {
        if (const auto touched = touch(*now, DeliveryState::Waiting); !touched)
            return touched.error();
    }
    return now;
}

Result<Delivery> SqliteWriter::finishSealing(BatchId id, const Delivery &delivery, const QByteArray &raw)
{
    auto sealed = batch(id);
    if (!sealed)
        return sealed.error();
    if (sealed->state != BatchState::Sealing)
        return conflict(*sealed);
    Delivery summary = delivery;
    summary.batch = id;
    auto stored = addDelivery(summary, raw);
    if (!stored)
        return stored;
    const auto updated = m_database.run("UPDATE batches SET state = ?, delivery_id = ? WHERE id = ?",
                                        {int(BatchState::Sealed), stored->id.value, id.value});
    if (!updated)
        return updated.error();
    sealed->state = BatchState::Sealed;
    if (const auto touched = touch(*sealed, stored->state); !touched)
        return touched.error();
    return stored;
}

Result<void> SqliteWriter::touch(const Batch &batch, DeliveryState delivery)
{
    m_batches.insert(batch.id);
    auto rows = m_database.query("UPDATE batch_groups SET state = ? WHERE batch_id = ? RETURNING group_id",
                                 {int(groupStateIn(batch.state, delivery)), batch.id.value});
    if (!rows)
        return rows.error();
    while (rows->next())
        m_groups.insert({rows->integer(0)});
    return rows->status();
}

Result<Delivery> SqliteWriter::delivery(DeliveryId id)
{
    return loadDelivery(m_database, id);
}

Result<Delivery> SqliteWriter::addDelivery(const Delivery &delivery, const QByteArray &raw)
{
    auto stored = insertDelivery(m_database, delivery, raw);
    if (stored)
        m_deliveries.insert(stored->id);
    return stored;
}

Result<void> SqliteWriter::updateDelivery(const Delivery &delivery)
{
    if (const auto updated = mailweir::updateDelivery(m_database, delivery); !updated)
        return updated;
    m_deliveries.insert(delivery.id);
    QList<BatchId> batches;
    {
        auto rows = m_database.query("SELECT batch_id FROM deliveries WHERE id = ? AND batch_id IS NOT NULL",
                                     {delivery.id.value});
        if (!rows)
            return rows.error();
        while (rows->next())
            batches.append(BatchId{rows->integer(0)});
        if (const auto status = rows->status(); !status)
            return status;
    }
    for (const BatchId id : std::as_const(batches)) {
        const auto of = batch(id);
        if (!of)
            return of.error();
        // A later delivery with mail of the same batch does not speak for it.
        if (of->delivery != delivery.id)
            continue;
        if (const auto touched = touch(*of, delivery.state); !touched)
            return touched;
    }
    return {};
}

Result<void> SqliteWriter::addAttempt(const DeliveryAttempt &attempt)
{
    if (const auto known = delivery(attempt.delivery); !known)
        return known.error();
    m_deliveries.insert(attempt.delivery);
    return insertAttempt(m_database, attempt);
}

Result<RemovalId> SqliteWriter::removeMessages(const QList<MessageId> &ids)
{
    Losses losses;
    const auto removal = mailweir::removeMessages(m_database, ids, m_now, losses, m_removed);
    if (!removal)
        return removal;
    if (const auto written = losses.write(m_database, m_counters); !written)
        return written.error();
    const QList<GroupId> groups = losses.groups();
    for (const GroupId group : groups) {
        m_groups.insert(group);
        m_removedFrom.insert(group);
    }
    return removal;
}

Result<RemovalId> SqliteWriter::removeAllMessages()
{
    // What the job changed about them before goes with them.
    m_allRemoved = true;
    m_counters.clear();
    return mailweir::removeAllMessages(m_database, m_now);
}

Result<void> SqliteWriter::markRead(const QList<MessageId> &ids, bool read)
{
    const qint64 unread = read ? -1 : 1;
    for (const MessageId id : ids) {
        GroupId group;
        {
            auto rows = m_database.query("UPDATE messages SET read = ? WHERE id = ? AND salt = ? AND read <> ? "
                                         "RETURNING group_id, project",
                                         {read, id.order, id.salt, read});
            if (!rows)
                return rows.error();
            if (!rows->next())
                continue;
            group = {rows->integer(0)};
            m_counters.count(rows->text(1), {0, unread, 0, 0, 0});
        }
        const auto counted =
            m_database.run("UPDATE groups SET unread = unread + ? WHERE id = ?", {unread, group.value});
        if (!counted)
            return counted;
        m_marked.append(id);
        m_groups.insert(group);
    }
    return {};
}

Result<void> SqliteWriter::setPinned(const QList<MessageId> &ids, bool pinned)
{
    const qint64 change = pinned ? 1 : -1;
    for (const MessageId id : ids) {
        auto rows = m_database.query("UPDATE messages SET pinned = ? WHERE id = ? AND salt = ? AND pinned <> ? "
                                     "RETURNING project, size",
                                     {pinned, id.order, id.salt, pinned});
        if (!rows)
            return rows.error();
        if (!rows->next())
            continue;
        m_counters.count(rows->text(0), {0, 0, 0, change, change * rows->integer(1)});
        m_marked.append(id);
    }
    return {};
}

Result<void> SqliteWriter::setTags(const QList<MessageId> &ids, const QStringList &tags)
{
    const QByteArray encoded = encodeStrings(tags);
    for (const MessageId id : ids) {
        auto rows = m_database.query("UPDATE messages SET tags = ? WHERE id = ? AND salt = ? AND tags <> ? "
                                     "RETURNING id",
                                     {encoded, id.order, id.salt, encoded});
        if (!rows)
            return rows.error();
        if (rows->next())
            m_marked.append(id);
    }
    return {};
}

Result<void> SqliteWriter::setProcess(const QList<MessageId> &ids, const PeerProcess &process)
{
    for (const MessageId id : ids) {
        const auto noted =
            m_database.run("INSERT OR REPLACE INTO message_process (message_id, pid, executable, directory) "
                           "SELECT id, ?, ?, ? FROM messages WHERE id = ? AND salt = ?",
                           {process.pid, process.executable, process.directory, id.order, id.salt});
        if (!noted)
            return noted;
    }
    return {};
}

Result<void> SqliteWriter::collect(StoreChange &change)
{
    if (const auto written = m_counters.flush(m_database); !written)
        return written;
    change.allRemoved = m_allRemoved;
    if (!m_allRemoved) {
        change.removed = m_removed;
        if (const auto collected = collectMarks(change); !collected)
            return collected;
    }
    for (const BatchId id : sorted(m_batches)) {
        auto row = batch(id);
        if (!row)
            return row.error();
        change.batches.append(std::move(*row));
    }
    for (const DeliveryId id : sorted(m_deliveries)) {
        auto row = delivery(id);
        if (!row)
            return row.error();
        change.deliveries.append(std::move(*row));
    }
    return collectGroups(change);
}

Result<void> SqliteWriter::collectMarks(StoreChange &change)
{
    QSet<MessageId> seen;
    for (const MessageId id : std::as_const(m_marked)) {
        if (seen.contains(id))
            continue;
        seen.insert(id);
        auto rows = m_database.query("SELECT read, pinned, tags FROM messages WHERE id = ?", {id.order});
        if (!rows)
            return rows.error();
        if (rows->next()) // else removed by the same job
            change.marked.append({id, rows->integer(0) != 0, rows->integer(1) != 0, decodeStrings(rows->bytes(2))});
        else if (const auto status = rows->status(); !status)
            return status;
    }
    return {};
}

Result<void> SqliteWriter::collectGroups(StoreChange &change)
{
    if (m_allRemoved) {
        const auto dropped = dropEmptyGroups(m_database, {0}, {std::numeric_limits<qint64>::max()});
        if (!dropped)
            return dropped;
    }
    for (const GroupId id : sorted(m_groups)) {
        const auto stated = m_database.run(
            "UPDATE groups SET state = COALESCE((SELECT MIN(state) FROM batch_groups WHERE group_id = groups.id), ?) "
            "WHERE id = ?",
            {int(GroupState::Caught), id.value});
        if (!stated)
            return stated;
        if (const auto reported = reportGroup(m_database, id, change); !reported)
            return reported;
    }
    // Only those that were shown before; and when all are gone, that says it.
    change.removedGroups.removeIf([this](GroupId id) { return m_allRemoved || !m_removedFrom.contains(id); });
    return {};
}

} // namespace mailweir

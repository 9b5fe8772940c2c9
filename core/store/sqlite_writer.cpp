// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_writer.h"

#include "core/mail/email_address.h"
#include "core/store/batch_rows.h"
#include "core/store/delivery_rows.h"
#include "core/store/message_rows.h"

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

Result<void> SqliteWriter::removeMessages(const QList<MessageId> &ids)
{
    for (const MessageId id : ids) {
        if (const auto removed = removeMessage(id); !removed)
            return removed;
    }
    return {};
}

Result<void> SqliteWriter::removeMessage(MessageId id)
{
    const auto found = findMessage(m_database, id);
    if (!found)
        return found.error();
    if (!*found)
        return {};
    const MessageSummary &message = (*found)->summary;
    if (const auto deleted = m_database.run("DELETE FROM messages WHERE id = ?", {id.order}); !deleted)
        return deleted;
    if (const auto deleted = m_database.run("DELETE FROM message_process WHERE message_id = ?", {id.order}); !deleted)
        return deleted;
    const auto counted =
        m_database.run("UPDATE groups SET count = count - 1, unread = unread - ?, bytes = bytes - ? WHERE id = ?",
                       {message.read ? 0 : 1, message.size, message.group.value});
    if (!counted)
        return counted;
    QSet<QByteArray> recipients;
    for (const QByteArray &recipient : message.envelopeRecipients)
        recipients.insert(EmailAddress::fromText(recipient).key());
    for (const QByteArray &recipient : std::as_const(recipients)) {
        const auto lowered =
            m_database.run("UPDATE group_recipients SET count = count - 1 WHERE group_id = ? AND address = ?",
                           {message.group.value, recipient});
        if (!lowered)
            return lowered;
    }
    m_removed.append(id);
    m_groups.insert(message.group);
    m_removedFrom.insert(message.group);
    return {};
}

Result<void> SqliteWriter::recountGroup(GroupId id)
{
    auto done = m_database.run("DELETE FROM group_recipients WHERE group_id = ? AND count <= 0", {id.value});
    if (!done)
        return done;
    RecipientCounts top;
    {
        auto rows = m_database.query("SELECT address, count FROM group_recipients WHERE group_id = ? "
                                     "ORDER BY count DESC, address LIMIT ?",
                                     {id.value, kShownRecipients});
        if (!rows)
            return rows.error();
        while (rows->next())
            top.append({rows->bytes(0), rows->integer(1)});
        if (const auto status = rows->status(); !status)
            return status;
    }
    // The history stays: it tells what arrived, not what is kept.
    return m_database.run(
        "UPDATE groups SET top_recipients = ?, "
        "recipient_count = (SELECT COUNT(*) FROM group_recipients WHERE group_id = groups.id), "
        "first = COALESCE((SELECT received FROM messages WHERE group_id = groups.id ORDER BY id LIMIT 1), first), "
        "last = COALESCE((SELECT received FROM messages WHERE group_id = groups.id ORDER BY id DESC LIMIT 1), last) "
        "WHERE id = ?",
        {encodeCounts(top), id.value});
}

Result<void> SqliteWriter::removeAllMessages()
{
    m_allRemoved = true;
    if (const auto done = m_database.run("DELETE FROM messages"); !done)
        return done;
    if (const auto done = m_database.run("DELETE FROM message_process"); !done)
        return done;
    if (const auto done = m_database.run("DELETE FROM group_recipients"); !done)
        return done;
    const auto emptied = m_database.run("UPDATE groups SET count = 0, unread = 0, bytes = 0, top_recipients = ?, "
                                        "recipient_count = 0",
                                        {encodeCounts({})});
    return emptied ? dropEmptyGroups({0}, {std::numeric_limits<qint64>::max()}) : emptied;
}

Result<void> SqliteWriter::dropEmptyGroups(GroupId first, GroupId last)
{
    static const QByteArray sql =
        QByteArrayLiteral("DELETE FROM groups WHERE id BETWEEN ? AND ? AND count = 0 AND NOT EXISTS "
                          "(SELECT 1 FROM batch_groups g JOIN batches b ON b.id = g.batch_id "
                          "WHERE g.group_id = groups.id AND ")
        + kBatchIsOpen + ')';
    return m_database.run(sql.constData(), {first.value, last.value});
}

Result<void> SqliteWriter::markRead(const QList<MessageId> &ids)
{
    for (const MessageId id : ids) {
        GroupId group;
        {
            auto rows = m_database.query("UPDATE messages SET read = 1 WHERE id = ? AND salt = ? AND read = 0 "
                                         "RETURNING group_id",
                                         {id.order, id.salt});
            if (!rows)
                return rows.error();
            if (!rows->next())
                continue;
            group = {rows->integer(0)};
        }
        const auto counted = m_database.run("UPDATE groups SET unread = unread - 1 WHERE id = ?", {group.value});
        if (!counted)
            return counted;
        m_read.append(id);
        m_groups.insert(group);
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
    change.readStateChanged = m_read;
    change.allRemoved = m_allRemoved;
    if (m_allRemoved)
        change.readStateChanged.clear();
    else
        change.removed = m_removed;
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

Result<void> SqliteWriter::collectGroups(StoreChange &change)
{
    for (const GroupId id : std::as_const(m_removedFrom)) {
        if (const auto recounted = recountGroup(id); !recounted)
            return recounted;
    }
    for (const GroupId id : sorted(m_groups)) {
        const auto stated = m_database.run(
            "UPDATE groups SET state = COALESCE((SELECT MIN(state) FROM batch_groups WHERE group_id = groups.id), ?) "
            "WHERE id = ?",
            {int(GroupState::Caught), id.value});
        if (!stated)
            return stated;
        auto group = loadGroup(m_database, id);
        if (!group)
            return group.error();
        if (*group) {
            change.groups.append(std::move(**group));
            continue;
        }
        if (m_removedFrom.contains(id) && !m_allRemoved)
            change.removedGroups.append(id);
        if (const auto dropped = dropEmptyGroups(id, id); !dropped)
            return dropped;
    }
    return {};
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/message_index.h"

#include "core/base/logging.h"
#include "core/store/message_rows.h"

namespace mailweir {

namespace {

// Of a message that came in chunks: a row needs its header, the beginning of its text and the attachments in sight.
constexpr qint64 kMaxClassified = 4 * 1024 * 1024;

// How far before a record that cannot be read the chunks it may have are kept.
constexpr quint32 kSegmentsBefore = 16;

} // namespace

void MessageIndex::forgetAll()
{
    m_groups.clear();
    m_batches.clear();
    m_counters.clear();
    m_lastId.reset();
}

Result<StoreChange> MessageIndex::transact(Database::Durability durability,
                                           const std::function<Result<void>(StoreChange &)> &work)
{
    m_groups.trim();
    m_batches.trim();
    StoreChange change;
    Result<void> done = m_database.begin(durability);
    if (done)
        done = work(change);
    if (done)
        done = flush(change);
    if (done)
        done = m_database.commit();
    if (done) {
        m_failedReads.clear();
        return change;
    }
    m_database.rollback();
    forgetAll();
    return done.error();
}

Result<void> MessageIndex::flush(StoreChange &change)
{
    auto batches = m_batches.flush();
    if (!batches)
        return batches.error();
    change.batches = std::move(*batches);
    auto groups = m_groups.flush(m_batches);
    if (!groups)
        return groups.error();
    change.groups = std::move(*groups);
    return m_counters.flush(m_database);
}

Result<StoreChange> MessageIndex::add(const QList<LogEntry> &entries)
{
    // All of it is in the log, and a sync of the database would hold up the log's on the same disk.
    return transact(Database::Durability::Later, [&](StoreChange &change) { return addAll(entries, change); });
}

Result<StoreChange> MessageIndex::restore(RemovalId removal, const QList<RemovedMessage> &messages)
{
    return transact(Database::Durability::Later,
                    [&](StoreChange &change) { return restoreAll(removal, messages, change); });
}

Result<void> MessageIndex::addAll(const QList<LogEntry> &entries, StoreChange &change)
{
    if (!m_lastId) {
        auto rows = m_database.query("SELECT last_id FROM log_state");
        if (!rows)
            return rows.error();
        m_lastId = rows->next() ? quint64(rows->integer(0)) : 0;
    }
    for (const LogEntry &entry : entries) {
        if (const auto added = addOne(entry, change); !added)
            return added;
        m_lastId = std::max(*m_lastId, entry.id.order);
    }
    const LogPosition end = entries.last().location.end();
    return m_database.run("UPDATE log_state SET segment = ?, position = ?, last_id = ?",
                          {end.segment, end.offset, *m_lastId});
}

bool MessageIndex::givesUp(MessageId id, const Error &error)
{
    if (isLoss(error))
        return true;
    // A bad sector stays bad; one message must not keep all later ones from sight. What the system has too little of
    // comes back, and is no such error.
    return error.code == ErrorCode::Io && ++m_failedReads[id] >= kReadTries;
}

void MessageIndex::passOver(MessageId id, const RecordLocation &location, const Error &error)
{
    qCCritical(lcStore).noquote() << "message" << id.text() << "is lost:" << describe(error);
    if (isLoss(error))
        return;
    m_counters.miss(location.segment);
    const auto head = m_log.message(location, 0);
    if (head) {
        for (const RecordLocation &chunk : head->chunks)
            m_counters.miss(chunk.segment);
        return;
    }
    // Which records are its chunks is not known: they must not be taken for dead.
    const quint32 first = std::max(location.segment, kSegmentsBefore + 1) - kSegmentsBefore;
    for (quint32 segment = first; segment < location.segment; ++segment)
        m_counters.miss(segment);
}

Result<MessageIndex::Read> MessageIndex::read(const RecordLocation &location)
{
    auto message = m_log.message(location, kMaxClassified);
    if (!message)
        return message.error();
    if (message->size == message->raw.size())
        return Read{std::move(*message), {}};
    // Only the beginning is in memory; what is odd about the rest is still to be seen.
    FlagScanner scanner;
    const auto visited = m_log.visit(location, [&scanner](QByteArrayView piece) { scanner.add(piece); });
    if (!visited)
        return visited.error();
    const MessageFlags flags = messageFlags(message->envelope, message->raw, scanner.finish());
    return Read{std::move(*message), flags};
}

Result<bool> MessageIndex::isKnown(MessageId id)
{
    auto rows = m_database.query("SELECT 1 FROM messages WHERE id = ? UNION ALL "
                                 "SELECT 1 FROM removed_messages WHERE id = ?",
                                 {id.order, id.order});
    if (!rows)
        return rows.error();
    const bool known = rows->next();
    const auto status = rows->status();
    return status ? Result<bool>(known) : status.error();
}

Classification MessageIndex::classify(MessageId id, const Read &read, const RecordLocation &location)
{
    Classification about = m_classifier.classify(id, read.message.envelope, read.message.raw);
    if (read.message.size > read.message.raw.size()) {
        about.summary.size = read.message.size;
        about.summary.flags = read.flags;
    }
    about.summary.id = id;
    about.summary.recovered = location.end() <= m_recoveredUntil;
    return about;
}

Result<void> MessageIndex::insertChunks(MessageId id, const QList<RecordLocation> &chunks)
{
    for (const RecordLocation &chunk : chunks) {
        const auto inserted =
            m_database.run("INSERT INTO message_chunks (segment, position, length, message_id) VALUES (?, ?, ?, ?)",
                           {chunk.segment, chunk.offset, chunk.length, id.order});
        if (!inserted)
            return inserted;
        m_counters.keep(chunk, {});
    }
    return {};
}

Result<void> MessageIndex::addOne(const LogEntry &entry, StoreChange &change)
{
    const bool late = entry.id.order <= *m_lastId;
    if (late) {
        const auto known = isKnown(entry.id);
        if (!known)
            return known.error();
        if (*known)
            return {};
    }
    Read message;
    if (entry.envelope) {
        message.message = {entry.id, *entry.envelope, entry.raw, entry.raw.size(), {}};
    } else {
        auto found = read(entry.location);
        if (!found && !givesUp(entry.id, found.error()))
            return found.error();
        if (!found) {
            passOver(entry.id, entry.location, found.error());
            return {};
        }
        message = std::move(*found);
    }
    const Classification about = classify(entry.id, message, entry.location);
    MessageSummary summary = about.summary;
    const auto group = m_groups.open(about.groupKey, about.groupLabel);
    if (!group)
        return group.error();
    summary.group = (*group)->row.group.id;
    if (const auto inserted = insertMessage(m_database, summary, entry.location); !inserted)
        return inserted;
    if (const auto inserted = insertChunks(entry.id, message.message.chunks); !inserted)
        return inserted;
    m_counters.keep(entry.location, entry.id);
    m_counters.count(summary.project, MessageTotals::of(summary));
    m_counters.countGroups((*group)->row.group.count == 0 ? 1 : 0);
    m_groups.add(**group, summary);
    if (!summary.recovered) {
        if (const auto batched = addToBatches(about, summary, entry.location, **group); !batched)
            return batched;
    }
    (late ? change.restored : change.added).append(std::move(summary));
    return {};
}

Result<void> MessageIndex::restoreAll(RemovalId removal, const QList<RemovedMessage> &messages, StoreChange &change)
{
    for (const RemovedMessage &removed : messages) {
        const auto gone = m_database.run("DELETE FROM removed_messages WHERE removal_id = ? AND id = ?",
                                         {removal.value, removed.id.order});
        if (!gone)
            return gone;
        if (const auto restored = restoreOne(removed, change); !restored)
            return restored;
    }
    return {};
}

Result<void> MessageIndex::restoreOne(const RemovedMessage &removed, StoreChange &change)
{
    const auto found = read(removed.location);
    if (!found && !givesUp(removed.id, found.error()))
        return found.error();
    const auto known = isKnown(removed.id);
    if (!known)
        return known.error();
    if (*known)
        return {};
    if (!found) {
        passOver(removed.id, removed.location, found.error());
        m_counters.drop(removed.location.segment, 1, removed.location.length);
        return {};
    }
    const Classification about = classify(removed.id, *found, removed.location);
    MessageSummary summary = about.summary;
    summary.read = removed.read;
    summary.pinned = removed.pinned;
    summary.tags = removed.tags;
    const auto group = m_groups.open(about.groupKey, about.groupLabel);
    if (!group)
        return group.error();
    summary.group = (*group)->row.group.id;
    if (const auto inserted = insertMessage(m_database, summary, removed.location); !inserted)
        return inserted;
    m_counters.count(summary.project, MessageTotals::of(summary));
    m_counters.countGroups((*group)->row.group.count == 0 ? 1 : 0);
    m_groups.addBack(**group, summary);
    change.restored.append(std::move(summary));
    return {};
}

Result<void> MessageIndex::completeChunks()
{
    struct Large {
        MessageId id;
        RecordLocation location;
    };
    QList<Large> large;
    {
        auto rows = m_database.query("SELECT chunks_known FROM log_state");
        if (!rows)
            return rows.error();
        if (rows->next() && rows->integer(0) != 0)
            return {};
    }
    {
        // The record of such a message holds only its envelope and the list.
        auto rows = m_database.query("SELECT id, salt, segment, position, length FROM messages WHERE size > length");
        if (!rows)
            return rows.error();
        while (rows->next())
            large.append({{quint64(rows->integer(0)), quint64(rows->integer(1))}, locationFromRow(*rows, 2)});
        if (const auto status = rows->status(); !status)
            return status;
    }
    const auto done = transact(Database::Durability::Later, [&](StoreChange &) -> Result<void> {
        for (const Large &message : std::as_const(large)) {
            const auto head = m_log.message(message.location, 0);
            if (!head && !isLoss(head.error()))
                return head.error();
            if (head) {
                if (const auto inserted = insertChunks(message.id, head->chunks); !inserted)
                    return inserted;
            }
        }
        return m_database.run("UPDATE log_state SET chunks_known = 1");
    });
    return done ? Result<void>() : done.error();
}

Result<void> MessageIndex::addToBatches(const Classification &about, const MessageSummary &message,
                                        const RecordLocation &location, GroupIndex::Entry &group)
{
    QList<BatchId> joined;
    for (const BatchKey &key : about.batches) {
        const QString &label = key.key == about.groupKey ? about.groupLabel : key.key;
        const auto batch = m_batches.open(key, label, message.received);
        if (!batch)
            return batch.error();
        if (joined.contains(*batch))
            continue; // the same recipient twice
        joined.append(*batch);
        if (const auto added = m_batches.add(*batch, message, location, about.groupLabel); !added)
            return added;
        if (!group.openBatches.contains(*batch))
            group.openBatches.append(*batch);
        // The states are in order of urgency, so a group that gets mail needs no look at its other batches.
        const auto row = m_batches.row(*batch);
        if (!row)
            return row.error();
        group.row.group.state = std::min(group.row.group.state, groupStateIn(row->state, DeliveryState::Waiting));
    }
    return {};
}

} // namespace mailweir

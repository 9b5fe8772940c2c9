// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/message_index.h"

#include "core/base/logging.h"
#include "core/store/message_rows.h"

namespace mailweir {

namespace {

// Of a message that came in chunks: a row needs its header, the beginning of its text and the attachments in sight.
constexpr qint64 kMaxClassified = 4 * 1024 * 1024;

} // namespace

void MessageIndex::forgetAll()
{
    m_groups.clear();
    m_batches.clear();
}

Result<StoreChange> MessageIndex::add(const QList<LogEntry> &entries)
{
    m_groups.trim();
    m_batches.trim();
    StoreChange change;
    // All of it is in the log, and a sync of the database would hold up the log's on the same disk.
    Result<void> done = m_database.begin(Database::Durability::Later);
    if (done)
        done = addAll(entries, change);
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

Result<void> MessageIndex::addAll(const QList<LogEntry> &entries, StoreChange &change)
{
    for (const LogEntry &entry : entries) {
        if (const auto added = addOne(entry, change); !added)
            return added;
    }
    auto batches = m_batches.flush();
    if (!batches)
        return batches.error();
    change.batches = std::move(*batches);
    auto groups = m_groups.flush(m_batches);
    if (!groups)
        return groups.error();
    change.groups = std::move(*groups);
    const LogPosition end = entries.last().location.end();
    return m_database.run("UPDATE log_state SET segment = ?, position = ?, last_id = ?",
                          {end.segment, end.offset, entries.last().id.order});
}

bool MessageIndex::givesUp(MessageId id, const Error &error)
{
    if (isLoss(error))
        return true;
    // A bad sector stays bad; one message must not keep all later ones from sight.
    return error.code == ErrorCode::Io && ++m_failedReads[id] >= kReadTries;
}

/// What is odd about a message of which only the beginning is in memory.
Result<MessageFlags> MessageIndex::scan(const RecordLocation &location, const LoggedMessage &message)
{
    FlagScanner scanner;
    const auto visited = m_log.visit(location, [&scanner](QByteArrayView piece) { scanner.add(piece); });
    if (!visited)
        return visited.error();
    return messageFlags(message.envelope, message.raw, scanner.finish());
}

Result<void> MessageIndex::addOne(const LogEntry &entry, StoreChange &change)
{
    LoggedMessage message;
    MessageFlags flags; // when only a part is in memory
    if (entry.envelope) {
        message = {entry.id, *entry.envelope, entry.raw, entry.raw.size()};
    } else {
        auto read = m_log.message(entry.location, kMaxClassified);
        if (read && read->size > read->raw.size()) {
            if (auto scanned = scan(entry.location, *read); scanned)
                flags = *scanned;
            else
                read = scanned.error();
        }
        if (!read && !givesUp(entry.id, read.error()))
            return read.error();
        if (!read) {
            qCCritical(lcStore).noquote() << "message" << entry.id.text() << "is lost:" << describe(read.error());
            return {};
        }
        message = std::move(*read);
    }
    const Classification about = m_classifier.classify(entry.id, message.envelope, message.raw);
    MessageSummary summary = about.summary;
    if (message.size > message.raw.size()) {
        summary.size = message.size;
        summary.flags = flags;
    }
    summary.id = entry.id;
    summary.recovered = entry.location.end() <= m_recoveredUntil;
    const auto group = m_groups.open(about.groupKey, about.groupLabel);
    if (!group)
        return group.error();
    summary.group = (*group)->row.group.id;
    if (const auto inserted = insertMessage(m_database, summary, entry.location); !inserted)
        return inserted;
    m_groups.add(**group, summary);
    if (!summary.recovered) {
        if (const auto batched = addToBatches(about, summary, entry.location, **group); !batched)
            return batched;
    }
    change.added.append(std::move(summary));
    return {};
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

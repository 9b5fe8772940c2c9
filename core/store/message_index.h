// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/batch_rows.h"
#include "core/store/group_rows.h"
#include "core/store/log_reader.h"
#include "core/store/mail_store.h"
#include "core/store/removal_rows.h"

#include <functional>

namespace mailweir {

/// Turns entries of the log into rows of messages, groups and open batches.
/// Thread: the indexer's.
class MessageIndex {
public:
    /// What lies before `recoveredUntil` is marked as recovered and never batched.
    MessageIndex(Database &database, LogReader &log, Classifier &classifier, LogPosition recoveredUntil)
        : m_database(database)
        , m_log(log)
        , m_classifier(classifier)
        , m_recoveredUntil(recoveredUntil)
        , m_groups(database)
        , m_batches(database)
    {
    }

    /// How often a message that the disk does not give is asked for before it counts as lost.
    static constexpr int kReadTries = 5;

    /// One transaction. A message that cannot be read any more is passed over with a warning; before that happens for
    /// an Io error, so many calls fail with it.
    [[nodiscard]] Result<StoreChange> add(const QList<LogEntry> &entries);

    /// One transaction likewise: messages of this removal are shown again, as they were. One that is lost is passed
    /// over with a warning.
    [[nodiscard]] Result<StoreChange> restore(RemovalId removal, const QList<RemovedMessage> &messages);
    /// In a database of an older version, finds out which records the chunks of its messages are. A transaction.
    [[nodiscard]] Result<void> completeChunks();

    /// To be called when other statements have changed these, or when a transaction was rolled back.
    void forget(GroupId id) { m_groups.forget(id); }
    void forget(BatchId id) { m_batches.forget(id); }
    void forgetAll();

private:
    /// A message with what its row needs.
    struct Read {
        LoggedMessage message;
        MessageFlags flags; ///< when `message` is only a part
    };

    [[nodiscard]] Result<StoreChange> transact(Database::Durability durability,
                                               const std::function<Result<void>(StoreChange &)> &work);
    [[nodiscard]] Result<void> addAll(const QList<LogEntry> &entries, StoreChange &change);
    [[nodiscard]] Result<void> addOne(const LogEntry &entry, StoreChange &change);
    [[nodiscard]] Result<void> restoreAll(RemovalId removal, const QList<RemovedMessage> &messages,
                                          StoreChange &change);
    [[nodiscard]] Result<void> restoreOne(const RemovedMessage &removed, StoreChange &change);
    [[nodiscard]] Result<void> flush(StoreChange &change);
    [[nodiscard]] Result<Read> read(const RecordLocation &location);
    /// A message that cannot be read is passed over; its records are kept, unless they are damaged.
    void passOver(MessageId id, const RecordLocation &location, const Error &error);
    [[nodiscard]] bool givesUp(MessageId id, const Error &error);
    /// Is it shown, or can it be brought back?
    [[nodiscard]] Result<bool> isKnown(MessageId id);
    [[nodiscard]] Classification classify(MessageId id, const Read &read, const RecordLocation &location);
    [[nodiscard]] Result<void> insertChunks(MessageId id, const QList<RecordLocation> &chunks);
    [[nodiscard]] Result<void> addToBatches(const Classification &about, const MessageSummary &message,
                                            const RecordLocation &location, GroupIndex::Entry &group);

    Database &m_database;
    LogReader &m_log;
    Classifier &m_classifier;
    LogPosition m_recoveredUntil;
    GroupIndex m_groups;
    BatchIndex m_batches;
    Counters m_counters;
    std::optional<quint64> m_lastId; // that was ever indexed; none: not asked yet
    QHash<MessageId, int> m_failedReads; // of messages not yet passed
};

} // namespace mailweir

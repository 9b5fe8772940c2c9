// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/batch_rows.h"
#include "core/store/group_rows.h"
#include "core/store/log_reader.h"
#include "core/store/mail_store.h"

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

    /// To be called when other statements have changed these, or when a transaction was rolled back.
    void forget(GroupId id) { m_groups.forget(id); }
    void forget(BatchId id) { m_batches.forget(id); }
    void forgetAll();

private:
    [[nodiscard]] Result<void> addAll(const QList<LogEntry> &entries, StoreChange &change);
    [[nodiscard]] bool givesUp(MessageId id, const Error &error);
    [[nodiscard]] Result<MessageFlags> scan(const RecordLocation &location, const LoggedMessage &message);
    [[nodiscard]] Result<void> addOne(const LogEntry &entry, StoreChange &change);
    [[nodiscard]] Result<void> addToBatches(const Classification &about, const MessageSummary &message,
                                            const RecordLocation &location, GroupIndex::Entry &group);

    Database &m_database;
    LogReader &m_log;
    Classifier &m_classifier;
    LogPosition m_recoveredUntil;
    GroupIndex m_groups;
    BatchIndex m_batches;
    QHash<MessageId, int> m_failedReads; // of messages not yet passed
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "core/store/message_index.h"
#include "core/store/removal_rows.h"

#include <QSet>

namespace mailweir {

/// A write job's hands: one transaction on the indexer's connection, and the memory of what it touched.
/// Thread: the indexer's.
class SqliteWriter final : public StoreWriter {
public:
    SqliteWriter(Database &database, MessageIndex &index, Timestamp now)
        : m_database(database)
        , m_index(index)
        , m_now(now)
    {
    }

    /// Runs the job and commits, or rolls everything back.
    [[nodiscard]] Result<void> transact(const MailStore::WriteJob &job, StoreChange &change);

    Result<Batch> batch(BatchId id) override;
    Result<Batch> beginSealing(BatchId id) override;
    Result<Delivery> finishSealing(BatchId id, const Delivery &delivery, const QByteArray &raw) override;
    Result<Batch> setBatchState(BatchId id, BatchState state) override;

    Result<Delivery> delivery(DeliveryId id) override;
    Result<Delivery> addDelivery(const Delivery &delivery, const QByteArray &raw) override;
    Result<void> updateDelivery(const Delivery &delivery) override;
    Result<void> addAttempt(const DeliveryAttempt &attempt) override;

    Result<RemovalId> removeMessages(const QList<MessageId> &ids) override;
    Result<RemovalId> removeAllMessages() override;
    Result<void> markRead(const QList<MessageId> &ids, bool read) override;
    Result<void> setPinned(const QList<MessageId> &ids, bool pinned) override;
    Result<void> setTags(const QList<MessageId> &ids, const QStringList &tags) override;
    Result<void> setProcess(const QList<MessageId> &ids, const PeerProcess &process) override;

private:
    [[nodiscard]] Result<void> runJob(const MailStore::WriteJob &job, StoreChange &change);
    [[nodiscard]] Result<Batch> enter(BatchId id, BatchState state);
    /// Tells the batch's groups what has become of it.
    [[nodiscard]] Result<void> touch(const Batch &batch, DeliveryState delivery);
    [[nodiscard]] Result<void> collect(StoreChange &change);
    [[nodiscard]] Result<void> collectGroups(StoreChange &change);

    [[nodiscard]] Result<void> collectMarks(StoreChange &change);

    Database &m_database;
    MessageIndex &m_index;
    const Timestamp m_now;
    Counters m_counters;
    QSet<GroupId> m_groups; // touched
    QSet<GroupId> m_removedFrom; // lost messages
    QSet<BatchId> m_batches;
    QSet<DeliveryId> m_deliveries;
    QList<MessageId> m_removed;
    QList<MessageId> m_marked;
    bool m_allRemoved = false;
};

} // namespace mailweir

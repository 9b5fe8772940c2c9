// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/group.h"
#include "core/mail/classifier.h"
#include "core/relay/delivery.h"
#include "core/store/database.h"
#include "core/store/log_record.h"

#include <QHash>
#include <QMap>

namespace mailweir {

inline constexpr char kBatchColumns[] = "b.id, b.key, b.label, b.recipient, b.count, b.groups, b.first, b.last, "
                                        "b.state, b.delivery_id";
/// What holds of a batch `b` that still takes messages; the same words as those of the index batches_open.
inline constexpr char kBatchIsOpen[] = "b.state IN (0, 1)";
static_assert(int(BatchState::Collecting) == 0 && int(BatchState::Held) == 1);
[[nodiscard]] Batch batchFromRow(const Rows &row, int firstColumn = 0);
/// NotFound when there is none.
[[nodiscard]] Result<Batch> loadBatch(Database &database, BatchId id);
/// Collecting and held ones with mail of this group.
[[nodiscard]] Result<QList<Batch>> openBatchesOf(Database &database, GroupId group);

/// The batch whose newest message is the oldest. (What is really due first depends on rules the store does not know;
/// batches of one group nearly always take the same messages.)
[[nodiscard]] std::optional<Batch> dueNext(const QList<Batch> &open);

/// What being in this batch makes of a group; `delivery` counts when it is sealed.
[[nodiscard]] GroupState groupStateIn(BatchState batch, DeliveryState delivery);

/// The open batches that the indexer is adding to; a cache like GroupIndex.
/// Thread: the indexer's.
class BatchIndex {
public:
    explicit BatchIndex(Database &database)
        : m_database(database)
    {
    }

    /// The open batch of this key and recipient, made if need be.
    [[nodiscard]] Result<BatchId> open(const BatchKey &key, const QString &label, Timestamp received);
    /// Adds a message to an open batch.
    [[nodiscard]] Result<void> add(BatchId batch, const MessageSummary &message, const RecordLocation &location,
                                   const QString &groupLabel);
    /// Writes what has changed and returns it.
    [[nodiscard]] Result<QList<Batch>> flush();

    [[nodiscard]] Result<Batch> row(BatchId id);

    void forget(BatchId id);
    void clear();
    void trim();

private:
    using KeyAndRecipient = std::pair<QString, QByteArray>;
    struct Share {
        qint64 count = 0;
        Timestamp oldest{};
        Timestamp newest{};
        QString label;
        MessageId last;
        RecordLocation location;
    };
    struct Entry {
        Batch row;
        KeyAndRecipient key;
        QList<GroupId> shareOrder; // of `shares`
        QHash<GroupId, Share> shares; // not yet written
    };

    [[nodiscard]] Result<Entry> load(const BatchKey &key, const QString &label, Timestamp received);
    [[nodiscard]] Result<void> writeShare(Entry &entry, GroupId group, const Share &share);

    Database &m_database;
    QHash<BatchId, Entry> m_entries;
    QHash<KeyAndRecipient, BatchId> m_ids;
    QList<BatchId> m_changed;
};

} // namespace mailweir

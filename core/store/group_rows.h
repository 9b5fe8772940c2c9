// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/group.h"
#include "core/store/database.h"
#include "core/store/row_codec.h"

#include <QHash>

namespace mailweir {

class BatchIndex;

inline constexpr int kShownRecipients = 3; ///< of a group

/// A group as it is stored; Group::batch is kept with the batches.
struct GroupRow {
    Group group;
    qint64 bytes = 0;
    RecipientCounts top; ///< the most frequent recipients, the first kShownRecipients
};

inline constexpr char kGroupColumns[] = "id, key, label, count, unread, bytes, first, last, top_recipients, "
                                        "recipient_count, history, history_end, state";
[[nodiscard]] GroupRow groupFromRow(const Rows &row);
/// With its batch. Nothing when it is not shown.
[[nodiscard]] Result<std::optional<Group>> loadGroup(Database &database, GroupId id);

/// The groups that the indexer is adding to: a cache over the rows that writes each changed one once a transaction.
/// After a rollback everything must be forgotten, after a change by other statements the group.
/// Thread: the indexer's.
class GroupIndex {
public:
    struct Entry {
        GroupRow row;
        QList<BatchId> openBatches;
        QHash<QByteArray, qint64> arrivals; ///< by recipient, not yet written
        bool changed = false;
    };

    explicit GroupIndex(Database &database)
        : m_database(database)
    {
    }

    /// Finds or makes the group. Valid until trim(), forget() or clear().
    [[nodiscard]] Result<Entry *> open(const QString &key, const QString &label);
    /// Counts a message that has arrived.
    void add(Entry &entry, const MessageSummary &message);
    /// Counts one that has been here before: it may be older than others, and the history knows it.
    void addBack(Entry &entry, const MessageSummary &message);
    /// Writes what has changed and returns it; `batches` fills in Group::batch.
    [[nodiscard]] Result<QList<Group>> flush(BatchIndex &batches);

    void forget(GroupId id);
    void clear();
    /// Drops everything when it has become too much to keep.
    void trim();

private:
    [[nodiscard]] Result<Entry> load(const QString &key, const QString &label);
    void count(Entry &entry, const MessageSummary &message);
    [[nodiscard]] Result<void> writeRecipients(Entry &entry);
    [[nodiscard]] Result<void> writeRow(const Entry &entry);

    Database &m_database;
    QHash<QString, std::shared_ptr<Entry>> m_entries; // by key
    QHash<GroupId, QString> m_keys;
    QList<Entry *> m_changed; // in order of the first change
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/counters.h"
#include "core/store/mail_store.h"

#include <QHash>

namespace mailweir {

/// A removed message as undo finds it again.
struct RemovedMessage {
    MessageId id;
    RecordLocation location;
    bool read = false;
    bool pinned = false;
    QStringList tags;
};

/// What a set of messages that goes takes from its groups and projects; each of those is written once.
/// Thread: the indexer's.
class Losses {
public:
    /// What add() reads, in its order; of `messages m`.
    static constexpr char kColumns[] = "m.group_id, m.read, m.size, m.pinned, m.project, m.envelope_recipients";
    void add(const Rows &row, int firstColumn = 0);

    /// Lowers the numbers and finds out again what follows from the rows that are left.
    [[nodiscard]] Result<void> write(Database &database, Counters &counters);
    [[nodiscard]] QList<GroupId> groups() const { return m_groups.keys(); }

private:
    struct Group {
        MessageTotals totals;
        QHash<QByteArray, qint64> recipients;
    };
    [[nodiscard]] static Result<void> writeGroup(Database &database, Counters &counters, GroupId id, const Group &loss);

    QHash<GroupId, Group> m_groups;
    QHash<QString, MessageTotals> m_projects;
};

/// Those from `first` to `last` go that have no messages, unless an open batch or a removal that can be undone refers
/// to them.
[[nodiscard]] Result<void> dropEmptyGroups(Database &database, GroupId first, GroupId last);

/// Adds the group to the groups of `change` or, when it has no messages any more, drops it and adds it to the removed
/// ones.
[[nodiscard]] Result<void> reportGroup(Database &database, GroupId id, StoreChange &change);

/// Moves messages into a new removal. Unknown ids are passed over; `removed` gets the others.
[[nodiscard]] Result<RemovalId> removeMessages(Database &database, const QList<MessageId> &ids, Timestamp now,
                                               Losses &losses, QList<MessageId> &removed);
/// The same for all there are, whatever their number; groups and counters are done with afterwards.
[[nodiscard]] Result<RemovalId> removeAllMessages(Database &database, Timestamp now);

/// The newest messages that a removal still holds.
[[nodiscard]] Result<QList<RemovedMessage>> removedMessages(Database &database, RemovalId removal, int limit);
/// When it was made; nothing when it is forgotten.
[[nodiscard]] Result<std::optional<Timestamp>> removalTime(Database &database, RemovalId removal);
/// Forgets at most so many of its messages, so that their records are dead, and the removal itself when none is left.
/// True: it was.
[[nodiscard]] Result<bool> forgetRemoval(Database &database, RemovalId removal, int limit, Counters &counters);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/removal_rows.h"

#include "core/mail/email_address.h"
#include "core/store/batch_rows.h"
#include "core/store/group_rows.h"
#include "core/store/message_rows.h"
#include "core/store/row_codec.h"

#include <limits>

namespace mailweir {

namespace {

Result<RemovalId> beginRemoval(Database &database, Timestamp now)
{
    const auto id = database.insert("INSERT INTO removals (removed_at) VALUES (?)", {now});
    return id ? Result<RemovalId>(RemovalId{*id}) : id.error();
}

/// One of them takes recipients of `group` away; how many are gone altogether.
Result<qint64> lowerRecipients(Database &database, GroupId group, const QHash<QByteArray, qint64> &recipients)
{
    qint64 gone = 0;
    for (auto loss = recipients.cbegin(); loss != recipients.cend(); ++loss) {
        {
            auto rows = database.query("DELETE FROM group_recipients WHERE group_id = ? AND address = ? AND count <= ? "
                                       "RETURNING count",
                                       {group.value, loss.key(), loss.value()});
            if (!rows)
                return rows.error();
            if (rows->next()) {
                ++gone;
                continue;
            }
            if (const auto status = rows->status(); !status)
                return status.error();
        }
        const auto lowered =
            database.run("UPDATE group_recipients SET count = count - ? WHERE group_id = ? AND address = ?",
                         {loss.value(), group.value, loss.key()});
        if (!lowered)
            return lowered.error();
    }
    return gone;
}

Result<RecipientCounts> topRecipients(Database &database, GroupId group)
{
    auto rows = database.query("SELECT address, count FROM group_recipients WHERE group_id = ? "
                               "ORDER BY count DESC, address LIMIT ?",
                               {group.value, kShownRecipients});
    if (!rows)
        return rows.error();
    RecipientCounts top;
    while (rows->next())
        top.append({rows->bytes(0), rows->integer(1)});
    const auto status = rows->status();
    return status ? Result<RecipientCounts>(top) : status.error();
}

/// The id of the `limit`-th message of a removal, or the greatest there can be.
Result<qint64> sliceEnd(Database &database, RemovalId removal, int limit)
{
    auto rows = database.query("SELECT id FROM removed_messages WHERE removal_id = ? ORDER BY id LIMIT 1 OFFSET ?",
                               {removal.value, limit - 1});
    if (!rows)
        return rows.error();
    return rows->next() ? rows->integer(0) : std::numeric_limits<qint64>::max();
}

Result<void> endRemoval(Database &database, RemovalId removal)
{
    static const QByteArray groups =
        QByteArrayLiteral("DELETE FROM groups WHERE id IN (SELECT group_id FROM removed_groups WHERE removal_id = ?) "
                          "AND count = 0 AND NOT EXISTS (SELECT 1 FROM removed_groups r WHERE r.group_id = groups.id "
                          "AND r.removal_id <> ?) AND NOT EXISTS "
                          "(SELECT 1 FROM batch_groups g JOIN batches b ON b.id = g.batch_id "
                          "WHERE g.group_id = groups.id AND ")
        + kBatchIsOpen + ')';
    if (const auto done = database.run(groups.constData(), {removal.value, removal.value}); !done)
        return done;
    if (const auto done = database.run("DELETE FROM removed_groups WHERE removal_id = ?", {removal.value}); !done)
        return done;
    return database.run("DELETE FROM removals WHERE id = ?", {removal.value});
}

} // namespace

void Losses::add(const Rows &row, int firstColumn)
{
    const bool isRead = row.integer(firstColumn + 1) != 0;
    const qint64 size = row.integer(firstColumn + 2);
    const bool isPinned = row.integer(firstColumn + 3) != 0;
    const MessageTotals totals{1, isRead ? 0 : 1, size, isPinned ? 1 : 0, isPinned ? size : 0};
    m_projects[row.text(firstColumn + 4)] += totals;
    Group &group = m_groups[GroupId{row.integer(firstColumn)}];
    group.totals += totals;
    const QList<QByteArray> recipients = decodeByteArrays(row.bytes(firstColumn + 5));
    QList<QByteArray> seen;
    for (const QByteArray &recipient : recipients) {
        const QByteArray address = EmailAddress::fromText(recipient).key();
        if (seen.contains(address))
            continue;
        seen.append(address);
        ++group.recipients[address];
    }
}

Result<void> Losses::write(Database &database, Counters &counters)
{
    for (auto group = m_groups.cbegin(); group != m_groups.cend(); ++group) {
        if (const auto written = writeGroup(database, counters, group.key(), group.value()); !written)
            return written;
    }
    for (auto project = m_projects.cbegin(); project != m_projects.cend(); ++project)
        counters.count(project.key(), -project.value());
    return {};
}

Result<void> Losses::writeGroup(Database &database, Counters &counters, GroupId id, const Group &loss)
{
    const auto gone = lowerRecipients(database, id, loss.recipients);
    if (!gone)
        return gone.error();
    const auto top = topRecipients(database, id);
    if (!top)
        return top.error();
    // The history stays: it tells what arrived, not what is kept.
    auto rows = database.query(
        "UPDATE groups SET count = count - ?, unread = unread - ?, bytes = bytes - ?, top_recipients = ?, "
        "recipient_count = recipient_count - ?, "
        "first = COALESCE((SELECT received FROM messages WHERE group_id = groups.id ORDER BY id LIMIT 1), first), "
        "last = COALESCE((SELECT received FROM messages WHERE group_id = groups.id ORDER BY id DESC LIMIT 1), last) "
        "WHERE id = ? RETURNING count",
        {loss.totals.messages, loss.totals.unread, loss.totals.bytes, encodeCounts(*top), *gone, id.value});
    if (!rows)
        return rows.error();
    if (rows->next() && rows->integer(0) == 0)
        counters.countGroups(-1);
    return rows->status();
}

Result<void> dropEmptyGroups(Database &database, GroupId first, GroupId last)
{
    static const QByteArray sql =
        QByteArrayLiteral("DELETE FROM groups WHERE id BETWEEN ? AND ? AND count = 0 AND NOT EXISTS "
                          "(SELECT 1 FROM removed_groups r WHERE r.group_id = groups.id) AND NOT EXISTS "
                          "(SELECT 1 FROM batch_groups g JOIN batches b ON b.id = g.batch_id "
                          "WHERE g.group_id = groups.id AND ")
        + kBatchIsOpen + ')';
    return database.run(sql.constData(), {first.value, last.value});
}

Result<void> reportGroup(Database &database, GroupId id, StoreChange &change)
{
    auto group = loadGroup(database, id);
    if (!group)
        return group.error();
    if (*group) {
        change.groups.append(std::move(**group));
        return {};
    }
    change.removedGroups.append(id);
    return dropEmptyGroups(database, id, id);
}

Result<RemovalId> removeMessages(Database &database, const QList<MessageId> &ids, Timestamp now, Losses &losses,
                                 QList<MessageId> &removed)
{
    const auto removal = beginRemoval(database, now);
    if (!removal)
        return removal;
    for (const MessageId id : ids) {
        const auto moved = database.run(
            "INSERT INTO removed_messages (removal_id, id, salt, segment, position, length, read, pinned, tags) "
            "SELECT ?, id, salt, segment, position, length, read, pinned, tags FROM messages "
            "WHERE id = ? AND salt = ? ON CONFLICT DO NOTHING",
            {removal->value, id.order, id.salt});
        if (!moved)
            return moved.error();
    }
    {
        static const QString sql =
            QStringLiteral("SELECT m.id, m.salt, %1 FROM removed_messages r JOIN messages m ON m.id = r.id "
                           "WHERE r.removal_id = ? ORDER BY r.id")
                .arg(QLatin1String(Losses::kColumns));
        auto rows = database.query(sql, {removal->value});
        if (!rows)
            return rows.error();
        while (rows->next()) {
            removed.append({quint64(rows->integer(0)), quint64(rows->integer(1))});
            losses.add(*rows, 2);
        }
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    const auto deleted = database.run(
        "DELETE FROM messages WHERE id IN (SELECT id FROM removed_messages WHERE removal_id = ?)", {removal->value});
    if (!deleted)
        return deleted.error();
    const QList<GroupId> groups = losses.groups();
    for (const GroupId group : groups) {
        const auto noted = database.run("INSERT INTO removed_groups (group_id, removal_id) VALUES (?, ?)",
                                        {group.value, removal->value});
        if (!noted)
            return noted.error();
    }
    return removal;
}

Result<RemovalId> removeAllMessages(Database &database, Timestamp now)
{
    const auto removal = beginRemoval(database, now);
    if (!removal)
        return removal;
    auto done =
        database.run("INSERT INTO removed_messages (removal_id, id, salt, segment, position, length, read, pinned, "
                     "tags) SELECT ?, id, salt, segment, position, length, read, pinned, tags FROM messages",
                     {removal->value});
    if (done) {
        done = database.run("INSERT INTO removed_groups (group_id, removal_id) "
                            "SELECT id, ? FROM groups WHERE count > 0",
                            {removal->value});
    }
    for (const char *sql : {"DELETE FROM messages", "DELETE FROM group_recipients", "DELETE FROM projects",
                            "UPDATE totals SET shown_groups = 0"}) {
        if (done)
            done = database.run(sql);
    }
    if (done) {
        done = database.run("UPDATE groups SET count = 0, unread = 0, bytes = 0, top_recipients = ?, "
                            "recipient_count = 0 WHERE count > 0",
                            {encodeCounts({})});
    }
    return done ? removal : done.error();
}

Result<QList<RemovedMessage>> removedMessages(Database &database, RemovalId removal, int limit)
{
    auto rows = database.query("SELECT id, salt, segment, position, length, read, pinned, tags FROM removed_messages "
                               "WHERE removal_id = ? ORDER BY id DESC LIMIT ?",
                               {removal.value, limit});
    if (!rows)
        return rows.error();
    QList<RemovedMessage> messages;
    while (rows->next()) {
        messages.append({{quint64(rows->integer(0)), quint64(rows->integer(1))},
                         locationFromRow(*rows, 2),
                         rows->integer(5) != 0,
                         rows->integer(6) != 0,
                         decodeStrings(rows->bytes(7))});
    }
    const auto status = rows->status();
    return status ? Result<QList<RemovedMessage>>(messages) : status.error();
}

Result<std::optional<Timestamp>> removalTime(Database &database, RemovalId removal)
{
    auto rows = database.query("SELECT removed_at FROM removals WHERE id = ?", {removal.value});
    if (!rows)
        return rows.error();
    if (rows->next())
        return std::optional(rows->time(0));
    const auto status = rows->status();
    return status ? Result<std::optional<Timestamp>>(std::nullopt) : status.error();
}

Result<bool> forgetRemoval(Database &database, RemovalId removal, int limit, Counters &counters)
{
    const auto last = sliceEnd(database, removal, limit);
    if (!last)
        return last.error();
    {
        auto rows = database.query("SELECT segment, COUNT(*), SUM(length) FROM removed_messages "
                                   "WHERE removal_id = ? AND id <= ? GROUP BY segment",
                                   {removal.value, *last});
        if (!rows)
            return rows.error();
        while (rows->next())
            counters.drop(quint32(rows->integer(0)), rows->integer(1), rows->integer(2));
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    for (const char *sql : {"DELETE FROM message_process WHERE message_id IN "
                            "(SELECT id FROM removed_messages WHERE removal_id = ? AND id <= ?)",
                            "DELETE FROM removed_messages WHERE removal_id = ? AND id <= ?"}) {
        if (const auto done = database.run(sql, {removal.value, *last}); !done)
            return done.error();
    }
    if (*last != std::numeric_limits<qint64>::max())
        return false;
    const auto ended = endRemoval(database, removal);
    return ended ? Result<bool>(true) : ended.error();
}

} // namespace mailweir

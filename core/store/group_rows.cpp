// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/group_rows.h"

#include "core/mail/email_address.h"
#include "core/store/batch_rows.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr qsizetype kMaxCached = 10'000;
constexpr qint64 kMinuteMs = 60'000;

void countArrival(Group &group, Timestamp received)
{
    const qint64 minute = toUnixMs(received) / kMinuteMs;
    if (minute > group.historyEnd) {
        group.history = historyAt(group, received);
        group.historyEnd = minute;
    }
    // Nothing is counted for a clock that was set back by more than the history shows.
    const qint64 age = group.historyEnd - minute;
    if (age < Group::kHistoryMinutes)
        ++group.history[size_t(Group::kHistoryMinutes - 1 - age)];
}

/// Counts only rise here, so the old first ones and the changed one are all that can be among the first.
void raise(RecipientCounts &top, const QByteArray &address, qint64 count)
{
    const auto known = std::find_if(top.begin(), top.end(), [&](const auto &entry) { return entry.first == address; });
    if (known != top.end())
        known->second = count;
    else
        top.append({address, count});
    std::sort(top.begin(), top.end(), [](const auto &a, const auto &b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    if (top.size() > kShownRecipients)
        top.removeLast();
}

QStringList addresses(const RecipientCounts &top)
{
    QStringList out;
    for (const auto &[address, count] : top)
        out.append(QString::fromUtf8(address));
    return out;
}

} // namespace

GroupRow groupFromRow(const Rows &row)
{
    GroupRow out;
    Group &group = out.group;
    group.id = {row.integer(0)};
    group.key = row.text(1);
    group.label = row.text(2);
    group.count = row.integer(3);
    group.unread = row.integer(4);
    out.bytes = row.integer(5);
    group.first = row.time(6);
    group.last = row.time(7);
    out.top = decodeCounts(row.bytes(8));
    group.recipients = addresses(out.top);
    group.recipientCount = int(row.integer(9));
    group.history = decodeHistory(row.bytes(10));
    group.historyEnd = row.integer(11);
    group.state = GroupState(row.integer(12));
    return out;
}

Result<std::optional<Group>> loadGroup(Database &database, GroupId id)
{
    static const QString sql =
        QStringLiteral("SELECT %1 FROM groups WHERE id = ? AND count > 0").arg(QLatin1String(kGroupColumns));
    std::optional<Group> group;
    {
        auto rows = database.query(sql, {id.value});
        if (!rows)
            return rows.error();
        if (!rows->next())
            return group;
        group = groupFromRow(*rows).group;
    }
    const auto batches = openBatchesOf(database, id);
    if (!batches)
        return batches.error();
    group->batch = dueNext(*batches);
    return group;
}

Result<GroupIndex::Entry *> GroupIndex::open(const QString &key, const QString &label)
{
    if (const auto known = m_entries.constFind(key); known != m_entries.constEnd())
        return known->get();
    auto entry = load(key, label);
    if (!entry)
        return entry.error();
    m_keys.insert(entry->row.group.id, key);
    return m_entries.insert(key, std::make_shared<Entry>(std::move(*entry)))->get();
}

Result<GroupIndex::Entry> GroupIndex::load(const QString &key, const QString &label)
{
    static const QString sql = QStringLiteral("SELECT %1 FROM groups WHERE key = ?").arg(QLatin1String(kGroupColumns));
    Entry entry;
    {
        auto rows = m_database.query(sql, {key});
        if (!rows)
            return rows.error();
        if (rows->next())
            entry.row = groupFromRow(*rows);
    }
    Group &group = entry.row.group;
    if (group.id.isNull()) {
        group.key = key;
        group.label = label;
        const auto id = m_database.insert(
            "INSERT INTO groups (key, label, count, unread, bytes, first, last, top_recipients, recipient_count, "
            "history, history_end, state) VALUES (?, ?, 0, 0, 0, 0, 0, ?, 0, x'', 0, ?)",
            {key, label, encodeCounts({}), int(GroupState::Caught)});
        if (!id)
            return id.error();
        group.id = {*id};
        return entry;
    }
    const auto batches = openBatchesOf(m_database, group.id);
    if (!batches)
        return batches.error();
    for (const Batch &batch : *batches)
        entry.openBatches.append(batch.id);
    return entry;
}

void GroupIndex::add(Entry &entry, const MessageSummary &message)
{
    Group &group = entry.row.group;
    if (group.count == 0)
        group.first = message.received;
    group.last = message.received;
    countArrival(group, message.received);
    count(entry, message);
}

void GroupIndex::addBack(Entry &entry, const MessageSummary &message)
{
    Group &group = entry.row.group;
    group.first = group.count == 0 ? message.received : std::min(group.first, message.received);
    group.last = group.count == 0 ? message.received : std::max(group.last, message.received);
    count(entry, message);
}

void GroupIndex::count(Entry &entry, const MessageSummary &message)
{
    Group &group = entry.row.group;
    ++group.count;
    group.unread += message.read ? 0 : 1;
    entry.row.bytes += message.size;
    QList<QByteArray> seen;
    for (const QByteArray &recipient : message.envelopeRecipients) {
        const QByteArray address = EmailAddress::fromText(recipient).key();
        if (seen.contains(address))
            continue;
        seen.append(address);
        ++entry.arrivals[address];
    }
    if (!std::exchange(entry.changed, true))
        m_changed.append(&entry);
}

Result<QList<Group>> GroupIndex::flush(BatchIndex &batches)
{
    QList<Group> changed;
    for (Entry *entry : std::as_const(m_changed)) {
        if (const auto written = writeRecipients(*entry); !written)
            return written.error();
        if (const auto written = writeRow(*entry); !written)
            return written.error();
        entry->changed = false;
        QList<Batch> open;
        for (const BatchId id : std::as_const(entry->openBatches)) {
            const auto batch = batches.row(id);
            if (!batch)
                return batch.error();
            open.append(*batch);
        }
        entry->row.group.batch = dueNext(open);
        changed.append(entry->row.group);
    }
    m_changed.clear();
    return changed;
}

Result<void> GroupIndex::writeRecipients(Entry &entry)
{
    Group &group = entry.row.group;
    for (auto arrival = entry.arrivals.cbegin(); arrival != entry.arrivals.cend(); ++arrival) {
        auto rows = m_database.query("INSERT INTO group_recipients (group_id, address, count) VALUES (?, ?, ?) "
                                     "ON CONFLICT (group_id, address) DO UPDATE SET count = count + excluded.count "
                                     "RETURNING count",
                                     {group.id.value, arrival.key(), arrival.value()});
        if (!rows)
            return rows.error();
        if (!rows->next())
            return rows->status();
        const qint64 count = rows->integer(0);
        if (count == arrival.value())
            ++group.recipientCount;
        raise(entry.row.top, arrival.key(), count);
    }
    entry.arrivals.clear();
    group.recipients = addresses(entry.row.top);
    return {};
}

Result<void> GroupIndex::writeRow(const Entry &entry)
{
    const Group &group = entry.row.group;
    return m_database.run("UPDATE groups SET count = ?, unread = ?, bytes = ?, first = ?, last = ?, "
                          "top_recipients = ?, recipient_count = ?, history = ?, history_end = ?, state = ? "
                          "WHERE id = ?",
                          {group.count, group.unread, entry.row.bytes, group.first, group.last,
                           encodeCounts(entry.row.top), group.recipientCount, encodeHistory(group.history),
                           group.historyEnd, int(group.state), group.id.value});
}

void GroupIndex::forget(GroupId id)
{
    m_entries.remove(m_keys.take(id));
}

void GroupIndex::clear()
{
    m_entries.clear();
    m_keys.clear();
    m_changed.clear();
}

void GroupIndex::trim()
{
    if (m_entries.size() > kMaxCached)
        clear();
}

} // namespace mailweir

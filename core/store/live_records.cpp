// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/live_records.h"

#include "core/batch/batch.h"
#include "core/relay/delivery.h"

#include <algorithm>

namespace mailweir {

namespace {

/// Their ids. Most are sealed and were sent long ago, so they are not looked at one by one.
QString undeliveredBatches()
{
    return QStringLiteral("SELECT id FROM batches WHERE state IN (%1) UNION "
                          "SELECT batch_id FROM deliveries WHERE state IN (%2) AND batch_id IS NOT NULL")
        .arg(sqlList<BatchState>({BatchState::Collecting, BatchState::Held, BatchState::Sealing}),
             sqlList<DeliveryState>({DeliveryState::Waiting, DeliveryState::Sending, DeliveryState::Deferred,
                                     DeliveryState::Held, DeliveryState::Uncertain, DeliveryState::Failed}));
}

} // namespace

Result<QHash<quint32, SegmentUse>> segmentUses(Database &database)
{
    auto rows = database.query("SELECT number, records, bytes, unread FROM segments");
    if (!rows)
        return rows.error();
    QHash<quint32, SegmentUse> uses;
    while (rows->next())
        uses.insert(quint32(rows->integer(0)), {rows->integer(1), rows->integer(2), rows->integer(3)});
    const auto status = rows->status();
    return status ? Result<QHash<quint32, SegmentUse>>(uses) : status.error();
}

Result<QList<RecordLocation>> liveRecords(Database &database, quint32 segment)
{
    // Ids rise with the log, so those of a segment are neighbours, wherever they are now.
    static const QString ofMessages = QStringLiteral(
        "SELECT m.position, m.length FROM segments s JOIN messages m ON m.id BETWEEN s.first_id AND s.last_id "
        "WHERE s.number = ? AND m.segment = s.number");
    static const QString ofRemoved =
        QStringLiteral("SELECT m.position, m.length FROM segments s JOIN removals r JOIN removed_messages m "
                       "ON m.removal_id = r.id AND m.id BETWEEN s.first_id AND s.last_id "
                       "WHERE s.number = ? AND m.segment = s.number");
    static const QString ofChunks = QStringLiteral("SELECT position, length FROM message_chunks WHERE segment = ?");
    static const QString ofBatches =
        QStringLiteral("SELECT g.last_position, g.last_length FROM batch_groups g WHERE g.batch_id IN (%1) "
                       "AND g.last_segment = ?")
            .arg(undeliveredBatches());
    QList<RecordLocation> live;
    for (const QString &sql : {ofMessages, ofRemoved, ofChunks, ofBatches}) {
        auto rows = database.query(sql, {segment});
        if (!rows)
            return rows.error();
        while (rows->next())
            live.append({segment, rows->integer(0), rows->integer(1)});
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    std::sort(live.begin(), live.end(),
              [](const RecordLocation &a, const RecordLocation &b) { return a.offset < b.offset; });
    live.erase(std::unique(live.begin(), live.end()), live.end());
    return live;
}

Result<void> dropDeadChunks(Database &database, Counters &counters)
{
    static const QString sql =
        QStringLiteral("DELETE FROM message_chunks "
                       "WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.id = message_chunks.message_id) "
                       "AND NOT EXISTS (SELECT 1 FROM removals r JOIN removed_messages m "
                       "ON m.removal_id = r.id AND m.id = message_chunks.message_id) "
                       "AND message_id NOT IN (SELECT last_id FROM batch_groups WHERE batch_id IN (%1)) "
                       "RETURNING segment, length")
            .arg(undeliveredBatches());
    auto rows = database.query(sql, {});
    if (!rows)
        return rows.error();
    while (rows->next())
        counters.drop(quint32(rows->integer(0)), 1, rows->integer(1));
    return rows->status();
}

} // namespace mailweir

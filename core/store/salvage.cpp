// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/salvage.h"

#include "core/base/logging.h"
#include "core/store/batch_rows.h"
#include "core/store/delivery_rows.h"
#include "core/store/row_codec.h"

#include <functional>

namespace mailweir {

namespace {

using Order = QStringList; // columns of a key
using RowReader = std::function<Result<void>(const Rows &)>;

/// The columns of a table, none when it is not there or cannot be read.
QStringList columnsOf(Database &database, const QString &table)
{
    QStringList columns;
    const QString sql = QStringLiteral("SELECT name FROM pragma_table_info('%1')").arg(table);
    if (auto rows = database.query(sql, {})) {
        while (rows->next())
            columns.append(rows->text(0));
    }
    return columns;
}

/// Reads a table from its beginning to the damage and, if there is any, from its end to it; then some rows may come
/// twice. An error is one of `take`.
Result<void> readTable(Database &damaged, const QString &table, const QStringList &columns, const Order &order,
                       const RowReader &take)
{
    for (const QString &direction : {QString(), QStringLiteral(" DESC")}) {
        const QString sql =
            QStringLiteral("SELECT %1 FROM %2 ORDER BY %3")
                .arg(columns.join(QLatin1String(", ")), table, order.join(direction + QLatin1String(", ")) + direction);
        auto rows = damaged.query(sql, {});
        while (rows && rows->next()) {
            if (const auto taken = take(*rows); !taken)
                return taken;
        }
        if (const auto whole = rows ? rows->status() : rows.error(); whole)
            return {};
        else
            qCWarning(lcStore).noquote() << "a part of" << table << "cannot be read:" << describe(whole.error());
    }
    return {};
}

/// Carries rows over whole, but for columns that only one of the two has.
Result<qint64> carry(Database &damaged, Database &database, const QString &table, const Order &order)
{
    const QStringList known = columnsOf(database, table);
    QStringList columns = columnsOf(damaged, table);
    columns.removeIf([&](const QString &column) { return !known.contains(column); });
    if (columns.isEmpty())
        return 0;
    const QString marks = QStringList(columns.size(), QStringLiteral("?")).join(QLatin1String(", "));
    const QString sql = QStringLiteral("INSERT INTO %1 (%2) VALUES (%3) ON CONFLICT DO NOTHING RETURNING 1")
                            .arg(table, columns.join(QLatin1String(", ")), marks);
    qint64 count = 0;
    const auto read = readTable(damaged, table, columns, order, [&](const Rows &row) -> Result<void> {
        QList<SqlValue> values;
        for (int i = 0; i < columns.size(); ++i)
            values.append(SqlValue(row.value(i)));
        auto inserted = database.query(sql, values);
        if (!inserted)
            return inserted.error();
        count += inserted->next() ? 1 : 0;
        return inserted->status();
    });
    return read ? Result<qint64>(count) : read.error();
}

Result<void> runAll(Database &database, std::initializer_list<QString> statements)
{
    for (const QString &statement : statements) {
        if (const auto done = database.execute(statement); !done)
            return done;
    }
    return {};
}

/// What belongs to rows that were lost goes; numbers that the messages bring back begin at none.
Result<void> mend(Database &database)
{
    const QString held = QString::number(int(BatchState::Held));
    const auto orphans = [](const char *table, const char *column, const char *parent) {
        return QStringLiteral("DELETE FROM %1 WHERE %2 NOT IN (SELECT id FROM %3)")
            .arg(QLatin1String(table), QLatin1String(column), QLatin1String(parent));
    };
    const auto mended = runAll(
        database,
        {orphans("batch_groups", "batch_id", "batches"), orphans("batch_messages", "batch_id", "batches"),
         orphans("delivery_recipients", "delivery_id", "deliveries"),
         orphans("delivery_mail", "delivery_id", "deliveries"), orphans("attempts", "delivery_id", "deliveries"),
         QStringLiteral("UPDATE deliveries SET batch_id = NULL WHERE batch_id NOT IN (SELECT id FROM batches)"),
         QStringLiteral("UPDATE OR IGNORE batches SET state = %1 WHERE state IN (%2, %3)")
             .arg(held)
             .arg(int(BatchState::Collecting))
             .arg(int(BatchState::Sealing)),
         QStringLiteral("UPDATE batches SET state = %1 WHERE state = %2 AND id NOT IN (SELECT batch_id FROM "
                        "batch_groups)")
             .arg(int(BatchState::Discarded))
             .arg(held),
         QStringLiteral("UPDATE batch_groups SET state = %1 WHERE batch_id IN (SELECT id FROM batches WHERE state = "
                        "%2)")
             .arg(int(GroupState::Held))
             .arg(held)});
    if (!mended)
        return mended;
    return database.run("UPDATE groups SET count = 0, unread = 0, bytes = 0, first = 0, last = 0, recipient_count = 0, "
                        "top_recipients = ?, history = x'', history_end = 0",
                        {encodeCounts({})});
}

Result<bool> hasMail(Database &database, DeliveryId id)
{
    auto rows = database.query("SELECT 1 FROM delivery_mail WHERE delivery_id = ?", {id.value});
    if (!rows)
        return rows.error();
    return rows->next();
}

/// Whoever reads the list decides about what was still to be sent.
Result<void> holdDeliveries(Database &database)
{
    const auto deliveries = listDeliveries(database,
                                           {DeliveryState::Waiting, DeliveryState::Sending, DeliveryState::Deferred,
                                            DeliveryState::Uncertain, DeliveryState::Failed},
                                           {}, 0);
    if (!deliveries)
        return deliveries.error();
    for (Delivery delivery : *deliveries) {
        const auto complete = hasMail(database, delivery.id);
        if (!complete)
            return complete.error();
        const bool mayHaveArrived = delivery.endOfDataSent || delivery.state == DeliveryState::Uncertain;
        const bool canBeSent = *complete && !delivery.recipients.isEmpty();
        for (DeliveryRecipient &recipient : delivery.recipients) {
            if (isPending(recipient.state) || recipient.state == DeliveryState::Sending)
                recipient.state = canBeSent ? DeliveryState::Held : DeliveryState::Failed;
        }
        if (delivery.state != DeliveryState::Failed) {
            delivery.lastError = !canBeSent ? QStringLiteral("the mail was lost with a damaged database")
                : mayHaveArrived            ? QStringLiteral("the database was damaged; it may have been sent already")
                                            : QStringLiteral("the database was damaged");
        }
        delivery.state = canBeSent ? worstOf(delivery.recipients) : DeliveryState::Failed;
        delivery.nextAttemptAt.reset();
        delivery.endOfDataSent = false;
        if (const auto updated = updateDelivery(database, delivery); !updated)
            return updated;
        const auto state = int(groupStateIn(BatchState::Sealed, delivery.state));
        const auto touched =
            database.run("UPDATE batch_groups SET state = ? WHERE batch_id = ?", {state, delivery.batch.value});
        if (!touched)
            return touched;
    }
    return database.run("UPDATE groups SET state = COALESCE((SELECT MIN(state) FROM batch_groups WHERE group_id = "
                        "groups.id), ?)",
                        {int(GroupState::Caught)});
}

/// No id is given out again, not even one whose row is lost.
Result<void> carrySequences(Database &damaged, Database &database)
{
    return readTable(damaged, QStringLiteral("sqlite_sequence"), {QStringLiteral("name"), QStringLiteral("seq")},
                     {QStringLiteral("rowid")}, [&](const Rows &row) -> Result<void> {
                         const QString name = row.text(0);
                         const auto raised = database.run("UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = ?",
                                                          {row.integer(1), name});
                         if (!raised)
                             return raised;
                         return database.run("INSERT INTO sqlite_sequence (name, seq) SELECT ?, ? WHERE NOT EXISTS "
                                             "(SELECT 1 FROM sqlite_sequence WHERE name = ?)",
                                             {name, row.integer(1), name});
                     });
}

/// Those from before version 3 have neither pins nor tags.
Result<void> readMarks(Database &damaged, Salvage &out)
{
    const bool has = columnsOf(damaged, QStringLiteral("messages")).contains(QLatin1String("tags"));
    const QStringList columns{QStringLiteral("id"), QStringLiteral("salt"), QStringLiteral("read"),
                              has ? QStringLiteral("pinned") : QStringLiteral("0"),
                              has ? QStringLiteral("tags") : QStringLiteral("x''")};
    const auto take = [&out](const Rows &row) -> Result<void> {
        MessageMarks marks{{quint64(row.integer(0)), quint64(row.integer(1))},
                           row.integer(2) != 0,
                           row.integer(3) != 0,
                           decodeStrings(row.bytes(4))};
        if (marks.read || marks.pinned || !marks.tags.isEmpty())
            out.marks.append(std::move(marks));
        return {};
    };
    const auto stored = readTable(damaged, QStringLiteral("messages"), columns, {QStringLiteral("id")}, take);
    if (!stored || !has)
        return stored;
    QMap<qint64, QList<MessageId>> removals;
    const auto removed =
        readTable(damaged, QStringLiteral("removed_messages"), columns + QStringList{QStringLiteral("removal_id")},
                  {QStringLiteral("removal_id"), QStringLiteral("id")}, [&](const Rows &row) -> Result<void> {
                      removals[row.integer(5)].append({quint64(row.integer(0)), quint64(row.integer(1))});
                      return take(row);
                  });
    out.removals = removals.values();
    return removed;
}

Result<void> carryAll(Database &damaged, Database &database, Salvage &out)
{
    const QString id = QStringLiteral("id");
    const QString batchId = QStringLiteral("batch_id");
    const QString deliveryId = QStringLiteral("delivery_id");
    const QList<std::pair<QString, Order>> tables{
        {QStringLiteral("groups"), {id}},
        {QStringLiteral("batches"), {id}},
        {QStringLiteral("batch_groups"), {batchId, QStringLiteral("group_id")}},
        {QStringLiteral("batch_messages"), {batchId, QStringLiteral("message_id")}},
        {QStringLiteral("deliveries"), {id}},
        {QStringLiteral("delivery_recipients"), {deliveryId, QStringLiteral("ordinal")}},
        {QStringLiteral("delivery_mail"), {deliveryId}},
        {QStringLiteral("attempts"), {id}},
        {QStringLiteral("message_process"), {QStringLiteral("message_id")}},
    };
    for (const auto &[table, order] : tables) {
        const auto count = carry(damaged, database, table, order);
        if (!count)
            return count.error();
        if (table == QLatin1String("batches"))
            out.batches = *count;
        else if (table == QLatin1String("deliveries"))
            out.deliveries = *count;
    }
    if (const auto done = carrySequences(damaged, database); !done)
        return done;
    if (const auto done = mend(database); !done)
        return done;
    if (const auto done = holdDeliveries(database); !done)
        return done;
    return readMarks(damaged, out);
}

} // namespace

Result<Salvage> salvage(const QString &damaged, Database &database)
{
    Database from;
    if (const auto opened = from.open(damaged, Database::Access::Read); !opened)
        return opened.error();
    Salvage out;
    // Children may be read whose parents are lost; those are dropped before the transaction ends.
    Result<void> done = database.execute(QStringLiteral("PRAGMA foreign_keys = OFF"));
    if (done)
        done = database.begin();
    if (done)
        done = carryAll(from, database, out);
    if (done)
        done = database.commit();
    if (!done)
        database.rollback();
    (void)database.execute(QStringLiteral("PRAGMA foreign_keys = ON"));
    return done ? Result<Salvage>(std::move(out)) : done.error();
}

} // namespace mailweir

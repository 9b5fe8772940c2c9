// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/delivery_rows.h"

#include "core/store/row_codec.h"

#include <limits>

namespace mailweir {

namespace {

constexpr char kColumns[] = "id, kind, subject, message_id, sender, relay, state, attempts, attempts_this_round, "
                            "next_attempt_at, last_error, created_at, round_started_at, size, end_of_data_sent, "
                            "batch_id";

Delivery deliveryFromRow(const Rows &row)
{
    Delivery delivery;
    delivery.id = {row.integer(0)};
    delivery.kind = DeliveryKind(row.integer(1));
    delivery.subject = row.text(2);
    delivery.messageId = row.bytes(3);
    delivery.sender = row.bytes(4);
    delivery.relay = row.text(5);
    delivery.state = DeliveryState(row.integer(6));
    delivery.attempts = int(row.integer(7));
    delivery.attemptsThisRound = int(row.integer(8));
    if (!row.isNull(9))
        delivery.nextAttemptAt = row.time(9);
    delivery.lastError = row.text(10);
    delivery.createdAt = row.time(11);
    delivery.roundStartedAt = row.time(12);
    delivery.size = row.integer(13);
    delivery.endOfDataSent = row.integer(14) != 0;
    delivery.batch = {row.integer(15)};
    return delivery;
}

Result<void> readRecipients(Database &database, Delivery &delivery)
{
    auto rows = database.query("SELECT address, state, reply FROM delivery_recipients WHERE delivery_id = ? "
                               "ORDER BY ordinal",
                               {delivery.id.value});
    if (!rows)
        return rows.error();
    while (rows->next())
        delivery.recipients.append({rows->bytes(0), DeliveryState(rows->integer(1)), decodeReply(rows->bytes(2))});
    return rows->status();
}

Result<void> writeRecipients(Database &database, const Delivery &delivery)
{
    const auto cleared = database.run("DELETE FROM delivery_recipients WHERE delivery_id = ?", {delivery.id.value});
    if (!cleared)
        return cleared;
    for (qsizetype i = 0; i < delivery.recipients.size(); ++i) {
        const DeliveryRecipient &recipient = delivery.recipients[i];
        const auto written = database.run(
            "INSERT INTO delivery_recipients (delivery_id, ordinal, address, state, reply) VALUES (?, ?, ?, ?, ?)",
            {delivery.id.value, qint64(i), recipient.address, int(recipient.state), encodeReply(recipient.reply)});
        if (!written)
            return written;
    }
    return {};
}

} // namespace

Result<Delivery> loadDelivery(Database &database, DeliveryId id)
{
    static const QString sql = QStringLiteral("SELECT %1 FROM deliveries WHERE id = ?").arg(QLatin1String(kColumns));
    Delivery delivery;
    {
        auto rows = database.query(sql, {id.value});
        if (!rows)
            return rows.error();
        if (!rows->next())
            return Error{ErrorCode::NotFound, QStringLiteral("delivery %1").arg(id.value), {}};
        delivery = deliveryFromRow(*rows);
    }
    if (const auto read = readRecipients(database, delivery); !read)
        return read.error();
    return delivery;
}

Result<Delivery> insertDelivery(Database &database, const Delivery &delivery, const QByteArray &raw)
{
    Delivery stored = delivery;
    stored.size = raw.size();
    const auto id = database.insert(
        "INSERT INTO deliveries (kind, subject, message_id, sender, relay, state, attempts, attempts_this_round, "
        "next_attempt_at, last_error, created_at, round_started_at, size, end_of_data_sent, batch_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {int(stored.kind), stored.subject, stored.messageId, stored.sender, stored.relay, int(stored.state),
         stored.attempts, stored.attemptsThisRound, stored.nextAttemptAt, stored.lastError, stored.createdAt,
         stored.roundStartedAt, stored.size, stored.endOfDataSent,
         stored.batch.isNull() ? SqlValue(std::nullopt) : SqlValue(stored.batch.value)});
    if (!id)
        return id.error();
    stored.id = {*id};
    if (const auto written = writeRecipients(database, stored); !written)
        return written.error();
    const auto kept = database.run("INSERT INTO delivery_mail (delivery_id, raw) VALUES (?, ?)", {*id, raw});
    if (!kept)
        return kept.error();
    return stored;
}

Result<void> updateDelivery(Database &database, const Delivery &delivery)
{
    if (const auto known = loadDelivery(database, delivery.id); !known)
        return known.error();
    const auto updated = database.run(
        "UPDATE deliveries SET kind = ?, subject = ?, message_id = ?, sender = ?, relay = ?, state = ?, attempts = ?, "
        "attempts_this_round = ?, next_attempt_at = ?, last_error = ?, created_at = ?, round_started_at = ?, "
        "end_of_data_sent = ? WHERE id = ?",
        {int(delivery.kind), delivery.subject, delivery.messageId, delivery.sender, delivery.relay, int(delivery.state),
         delivery.attempts, delivery.attemptsThisRound, delivery.nextAttemptAt, delivery.lastError, delivery.createdAt,
         delivery.roundStartedAt, delivery.endOfDataSent, delivery.id.value});
    return updated ? writeRecipients(database, delivery) : updated;
}

Result<QList<Delivery>> listDeliveries(Database &database, const QList<DeliveryState> &states, DeliveryId before,
                                       int limit)
{
    QString sql = QStringLiteral("SELECT %1 FROM deliveries WHERE id < ?").arg(QLatin1String(kColumns));
    if (!states.isEmpty())
        sql += QStringLiteral(" AND state IN (%1)").arg(sqlList(states));
    sql += QStringLiteral(" ORDER BY id DESC LIMIT ?");
    QList<Delivery> deliveries;
    {
        auto rows = database.query(
            sql, {before.isNull() ? std::numeric_limits<qint64>::max() : before.value, limit > 0 ? limit : -1});
        if (!rows)
            return rows.error();
        while (rows->next())
            deliveries.append(deliveryFromRow(*rows));
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    for (Delivery &delivery : deliveries) {
        if (const auto read = readRecipients(database, delivery); !read)
            return read.error();
    }
    return deliveries;
}

Result<void> insertAttempt(Database &database, const DeliveryAttempt &attempt)
{
    return database.run("INSERT INTO attempts (delivery_id, at, stage, host, code, enhanced, text, duration_ms, "
                        "transcript) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        {attempt.delivery.value, attempt.at, int(attempt.stage), attempt.host, attempt.code,
                         QString::fromLatin1(attempt.enhanced.text()), attempt.text, attempt.durationMs,
                         encodeTranscript(attempt.transcript)});
}

Result<QList<DeliveryAttempt>> listAttempts(Database &database, DeliveryId id)
{
    auto rows = database.query("SELECT at, stage, host, code, enhanced, text, duration_ms, transcript FROM attempts "
                               "WHERE delivery_id = ? ORDER BY id",
                               {id.value});
    if (!rows)
        return rows.error();
    QList<DeliveryAttempt> attempts;
    while (rows->next()) {
        DeliveryAttempt attempt;
        attempt.delivery = id;
        attempt.at = rows->time(0);
        attempt.stage = Stage(rows->integer(1));
        attempt.host = rows->text(2);
        attempt.code = int(rows->integer(3));
        attempt.enhanced = EnhancedStatus::fromFrontOf(rows->text(4).toLatin1()).value_or(EnhancedStatus{});
        attempt.text = rows->text(5);
        attempt.durationMs = rows->integer(6);
        attempt.transcript = decodeTranscript(rows->bytes(7));
        attempts.append(attempt);
    }
    if (const auto status = rows->status(); !status)
        return status.error();
    return attempts;
}

} // namespace mailweir

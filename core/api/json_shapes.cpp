// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/json_shapes.h"

#include <QJsonArray>

namespace mailweir {

namespace {

QJsonValue idOrNull(const QByteArray &text, bool isNull)
{
    return isNull ? QJsonValue() : QJsonValue(QString::fromLatin1(text));
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue codeOrNull(int code)
{
    return code == 0 ? QJsonValue() : QJsonValue(code);
}

QJsonValue enhancedOrNull(const EnhancedStatus &status)
{
    return status.isNull() ? QJsonValue() : QJsonValue(QString::fromLatin1(status.text()));
}

QJsonObject toJson(const DeliveryRecipient &recipient)
{
    const bool answered = recipient.reply.code != 0;
    return {
        {QStringLiteral("address"), jsonText(recipient.address)},
        {QStringLiteral("state"), jsonText(deliveryStateName(recipient.state))},
        {QStringLiteral("code"), codeOrNull(recipient.reply.code)},
        {QStringLiteral("enhanced"), enhancedOrNull(recipient.reply.enhanced)},
        {QStringLiteral("text"), answered ? QJsonValue(jsonText(recipient.reply.text())) : QJsonValue()},
    };
}

/// "C: …", "S: …", "-- …": the way such dialogues are written.
QString transcriptLine(const TranscriptLine &line)
{
    const auto text = jsonText(line.text);
    switch (line.side) {
    case TranscriptLine::Side::Client:
        return QStringLiteral("C: ") + text;
    case TranscriptLine::Side::Server:
        return QStringLiteral("S: ") + text;
    case TranscriptLine::Side::Note:
        break;
    }
    return QStringLiteral("-- ") + text;
}

} // namespace

QString jsonText(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

QJsonValue jsonTime(const std::optional<Timestamp> &time)
{
    return time ? QJsonValue(QString::fromLatin1(toRfc3339(*time))) : QJsonValue();
}

QJsonObject toJson(const Batch &batch, const BatchRule &rule)
{
    const bool waits = batch.state == BatchState::Collecting;
    return {
        {QStringLiteral("id"), jsonText(batch.id.text())},
        {QStringLiteral("key"), batch.key},
        {QStringLiteral("label"), batch.label},
        {QStringLiteral("recipients"), QJsonArray{jsonText(batch.recipient)}},
        {QStringLiteral("count"), batch.count},
        {QStringLiteral("groups"), batch.groups},
        {QStringLiteral("first"), jsonTime(batch.first)},
        {QStringLiteral("last"), jsonTime(batch.last)},
        {QStringLiteral("due_at"), waits ? jsonTime(dueAt(batch, rule)) : QJsonValue()},
        {QStringLiteral("state"), jsonText(batchStateName(batch.state))},
        {QStringLiteral("delivery_id"), idOrNull(batch.delivery.text(), batch.delivery.isNull())},
    };
}

QJsonObject toJson(const Group &group, const BatchRule &rule, Timestamp now)
{
    QJsonArray history;
    for (const quint32 count : historyAt(group, now))
        history.append(qint64(count));
    return {
        {QStringLiteral("key"), group.key},
        {QStringLiteral("label"), group.label},
        {QStringLiteral("count"), group.count},
        {QStringLiteral("unread"), group.unread},
        {QStringLiteral("first"), jsonTime(group.first)},
        {QStringLiteral("last"), jsonTime(group.last)},
        {QStringLiteral("rate_per_minute"), ratePerMinute(group, now)},
        {QStringLiteral("history"), history},
        {QStringLiteral("batch"), group.batch ? QJsonValue(toJson(*group.batch, rule)) : QJsonValue()},
        {QStringLiteral("state"), jsonText(groupStateName(group.state))},
    };
}

QJsonObject toJson(const Delivery &delivery)
{
    QJsonArray recipients;
    for (const DeliveryRecipient &recipient : delivery.recipients)
        recipients.append(toJson(recipient));
    return {
        {QStringLiteral("id"), jsonText(delivery.id.text())},
        {QStringLiteral("kind"), jsonText(deliveryKindName(delivery.kind))},
        {QStringLiteral("subject"), delivery.subject},
        {QStringLiteral("relay"), delivery.relay},
        {QStringLiteral("state"), jsonText(deliveryStateName(delivery.state))},
        {QStringLiteral("recipients"), recipients},
        {QStringLiteral("attempts"), delivery.attempts},
        {QStringLiteral("next_attempt_at"), jsonTime(delivery.nextAttemptAt)},
        {QStringLiteral("last_error"), textOrNull(delivery.lastError)},
        {QStringLiteral("created_at"), jsonTime(delivery.createdAt)},
        {QStringLiteral("size"), delivery.size},
    };
}

QJsonObject toJson(const DeliveryAttempt &attempt)
{
    QJsonArray transcript;
    for (const TranscriptLine &line : attempt.transcript)
        transcript.append(transcriptLine(line));
    return {
        {QStringLiteral("at"), jsonTime(attempt.at)},
        {QStringLiteral("stage"), jsonText(stageName(attempt.stage))},
        {QStringLiteral("host"), attempt.host},
        {QStringLiteral("code"), codeOrNull(attempt.code)},
        {QStringLiteral("enhanced"), enhancedOrNull(attempt.enhanced)},
        {QStringLiteral("text"), attempt.text},
        {QStringLiteral("duration_ms"), attempt.durationMs},
        {QStringLiteral("transcript"), transcript},
    };
}

} // namespace mailweir

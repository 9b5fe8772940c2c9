// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/intake_shapes.h"

#include "core/api/json_shapes.h"
#include "core/mail/session_transcript.h"

#include <algorithm>

namespace mailweir {

namespace {

QJsonObject parametersJson(const QList<EnvelopeParameter> &parameters)
{
    QJsonObject object;
    for (const EnvelopeParameter &parameter : parameters)
        object.insert(jsonText(parameter.name), jsonText(parameter.value));
    return object;
}

QJsonValue tlsJson(const TlsDetails &tls)
{
    if (!tls.active())
        return {};
    return QJsonObject{{QStringLiteral("version"), jsonText(tls.version)},
                       {QStringLiteral("cipher"), jsonText(tls.cipher)}};
}

QJsonValue processJson(const std::optional<PeerProcess> &process)
{
    if (!process)
        return {};
    return QJsonObject{{QStringLiteral("pid"), process->pid},
                       {QStringLiteral("executable"), jsonText(process->executable)},
                       {QStringLiteral("directory"), jsonText(process->directory)}};
}

QJsonObject lineJson(qint64 atMs, const char *side, const QByteArray &text)
{
    return {{QStringLiteral("at_ms"), atMs},
            {QStringLiteral("side"), QLatin1StringView(side)},
            {QStringLiteral("text"), jsonText(text)}};
}

const char *sideName(TranscriptLine::Side side)
{
    switch (side) {
    case TranscriptLine::Side::Client:
        return "client";
    case TranscriptLine::Side::Server:
        return "server";
    case TranscriptLine::Side::Note:
        break;
    }
    return "note";
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue countOrNull(qint64 count)
{
    return count == 0 ? QJsonValue() : QJsonValue(count);
}

} // namespace

QByteArray protocolName(const Envelope &envelope)
{
    if (!envelope.extended)
        return "SMTP";
    const bool utf8 = std::any_of(envelope.parameters.begin(), envelope.parameters.end(),
                                  [](const EnvelopeParameter &parameter) { return parameter.name == "SMTPUTF8"; });
    QByteArray name = utf8 ? "UTF8" : "";
    name += envelope.lmtp ? "LMTP" : utf8 ? "SMTP" : "ESMTP";
    if (envelope.tls.active())
        name += 'S';
    if (!envelope.user.isEmpty())
        name += 'A';
    return name;
}

QJsonObject envelopeJson(MessageId id, const Envelope &envelope)
{
    QJsonArray recipients;
    QJsonArray recipientParameters;
    for (const EnvelopeRecipient &recipient : envelope.recipients) {
        recipients.append(jsonText(recipient.address.text()));
        recipientParameters.append(parametersJson(recipient.parameters));
    }
    return {
        {QStringLiteral("id"), jsonText(id.text())},
        {QStringLiteral("mail_from"), jsonText(envelope.sender.text())},
        {QStringLiteral("rcpt_to"), recipients},
        {QStringLiteral("parameters"), parametersJson(envelope.parameters)},
        {QStringLiteral("rcpt_parameters"), recipientParameters},
        {QStringLiteral("helo"), jsonText(envelope.helo)},
        {QStringLiteral("protocol"), jsonText(protocolName(envelope))},
        {QStringLiteral("peer"), jsonText(envelope.peer)},
        {QStringLiteral("tls"), tlsJson(envelope.tls)},
        {QStringLiteral("user"), jsonText(envelope.user)},
        {QStringLiteral("listener"), jsonText(envelope.listener)},
        {QStringLiteral("project"), jsonText(envelope.project)},
        {QStringLiteral("received_at"), jsonTime(envelope.received)},
        {QStringLiteral("process"), processJson(envelope.process)},
    };
}

QJsonArray transcriptJson(MessageId id, const Envelope &envelope)
{
    QJsonArray items;
    const QList<TranscriptLine> lines = readTranscript(envelope.transcript);
    for (const TranscriptLine &line : lines)
        items.append(lineJson(line.atMs, sideName(line.side), line.text));
    if (lines.isEmpty())
        return items;
    // What is stored ends before the store has answered. LMTP answers for each recipient (RFC 2033 section 4.2).
    const QByteArray reply = "250 2.0.0 queued as " + id.text();
    const qsizetype replies = envelope.lmtp ? envelope.recipients.size() : 1;
    for (qsizetype i = 0; i < replies; ++i)
        items.append(lineJson(lines.last().atMs, "server", reply));
    return items;
}

QJsonObject faultJson(const FaultSettings &fault)
{
    return {
        {QStringLiteral("name"), fault.name},
        {QStringLiteral("enabled"), fault.enabled},
        {QStringLiteral("at"), fault.at},
        {QStringLiteral("listener"), textOrNull(fault.listener)},
        {QStringLiteral("sender"), textOrNull(fault.sender)},
        {QStringLiteral("recipient"), textOrNull(fault.recipient)},
        {QStringLiteral("subject"), textOrNull(fault.subject)},
        {QStringLiteral("login"), textOrNull(fault.login)},
        {QStringLiteral("reply"), textOrNull(fault.reply)},
        {QStringLiteral("drop"), fault.drop},
        {QStringLiteral("delay_ms"), countOrNull(fault.delay.count())},
        {QStringLiteral("speed"), countOrNull(fault.speed)},
        {QStringLiteral("greylist"), fault.greylist},
        {QStringLiteral("rate_per_minute"), countOrNull(fault.ratePerMinute)},
        {QStringLiteral("probability"), fault.probability},
        {QStringLiteral("times"), countOrNull(fault.times)},
        {QStringLiteral("for_ms"), countOrNull(fault.duration.count())},
    };
}

} // namespace mailweir

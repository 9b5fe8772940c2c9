// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/envelope_words.h"

#include "core/base/quantity.h"
#include "ui/models/texts.h"
#include "ui/models/visible_text.h"

namespace mailweir {

namespace {

/// xtext of RFC 3461 section 4: `+2B` stands for `+`. What does not fit stays as it is.
QByteArray fromXtext(const QByteArray &text)
{
    QByteArray out;
    for (qsizetype i = 0; i < text.size(); ++i) {
        bool isHex = false;
        const int byte = text[i] == '+' && i + 2 < text.size() ? text.mid(i + 1, 2).toInt(&isHex, 16) : 0;
        out += isHex ? char(byte) : text[i];
        i += isHex ? 2 : 0;
    }
    return out;
}

QString raw(const EnvelopeParameter &parameter)
{
    return visibleText(parameter.value.isEmpty() ? parameter.name : parameter.name + '=' + parameter.value);
}

/// The words with the parameter itself behind them, for those who know it.
QString with(const QString &words, const EnvelopeParameter &parameter)
{
    return words.isEmpty() ? raw(parameter) : QStringLiteral("%1  (%2)").arg(words, raw(parameter));
}

} // namespace

EnvelopeRow EnvelopeWords::parameter(const EnvelopeParameter &parameter)
{
    const QByteArray &name = parameter.name;
    const QByteArray value = parameter.value.toUpper();
    if (name == "SIZE") {
        bool isNumber = false;
        const qint64 bytes = value.toLongLong(&isNumber);
        return {tr("Announced size"), with(isNumber ? Texts::size(bytes) : QString(), parameter)};
    }
    if (name == "BODY")
        return {tr("Body"),
                with(value == "7BIT"             ? tr("7-bit text")
                         : value == "8BITMIME"   ? tr("8-bit text")
                         : value == "BINARYMIME" ? tr("Binary")
                                                 : QString(),
                     parameter)};
    if (name == "SMTPUTF8")
        return {tr("Characters"), with(tr("Addresses and headers may be UTF-8"), parameter)};
    if (name == "RET")
        return {tr("A failure report holds"),
                with(value == "FULL"       ? tr("The whole message")
                         : value == "HDRS" ? tr("Its headers only")
                                           : QString(),
                     parameter)};
    if (name == "ENVID")
        return {tr("Envelope id"), visibleText(fromXtext(parameter.value))};
    if (name == "AUTH")
        return {tr("Submitted by"),
                value == "<>" ? with(tr("Not known"), parameter) : visibleText(fromXtext(parameter.value))};
    if (name == "HOLDFOR") {
        bool isNumber = false;
        const int seconds = value.toInt(&isNumber);
        return {tr("To be held for"),
                with(isNumber ? formatDuration(std::chrono::seconds(seconds)) : QString(), parameter)};
    }
    if (name == "HOLDUNTIL") {
        const QDateTime until = QDateTime::fromString(QString::fromLatin1(parameter.value), Qt::ISODate);
        return {tr("To be held until"),
                with(until.isValid() ? Texts::moment(fromUnixMs(until.toMSecsSinceEpoch())) : QString(), parameter)};
    }
    return {QString(), raw(parameter)};
}

QString EnvelopeWords::recipientParameter(const EnvelopeParameter &parameter)
{
    if (parameter.name == "ORCPT") {
        // address-type ";" xtext
        const qsizetype semicolon = parameter.value.indexOf(';');
        return with(tr("Originally for %1").arg(visibleText(fromXtext(parameter.value.mid(semicolon + 1)))), parameter);
    }
    if (parameter.name != "NOTIFY")
        return raw(parameter);
    QStringList when;
    const QList<QByteArray> keywords = parameter.value.toUpper().split(',');
    for (const QByteArray &keyword : keywords) {
        if (keyword == "NEVER")
            return with(tr("Never report"), parameter);
        if (keyword == "SUCCESS")
            when += tr("success", "Report …");
        else if (keyword == "FAILURE")
            when += tr("failure", "Report …");
        else if (keyword == "DELAY")
            when += tr("delay", "Report …");
        else
            return raw(parameter);
    }
    return with(tr("Report %1", "success, failure or delay").arg(when.join(QStringLiteral(", "))), parameter);
}

namespace {

QString pathText(const EmailAddress &address)
{
    return visibleText(address.text());
}

EnvelopeSection addressSection(const Envelope &envelope)
{
    EnvelopeSection section{EnvelopeWords::tr("Envelope"), {}};
    section.rows.append({EnvelopeWords::tr("Sender"),
                         envelope.sender.isNull() ? EnvelopeWords::tr("None  (<>, as in reports of failed mail)")
                                                  : pathText(envelope.sender)});
    QStringList others;
    for (const EnvelopeParameter &parameter : envelope.parameters) {
        EnvelopeRow row = EnvelopeWords::parameter(parameter);
        if (row.name.isEmpty())
            others += row.value;
        else
            section.rows.append(std::move(row));
    }
    if (!others.isEmpty())
        section.rows.append({EnvelopeWords::tr("Also said"), others.join(u'\n')});
    const qsizetype shown = qMin(envelope.recipients.size(), EnvelopeWords::kMaxRecipients);
    for (const EnvelopeRecipient &recipient : envelope.recipients.first(shown)) {
        QStringList lines{pathText(recipient.address)};
        for (const EnvelopeParameter &parameter : recipient.parameters)
            lines += EnvelopeWords::recipientParameter(parameter);
        section.rows.append({EnvelopeWords::tr("Recipient"), lines.join(u'\n')});
    }
    if (const int more = int(envelope.recipients.size() - shown); more > 0)
        section.rows.append({QString(), EnvelopeWords::tr("and %n more", nullptr, more)});
    return section;
}

EnvelopeSection sessionSection(const Envelope &envelope)
{
    const QString protocol = envelope.lmtp ? QStringLiteral("LMTP  (LHLO)")
        : envelope.extended                ? QStringLiteral("ESMTP  (EHLO)")
                                           : QStringLiteral("SMTP  (HELO)");
    EnvelopeSection section{EnvelopeWords::tr("Session"), {}};
    section.rows = {
        {EnvelopeWords::tr("Received"), Texts::moment(envelope.received)},
        {EnvelopeWords::tr("From"), visibleText(envelope.peer)},
        {EnvelopeWords::tr("Calls itself"), visibleText(envelope.helo)},
        {EnvelopeWords::tr("Protocol"), protocol},
        {EnvelopeWords::tr("Encryption"),
         envelope.tls.active()
             ? QStringLiteral("%1  (%2)").arg(visibleText(envelope.tls.version), visibleText(envelope.tls.cipher))
             : EnvelopeWords::tr("Not encrypted")},
        {EnvelopeWords::tr("Login"), envelope.user.isEmpty() ? EnvelopeWords::tr("None") : visibleText(envelope.user)},
        {EnvelopeWords::tr("Listener"), visibleText(envelope.listener)},
    };
    if (!envelope.project.isEmpty())
        section.rows.append({EnvelopeWords::tr("Project"), visibleText(envelope.project)});
    section.rows.removeIf([](const EnvelopeRow &row) { return row.value.isEmpty(); });
    return section;
}

EnvelopeSection processSection(const PeerProcess &process)
{
    EnvelopeSection section{EnvelopeWords::tr("Sent by"), {}};
    if (!process.executable.isEmpty())
        section.rows.append({EnvelopeWords::tr("Program"), visibleText(process.executable)});
    section.rows.append({EnvelopeWords::tr("Process"), QString::number(process.pid)});
    if (!process.directory.isEmpty())
        section.rows.append({EnvelopeWords::tr("Working directory"), visibleText(process.directory)});
    return section;
}

} // namespace

QList<EnvelopeSection> EnvelopeWords::sections(const Envelope &envelope)
{
    QList<EnvelopeSection> sections{addressSection(envelope), sessionSection(envelope)};
    if (envelope.process)
        sections.append(processSection(*envelope.process));
    return sections;
}

} // namespace mailweir

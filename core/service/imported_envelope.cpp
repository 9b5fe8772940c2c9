// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/imported_envelope.h"

#include "core/mail/header_values.h"
#include "core/mail/message_header.h"

#include <QSet>

namespace mailweir {

namespace {

EmailAddress withoutBrackets(QByteArrayView path)
{
    path = path.trimmed();
    if (path.startsWith('<'))
        path = path.sliced(1);
    if (path.endsWith('>'))
        path.chop(1);
    return EmailAddress::fromText(path.trimmed());
}

EmailAddress senderOf(const MessageHeader &header, const std::optional<MboxSeparator> &separator)
{
    if (const auto returnPath = header.block().value("Return-Path"))
        return withoutBrackets(*returnPath); // `<>` is a bounce's, and an answer
    if (separator && !separator->sender.isNull())
        return separator->sender;
    for (const char *name : {"Sender", "From"}) {
        const QList<MailAddress> addresses = header.addresses(name);
        if (!addresses.isEmpty())
            return EmailAddress::fromText(addresses.first().address.toUtf8());
    }
    return {};
}

QList<EmailAddress> deliveredTo(const MessageHeader &header, QByteArrayView name)
{
    QList<EmailAddress> found;
    for (const auto &[field, value] : header.block().fields()) {
        if (name.compare(field, Qt::CaseInsensitive) == 0)
            found.append(withoutBrackets(value));
    }
    return found;
}

QList<EmailAddress> recipientsOf(const MessageHeader &header)
{
    for (const char *name : {"X-Original-To", "Delivered-To", "Envelope-To"}) {
        if (const QList<EmailAddress> found = deliveredTo(header, name); !found.isEmpty())
            return found;
    }
    QList<EmailAddress> found;
    for (const char *name : {"To", "Cc", "Bcc"}) {
        for (const MailAddress &address : header.addresses(name))
            found.append(EmailAddress::fromText(address.address.toUtf8()));
    }
    return found;
}

} // namespace

Envelope importedEnvelope(QByteArrayView head, const std::optional<MboxSeparator> &separator)
{
    const MessageHeader header = MessageHeader::parse(head);
    Envelope envelope;
    envelope.imported = true;
    envelope.sender = senderOf(header, separator);
    QSet<QByteArray> seen;
    for (const EmailAddress &address : recipientsOf(header)) {
        if (address.isNull() || seen.size() >= kMaxAddresses || seen.contains(address.key()))
            continue;
        seen.insert(address.key());
        envelope.recipients.append({address, {}});
    }
    return envelope;
}

} // namespace mailweir

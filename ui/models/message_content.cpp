// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_content.h"

#include "core/mail/html_sanitizer.h"

#include <QStringDecoder>

namespace mailweir {

namespace {

/// UTF-8 when it is that, else byte by byte, so that nothing is lost to the eye.
QString readable(QByteArrayView bytes)
{
    QStringDecoder utf8(QStringDecoder::Utf8);
    QString text = utf8(bytes);
    return utf8.hasError() ? QString::fromLatin1(bytes) : text;
}

} // namespace

MessageContent makeMessageContent(const QByteArray &raw)
{
    const MimeMessage mime = MimeMessage::parse(raw);
    MessageContent content;
    content.subject = mime.subject();
    content.from = mime.from();
    content.to = mime.addresses("To");
    content.cc = mime.addresses("Cc");
    content.date = mime.date();
    content.size = raw.size();
    content.raw = raw;

    const QString html = mime.html();
    content.htmlTooLarge = html.size() > MessageContent::kMaxHtml;
    if (!html.isEmpty() && !content.htmlTooLarge)
        content.html = sanitizeHtml(html);

    content.text = mime.readableText();
    content.textCut = content.text.size() > MessageContent::kMaxText;
    content.text.truncate(MessageContent::kMaxText);

    const auto fields = mime.rawHeaders();
    for (const auto &[name, value] : fields)
        content.headers.append({readable(name), readable(value)});
    content.source = readable(QByteArrayView(raw).first(qMin(raw.size(), MessageContent::kMaxText)));
    content.sourceCut = raw.size() > MessageContent::kMaxText;

    content.attachments = mime.attachments();
    qint64 taken = 0;
    const QList<MimePart> inlineParts = mime.inlineParts();
    for (const MimePart &part : inlineParts) {
        taken += part.size;
        if (part.contentId.isEmpty() || taken > MessageContent::kMaxImages)
            continue;
        if (auto bytes = mime.partContent(part.partId))
            content.images.insert(QString::fromUtf8(part.contentId), *std::move(bytes));
    }
    return content;
}

Result<MessageContent> readMessage(StoreReader &reader, MessageId id)
{
    auto raw = reader.raw(id);
    if (!raw)
        return raw.error();
    const auto summary = reader.message(id);
    if (!summary)
        return summary.error();
    MessageContent content = makeMessageContent(*raw);
    content.id = id;
    content.flags = summary->flags;
    content.received = summary->received;
    content.envelopeSender = summary->envelopeSender;
    content.envelopeRecipients = summary->envelopeRecipients;
    return content;
}

Result<DeliveryContent> readDelivery(StoreReader &reader, DeliveryId id)
{
    auto delivery = reader.delivery(id);
    if (!delivery)
        return delivery.error();
    auto attempts = reader.attempts(id);
    if (!attempts)
        return attempts.error();
    const auto raw = reader.deliveryRaw(id);
    if (!raw)
        return raw.error();
    DeliveryContent content{*std::move(delivery), *std::move(attempts), makeMessageContent(*raw)};
    content.mail.received = content.delivery.createdAt;
    content.mail.envelopeSender = content.delivery.sender;
    for (const DeliveryRecipient &recipient : content.delivery.recipients)
        content.mail.envelopeRecipients.append(recipient.address);
    return content;
}

} // namespace mailweir

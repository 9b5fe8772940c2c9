// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/mailpit_shapes.h"

#include "core/api/json_shapes.h"
#include "core/mail/mime_message.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QRegularExpression>

namespace mailweir {

namespace {

QJsonObject address(const MailAddress &address)
{
    return {{QStringLiteral("Name"), address.name}, {QStringLiteral("Address"), address.address}};
}

QJsonArray addressList(const QList<MailAddress> &addresses)
{
    QJsonArray array;
    for (const MailAddress &entry : addresses)
        array.append(address(entry));
    return array;
}

QString checksum(const QByteArray &content, QCryptographicHash::Algorithm algorithm)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, algorithm).toHex());
}

QJsonArray partList(const MimeMessage &mime, const QList<MimePart> &parts)
{
    QJsonArray array;
    for (const MimePart &part : parts) {
        const QByteArray content = mime.partContent(part.partId).value_or(QByteArray());
        array.append(QJsonObject{
            {QStringLiteral("PartID"), jsonText(part.partId)},
            {QStringLiteral("FileName"), part.fileName},
            {QStringLiteral("ContentType"), jsonText(part.contentType)},
            {QStringLiteral("ContentID"), jsonText(part.contentId)},
            {QStringLiteral("Size"), part.size},
            {QStringLiteral("Checksums"),
             QJsonObject{{QStringLiteral("MD5"), checksum(content, QCryptographicHash::Md5)},
                         {QStringLiteral("SHA1"), checksum(content, QCryptographicHash::Sha1)},
                         {QStringLiteral("SHA256"), checksum(content, QCryptographicHash::Sha256)}}},
        });
    }
    return array;
}

/// RFC 2369: the links are in < >, everything else is a comment.
QJsonObject listUnsubscribe(const MimeMessage &mime)
{
    static const QRegularExpression link(QStringLiteral("<\\s*([^<>\\s]+)\\s*>"));
    const QString header = mime.header("List-Unsubscribe");
    QJsonArray links;
    for (const QRegularExpressionMatch &match : link.globalMatch(header))
        links.append(match.captured(1));
    return {
        {QStringLiteral("Header"), header},
        {QStringLiteral("Links"), links},
        {QStringLiteral("Errors"),
         header.isEmpty() || !links.isEmpty() ? QString() : QStringLiteral("no link in angle brackets")},
        {QStringLiteral("HeaderPost"), mime.header("List-Unsubscribe-Post")},
    };
}

/// What the list's rows and the whole message have in common. Rows do not know who logged in.
QJsonObject common(const MessageSummary &message)
{
    return {
        {QStringLiteral("ID"), jsonText(message.id.text())},
        {QStringLiteral("MessageID"), message.messageId},
        {QStringLiteral("From"), address(message.from)},
        {QStringLiteral("To"), addressList(message.to)},
        {QStringLiteral("Cc"), addressList(message.cc)},
        {QStringLiteral("Bcc"), addressList(message.bcc)},
        {QStringLiteral("ReplyTo"), addressList(message.replyTo)},
        {QStringLiteral("Subject"), message.subject},
        {QStringLiteral("Tags"), QJsonArray::fromStringList(message.tags)},
        {QStringLiteral("Username"), QString()},
        {QStringLiteral("Size"), message.size},
    };
}

} // namespace

QJsonObject mailpitSummary(const MessageSummary &message)
{
    QJsonObject object = common(message);
    object.insert(QStringLiteral("Read"), message.read);
    object.insert(QStringLiteral("Created"), jsonTime(message.received));
    object.insert(QStringLiteral("Attachments"), message.attachments);
    object.insert(QStringLiteral("Snippet"), message.snippet);
    return object;
}

QJsonObject mailpitList(const StoreCounts &counts, const MatchCounts &matches, const QList<MessageSummary> &messages,
                        qint64 start)
{
    QJsonArray rows;
    for (const MessageSummary &message : messages)
        rows.append(mailpitSummary(message));
    return {
        {QStringLiteral("total"), counts.messages},
        {QStringLiteral("unread"), counts.unread},
        {QStringLiteral("count"), messages.size()},
        {QStringLiteral("messages_count"), matches.messages},
        {QStringLiteral("messages_unread"), matches.unread},
        {QStringLiteral("start"), start},
        {QStringLiteral("tags"), QJsonArray()},
        {QStringLiteral("messages"), rows},
    };
}

QJsonObject mailpitMessage(const MessageSummary &message, QByteArrayView raw, const QString &user)
{
    const MimeMessage mime = MimeMessage::parse(raw);
    QJsonObject object = common(message);
    object.insert(QStringLiteral("Username"), user);
    object.insert(QStringLiteral("ReturnPath"), jsonText(message.envelopeSender));
    object.insert(QStringLiteral("ListUnsubscribe"), listUnsubscribe(mime));
    object.insert(QStringLiteral("Date"), jsonTime(message.date));
    object.insert(QStringLiteral("Text"), mime.text());
    object.insert(QStringLiteral("HTML"), mime.html());
    object.insert(QStringLiteral("Inline"), partList(mime, mime.inlineParts()));
    object.insert(QStringLiteral("Attachments"), partList(mime, mime.attachments()));
    return object;
}

} // namespace mailweir

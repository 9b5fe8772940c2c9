// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_document.h"

#include "core/mail/header_block.h"
#include "core/mail/header_values.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/mime_message.h"
#include "core/mail/simple_body.h"
#include "core/store/search_text.h"

#include <algorithm>
#include <array>

namespace mailweir {

namespace {

constexpr qsizetype kMaxFields = 256 * 1024; // characters of header fields

/// Fields that nearly every message has, with values that are looked for elsewhere or by nobody.
constexpr std::array<QByteArrayView, 24> kPlainFields{
    "arc-authentication-results",
    "arc-message-signature",
    "arc-seal",
    "authentication-results",
    "bcc",
    "cc",
    "content-disposition",
    "content-id",
    "content-language",
    "content-transfer-encoding",
    "content-type",
    "date",
    "dkim-signature",
    "domainkey-signature",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "received",
    "references",
    "reply-to",
    "return-path",
    "subject",
    "to",
};

void appendLine(QString &lines, QStringView text)
{
    if (!text.isEmpty()) {
        lines += text;
        lines += u'\n';
    }
}

QString textOf(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes);
}

void addTexts(SearchContent &content, const QString &text, const QString &html)
{
    if (!text.isEmpty()) {
        content.texts.append(text);
        content.types.append(QStringLiteral("text/plain"));
    }
    if (!html.isEmpty()) {
        content.texts.append(htmlToText(html));
        content.types.append(QStringLiteral("text/html"));
    }
}

QString fieldLines(QByteArrayView raw)
{
    QString lines;
    const HeaderBlock header = HeaderBlock::parse(raw);
    for (const auto &[name, value] : header.fields()) {
        const QByteArray lower = name.toLower();
        if (!isIndexedField(lower))
            continue;
        appendLine(lines, textOf(lower) + QStringLiteral(": ") + decodeHeader(value));
        if (lines.size() > kMaxFields)
            break;
    }
    return lines;
}

QString otherLines(const MessageSummary &summary, const LoggedMessage *message, const SearchContent &content)
{
    QString lines;
    appendLine(lines, summary.messageId);
    appendLine(lines, textOf(summary.envelopeSender));
    for (const QByteArray &recipient : summary.envelopeRecipients)
        appendLine(lines, textOf(recipient));
    for (const QString &name : content.fileNames)
        appendLine(lines, name);
    for (const QString &type : content.types)
        appendLine(lines, type);
    if (message) {
        for (const QByteArray *value :
             {&message->envelope.helo, &message->envelope.peer, &message->envelope.user, &message->envelope.listener})
            appendLine(lines, textOf(*value));
        lines += fieldLines(message->raw);
    }
    return lines;
}

} // namespace

SearchContent searchContent(QByteArrayView raw)
{
    SearchContent content;
    if (const auto simple = SimpleBody::read(raw)) {
        const auto text = simple->text(kMaxSearched);
        const auto html = simple->html(kMaxSearched);
        if (text && html) {
            addTexts(content, *text, *html);
            for (const bool isInline : {false, true}) {
                for (const SimpleBody::File &file : simple->files()) {
                    if (file.isInline != isInline)
                        continue;
                    content.hasInline = content.hasInline || isInline;
                    content.fileNames.append(file.fileName);
                    content.types.append(textOf(file.contentType));
                }
            }
            return content;
        }
    }
    const MimeMessage mime = MimeMessage::parse(raw);
    addTexts(content, mime.text(), mime.html());
    const QList<MimePart> inlineParts = mime.inlineParts();
    content.hasInline = !inlineParts.isEmpty();
    for (const MimePart &part : mime.attachments() + inlineParts) {
        content.fileNames.append(part.fileName);
        content.types.append(textOf(part.contentType));
    }
    return content;
}

QString searchFlatText(const MessageSummary &summary, const SearchContent &content)
{
    QString text = addressLines({summary.from});
    appendLine(text, summary.subject);
    text += addressLines(summary.to);
    text += addressLines(summary.cc);
    text += addressLines(summary.bcc);
    text += addressLines(summary.replyTo);
    appendLine(text, textOf(summary.envelopeSender));
    for (const QString &part : content.texts)
        appendLine(text, part);
    for (const QString &name : content.fileNames)
        appendLine(text, name);
    return text;
}

QString addressLines(const QList<MailAddress> &addresses)
{
    QString lines;
    for (const MailAddress &address : addresses) {
        appendLine(lines, address.name);
        appendLine(lines, address.address);
    }
    return lines;
}

bool isIndexedField(QByteArrayView lowerName)
{
    return !std::binary_search(kPlainFields.begin(), kPlainFields.end(), lowerName);
}

SearchDocument searchDocument(const MessageSummary &summary, const LoggedMessage *message)
{
    const SearchContent content = message ? searchContent(message->raw) : SearchContent();
    SearchDocument document;
    document.id = summary.id;
    document.words = searchWords(searchFlatText(summary, content));
    document.subject = searchFolded(summary.subject);
    document.sender = searchFolded(addressLines({summary.from}));
    document.recipients = searchFolded(addressLines(summary.to) + addressLines(summary.cc) + addressLines(summary.bcc)
                                       + addressLines(summary.replyTo));
    document.others = searchFolded(otherLines(summary, message, content));
    return document;
}

} // namespace mailweir

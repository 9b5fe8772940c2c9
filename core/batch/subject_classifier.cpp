// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_classifier.h"

#include "core/batch/subject_mask.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/message_composer.h"
#include "core/mail/message_header.h"
#include "core/mail/mime_message.h"
#include "core/mail/simple_body.h"

#include <QSet>

namespace mailweir {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLargeMessage = 1024 * 1024;
constexpr qsizetype kLargeMessageHead = 256 * 1024;
constexpr qsizetype kSnippet = 250;
/// Of the text, and of the HTML, which may begin with a style sheet.
constexpr qsizetype kTextSource = 4 * 1024;
constexpr qsizetype kHtmlSource = 64 * 1024;

/// One line with no more than is shown.
QString snippetOf(const QString &text)
{
    QString snippet = text.simplified();
    snippet.truncate(kSnippet);
    if (!snippet.isEmpty() && snippet.back().isHighSurrogate())
        snippet.chop(1);
    return snippet;
}

/// Of the text, or else of the HTML; nothing when it takes a parser to say.
std::optional<QString> snippetOf(const SimpleBody &body)
{
    // A little is nearly always enough: blanks are few.
    for (const qsizetype characters : {2 * kSnippet, kTextSource}) {
        const auto text = body.text(characters);
        if (!text)
            return std::nullopt;
        const QString snippet = snippetOf(*text);
        if (text->size() < characters || characters == kTextSource || snippet.size() == kSnippet) {
            if (!snippet.isEmpty())
                return snippet;
            break;
        }
    }
    const auto html = body.html(kHtmlSource);
    return html ? std::optional(snippetOf(htmlToText(*html))) : std::nullopt;
}

/// Fills in what the body tells.
void addBody(MessageSummary &summary, QByteArrayView raw)
{
    if (const auto body = SimpleBody::read(raw)) {
        if (const auto snippet = snippetOf(*body)) {
            summary.snippet = *snippet;
            summary.attachments = body->attachmentCount();
            return;
        }
    }
    const MimeMessage message = MimeMessage::parse(raw);
    summary.attachments = message.attachmentCount();
    summary.snippet = snippetOf(message.text().left(kTextSource));
    if (summary.snippet.isEmpty())
        summary.snippet = snippetOf(htmlToText(QStringView(message.html()).left(kHtmlSource)));
}

/// `X-Tags: a, b`, as Mailpit takes it. Of names that differ in case only, the first stays.
QStringList tagsOf(const MessageHeader &header)
{
    QStringList tags;
    const QStringList names = header.value("X-Tags").split(u',', Qt::SkipEmptyParts);
    for (const QString &name : names) {
        if (const QString tag = name.simplified(); !tag.isEmpty() && !tags.contains(tag, Qt::CaseInsensitive))
            tags.append(tag);
    }
    return tags;
}

MessageSummary summaryOf(MessageId id, const Envelope &envelope, const MessageHeader &header)
{
    MessageSummary summary;
    summary.id = id;
    summary.subject = header.subject();
    summary.messageId = header.messageId();
    summary.from = header.from();
    summary.to = header.addresses("To");
    summary.cc = header.addresses("Cc");
    summary.bcc = header.addresses("Bcc");
    summary.replyTo = header.addresses("Reply-To");
    summary.envelopeSender = envelope.sender.text();
    for (const EnvelopeRecipient &recipient : envelope.recipients)
        summary.envelopeRecipients.append(recipient.address.text());
    summary.received = envelope.received;
    summary.date = header.date().value_or(envelope.received);
    summary.tags = tagsOf(header);
    summary.project = QString::fromUtf8(envelope.project);
    summary.own = !header.value(kOwnMailHeader).isEmpty();
    return summary;
}

/// Recipients of the envelope that no field names got a blind copy.
void addBlindCopies(MessageSummary &summary, const Envelope &envelope)
{
    QSet<QByteArray> named;
    for (const QList<MailAddress> *list : {&summary.to, &summary.cc, &summary.bcc}) {
        for (const MailAddress &address : *list)
            named.insert(EmailAddress::fromText(address.address.toUtf8()).key());
    }
    for (const EnvelopeRecipient &recipient : envelope.recipients) {
        if (const QByteArray key = recipient.address.key(); !named.contains(key)) {
            named.insert(key);
            summary.bcc.append({{}, QString::fromUtf8(recipient.address.text())});
        }
    }
}

QString splitKey(const MessageHeader &header)
{
    const QString key = header.value("X-Mailweir-Split");
    return key.isEmpty() ? header.value("X-Failmail-Split") : key;
}

QList<BatchKey> batchesFor(const QString &key, const Envelope &envelope)
{
    QList<BatchKey> batches;
    QSet<QByteArray> seen;
    for (const EnvelopeRecipient &recipient : envelope.recipients) {
        const QByteArray recipientKey = recipient.address.key();
        if (seen.contains(recipientKey))
            continue;
        seen.insert(recipientKey);
        batches.append({key, recipientKey, recipient.address.text()});
    }
    return batches;
}

} // namespace

Classification SubjectClassifier::classify(MessageId id, const Envelope &envelope, QByteArrayView raw)
{
    const QByteArrayView head = raw.size() > kLargeMessage ? raw.first(kLargeMessageHead) : raw;
    const MessageHeader header = MessageHeader::parse(head);
    Classification result;
    result.summary = summaryOf(id, envelope, header);
    result.summary.size = raw.size();
    result.summary.flags = messageFlags(envelope, raw);
    addBody(result.summary, head);
    addBlindCopies(result.summary, envelope);
    result.groupKey = maskSubject(result.summary.subject);
    result.groupLabel = result.groupKey.isEmpty() ? u"(no subject)"_s : result.groupKey;
    if (!result.summary.own && !envelope.imported) {
        const QString split = splitKey(header);
        result.batches = batchesFor(split.isEmpty() ? result.groupKey : split, envelope);
    }
    return result;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_classifier.h"

#include "core/batch/subject_mask.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/message_composer.h"
#include "core/mail/mime_message.h"

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

QString snippetOf(const MimeMessage &message)
{
    QString text = message.text().left(kTextSource).simplified();
    if (text.isEmpty())
        text = htmlToText(QStringView(message.html()).left(kHtmlSource)).simplified();
    text.truncate(kSnippet);
    if (!text.isEmpty() && text.back().isHighSurrogate())
        text.chop(1);
    return text;
}

MessageSummary summaryOf(MessageId id, const Envelope &envelope, const MimeMessage &message)
{
    MessageSummary summary;
    summary.id = id;
    summary.subject = message.subject();
    summary.messageId = message.messageId();
    summary.from = message.from();
    summary.to = message.addresses("To");
    summary.cc = message.addresses("Cc");
    summary.bcc = message.addresses("Bcc");
    summary.replyTo = message.addresses("Reply-To");
    summary.envelopeSender = envelope.sender.text();
    for (const EnvelopeRecipient &recipient : envelope.recipients)
        summary.envelopeRecipients.append(recipient.address.text());
    summary.received = envelope.received;
    summary.date = message.date().value_or(envelope.received);
    summary.attachments = message.attachmentCount();
    summary.snippet = snippetOf(message);
    summary.own = !message.header(kOwnMailHeader).isEmpty();
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

QString splitKey(const MimeMessage &message)
{
    const QString key = message.header("X-Mailweir-Split");
    return key.isEmpty() ? message.header("X-Failmail-Split") : key;
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
    const MimeMessage message = MimeMessage::parse(raw.size() > kLargeMessage ? raw.first(kLargeMessageHead) : raw);
    Classification result;
    result.summary = summaryOf(id, envelope, message);
    result.summary.size = raw.size();
    addBlindCopies(result.summary, envelope);
    result.groupKey = maskSubject(result.summary.subject);
    result.groupLabel = result.groupKey.isEmpty() ? u"(no subject)"_s : result.groupKey;
    if (!result.summary.own) {
        const QString split = splitKey(message);
        result.batches = batchesFor(split.isEmpty() ? result.groupKey : split, envelope);
    }
    return result;
}

} // namespace mailweir

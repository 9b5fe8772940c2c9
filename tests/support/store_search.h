// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_header.h"
#include "core/mail/mime_message.h"
#include "core/store/search_file.h"
#include "tests/support/store_fixture.h"

namespace mailweir {

/// Fills in all of the summary that a header has; groups by the subject. No batches, but for subjects with "batched".
class HeaderClassifier final : public Classifier {
public:
    Classification classify(MessageId id, const Envelope &envelope, QByteArrayView raw) override
    {
        const MessageHeader header = MessageHeader::parse(raw);
        Classification out;
        MessageSummary &summary = out.summary;
        summary.id = id;
        summary.subject = header.subject();
        summary.messageId = header.messageId();
        summary.from = header.from();
        summary.to = header.addresses("To");
        summary.cc = header.addresses("Cc");
        summary.replyTo = header.addresses("Reply-To");
        summary.envelopeSender = envelope.sender.text();
        for (const EnvelopeRecipient &recipient : envelope.recipients) {
            summary.envelopeRecipients.append(recipient.address.text());
            if (summary.subject.contains(QLatin1String("batched")))
                out.batches.append({summary.subject, recipient.address.key(), recipient.address.text()});
        }
        summary.received = summary.date = envelope.received;
        summary.size = raw.size();
        summary.attachments = MimeMessage::parse(raw).attachmentCount();
        summary.flags = messageFlags(envelope, raw);
        summary.project = QString::fromUtf8(envelope.project);
        const QString tags = header.value("X-Tags");
        summary.tags = tags.split(u',', Qt::SkipEmptyParts);
        out.groupKey = out.groupLabel = summary.subject;
        return out;
    }
};

/// The query; a mistake finds nothing.
[[nodiscard]] inline SearchQuery searchFor(const QString &text, Timestamp now = {})
{
    return SearchQuery::parse(text, {now, QTimeZone::utc(), false}).query;
}

/// Like ask(), on the thread of the searches.
template <typename Job> [[nodiscard]] auto askSearch(MailStore &store, Job job)
{
    using Answer = std::invoke_result_t<Job, StoreReader &>;
    auto answer = std::make_shared<Awaited<Answer>>();
    store.search([answer, job = std::move(job)](StoreReader &reader) { answer->set(job(reader)); });
    return answer->get().value_or(Answer(Error{ErrorCode::TimedOut, QStringLiteral("search"), {}}));
}

/// The subjects of what is found, newest first, separated by blanks; or the error.
[[nodiscard]] inline QString subjectsOf(const Result<QList<MessageSummary>> &messages)
{
    if (!messages)
        return describe(messages.error());
    QStringList subjects;
    for (const MessageSummary &message : *messages)
        subjects.append(message.subject);
    return subjects.join(u' ');
}

[[nodiscard]] inline QString found(MailStore &store, const MessageQuery &query)
{
    return subjectsOf(askSearch(store, [query](StoreReader &reader) { return reader.messages(query); }));
}

[[nodiscard]] inline QString found(MailStore &store, const QString &text)
{
    MessageQuery query;
    query.search = searchFor(text);
    return found(store, query);
}

/// How many messages the index of this file has; -1 when it cannot be read.
[[nodiscard]] inline qint64 indexedMessages(const QString &searchFile)
{
    Database database;
    if (!database.open(searchFile, Database::Access::Read))
        return -1;
    auto rows = database.query("SELECT SUM(documents) FROM partitions WHERE visible = 1");
    return rows && rows->next() ? rows->integer(0) : -1;
}

} // namespace mailweir

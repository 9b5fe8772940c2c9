// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>

#include <condition_variable>
#include <mutex>

namespace mailweir {

/// Groups and batches by the subject line as it stands; every recipient has a batch of its own. A line `X-Key: …`
/// replaces the batch key, `X-Date: <milliseconds>` the date; a subject that begins with "own" is never batched.
class SubjectLineClassifier final : public Classifier {
public:
    Classification classify(MessageId id, const Envelope &envelope, QByteArrayView raw) override
    {
        Classification out;
        MessageSummary &summary = out.summary;
        summary.id = id;
        summary.subject = QString::fromUtf8(field(raw, "Subject: "));
        summary.envelopeSender = envelope.sender.text();
        summary.to = {{QStringLiteral("Ops"), QStringLiteral("ops@example.test")}};
        summary.received = envelope.received;
        const QByteArray date = field(raw, "X-Date: ");
        summary.date = date.isEmpty() ? envelope.received : fromUnixMs(date.toLongLong());
        summary.size = raw.size();
        summary.flags = messageFlags(envelope, raw);
        summary.project = QString::fromUtf8(envelope.project);
        summary.own = summary.subject.startsWith(QLatin1String("own"));
        out.groupKey = out.groupLabel = summary.subject;
        const QByteArray key = field(raw, "X-Key: ");
        for (const EnvelopeRecipient &recipient : envelope.recipients) {
            summary.envelopeRecipients.append(recipient.address.text());
            if (!summary.own) {
                out.batches.append({key.isEmpty() ? summary.subject : QString::fromUtf8(key), recipient.address.key(),
                                    recipient.address.text()});
            }
        }
        return out;
    }

private:
    static QByteArray field(QByteArrayView raw, QByteArrayView name)
    {
        const qsizetype at = raw.first(std::min<qsizetype>(raw.size(), 2000)).indexOf(name);
        if (at < 0)
            return {};
        const QByteArrayView rest = raw.sliced(at + name.size());
        const qsizetype end = rest.indexOf("\r\n");
        return rest.first(end < 0 ? rest.size() : end).toByteArray();
    }
};

/// A value that another thread delivers once.
template <typename T> class Awaited {
public:
    void set(T value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
        m_set.notify_all();
    }
    /// Nothing after ten seconds.
    [[nodiscard]] std::optional<T> get()
    {
        std::unique_lock lock(m_mutex);
        m_set.wait_for(lock, std::chrono::seconds(10), [this] { return m_value.has_value(); });
        return m_value;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_set;
    std::optional<T> m_value;
};

/// The envelope of a mail to these addresses.
[[nodiscard]] inline Envelope envelopeTo(const QList<QByteArray> &recipients, Timestamp received)
{
    Envelope envelope;
    envelope.sender = EmailAddress::fromText("app@example.test");
    for (const QByteArray &recipient : recipients)
        envelope.recipients.append({EmailAddress::fromText(recipient), {}});
    envelope.helo = "client.example.test";
    envelope.received = received;
    return envelope;
}

[[nodiscard]] inline QByteArray mail(const QByteArray &subject, const QByteArray &rest = "\r\nbody\r\n")
{
    return "Subject: " + subject + "\r\n" + rest;
}

/// Puts a mail into the store and waits for the answer.
[[nodiscard]] inline Result<MessageId> put(MailStore &store, const QByteArray &raw, const Envelope &envelope)
{
    auto answer = std::make_shared<Awaited<Result<MessageId>>>();
    auto intake = store.beginMessage();
    intake->append(raw);
    intake->commit(envelope, [answer](Result<MessageId> id) { answer->set(std::move(id)); });
    return answer->get().value_or(Error{ErrorCode::TimedOut, QStringLiteral("put"), {}});
}

/// Runs a question on the reading thread and waits for what it returns.
template <typename Job> [[nodiscard]] auto ask(MailStore &store, Job job)
{
    using Answer = std::invoke_result_t<Job, StoreReader &>;
    auto answer = std::make_shared<Awaited<Answer>>();
    store.read([answer, job = std::move(job)](StoreReader &reader) { answer->set(job(reader)); });
    return answer->get().value_or(Answer(Error{ErrorCode::TimedOut, QStringLiteral("ask"), {}}));
}

/// Runs a change and waits for its end.
[[nodiscard]] inline Result<void> change(MailStore &store, MailStore::WriteJob job)
{
    auto answer = std::make_shared<Awaited<Result<void>>>();
    store.write(std::move(job), [answer](Result<void> result) { answer->set(std::move(result)); });
    return answer->get().value_or(Error{ErrorCode::TimedOut, QStringLiteral("change"), {}});
}

/// Remembers what an observer is told.
class ChangeLog {
public:
    [[nodiscard]] MailStore::Observer observer()
    {
        return [this](const StoreChange &next) {
            const std::lock_guard lock(m_mutex);
            m_changes.append(next);
        };
    }
    QList<StoreChange> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_changes, {});
    }

private:
    std::mutex m_mutex;
    QList<StoreChange> m_changes;
};

} // namespace mailweir

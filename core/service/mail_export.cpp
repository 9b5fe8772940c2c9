// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_export.h"

#include "core/base/private_file.h"
#include "core/mail/mbox.h"
#include "core/service/blocking_read.h"
#include "core/store/maildir.h"

#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>

namespace mailweir {

namespace {

constexpr int kPage = 500;
constexpr qsizetype kMaxSubjectBytes = 120;
constexpr auto kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

struct StoredMessage {
    MessageSummary summary;
    Envelope envelope;
    QByteArray raw;
};

/// Where an export goes to. Nothing is there when finish() was not called or failed, or what others had put there.
class Destination {
public:
    virtual ~Destination() = default;
    [[nodiscard]] virtual Result<void> begin() = 0;
    /// An error is of the place: it takes no more.
    [[nodiscard]] virtual Result<void> add(const StoredMessage &message) = 0;
    [[nodiscard]] virtual Result<void> finish() = 0;
};

class EmlDirectory final : public Destination {
public:
    explicit EmlDirectory(const QString &path)
        : m_path(path)
    {
    }

    Result<void> begin() override { return makePrivateDirectory(m_path); }

    Result<void> add(const StoredMessage &message) override
    {
        const QString path = m_path + u'/' + emlFileName(message.summary);
        return QFile::exists(path) ? Result<void>() : savePrivateFile(path, message.raw);
    }

    Result<void> finish() override { return {}; }

private:
    QString m_path;
};

class MboxFile final : public Destination {
public:
    explicit MboxFile(const QString &path)
        : m_file(path)
    {
    }

    Result<void> begin() override
    {
        errno = 0;
        if (!m_file.open(QIODevice::WriteOnly))
            return failure();
        m_file.setPermissions(kOwnerOnly);
        return {};
    }

    Result<void> add(const StoredMessage &message) override
    {
        return writeMboxMessage(m_file, message.envelope.sender, message.envelope.received, message.raw);
    }

    Result<void> finish() override
    {
        errno = 0;
        return m_file.commit() ? Result<void>() : failure();
    }

private:
    [[nodiscard]] Error failure() const
    {
        Error error = systemError(m_file.fileName(), errno);
        error.detail = m_file.errorString();
        return error;
    }

    QSaveFile m_file;
};

class MaildirDirectory final : public Destination {
public:
    explicit MaildirDirectory(const QString &path)
        : m_maildir(path)
    {
    }

    Result<void> begin() override { return m_maildir.prepare(); }

    Result<void> add(const StoredMessage &message) override
    {
        return m_maildir.add(Maildir::nameOf(message.summary.id), message.raw,
                             {message.summary.read, message.summary.pinned}, Maildir::Durability::Later);
    }

    Result<void> finish() override { return m_maildir.sync(); }

private:
    Maildir m_maildir;
};

std::unique_ptr<Destination> destinationOf(const ExportRequest &request)
{
    switch (request.format) {
    case ExportFormat::Eml:
        return std::make_unique<EmlDirectory>(request.path);
    case ExportFormat::Mbox:
        return std::make_unique<MboxFile>(request.path);
    case ExportFormat::Maildir:
        return std::make_unique<MaildirDirectory>(request.path);
    }
    return {};
}

/// The ids that a query finds, oldest first. Empty when the export is cancelled meanwhile.
Result<QList<MessageId>> idsOf(MailStore &store, MessageQuery query, const Transfer &transfer)
{
    QList<MessageId> ids;
    query.start = 0;
    query.limit = kPage;
    query.cancelled = transfer.cancelFlag();
    while (!transfer.cancelled()) {
        const auto ask = [&query](StoreReader &reader) {
            return reader.messages(query);
        };
        const auto page = query.search ? searchAndWait(store, ask) : readAndWait(store, ask);
        if (!page && page.error().code == ErrorCode::Cancelled)
            break;
        if (!page)
            return page.error();
        for (const MessageSummary &message : *page)
            ids.append(message.id);
        if (page->size() < kPage) {
            std::reverse(ids.begin(), ids.end());
            return ids;
        }
        query.before = ids.last();
    }
    return QList<MessageId>();
}

Result<StoredMessage> load(MailStore &store, MessageId id)
{
    return readAndWait(store, [id](StoreReader &reader) -> Result<StoredMessage> {
        Result<MessageSummary> summary = reader.message(id);
        if (!summary)
            return summary.error();
        Result<Envelope> envelope = reader.envelope(id);
        if (!envelope)
            return envelope.error();
        Result<QByteArray> raw = reader.raw(id);
        if (!raw)
            return raw.error();
        return StoredMessage{*std::move(summary), *std::move(envelope), *std::move(raw)};
    });
}

/// False: the destination takes no more.
bool exportOne(MailStore &store, MessageId id, Destination &destination, Transfer &transfer)
{
    const Result<StoredMessage> message = load(store, id);
    if (!message) {
        transfer.addFailed({message.error().code, QString::fromLatin1(id.text()), message.error().detail});
        return true;
    }
    const Result<void> added = destination.add(*message);
    if (added)
        transfer.addDone();
    else
        transfer.addFailed(added.error());
    return added.ok();
}

bool isSafe(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || QStringView(u" -_.,()+=@#").contains(c);
}

} // namespace

QString emlFileName(const MessageSummary &message)
{
    QString subject = message.subject;
    for (QChar &c : subject) {
        if (!c.isSurrogate() && !isSafe(c))
            c = u'_';
    }
    subject = subject.simplified();
    subject.truncate(kMaxSubjectBytes);
    while (subject.toUtf8().size() > kMaxSubjectBytes)
        subject.chop(subject.back().isLowSurrogate() ? 2 : 1);
    const QString date = toDateTime(message.date).toUTC().toString(QStringLiteral("yyyy-MM-dd HHmmss"));
    return QStringLiteral("%1 %2 %3.eml")
        .arg(date, subject, QString::fromLatin1(message.id.text()))
        .replace(QStringLiteral("  "), QStringLiteral(" "));
}

void exportMail(MailStore &store, const ExportRequest &request, Transfer &transfer)
{
    QList<MessageId> ids;
    if (const auto *query = std::get_if<MessageQuery>(&request.messages)) {
        const Result<QList<MessageId>> found = idsOf(store, *query, transfer);
        if (!found) {
            transfer.addProblem(found.error());
            return;
        }
        ids = *found;
    } else {
        ids = std::get<QList<MessageId>>(request.messages);
        std::sort(ids.begin(), ids.end());
    }
    if (transfer.cancelled())
        return;
    transfer.expect(ids.size());
    const std::unique_ptr<Destination> destination = destinationOf(request);
    Result<void> result = destination->begin();
    if (!result) {
        transfer.addProblem(result.error());
        return;
    }
    for (const MessageId id : ids) {
        if (transfer.cancelled() || !exportOne(store, id, *destination, transfer))
            return;
    }
    if (result = destination->finish(); !result)
        transfer.addProblem(result.error());
}

} // namespace mailweir

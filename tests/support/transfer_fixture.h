// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/subject_classifier.h"
#include "core/service/blocking_read.h"
#include "core/service/transfer.h"
#include "core/store/mail_store.h"

#include <QDir>
#include <QTemporaryDir>

#include <future>

namespace mailweir {

/// A store with the default classifier, on a directory of its own or a given one.
struct OpenStore {
    explicit OpenStore(
        const QString &path = {}, MailStore::Observer observer = [](const StoreChange &) {})
        : directory(path.isEmpty() ? temporary.path() : path)
    {
        StoreOptions options;
        options.database = directory + QStringLiteral("/mail.db");
        options.durability = Durability::Normal;
        store = makeStore(options, classifier, clock, std::move(observer));
        opened = store->open();
    }
    ~OpenStore() { store->close(); }

    [[nodiscard]] Result<MessageId> put(const QByteArray &raw, const QByteArray &sender = "app@shop.test")
    {
        std::promise<Result<MessageId>> answer;
        Envelope envelope;
        envelope.sender = EmailAddress::fromText(sender);
        envelope.recipients = {{EmailAddress::fromText("ops@shop.test"), {}}};
        envelope.received = clock.now();
        auto intake = store->beginMessage();
        intake->append(raw);
        intake->commit(envelope, [&answer](Result<MessageId> id) { answer.set_value(std::move(id)); });
        return answer.get_future().get();
    }

    /// Oldest first.
    [[nodiscard]] QList<MessageSummary> messages()
    {
        return readAndWait(*store, [](StoreReader &reader) {
            MessageQuery query;
            query.limit = 0;
            QList<MessageSummary> found = reader.messages(query).value();
            std::reverse(found.begin(), found.end());
            return found;
        });
    }

    [[nodiscard]] QByteArray raw(MessageId id)
    {
        return readAndWait(*store, [id](StoreReader &reader) { return reader.raw(id).value(); });
    }

    [[nodiscard]] QList<QByteArray> raws()
    {
        QList<QByteArray> all;
        for (const MessageSummary &message : messages())
            all.append(raw(message.id));
        return all;
    }

    QTemporaryDir temporary;
    QString directory;
    SystemClock clock;
    SubjectClassifier classifier;
    std::unique_ptr<MailStore> store;
    Result<void> opened;
};

inline bool writeFile(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

[[nodiscard]] inline QByteArray fileContent(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

[[nodiscard]] inline QStringList filesIn(const QString &path)
{
    return QDir(path).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

} // namespace mailweir

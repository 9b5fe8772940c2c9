// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/received_copies.h"

#include "core/base/logging.h"
#include "core/base/private_file.h"
#include "core/service/blocking_read.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace mailweir {

using namespace Qt::StringLiterals;
using Mail = MaildirFollower::Mail;

namespace {

constexpr int kPage = 500;

/// The least id that a message may get now. See MessageId.
MessageId positionAt(Timestamp now)
{
    return {quint64(toUnixMs(now)) << 16, 0};
}

bool isOlder(const Mail &first, const Mail &second)
{
    return std::get<MessageId>(first) < std::get<MessageId>(second);
}

Result<void> savePosition(const QString &file, const QString &directory, MessageId position)
{
    const QJsonObject values{{u"directory"_s, directory}, {u"after"_s, QString::fromLatin1(position.text())}};
    return savePrivateFile(file, QJsonDocument(values).toJson(QJsonDocument::Compact) + '\n');
}

MessageId firstPosition(const QString &path, const QString &directory, const Clock &clock,
                        const MaildirFollower::Problem &problem)
{
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) {
        const QJsonObject values = QJsonDocument::fromJson(file.readAll()).object();
        const auto position = MessageId::fromText(values[u"after"_s].toString().toLatin1());
        if (position && values[u"directory"_s].toString() == directory)
            return *position;
    }
    const MessageId position = positionAt(clock.now());
    if (const Result<void> saved = savePosition(path, directory, position); !saved)
        problem(saved.error());
    return position;
}

} // namespace

ReceivedCopies::ReceivedCopies(const QString &directory, const QString &positionFile, MailStore &store,
                               const Clock &clock, MaildirFollower::Problem problem)
    : m_directory(directory)
    , m_positionFile(positionFile)
    , m_store(store)
    , m_position(firstPosition(positionFile, directory, clock, problem))
    , m_follower("all-dir", directory, store,
                 {[this] { return leftOver(); },
                  [this](const Mail &mail) { return std::get<MessageId>(mail) > m_position; },
                  [this](const QList<Mail> &mails) {
                      return note(std::get<MessageId>(*std::max_element(mails.begin(), mails.end(), isOlder)));
                  }},
                 std::move(problem))
{
}

void ReceivedCopies::update(const StoreChange &change)
{
    QList<Mail> mails;
    for (const MessageSummary &message : change.added) {
        if (!message.flags.testFlag(MessageFlag::Imported))
            mails.append(message.id);
    }
    m_follower.add(mails);
}

Result<QList<Mail>> ReceivedCopies::leftOver()
{
    QList<Mail> mails;
    MessageQuery query;
    query.limit = kPage;
    while (true) {
        const auto page = readAndWait(m_store, [&query](StoreReader &reader) { return reader.messages(query); });
        if (!page)
            return page.error();
        for (const MessageSummary &message : *page) {
            if (message.id > m_position && !message.flags.testFlag(MessageFlag::Imported))
                mails.append(message.id);
        }
        if (page->size() < kPage || page->last().id <= m_position)
            break;
        query.before = page->last().id;
    }
    std::reverse(mails.begin(), mails.end());
    return mails;
}

Result<void> ReceivedCopies::note(MessageId position)
{
    position = std::max(position, m_position);
    Result<void> saved = savePosition(m_positionFile, m_directory, position);
    if (saved)
        m_position = position;
    return saved;
}

} // namespace mailweir

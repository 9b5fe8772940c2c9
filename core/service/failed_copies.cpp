// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/failed_copies.h"

#include "core/base/private_file.h"
#include "core/service/blocking_read.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace mailweir {

using Mail = MaildirFollower::Mail;

namespace {

DeliveryId idOf(const Mail &mail)
{
    return std::get<MaildirFollower::FailedMail>(mail).id;
}

QByteArray announcement(DeliveryId id)
{
    return '+' + id.text() + '\n';
}

/// A line a change: `+7` announced, `-7` struck off. One that a crash has cut off does not count. No file, no change.
Result<QSet<DeliveryId>> announcedIn(const QString &path)
{
    QSet<DeliveryId> announced;
    QFile file(path);
    errno = 0;
    if (!file.open(QIODevice::ReadOnly)) {
        const int reason = errno;
        return reason == ENOENT ? announced : Result<QSet<DeliveryId>>(systemError(path, reason ? reason : EIO));
    }
    while (true) {
        const QByteArray line = file.readLine(64);
        if (file.error() != QFileDevice::NoError)
            return Error{ErrorCode::Io, path, file.errorString()};
        if (!line.endsWith('\n'))
            break;
        const auto id = DeliveryId::fromText(QByteArrayView(line).sliced(1).chopped(line.size() > 1 ? 1 : 0));
        if (id && line.startsWith('+'))
            announced.insert(*id);
        else if (id)
            announced.remove(*id);
    }
    return announced;
}

} // namespace

FailedCopies::FailedCopies(const QString &directory, const QString &listFile, MailStore &store,
                           MaildirFollower::Problem problem)
    : m_directory(directory)
    , m_listFile(listFile)
    , m_store(store)
    , m_follower("fail-dir", directory, store,
                 {[this] { return leftOver(); }, [this](const Mail &mail) { return isAnnounced(idOf(mail)); },
                  [this](const QList<Mail> &copied) {
                      return strikeOff(copied);
                  }},
                 std::move(problem))
{
}

/// Once; the list is then without what was struck off or cut off. Under the lock.
Result<void> FailedCopies::load()
{
    if (m_announced)
        return {};
    Result<QSet<DeliveryId>> announced = announcedIn(m_listFile);
    if (!announced)
        return announced.error();
    QByteArray lines;
    for (const DeliveryId id : std::as_const(*announced))
        lines += announcement(id);
    Result<void> saved = savePrivateFile(m_listFile, lines);
    if (saved)
        m_announced = *std::move(announced);
    return saved;
}

Result<void> FailedCopies::announce(DeliveryId id)
{
    const std::lock_guard lock(m_mutex);
    if (Result<void> loaded = load(); !loaded || m_announced->contains(id))
        return loaded;
    Result<void> appended = append(announcement(id));
    if (appended)
        m_announced->insert(id);
    return appended;
}

void FailedCopies::add(const Delivery &delivery)
{
    m_follower.add({MaildirFollower::FailedMail{delivery.id, delivery.createdAt}});
}

/// Announced before a crash; what had not been recorded as failed by then is sent again, and announced again if it
/// must.
Result<QList<Mail>> FailedCopies::leftOver()
{
    QList<DeliveryId> ids;
    {
        const std::lock_guard lock(m_mutex);
        if (const Result<void> loaded = load(); !loaded)
            return loaded.error();
        ids = m_announced->values();
    }
    std::sort(ids.begin(), ids.end());
    return readAndWait(m_store, [&ids](StoreReader &reader) -> Result<QList<Mail>> {
        QList<Mail> mails;
        for (const DeliveryId id : ids) {
            const Result<Delivery> delivery = reader.delivery(id);
            if (!delivery && delivery.error().code != ErrorCode::NotFound)
                return delivery.error();
            if (delivery && delivery->state == DeliveryState::Failed)
                mails.append(MaildirFollower::FailedMail{id, delivery->createdAt});
        }
        return mails;
    });
}

bool FailedCopies::isAnnounced(DeliveryId id)
{
    const std::lock_guard lock(m_mutex);
    return !load() || m_announced->contains(id); // unknown: to be tried, and tried again
}

Result<void> FailedCopies::strikeOff(const QList<Mail> &copied)
{
    const std::lock_guard lock(m_mutex);
    if (Result<void> loaded = load(); !loaded)
        return loaded;
    QSet<DeliveryId> left = *m_announced;
    QByteArray lines;
    for (const Mail &mail : copied) {
        left.remove(idOf(mail));
        lines += '-' + idOf(mail).text() + '\n';
    }
    Result<void> written = left.isEmpty() ? savePrivateFile(m_listFile, {}) : append(lines);
    if (written)
        m_announced = left;
    return written;
}

/// All or nothing: the next line would end one that was written in part.
Result<void> FailedCopies::append(const QByteArray &lines)
{
    QFile file(m_listFile);
    errno = 0;
    // A buffer would try again to write what was refused.
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered,
                   QFile::ReadOwner | QFile::WriteOwner))
        return systemError(m_listFile, errno);
    const qint64 before = file.size();
    if (file.write(lines) == lines.size() && ::fdatasync(file.handle()) == 0)
        return {};
    const Error error = systemError(m_listFile, errno);
    if (::ftruncate(file.handle(), before) != 0)
        m_announced.reset(); // to be read again, and made anew, before anything is added
    return error;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/maildir_copies.h"

#include <QFile>

namespace mailweir {

MaildirCopies::MaildirCopies(MailStore &store, const Clock &clock, Observers &observers, const QString &dataDirectory)
    : m_store(store)
    , m_clock(clock)
    , m_problem([&observers](const Error &error) { observers.problem(error); })
    , m_dataDirectory(dataDirectory)
{
}

Result<void> MaildirCopies::prepare(const Settings &settings)
{
    for (const QString &directory : {settings.allDir, settings.failDir}) {
        if (directory.isEmpty())
            continue;
        if (Result<void> writable = Maildir(directory).prepare(); !writable)
            return writable;
    }
    return {};
}

void MaildirCopies::configure(const Settings &settings)
{
    if (const auto followed = received(); settings.allDir != (followed ? followed->directory() : QString()))
        follow(settings.allDir);
    if (settings.allDir.isEmpty())
        QFile::remove(positionFile()); // what comes meanwhile is not to be written later
    if (settings.failDir == (m_failed ? m_failed->directory() : QString()))
        return;
    if (m_failed)
        m_failed->stop();
    m_failed = settings.failDir.isEmpty()
        ? nullptr
        : std::make_shared<FailedCopies>(settings.failDir, m_dataDirectory + QStringLiteral("/fail-dir.list"), m_store,
                                         m_problem);
}

void MaildirCopies::follow(const QString &allDirectory)
{
    if (const auto followed = received())
        followed->stop();
    std::shared_ptr<ReceivedCopies> next;
    if (!allDirectory.isEmpty())
        next = std::make_shared<ReceivedCopies>(allDirectory, positionFile(), m_store, m_clock, m_problem);
    const std::lock_guard lock(m_mutex);
    m_received = std::move(next);
}

QString MaildirCopies::positionFile() const
{
    return m_dataDirectory + QStringLiteral("/all-dir.json");
}

std::shared_ptr<ReceivedCopies> MaildirCopies::received() const
{
    const std::lock_guard lock(m_mutex);
    return m_received;
}

void MaildirCopies::update(const StoreChange &change)
{
    if (change.added.isEmpty())
        return;
    if (const auto followed = received())
        followed->update(change);
}

void MaildirCopies::stop()
{
    if (const auto followed = received())
        followed->stop();
    if (m_failed)
        m_failed->stop();
}

} // namespace mailweir

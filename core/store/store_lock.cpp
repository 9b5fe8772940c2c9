// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_lock.h"

#include <QFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace mailweir {

namespace {

QString holderOf(int fd)
{
    std::array<char, 32> text{};
    const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
    const QString pid = QString::fromLatin1(text.data(), std::max<ssize_t>(size, 0)).trimmed();
    return pid.isEmpty() ? QStringLiteral("by another engine") : QStringLiteral("by another engine (pid %1)").arg(pid);
}

} // namespace

Result<std::unique_ptr<StoreLock>> StoreLock::take(const QString &directory, const QString &subject)
{
    const QString path = directory + QStringLiteral("/lock");
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return systemError(path, errno);
    std::unique_ptr<StoreLock> lock(new StoreLock(fd));
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK ? Error{ErrorCode::Locked, subject, holderOf(fd)} : systemError(path, errno);
    // Only words for the other's message: without them the lock holds all the same.
    const QByteArray pid = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(fd, 0) == 0)
        (void)!::pwrite(fd, pid.constData(), size_t(pid.size()), 0);
    return lock;
}

StoreLock::~StoreLock()
{
    // The file stays: were it removed, a third engine could lock a new one while a second waits for this.
    ::close(m_fd);
}

} // namespace mailweir

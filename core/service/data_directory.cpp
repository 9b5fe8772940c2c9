// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/data_directory.h"

#include "core/base/logging.h"
#include "core/base/private_file.h"

#include <QDir>
#include <QFile>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto kLockName = "mailweir.lock"_L1;

void tighten(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    struct stat now = {};
    if (::stat(name.constData(), &now) != 0 || (now.st_mode & 077) == 0)
        return;
    const bool isEmpty = QDir(path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
    if (!isEmpty || ::chmod(name.constData(), 0700) != 0)
        qCWarning(lcService) << "other users may list the data directory" << path;
}

Error lockedBy(const QString &path, int lock)
{
    std::array<char, 128> text{};
    const ssize_t size = ::pread(lock, text.data(), text.size(), 0);
    const QString holder = QString::fromUtf8(text.data(), size > 0 ? size : 0).trimmed();
    return {ErrorCode::Locked, path, holder.isEmpty() ? u"by another engine"_s : u"by "_s + holder};
}

} // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const QString &path, const QString &program)
{
    const QString absolute = QDir::cleanPath(QDir::current().absoluteFilePath(path));
    const Result<void> made = makePrivateDirectory(absolute);
    if (!made)
        return made.error();
    tighten(absolute);

    const QString lockPath = QDir(absolute).filePath(kLockName);
    const int lock = ::open(QFile::encodeName(lockPath).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return systemError(absolute, errno);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        const Error error = errno == EWOULDBLOCK ? lockedBy(absolute, lock) : systemError(lockPath, errno);
        ::close(lock);
        return error;
    }
    const QByteArray holder = program.toUtf8() + " (pid " + QByteArray::number(::getpid()) + ")\n";
    if (::ftruncate(lock, 0) != 0
        || ::pwrite(lock, holder.constData(), static_cast<size_t>(holder.size()), 0) != holder.size()) {
        const Error error = systemError(lockPath, errno);
        ::close(lock);
        return error;
    }
    return std::unique_ptr<DataDirectory>(new DataDirectory(absolute, lock));
}

DataDirectory::~DataDirectory()
{
    // The file stays: removing it would let a third engine lock a new one while a second holds the old.
    ::close(m_lock);
}

} // namespace mailweir

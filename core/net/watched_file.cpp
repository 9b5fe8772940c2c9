// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/watched_file.h"

#include <QFile>

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace mailweir {

FileStamp FileStamp::of(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {};
    return {status.st_dev, status.st_ino, status.st_size,
            qint64(status.st_ctim.tv_sec) * 1'000'000'000 + status.st_ctim.tv_nsec};
}

Result<QByteArray> readSmallFile(const QString &path)
{
    constexpr qint64 maxSize = 1 << 20;
    // O_NONBLOCK: opening a FIFO would wait for its writer.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return systemError(path, errno);
    QFile file;
    if (!file.open(descriptor, QIODevice::ReadOnly | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle)) {
        ::close(descriptor);
        return Error{ErrorCode::Io, path, file.errorString()};
    }
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0)
        return systemError(path, errno);
    if (!S_ISREG(status.st_mode))
        return Error{ErrorCode::Invalid, path, QStringLiteral("it is not a regular file")};
    QByteArray bytes = file.read(maxSize + 1);
    if (file.error() != QFileDevice::NoError)
        return Error{ErrorCode::Io, path, file.errorString()};
    if (bytes.size() > maxSize)
        return Error{ErrorCode::Invalid, path, QStringLiteral("it is larger than 1 MiB")};
    return bytes;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/private_file.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

#include <cerrno>
#include <sys/stat.h>

namespace mailweir {

// QDir::mkpath() would make them with the process's umask and does not say why it failed.
Result<void> makePrivateDirectory(const QString &path)
{
    const QByteArray name = QFile::encodeName(path);
    const auto isThere = [&] {
        return QFileInfo(path).isDir();
    };
    if (isThere() || ::mkdir(name.constData(), 0700) == 0)
        return {};
    if (errno == ENOENT && !QDir(path).isRoot()) {
        const Result<void> parent = makePrivateDirectory(QFileInfo(path).absolutePath());
        if (!parent)
            return parent;
        if (::mkdir(name.constData(), 0700) == 0)
            return {};
    }
    const int reason = errno;
    return isThere() ? Result<void>() : systemError(path, reason == EEXIST ? ENOTDIR : reason);
}

Result<void> savePrivateFile(const QString &path, const QByteArray &bytes)
{
    const Result<void> made = makePrivateDirectory(QFileInfo(path).absolutePath());
    if (!made)
        return made;
    QSaveFile file(path);
    const auto failure = [&](int reason) {
        Error error = systemError(path, reason);
        error.detail = file.errorString();
        return error;
    };
    errno = 0;
    if (!file.open(QIODevice::WriteOnly))
        return failure(file.error() == QFileDevice::PermissionsError ? EACCES : errno);
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    errno = 0;
    if (file.write(bytes) != bytes.size() || !file.commit())
        return failure(errno);
    return {};
}

} // namespace mailweir

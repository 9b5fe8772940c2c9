// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/maildir.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstdio>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr auto kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

} // namespace

Maildir::Maildir(const QString &path)
    : m_path(path)
{
}

Result<void> Maildir::prepare()
{
    for (const char *folder : {"tmp", "new", "cur"}) {
        const QString path = m_path + u'/' + QLatin1String(folder);
        if (QDir(path).exists())
            continue;
        errno = 0;
        if (!QDir().mkpath(path))
            return systemError(path, errno == 0 ? EACCES : errno);
        QFile::setPermissions(path, kOwnerOnly | QFile::ExeOwner);
    }
    if (::access(QFile::encodeName(m_path + QStringLiteral("/tmp")).constData(), W_OK) != 0)
        return systemError(m_path, errno);
    return {};
}

bool Maildir::contains(const QString &name) const
{
    // A mail reader moves a message to cur and appends its flags after a colon.
    return QFile::exists(m_path + QStringLiteral("/new/") + name)
        || !QDir(m_path + QStringLiteral("/cur")).entryList({name, name + QStringLiteral(":*")}).isEmpty();
}

Result<void> Maildir::add(const QString &name, QByteArrayView raw)
{
    if (Result<void> ready = prepare(); !ready)
        return ready;
    if (contains(name))
        return {};
    QFile file(m_path + QStringLiteral("/tmp/") + name);
    if (!file.open(QFile::WriteOnly | QFile::Truncate, kOwnerOnly))
        return Error{ErrorCode::Io, file.fileName(), file.errorString()};
    if (file.write(raw.data(), raw.size()) != raw.size() || !file.flush() || ::fdatasync(file.handle()) != 0) {
        const Error error{ErrorCode::Io, file.fileName(), file.errorString()};
        file.remove();
        return error;
    }
    file.close();
    const QString target = m_path + QStringLiteral("/new/") + name;
    if (std::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(target).constData()) != 0)
        return systemError(target, errno);
    return {};
}

} // namespace mailweir

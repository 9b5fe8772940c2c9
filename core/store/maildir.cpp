// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/maildir.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSysInfo>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr quint64 kOrdersPerSecond = 65'536 * 1'000; // see MessageId

QString folder(const QString &path, const char *name)
{
    return path + u'/' + QLatin1String(name);
}

class Descriptor {
public:
    Descriptor(const QString &path, int flags)
        : m_fd(::open(QFile::encodeName(path).constData(), flags | O_CLOEXEC, 0600))
    {
    }
    ~Descriptor() { close(); }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;

    [[nodiscard]] int get() const { return m_fd; }
    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    /// Whether nothing went wrong: some file systems tell of a full disk only here.
    bool close() { return m_fd < 0 || ::close(std::exchange(m_fd, -1)) == 0; }

private:
    int m_fd;
};

bool writeAll(int fd, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(fd, bytes.data(), size_t(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

QString flagsOf(MaildirMarks marks)
{
    QString flags; // in the order of the alphabet
    if (marks.flagged)
        flags += u'F';
    if (marks.seen)
        flags += u'S';
    return flags;
}

} // namespace

Maildir::Maildir(const QString &path)
    : m_path(path)
{
}

Result<void> Maildir::prepare()
{
    for (const char *name : {"tmp", "new", "cur"}) {
        const QString path = folder(m_path, name);
        if (QDir(path).exists())
            continue;
        errno = 0;
        if (!QDir().mkpath(path))
            return systemError(path, errno == 0 ? EACCES : errno);
        ::chmod(QFile::encodeName(path).constData(), 0700);
    }
    if (::access(QFile::encodeName(folder(m_path, "tmp")).constData(), W_OK) != 0)
        return systemError(m_path, errno);
    return {};
}

bool Maildir::contains(const QString &name)
{
    if (QFile::exists(folder(m_path, "new") + u'/' + name))
        return true;
    if (m_knownFrom.isEmpty() || name < m_knownFrom) {
        m_knownFrom = name;
        m_read.clear();
        QDirIterator files(folder(m_path, "cur"), QDir::Files);
        while (files.hasNext()) {
            files.next();
            // A mail reader moves a message to cur and appends its flags after a colon.
            if (const QString there = files.fileName().section(u':', 0, 0); there >= name)
                m_read.insert(there);
        }
    }
    return m_read.contains(name);
}

Result<void> Maildir::writeFile(const QString &path, QByteArrayView raw, Durability durability) const
{
    Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.isOpen())
        return systemError(path, errno);
    if (writeAll(file.get(), raw) && (durability == Durability::Later || ::fdatasync(file.get()) == 0) && file.close())
        return {};
    const Error error = systemError(path, errno);
    QFile::remove(path);
    return error;
}

Result<void> Maildir::add(const QString &name, QByteArrayView raw, MaildirMarks marks, Durability durability)
{
    if (contains(name))
        return {};
    const QString temporary = folder(m_path, "tmp") + u'/' + name;
    Result<void> written = writeFile(temporary, raw, durability);
    if (!written && written.error().code == ErrorCode::NotFound) {
        if (written = prepare(); written)
            written = writeFile(temporary, raw, durability);
    }
    if (!written)
        return written;
    const QString flags = flagsOf(marks);
    const QString directory = folder(m_path, flags.isEmpty() ? "new" : "cur");
    const QString target = directory + u'/' + (flags.isEmpty() ? name : name + QStringLiteral(":2,") + flags);
    if (std::rename(QFile::encodeName(temporary).constData(), QFile::encodeName(target).constData()) != 0) {
        const Error error = systemError(target, errno);
        QFile::remove(temporary);
        return error;
    }
    if (!flags.isEmpty())
        m_read.insert(name);
    if (durability == Durability::Later)
        return {};
    const Descriptor synced(directory, O_RDONLY | O_DIRECTORY);
    return synced.isOpen() && ::fsync(synced.get()) == 0 ? Result<void>() : systemError(directory, errno);
}

Result<void> Maildir::sync()
{
    const Descriptor directory(m_path, O_RDONLY | O_DIRECTORY);
    return directory.isOpen() && ::syncfs(directory.get()) == 0 ? Result<void>() : systemError(m_path, errno);
}

QString Maildir::nameOf(MessageId id)
{
    return QStringLiteral("%1.%2.%3")
        .arg(QString::number(id.order / kOrdersPerSecond), QString::fromLatin1(id.text()), hostName());
}

QString Maildir::hostName()
{
    const QString name = QSysInfo::machineHostName();
    return name.isEmpty() ? QStringLiteral("localhost")
                          : QString(name).replace(u'/', QLatin1String("\\057")).replace(u':', QLatin1String("\\072"));
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_files.h"

#include "core/mail/header_block.h"
#include "core/mail/mbox.h"

#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QSet>

#include <cerrno>

namespace mailweir {

namespace {

constexpr qint64 kFirstLine = 1024;

/// Of names like 1700000000.M1P2.host:2,FS.
void readFlags(MailFile &file)
{
    const QString flags = file.path.section(QStringLiteral(":2,"), 1);
    file.read = flags.contains(u'S');
    file.pinned = flags.contains(u'F');
}

QByteArray baseName(const QString &fileName)
{
    return fileName.section(u':', 0, 0).toUtf8();
}

class Search {
public:
    Search(const std::function<bool()> &goesOn, const std::function<void(const MailFile &)> &found,
           const std::function<void(const Error &)> &failed)
        : m_goesOn(goesOn)
        , m_found(found)
        , m_failed(failed)
    {
    }

    void add(const QString &path)
    {
        const QFileInfo info(path);
        if (info.isDir())
            addDirectory(path);
        else if (info.isFile() || !info.exists())
            addFile(path, true);
        else // opening a pipe would wait for somebody to write to it
            m_failed({ErrorCode::Invalid, path, QStringLiteral("neither a file nor a directory")});
    }

private:
    void addDirectory(const QString &path)
    {
        if (!QFileInfo(path).isReadable() || !QFileInfo(path).isExecutable()) {
            m_failed(systemError(path, EACCES));
            return;
        }
        const bool isMaildir =
            QFileInfo(path + QStringLiteral("/cur")).isDir() && QFileInfo(path + QStringLiteral("/new")).isDir();
        if (isMaildir)
            addMaildir(path);
        QDirIterator entries(path, QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoSymLinks | QDir::NoDotAndDotDot);
        while (m_goesOn() && entries.hasNext()) {
            const QString entry = entries.next();
            const QString name = entries.fileName();
            const bool isFolder = isMaildir
                && (name == QLatin1String("cur") || name == QLatin1String("new") || name == QLatin1String("tmp"));
            if (isFolder)
                continue;
            if (entries.fileInfo().isDir())
                addDirectory(entry);
            else
                addFile(entry, false);
        }
    }

    void addMaildir(const QString &path)
    {
        QSet<QByteArray> seen; // what goes from new to cur keeps the first part of its name
        QDirIterator fresh(path + QStringLiteral("/new"), QDir::Files | QDir::NoSymLinks);
        while (m_goesOn() && fresh.hasNext()) {
            const MailFile file{fresh.next()};
            if (!QFile::exists(file.path))
                continue; // in cur by now
            seen.insert(baseName(fresh.fileName()));
            m_found(file);
        }
        QDirIterator files(path + QStringLiteral("/cur"), QDir::Files | QDir::NoSymLinks);
        while (m_goesOn() && files.hasNext()) {
            MailFile file{files.next()};
            if (seen.contains(baseName(files.fileName())))
                continue;
            readFlags(file);
            m_found(file);
        }
    }

    void addFile(const QString &path, bool isNamed)
    {
        const bool isEml = path.endsWith(QLatin1String(".eml"), Qt::CaseInsensitive);
        QFile file(path);
        errno = 0;
        if (!file.open(QIODevice::ReadOnly)) {
            if (isNamed || isEml)
                m_failed(systemError(path, errno == 0 ? EACCES : errno));
            return;
        }
        const QByteArray line = file.readLine(kFirstLine);
        if (parseMboxSeparator(line))
            m_found({path, MailFileKind::Mbox});
        else if (isEml || (isNamed && fieldNameLength(line) > 0))
            m_found({path, MailFileKind::Message});
        else if (isNamed)
            m_failed({ErrorCode::Invalid, path, QStringLiteral("neither a mail nor an mbox")});
    }

    const std::function<bool()> &m_goesOn;
    const std::function<void(const MailFile &)> &m_found;
    const std::function<void(const Error &)> &m_failed;
};

} // namespace

void findMailFiles(const QStringList &paths, const std::function<bool()> &goesOn,
                   const std::function<void(const MailFile &)> &found, const std::function<void(const Error &)> &failed)
{
    Search search(goesOn, found, failed);
    for (const QString &path : paths) {
        if (!goesOn())
            return;
        search.add(path);
    }
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/journal.h"

#include <QFile>
#include <QJsonDocument>

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mailweir::crash {

Journal::Journal(const QString &path)
    : m_fd(::open(QFile::encodeName(path).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600))
{
    if (m_fd < 0)
        qFatal("the journal cannot be opened");
}

Journal::~Journal()
{
    ::close(m_fd);
}

void Journal::add(const char *what, QJsonObject details)
{
    details.insert(QStringLiteral("what"), QLatin1String(what));
    const QByteArray line = QJsonDocument(details).toJson(QJsonDocument::Compact) + '\n';
    if (::write(m_fd, line.constData(), size_t(line.size())) != line.size())
        qFatal("the journal cannot be written");
}

Phase::Phase(const QString &path)
    : m_text(nullptr)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CLOEXEC);
    void *mapped = fd < 0 ? MAP_FAILED : ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED)
        qFatal("the phase file cannot be mapped");
    ::close(fd);
    m_text = static_cast<char *>(mapped);
}

Phase::~Phase()
{
    ::munmap(m_text, kSize);
}

void Phase::set(const char *name)
{
    std::strncpy(m_text, name, kSize - 1);
}

} // namespace mailweir::crash

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_space.h"

#include <QFile>

#include <algorithm>
#include <cerrno>
#include <sys/statvfs.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr Milliseconds kSpaceAge{1000};
constexpr qint64 kReserveBytes = 1024LL * 1024 * 1024;
constexpr qint64 kReservePart = 20; // 1/20 = 5 %
constexpr qint64 kMemoryPart = 4; // 1/4 of the memory; the index takes as much again for small messages
constexpr qint64 kRetentionPart = 8;

/// Of the machine, or of the container that this process runs in.
qint64 memoryBytes()
{
    static const qint64 bytes = [] {
        const qint64 machine = qint64(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
        QFile limit(QStringLiteral("/sys/fs/cgroup/memory.max"));
        bool ok = false;
        const qint64 container = limit.open(QIODevice::ReadOnly) ? limit.readAll().trimmed().toLongLong(&ok) : 0;
        return ok ? std::min(machine, container) : machine;
    }();
    return bytes;
}

} // namespace

DiskSpace::DiskSpace(const QString &directory, const Clock &clock)
    : m_directory(directory)
    , m_clock(clock)
{
}

Result<void> DiskSpace::admits(qint64 size)
{
    const std::lock_guard lock(m_mutex);
    const SteadyTime now = m_clock.steady();
    if (!m_askedAt || now - *m_askedAt >= kSpaceAge) {
        struct statvfs info;
        if (::statvfs(QFile::encodeName(m_directory).constData(), &info) != 0)
            return systemError(m_directory, errno);
        const auto unit = qint64(info.f_frsize);
        m_spare = qint64(info.f_bavail) * unit - std::max(kReserveBytes, qint64(info.f_blocks) * unit / kReservePart);
        m_askedAt = now;
    }
    return size <= m_spare ? Result<void>() : Error{ErrorCode::DiskFull, m_directory, {}};
}

MemorySpace::MemorySpace(std::function<qint64()> used)
    : m_used(std::move(used))
{
}

Result<void> MemorySpace::admits(qint64 size)
{
    const qint64 room = memoryBytes() / kMemoryPart - m_used();
    return size <= room ? Result<void>()
                        : Error{ErrorCode::DiskFull, QStringLiteral("memory"),
                                QStringLiteral("the mail kept in memory has reached its limit")};
}

qint64 MemorySpace::retentionBytes()
{
    return memoryBytes() / kRetentionPart;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/process_meter.h"

#include <QDir>
#include <QFile>

#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mailweir::bench {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString tasksOf(pid_t pid)
{
    return QStringLiteral("/proc/%1/task").arg(pid);
}

QStringList threadsOf(pid_t pid)
{
    return QDir(tasksOf(pid)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

qint64 kibibytes(const QByteArray &status, const QByteArray &key)
{
    const qsizetype at = status.indexOf(key + ':');
    return at < 0 ? 0 : status.mid(at + key.size() + 1, 30).simplified().split(' ').first().toLongLong();
}

} // namespace

double CpuUse::total() const
{
    double sum = 0;
    for (const double value : us)
        sum += value;
    return sum;
}

void CpuUse::add(const CpuUse &before, const CpuUse &after)
{
    for (auto thread = after.us.cbegin(); thread != after.us.cend(); ++thread)
        us[thread.key()] += thread.value() - before.us.value(thread.key());
}

CpuUse cpuUse(pid_t pid)
{
    CpuUse use;
    for (const QString &thread : threadsOf(pid)) {
        const QString path = tasksOf(pid) + u'/' + thread;
        // Nanoseconds, where stat has hundredths of a second.
        const QByteArray time = contentOf(path + QStringLiteral("/schedstat"));
        use.us[contentOf(path + QStringLiteral("/comm")).trimmed()] += time.split(' ').first().toDouble() / 1'000;
    }
    return use;
}

MemoryUse memoryUse(pid_t pid)
{
    const QByteArray status = contentOf(QStringLiteral("/proc/%1/status").arg(pid));
    return {kibibytes(status, "VmRSS") * 1024, kibibytes(status, "RssAnon") * 1024};
}

InstructionCounter::InstructionCounter(pid_t pid)
{
    perf_event_attr what{};
    what.type = PERF_TYPE_HARDWARE;
    what.size = sizeof what;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = 1;
    what.exclude_hv = 1;
    for (const QString &thread : threadsOf(pid)) {
        const long counter = ::syscall(SYS_perf_event_open, &what, thread.toInt(), -1, -1, PERF_FLAG_FD_CLOEXEC);
        if (counter >= 0)
            m_counters.push_back(int(counter));
        m_works = m_works || counter >= 0;
    }
}

InstructionCounter::~InstructionCounter()
{
    for (const int counter : m_counters)
        ::close(counter);
}

std::optional<double> InstructionCounter::read() const
{
    double sum = 0;
    for (const int counter : m_counters) {
        quint64 value = 0;
        if (::read(counter, &value, sizeof value) == sizeof value)
            sum += double(value);
    }
    return m_works ? std::optional(sum) : std::nullopt;
}

} // namespace mailweir::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QMap>

#include <optional>
#include <sys/types.h>
#include <vector>

namespace mailweir::bench {

/// What a process has used, from /proc. Threads that have ended are left out.
struct CpuUse {
    QMap<QByteArray, double> us; ///< processor time by the thread's name, microseconds

    [[nodiscard]] double total() const;
    [[nodiscard]] double of(QByteArrayView thread) const { return us.value(thread.toByteArray()); }
    void add(const CpuUse &before, const CpuUse &after);
};
[[nodiscard]] CpuUse cpuUse(pid_t pid);

struct MemoryUse {
    qint64 resident = 0; ///< bytes
    qint64 own = 0; ///< of them not of a file, so not shared with other programs
};
[[nodiscard]] MemoryUse memoryUse(pid_t pid);

/// Counts the instructions that the threads of a process run in user space, where the processor lets us.
class InstructionCounter {
public:
    explicit InstructionCounter(pid_t pid);
    ~InstructionCounter();
    InstructionCounter(const InstructionCounter &) = delete;
    InstructionCounter &operator=(const InstructionCounter &) = delete;

    /// Since construction; nothing without a counter, as in most virtual machines.
    [[nodiscard]] std::optional<double> read() const;

private:
    std::vector<int> m_counters; // one a thread
    bool m_works = false;
};

} // namespace mailweir::bench

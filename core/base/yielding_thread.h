// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <sys/types.h>

namespace mailweir {

/// Lets a thread step back behind the others while its work can wait, and forward again when somebody waits for it.
/// Does nothing where the system would not let it step forward again (an unprivileged process with RLIMIT_NICE below
/// 20): a thread that is stuck behind could be waited for without end.
///
/// Thread: made in the thread it is about; the rest from any.
class YieldingThread {
public:
    YieldingThread();

    void stepBack() { set(kBack); }
    void stepForward() { set(kFront); }

private:
    static constexpr int kFront = 0;
    static constexpr int kBack = 10; // about a tenth of a share
    void set(int niceness);

    const pid_t m_thread;
    bool m_allowed = false;
    std::atomic<int> m_niceness{kFront};
};

} // namespace mailweir

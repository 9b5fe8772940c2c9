// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/yielding_thread.h"

#include <sys/resource.h>
#include <unistd.h>

namespace mailweir {

// On Linux the niceness of one thread is set by its id: setpriority(2), "C library/kernel differences".
YieldingThread::YieldingThread()
    : m_thread(::gettid())
{
    const auto thread = id_t(m_thread);
    const bool untouched = ::getpriority(PRIO_PROCESS, thread) == kFront;
    // One step is harmless, should there be no way back.
    m_allowed = untouched && ::setpriority(PRIO_PROCESS, thread, kFront + 1) == 0
        && ::setpriority(PRIO_PROCESS, thread, kFront) == 0;
}

void YieldingThread::set(int niceness)
{
    if (m_allowed && m_niceness.exchange(niceness) != niceness)
        ::setpriority(PRIO_PROCESS, id_t(m_thread), niceness);
}

} // namespace mailweir

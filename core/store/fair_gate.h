// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

namespace mailweir {

/// A lock for one writer or many readers, given in the order of asking: neither side can keep the other out, as they
/// can with std::shared_mutex. Thread: any.
class FairGate {
public:
    void lock()
    {
        std::unique_lock lock(m_mutex);
        const auto ticket = m_next++;
        m_turn.wait(lock, [&] { return m_serving == ticket && !m_writing && m_readers == 0; });
        m_writing = true;
        ++m_serving;
    }
    void unlock()
    {
        const std::lock_guard lock(m_mutex);
        m_writing = false;
        m_turn.notify_all();
    }

    void lockShared()
    {
        std::unique_lock lock(m_mutex);
        const auto ticket = m_next++;
        m_turn.wait(lock, [&] { return m_serving == ticket && !m_writing; });
        ++m_readers;
        ++m_serving;
        m_turn.notify_all();
    }
    void unlockShared()
    {
        const std::lock_guard lock(m_mutex);
        --m_readers;
        m_turn.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_turn;
    // Guarded by m_mutex:
    unsigned long long m_next = 0; // ticket
    unsigned long long m_serving = 0;
    int m_readers = 0;
    bool m_writing = false;
};

} // namespace mailweir

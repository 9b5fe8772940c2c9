// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace mailweir {

/// A thread without an event loop that runs jobs in the order they were posted: a store's reader, for one.
/// Thread: post() from any. stop() (and the destructor) runs what is queued, then joins; not from a job.
class Worker final {
public:
    using Job = std::function<void()>;

    /// `name` is what debuggers and top show, at most 15 characters.
    explicit Worker(const char *name);
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    void post(Job job);
    void stop();

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Job> m_jobs; // guarded by m_mutex
    bool m_stopping = false; // guarded by m_mutex
    std::thread m_thread; // last: it uses all of the above
};

/// Names the calling thread for debuggers and top; at most 15 characters.
void nameThisThread(const char *name);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/worker.h"

#include <pthread.h>

namespace mailweir {

void nameThisThread(const char *name)
{
    pthread_setname_np(pthread_self(), name);
}

Worker::Worker(const char *name)
    : m_thread([this, name] {
        nameThisThread(name);
        run();
    })
{
}

Worker::~Worker()
{
    stop();
}

void Worker::post(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
    }
    m_wake.notify_one();
}

void Worker::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Worker::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
        if (m_jobs.empty())
            return;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
    }
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/event_thread.h"

#include "core/base/worker.h"

#include <QEventLoop>

#include <future>

namespace mailweir {

EventThread::EventThread(const char *name)
{
    std::promise<void> ready;
    m_thread = std::thread([this, name, &ready] {
        nameThisThread(name);
        QEventLoop loop;
        m_loop = &loop;
        m_mailbox = std::make_unique<Mailbox>();
        ready.set_value();
        loop.exec();
    });
    ready.get_future().wait();
}

EventThread::~EventThread()
{
    stop();
}

void EventThread::run(const Mailbox::Job &job)
{
    std::promise<void> finished;
    m_mailbox->post([&] {
        job();
        finished.set_value();
    });
    finished.get_future().wait();
}

void EventThread::stop()
{
    if (!m_thread.joinable())
        return;
    m_mailbox->post([this] { m_loop->quit(); });
    m_thread.join();
}

} // namespace mailweir

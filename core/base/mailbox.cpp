// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>
#include <iterator>

namespace mailweir {

namespace {

thread_local Mailbox::Bundle *t_bundle = nullptr;

}

template <typename Add> void Mailbox::enqueue(const Add &add)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        wake = m_jobs.empty();
        add(m_jobs);
    }
    if (wake)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

Mailbox::Bundle::Bundle()
{
    Q_ASSERT(!t_bundle);
    t_bundle = this;
}

Mailbox::Bundle::~Bundle()
{
    t_bundle = nullptr;
    for (auto &[mailbox, jobs] : m_jobs) {
        mailbox->enqueue(
            [&from = jobs](std::deque<Job> &to) { std::move(from.begin(), from.end(), std::back_inserter(to)); });
    }
}

void Mailbox::Bundle::add(Mailbox *mailbox, Job job)
{
    auto own = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const auto &entry) { return entry.first == mailbox; });
    if (own == m_jobs.end())
        own = m_jobs.insert(own, {mailbox, {}});
    own->second.push_back(std::move(job));
}

Mailbox::Mailbox(QObject *parent)
    : QObject(parent)
{
}

Mailbox::~Mailbox() = default;

void Mailbox::post(Job job)
{
    if (t_bundle)
        t_bundle->add(this, std::move(job));
    else
        enqueue([&job](std::deque<Job> &jobs) { jobs.push_back(std::move(job)); });
}

bool Mailbox::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    std::deque<Job> jobs;
    {
        const std::lock_guard lock(m_mutex);
        jobs.swap(m_jobs);
    }
    for (Job &job : jobs)
        job();
    return true;
}

} // namespace mailweir

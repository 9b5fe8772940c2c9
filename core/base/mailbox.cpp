// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mailbox.h"

#include <QCoreApplication>
#include <QEvent>

namespace mailweir {

Mailbox::Mailbox(QObject *parent)
    : QObject(parent)
{
}

Mailbox::~Mailbox() = default;

void Mailbox::post(Job job)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        wake = m_jobs.empty();
        m_jobs.push_back(std::move(job));
    }
    if (wake)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
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

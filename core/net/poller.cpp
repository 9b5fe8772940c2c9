// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/poller.h"

#include <cerrno>

namespace mailweir {

namespace {

// What clients send while others are served is taken up without a turn of the event loop; a few times only, for the
// store's answers come by way of the loop.
constexpr int kMaxRounds = 4;

epoll_event eventFor(quint32 events, Poller::Handler &handler)
{
    epoll_event event{};
    event.events = events;
    event.data.ptr = &handler;
    return event;
}

} // namespace

Poller::Poller() = default;

Result<void> Poller::open()
{
    if (m_epoll.isOpen())
        return {};
    m_epoll = FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
    if (!m_epoll.isOpen())
        return systemError(QStringLiteral("epoll"), errno);
    m_notifier = std::make_unique<QSocketNotifier>(m_epoll.get(), QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { dispatch(); });
    return {};
}

bool Poller::watch(int fd, quint32 events, Handler &handler)
{
    epoll_event event = eventFor(events, handler);
    return epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Poller::rewatch(int fd, quint32 events, Handler &handler)
{
    epoll_event event = eventFor(events, handler);
    epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, fd, &event);
}

void Poller::forget(int fd, const Handler &handler)
{
    epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
    for (int i = m_next; i < m_count; ++i) {
        if (m_events[size_t(i)].data.ptr == &handler)
            m_events[size_t(i)].data.ptr = nullptr;
    }
}

void Poller::dispatch()
{
    for (int round = 0; round < kMaxRounds; ++round) {
        m_count = epoll_wait(m_epoll.get(), m_events.data(), kMaxEvents, 0);
        for (m_next = 0; m_next < m_count;) {
            const epoll_event event = m_events[size_t(m_next++)];
            if (event.data.ptr != nullptr)
                static_cast<Handler *>(event.data.ptr)->onReady(event.events);
        }
        // One client alone has not answered yet.
        if (m_count < 2)
            return;
    }
}

} // namespace mailweir

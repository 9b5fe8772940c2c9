// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/net/file_descriptor.h"

#include <QSocketNotifier>

#include <array>
#include <memory>

#include <sys/epoll.h>

namespace mailweir {

/// Watches many file descriptors at the price of one: an epoll set of its own, of which the event loop knows only one
/// descriptor. A QSocketNotifier each costs several times as much, in every turn of the loop.
///
/// Thread: one with an event loop, all of it.
class Poller final {
public:
    class Handler {
    public:
        /// `events` as of epoll_wait(2). It may unwatch and destroy this handler and any other.
        virtual void onReady(quint32 events) = 0;

    protected:
        ~Handler() = default;
    };

    Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    /// To be called before anything else; once is enough. Errors: Io.
    [[nodiscard]] Result<void> open();
    /// Watches `fd` for `events` (EPOLLIN …, EPOLLET). False when the system has no room for it.
    [[nodiscard]] bool watch(int fd, quint32 events, Handler &handler);
    /// For others than before, or the same: what is there already is told again.
    void rewatch(int fd, quint32 events, Handler &handler);
    /// The handler hears no more, also of what has happened already. To be called before `fd` is closed: a copy of it
    /// in a child process would keep it in the set.
    void forget(int fd, const Handler &handler);

private:
    static constexpr int kMaxEvents = 64;

    void dispatch();

    FileDescriptor m_epoll;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::array<epoll_event, kMaxEvents> m_events; // of the round that is being dispatched
    int m_next = 0;
    int m_count = 0;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/mailbox.h"

#include <memory>
#include <thread>

class QEventLoop;

namespace mailweir {

/// A thread with a Qt event loop and the mailbox that leads into it. It is a std::thread, not a QThread:
/// ThreadSanitizer sees the join, which it does not with Debian's uninstrumented Qt. Thread: the constructor, stop()
/// and the destructor belong to the owner's thread, mailbox() is for any; what is posted after stop() is never run.
class EventThread final {
public:
    /// `name` is what debuggers and top show, at most 15 characters. Returns when the loop's mailbox can be posted to.
    explicit EventThread(const char *name);
    ~EventThread();
    EventThread(const EventThread &) = delete;
    EventThread &operator=(const EventThread &) = delete;

    [[nodiscard]] Mailbox &mailbox() { return *m_mailbox; }
    /// Runs `job` in the thread and waits for it. Not from within the thread.
    void run(const Mailbox::Job &job);
    /// Ends the loop after what was posted before, and joins. Safe to call twice.
    void stop();

private:
    std::unique_ptr<Mailbox> m_mailbox; // made in the thread; outlives it, so that late posts are dropped unrun
    QEventLoop *m_loop = nullptr; // used in the thread only
    std::thread m_thread;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace mailweir {

/// The one way for values to reach a thread that runs a Qt event loop: jobs posted from anywhere run there, in order.
/// Qt's own queued calls do the same, but with Debian's uninstrumented Qt they hide real races from ThreadSanitizer
/// behind false ones; here the hand-over is a std::mutex.
///
/// Thread: post() from any; everything else in the thread that owns the object. A job may post further jobs; they run
/// in the next turn of the event loop. Jobs that are left when the mailbox goes away are dropped unrun.
class Mailbox final : public QObject {
    Q_OBJECT
public:
    using Job = std::function<void()>;

    explicit Mailbox(QObject *parent = nullptr);
    ~Mailbox() override;

    void post(Job job);

    /// While one of these lives, what its thread posts is held back; at its end each mailbox gets all of its jobs at
    /// once, for one lock and one wake-up. The mailboxes must outlive it. Thread: the one that made it; not nested.
    class Bundle {
    public:
        Bundle();
        ~Bundle();
        Bundle(const Bundle &) = delete;
        Bundle &operator=(const Bundle &) = delete;

    private:
        friend class Mailbox;
        void add(Mailbox *mailbox, Job job);

        std::vector<std::pair<Mailbox *, std::vector<Job>>> m_jobs; // nearly always for one mailbox
    };

    /// A function that may be called from any thread and runs `handler` with copies of the same arguments in this
    /// thread: `mailbox.wrap<Batch>([](const Batch &batch) { … })`. The mailbox must outlive the calls.
    template <typename... Args, typename Handler> [[nodiscard]] std::function<void(Args...)> wrap(Handler handler)
    {
        return [this, handler = std::move(handler)](Args... args) {
            post([handler, ... values = std::move(args)] { handler(values...); });
        };
    }

protected:
    bool event(QEvent *event) override;

private:
    template <typename Add> void enqueue(const Add &add);

    std::mutex m_mutex;
    std::deque<Job> m_jobs; // guarded by m_mutex
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/transfer.h"

#include <functional>
#include <map>
#include <memory>

namespace mailweir {

/// The imports and exports of an engine, each on a thread of its own. Thread: any.
class Transfers {
public:
    using Job = std::function<void(Transfer &)>;

    explicit Transfers(const Clock &clock);
    ~Transfers();

    /// Runs `job` on a new thread. After stop() the observer hears at once that it was cancelled.
    TransferId start(Job job, TransferObserver observer);
    /// Nothing happens when it is over.
    void cancel(TransferId id);
    /// Cancels all and waits for them; what is started later is cancelled.
    void stop();

private:
    struct Running;
    void dropFinished();

    const Clock &m_clock;
    std::mutex m_mutex;
    std::map<qint64, std::unique_ptr<Running>> m_running; // guarded by m_mutex
    qint64 m_last = 0; // likewise
    bool m_stopped = false; // likewise
};

} // namespace mailweir

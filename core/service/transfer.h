// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/service/mail_transfer.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace mailweir {

/// One import or export under way: how far it is, and whether it is still wanted.
/// Thread: the transfer's own, except cancel().
class Transfer {
public:
    Transfer(const Clock &clock, TransferObserver observer);

    void cancel();
    [[nodiscard]] bool cancelled() const { return *m_cancelled; }
    /// The same for those who outlive the transfer.
    [[nodiscard]] std::shared_ptr<const std::atomic_bool> cancelFlag() const { return m_cancelled; }
    /// Waits; false as soon as it is cancelled.
    [[nodiscard]] bool pause(Milliseconds time);

    void expect(qint64 messages);
    void addDone(qint64 messages = 1);
    /// A message that could not be read or written.
    void addFailed(const Error &error);
    /// Something that ends the transfer before its time.
    void addProblem(const Error &error);
    /// The last word.
    void finish();

private:
    void tell();

    const Clock &m_clock;
    TransferObserver m_observer;
    TransferProgress m_progress;
    std::optional<SteadyTime> m_told;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    const std::shared_ptr<std::atomic_bool> m_cancelled =
        std::make_shared<std::atomic_bool>(false); // set under m_mutex
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/failed_copies.h"
#include "core/service/observers.h"
#include "core/service/received_copies.h"

namespace mailweir {

/// The maildirs that the settings name: of every message received, and of summaries that finally failed.
/// Thread: configure() and failed() belong to the I/O thread, stop() comes after them; update() from any.
class MaildirCopies {
public:
    MaildirCopies(MailStore &store, const Clock &clock, Observers &observers, const QString &dataDirectory);

    /// Makes the maildirs and checks that they can be written.
    [[nodiscard]] static Result<void> prepare(const Settings &settings);
    /// Goes on with those whose directory is the same. The store must be open.
    void configure(const Settings &settings);
    void update(const StoreChange &change);
    /// Null when there is no such maildir.
    [[nodiscard]] std::shared_ptr<FailedCopies> failed() const { return m_failed; }
    /// Writes what is waiting, see MaildirFollower::stop(). Before the store is closed.
    void stop();

private:
    void follow(const QString &allDirectory);
    [[nodiscard]] QString positionFile() const;
    [[nodiscard]] std::shared_ptr<ReceivedCopies> received() const;

    MailStore &m_store;
    const Clock &m_clock;
    MaildirFollower::Problem m_problem;
    const QString m_dataDirectory;
    std::shared_ptr<FailedCopies> m_failed;
    mutable std::mutex m_mutex;
    std::shared_ptr<ReceivedCopies> m_received; // guarded by m_mutex
};

} // namespace mailweir

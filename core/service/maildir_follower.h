// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "core/store/maildir.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

namespace mailweir {

/// Puts mails of the store into a maildir, beside everything else: on a thread of its own, from what is committed, in
/// lots that are on the disk before they are noted as done. What cannot be written is told once, kept, and tried again
/// until it can.
/// Thread: the constructor, stop() and the destructor belong to the owner's, add() may be called from any.
class MaildirFollower {
public:
    struct FailedMail {
        DeliveryId id;
        Timestamp createdAt{};
    };
    using Mail = std::variant<MessageId, FailedMail>;

    /// What the maildir has got, kept over restarts. Called on the follower's thread.
    struct Ledger {
        /// What was left undone when the last follower ended, oldest first. Called once, before anything else.
        std::function<Result<QList<Mail>>()> leftOver;
        /// Whether the maildir is to have it and has not got it.
        std::function<bool(const Mail &)> lacks;
        std::function<Result<void>(const QList<Mail> &)> note;
    };
    using Problem = std::function<void(const Error &)>;

    /// `threadName`: at most 15 characters.
    MaildirFollower(const char *threadName, const QString &directory, MailStore &store, Ledger ledger, Problem problem);
    ~MaildirFollower();
    MaildirFollower(const MaildirFollower &) = delete;
    MaildirFollower &operator=(const MaildirFollower &) = delete;

    void add(const QList<Mail> &mails);
    /// Writes what is waiting if that goes well, for at most a second, and ends. The store must still be open.
    void stop();

private:
    void run();
    [[nodiscard]] Result<void> copyNext(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] Result<void> copy(const QList<Mail> &lot);
    [[nodiscard]] Result<QList<QByteArray>> read(const QList<Mail> &lot, qsizetype from);
    void tell(const Error &error);

    Maildir m_maildir;
    MailStore &m_store;
    Ledger m_ledger;
    Problem m_problem;
    std::optional<Error> m_told; // the thread's own; while it lasts

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Mail> m_waiting; // guarded by m_mutex
    std::optional<std::chrono::steady_clock::time_point> m_stopAt; // likewise; set: stopping
    bool m_knowsLeftOver = false; // likewise
    std::thread m_thread; // last: it uses all of the above
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "tests/crash/journal.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

namespace mailweir::crash {

/// Threads that put mail into a store, each waiting for its answers before it goes on; now and then one gives up in the
/// middle of a message. Thread: the owner's, where nothing else is said.
class Senders {
public:
    struct Plan {
        int round = 0;
        unsigned seed = 0;
        int senders = 3;
        int mails = 60; ///< of each
    };

    Senders(MailStore &store, Journal &journal, const Plan &plan);
    ~Senders();

    void start();
    void join();
    /// Puts one more and waits for the answer.
    [[nodiscard]] Result<MessageId> sendOne();

    /// Answers so far, good and bad ones. Thread: any.
    [[nodiscard]] int answers() const { return m_answers; }
    /// Waits until there are this many, or all have sent all they had; at most a few seconds. Thread: any.
    void waitForAnswers(int count);
    /// Some of the messages that are stored. Thread: any.
    [[nodiscard]] QList<MessageId> some(int count, std::mt19937 &random) const;
    void know(const QList<MessageId> &ids);

private:
    void run(int sender);
    Result<MessageId> send(quint64 number, std::mt19937 &random, bool mayDrop);
    void note(const QJsonValue &name, const Result<MessageId> &answer);

    MailStore &m_store;
    Journal &m_journal;
    const Plan m_plan;
    std::vector<std::thread> m_threads;
    std::atomic<int> m_answers{0};
    std::atomic<int> m_running{0};
    quint64 m_ownMails = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    QList<MessageId> m_stored; // guarded by m_mutex
};

} // namespace mailweir::crash

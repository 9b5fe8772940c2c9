// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/yielding_thread.h"
#include "core/store/mail_store.h"
#include "core/store/message_index.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace mailweir {

/// The thread that owns the writing database connection: follows the log in batches, and runs the write jobs.
///
/// It keeps out of the way of mail that is coming in: in a flood it begins late and in large batches, and it works at a
/// low priority, up to a lag of two seconds. Whoever waits for it makes it hurry.
///
/// Entries are counted as they come; a ticket is how many there were, so `indexed >= ticket` says that everything
/// acknowledged before it can be asked for.
///
/// Thread: construction, start() and stop() belong to the owner; everything else may be called from any.
class Indexer {
public:
    struct Options {
        QString database;
        QString log;
        LogPosition recoveredUntil;
    };

    Indexer(const Options &options, Classifier &classifier, MailStore::Observer observer);
    ~Indexer();

    /// Opens the connection on the new thread and returns how that went.
    [[nodiscard]] Result<void> start();
    /// Indexes and runs what is queued, then ends the thread. The database is marked as closed cleanly if nothing spoke
    /// against its soundness.
    void stop();

    void add(QList<LogEntry> entries);
    [[nodiscard]] quint64 ticket() const;
    [[nodiscard]] qint64 backlog() const;
    /// Why the last try to index failed; it is tried again until it succeeds.
    [[nodiscard]] std::optional<Error> failure() const;
    /// Waits until the ticket is indexed, at most `timeout`, and makes the indexer hurry. False: it is not.
    bool waitFor(quint64 ticket, Milliseconds timeout);

    void write(MailStore::WriteJob job, MailStore::Done done);

private:
    struct Job {
        quint64 ticket = 0;
        MailStore::WriteJob run;
        MailStore::Done done;
    };

    struct Tools; // what only the thread itself touches
    void run(std::unique_lock<std::mutex> lock, Tools &tools);
    void linger(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] bool isAwaited() const;
    /// Waits for work; first gives back the memory that a burst has left.
    void rest(std::unique_lock<std::mutex> &lock, Tools &tools);
    [[nodiscard]] QList<LogEntry> takeBatch();
    void index(std::unique_lock<std::mutex> &lock, Tools &tools);
    void runJob(std::unique_lock<std::mutex> &lock, Tools &tools);
    void finish(Tools &tools);

    Options m_options;
    Classifier &m_classifier;
    MailStore::Observer m_observer;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_progress;
    // All of these are guarded by m_mutex.
    std::deque<LogEntry> m_entries;
    SteadyTime m_waitingSince{}; // when there were none
    qint64 m_heldBytes = 0;
    std::deque<Job> m_jobs;
    quint64 m_added = 0;
    quint64 m_indexed = 0;
    quint64 m_hurryTo = 0;
    std::optional<Error> m_failure; // of the last try to index
    bool m_stopping = false;
    std::unique_ptr<YieldingThread> m_priority; // made before start() returns
    bool m_damageSeen = false; // the thread's own
    quint64 m_trimmedAt = 0; // likewise: m_indexed then
    std::thread m_thread;
};

} // namespace mailweir

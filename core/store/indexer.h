// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/yielding_thread.h"
#include "core/store/mail_store.h"
#include "core/store/message_index.h"
#include "core/store/record_log.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace mailweir {

/// The thread that owns the writing database connection: follows the log in batches, runs the write jobs, brings
/// removed messages back and does the tidier's chores.
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
        const RecordMedium *medium = nullptr; ///< of the log; outlives the indexer
        LogPosition recoveredUntil;
        const Clock *clock = nullptr; ///< likewise
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
    /// Waits until the ticket is indexed, at most up to that time, and makes the indexer hurry. False: it is not.
    bool waitFor(quint64 ticket, SteadyTime until);
    /// From now on waitFor() only looks.
    void endWaits();

    /// While indexing fails, jobs are answered with why.
    void write(MailStore::WriteJob job, MailStore::Done done);
    /// The same for a job that must see every message: it waits for them however often indexing fails. Only stop() ends
    /// that, with Unavailable.
    void writeOnceIndexed(MailStore::WriteJob job, MailStore::Done done);
    /// See MailStore::restore(). Mail that comes in meanwhile is indexed between its slices.
    void restore(RemovalId removal, std::function<void(Result<qint64>)> done);

    /// Whether a removal is just being undone. Thread: the indexer's, so only in a chore.
    [[nodiscard]] bool isRestoring(RemovalId removal) const;

    /// A short transaction of housekeeping; with Durability::Later, one that can be done again after a power cut.
    /// False: it has nothing more to do, else it is run again after what is more urgent.
    using Chore = std::function<Result<bool>(Database &database, MessageIndex &index, StoreChange &change)>;
    /// Run once the ticket is indexed. `done` is called on the indexer's thread when the chore has nothing more to do
    /// or has failed, and with Unavailable when the indexer stops before.
    void addChore(quint64 ticket, Chore chore, Database::Durability durability, MailStore::Done done);

private:
    struct Job {
        quint64 ticket = 0;
        MailStore::WriteJob run; ///< empty: a restoration begins
        MailStore::Done done;
        RemovalId removal;
        std::function<void(Result<qint64>)> restored;
        bool mustSee = false; ///< is not run, nor answered, before its ticket is indexed
    };
    struct Restoration {
        RemovalId removal;
        std::function<void(Result<qint64>)> done;
        qint64 count = 0;
    };
    struct ChoreEntry {
        quint64 ticket = 0;
        Chore run;
        Database::Durability durability = Database::Durability::Later;
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
    void addJob(Job job);
    /// The first that can be run or answered now.
    [[nodiscard]] std::deque<Job>::iterator nextJob();
    void runJob(std::unique_lock<std::mutex> &lock, Tools &tools, Job job);
    void beginRestoration(Job &job, const std::optional<Error> &failure, Tools &tools);
    [[nodiscard]] Result<qint64> restoreSlice(RemovalId removal, Tools &tools);
    /// What can be done between two batches.
    void runBesides(std::unique_lock<std::mutex> &lock, Tools &tools);
    void restoreSome(std::unique_lock<std::mutex> &lock, Tools &tools);
    void runChore(std::unique_lock<std::mutex> &lock, Tools &tools);
    [[nodiscard]] Result<bool> transact(const Chore &chore, Database::Durability durability, Tools &tools);
    void giveUpTheRest(std::unique_lock<std::mutex> &lock);
    [[nodiscard]] bool canRunChore() const;
    [[nodiscard]] bool hasBesides() const;
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
    std::deque<ChoreEntry> m_chores;
    quint64 m_added = 0;
    quint64 m_indexed = 0;
    quint64 m_hurryTo = 0;
    std::optional<Error> m_failure; // of the last try to index
    bool m_stopping = false;
    bool m_waitsEnded = false;
    std::unique_ptr<YieldingThread> m_priority; // made before start() returns
    // The thread's own:
    std::deque<Restoration> m_restorations;
    bool m_damageSeen = false;
    quint64 m_trimmedAt = 0; // m_indexed then
    std::thread m_thread;
};

} // namespace mailweir

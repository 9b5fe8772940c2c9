// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/yielding_thread.h"
#include "core/store/mail_store.h"
#include "core/store/record_log.h"
#include "core/store/search_file.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace mailweir {

/// The thread that keeps the full-text index: follows the rows of the messages by id, from the last one it has. It
/// works at a low priority; what it has not reached is looked through by the searches themselves.
///
/// Removed messages stay in the index as ghosts that a search's join passes over, so that undoing finds them in place.
/// Partitions of nothing but ghosts are dropped, those that are mostly ghosts made anew, some time after the last
/// removal; where mail is removed all the time, now and then. A message that comes back and is not in the index any
/// more has its partition made anew.
///
/// A message whose record cannot be read after some tries is in the index with what its row tells.
///
/// An index that is missing, damaged, or made for other rows is made anew from the messages.
///
/// Thread: construction, start() and stop() belong to the owner; everything else may be called from any.
class SearchIndexer {
public:
    struct Options {
        QString index; ///< the database of the messages, in Database::open()'s terms
        QString search;
        const RecordMedium *medium = nullptr; ///< outlives this
        LogPosition origin; ///< tells one index of messages from the next
        // For tests.
        qint64 partitionSize = SearchFile::kPartitionSize;
        Milliseconds tidyAfter = MailStore::kUndoTime + Milliseconds(60'000); ///< the last removal
        Milliseconds retryAfter{5'000}; ///< an error
    };

    explicit SearchIndexer(const Options &options);
    ~SearchIndexer();

    void start();
    /// Ends after the transaction that is running.
    void stop();

    /// What the store's observer is told. Quick.
    void onChange(const StoreChange &change);

    /// Somebody searches: for a moment this matters more than other work.
    void hurry();
    /// Waits, at most `timeout`, until the file was opened and messages that came back are in it.
    void waitUntilUsable(Milliseconds timeout);
    /// Which file may be attached; rises when it is replaced. 0: none.
    [[nodiscard]] quint64 generation() const;
    /// A search found it damaged.
    void reportDamage();

private:
    struct Tools; // what only the thread itself touches
    using Lock = std::unique_lock<std::mutex>;

    void run(Lock lock, Tools &tools);
    [[nodiscard]] Result<void> work(Lock &lock, Tools &tools);
    void rest(Lock &lock, Tools &tools);
    [[nodiscard]] Result<void> openFile(Tools &tools);
    [[nodiscard]] static Result<QList<MessageId>> missedMessages(Tools &tools);
    void onFailure(Lock &lock, Tools &tools, const Error &error);
    /// True: there is more.
    [[nodiscard]] Result<bool> follow(Tools &tools);
    [[nodiscard]] Result<void> addLate(Tools &tools, const QList<MessageId> &ids);
    [[nodiscard]] Result<void> tidy(Tools &tools);
    [[nodiscard]] static Result<qint64> living(Tools &tools, const SearchPartition &partition);
    [[nodiscard]] Result<void> remake(Tools &tools, const SearchPartition &old, quint64 first, quint64 last);
    [[nodiscard]] Result<void> copy(Tools &tools, quint64 first, quint64 last, QList<SearchPartition> &copies);
    [[nodiscard]] static bool isGivenUp(Tools &tools, const MessageId &id, const Error &error);
    [[nodiscard]] Result<std::vector<SearchDocument>> documents(Tools &tools, quint64 after, quint64 upTo,
                                                                quint64 &reached);
    [[nodiscard]] bool isStopping() const;

    const Options m_options;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_progress;
    // All of these are guarded by m_mutex.
    bool m_stopping = false;
    bool m_new = true; // there may be messages beyond the last one of the file
    bool m_damaged = false;
    bool m_opened = false; // or found that it cannot be
    quint64 m_generation = 0;
    quint64 m_openings = 0;
    QList<MessageId> m_late; // came back
    bool m_addingLate = false;
    std::optional<SteadyTime> m_tidyAt;
    SteadyTime m_tidyBy{}; // at the latest, whatever is removed meanwhile
    SteadyTime m_hurryUntil{};
    std::unique_ptr<YieldingThread> m_priority; // made before start() returns
    std::thread m_thread;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/indexer.h"
#include "core/store/live_records.h"

#include <QHash>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace mailweir {

/// The thread that keeps the store within its limits and gives space back: forgets removals that cannot be undone any
/// more, applies retention, and has segments packed once they are sealed and rewritten or removed when enough of what
/// they hold is dead. It works behind everything else; what needs the writing connection it has done by the indexer, in
/// small pieces.
///
/// Thread: construction, start() and stop() belong to the owner; everything else may be called from any.
class Tidier {
public:
    struct Options {
        QString database;
        const RecordMedium *medium = nullptr; ///< outlives the tidier
        const Clock *clock = nullptr; ///< likewise
        std::function<quint32()> oldestOpenSegment; ///< LogWriter::oldestOpenSegment()
        /// Between two runs: the shortest time, and the longest while time alone can make a difference.
        Milliseconds pause{1'000};
        Milliseconds poll{5'000};
    };

    Tidier(const Options &options, Indexer &indexer, const QList<RetentionRule> &rules);
    ~Tidier();

    void start();
    /// Soon: what is being rewritten is left as it was. Before the indexer stops.
    void stop();

    void setRetention(const QList<RetentionRule> &rules);
    /// Something was stored or removed.
    void touch();

private:
    void run();
    void tidy(Database &database);
    /// Has the indexer do it, and waits.
    [[nodiscard]] Result<void> doChore(quint64 ticket, Indexer::Chore chore,
                                       Database::Durability durability = Database::Durability::Later);
    /// What the index says now holds after a power cut as well.
    [[nodiscard]] Result<void> makeIndexDurable();
    [[nodiscard]] Result<void> forgetRemovals();
    [[nodiscard]] Result<void> retain();
    [[nodiscard]] Result<void> giveSpaceBack(Database &database);
    /// True: there is nothing more to gain until its use changes.
    [[nodiscard]] Result<bool> tidySegment(Database &database, const HeldSegment &held, const SegmentUse &use);
    [[nodiscard]] Result<void> forgetSegment(quint32 segment);
    [[nodiscard]] bool isStopping() const;
    [[nodiscard]] QList<RetentionRule> rules() const;
    void report(const Result<void> &result);

    const Options m_options;
    Indexer &m_indexer;
    std::unique_ptr<RecordRemover> m_remover;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    // Guarded by m_mutex:
    QList<RetentionRule> m_rules;
    bool m_touched = true;
    bool m_stopping = false;
    // The thread's own:
    bool m_timeMatters = false; // there is a removal, or a limit of age
    QHash<quint32, SegmentUse> m_settled; // segments with nothing to gain until their use changes
    std::optional<Error> m_reported;
    std::thread m_thread;
};

} // namespace mailweir

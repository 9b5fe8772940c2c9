// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/worker.h"
#include "core/store/body_log.h"
#include "core/store/index_file.h"
#include "core/store/indexer.h"
#include "core/store/log_writer.h"
#include "core/store/mail_store.h"
#include "core/store/search_indexer.h"
#include "core/store/sqlite_reader.h"
#include "core/store/store_files.h"
#include "core/store/store_lock.h"
#include "core/store/store_space.h"
#include "core/store/tidier.h"

#include <future>

namespace mailweir {

/// The body log with its SQLite index. Six threads: "store log", "store index", "store read",
/// "store tidy", and for searches "store search" (which keeps their index) and "store find".
class SqliteStore final : public MailStore {
public:
    /// For tests: small segments, disks that fail, a short backlog.
    struct Tuning {
        BodyLogOptions log;
        qint64 maxBacklog = 100'000; ///< messages; more would only fill memory
        Milliseconds tidyPause{1'000}; ///< see Tidier::Options
        Milliseconds tidyPoll{5'000};
        qint64 searchPartition = SearchFile::kPartitionSize;
        Milliseconds searchTidyAfter = kUndoTime + Milliseconds(60'000); ///< see SearchIndexer
    };

    SqliteStore(const StoreOptions &options, Classifier &classifier, const Clock &clock, Observer observer,
                const Tuning &tuning);
    ~SqliteStore() override;

    Result<void> open() override;
    /// Messages that are not committed by now are answered with Unavailable, later read jobs are dropped, searches end
    /// with Cancelled.
    void close() override;

    Result<void> admits(qint64 size) override;
    std::unique_ptr<Intake> beginMessage() override;
    bool congested() const override;

    void read(ReadJob job) override;
    void search(ReadJob job) override;
    void write(WriteJob job, Done done) override;
    void restore(RemovalId removal, std::function<void(Result<qint64>)> done) override;
    void setRetention(const QList<RetentionRule> &rules) override;

private:
    [[nodiscard]] Result<void> openAll();
    [[nodiscard]] Result<void> makeMedium();
    [[nodiscard]] Result<void> checkMedium() const;
    [[nodiscard]] Result<void> startThreads(IndexFile::State state, LogRecovery recovery,
                                            std::unique_ptr<RecordLog> log);
    /// Makes a reader on its thread; the future has how it opened.
    [[nodiscard]] std::future<Result<void>> openReader(Worker &thread, std::unique_ptr<SqliteReader> &reader);
    void apply(const Salvage &salvage);
    [[nodiscard]] Result<QList<MessageId>> lostByPowerCut(Database &database) const;
    void tellOfDamage(const IndexFile::State &state, qsizetype recovered) const;

    const StoreOptions m_options;
    const StoreFiles m_files;
    Classifier &m_classifier;
    const Clock &m_clock;
    const Observer m_observer;
    const Tuning m_tuning;

    std::atomic_bool m_closing = false; // ends searches
    std::unique_ptr<StoreLock> m_lock;
    std::unique_ptr<RecordMedium> m_medium;
    std::unique_ptr<StoreSpace> m_space;
    // In the order of their dependence; stopped the other way round by close().
    std::unique_ptr<Indexer> m_indexer;
    std::unique_ptr<Tidier> m_tidier;
    std::unique_ptr<SearchIndexer> m_search;
    std::unique_ptr<SqliteReader> m_reader; // made and destroyed on its worker
    std::unique_ptr<SqliteReader> m_finder; // likewise
    std::unique_ptr<LogWriter> m_writer;
    std::unique_ptr<Worker> m_readThread;
    std::unique_ptr<Worker> m_findThread;
};

} // namespace mailweir

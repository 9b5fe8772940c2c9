// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/worker.h"
#include "core/store/indexer.h"
#include "core/store/log_writer.h"
#include "core/store/mail_store.h"
#include "core/store/sqlite_reader.h"
#include "core/store/store_lock.h"

namespace mailweir {

/// The body log with its SQLite index. Three threads: "store log", "store index" and "store read".
class SqliteStore final : public MailStore {
public:
    /// For tests: small segments, disks that fail, a short backlog.
    struct Options {
        BodyLogOptions log;
        qint64 maxBacklog = 100'000; ///< messages; more would only fill memory
    };

    SqliteStore(const StoreLocation &location, Classifier &classifier, const Clock &clock, Observer observer,
                const Options &options);
    ~SqliteStore() override;

    Result<void> open() override;
    /// Messages that are not committed by now are answered with Unavailable, later read jobs are dropped.
    void close() override;

    Result<void> admits(qint64 size) override;
    std::unique_ptr<Intake> beginMessage() override;
    bool congested() const override;

    void read(ReadJob job) override;
    void write(WriteJob job, Done done) override;

private:
    struct LogState {
        LogPosition indexed;
        std::optional<LogPosition> recoveredUntil; ///< none: the database is new, all of the log is to come back
        MessageId last;
    };

    [[nodiscard]] Result<void> openAll();
    /// Opens, migrates, reads where the log was left; a damaged file is moved aside first.
    [[nodiscard]] Result<LogState> prepareDatabase(Database &database);
    [[nodiscard]] Result<LogState> tryDatabase(Database &database);
    [[nodiscard]] Result<void> moveDatabaseAside();
    /// Writes down where recovery ends, and that the database is in use.
    [[nodiscard]] static Result<void> markOpened(Database &database, LogPosition recoveredUntil);
    [[nodiscard]] Result<void> startThreads(LogState state, LogRecovery recovery, BodyLog log);

    const QString m_database;
    const QString m_logDirectory;
    Classifier &m_classifier;
    const Clock &m_clock;
    const Observer m_observer;
    const Options m_options;

    std::mutex m_spaceMutex;
    std::optional<SteadyTime> m_spaceAt; // guarded by m_spaceMutex
    qint64 m_spareBytes = 0; // likewise: free beyond the reserve

    std::unique_ptr<StoreLock> m_lock;
    // In the order of their dependence; stopped the other way round by close().
    std::unique_ptr<Indexer> m_indexer;
    std::unique_ptr<SqliteReader> m_reader; // made and destroyed on the worker
    std::unique_ptr<LogWriter> m_writer;
    std::unique_ptr<Worker> m_readThread;
};

} // namespace mailweir

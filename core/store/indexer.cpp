// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/indexer.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/store/sqlite_writer.h"

#include <future>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace mailweir {

namespace {

constexpr size_t kMaxBatch = 250;
constexpr qint64 kMaxBatchBytes = 16 * 1024 * 1024;
constexpr qint64 kMaxHeldBytes = 1024 * 1024; // beyond it messages are read again from the log
constexpr qint64 kEntryOverhead = 1024; // of an envelope in memory
constexpr Milliseconds kLinger{20};
constexpr size_t kFlood = 100; // messages in that time
constexpr Milliseconds kFloodLinger{500};
constexpr size_t kFloodBatch = 10'000;
constexpr Milliseconds kMaxLag{2000};
constexpr Milliseconds kRetry{1000};
constexpr Milliseconds kQuiet{300};
constexpr quint64 kBurst = 1000; // messages after which memory is worth freeing

qint64 heldBytes(const LogEntry &entry)
{
    return entry.envelope ? entry.raw.size() + kEntryOverhead + entry.envelope->transcript.size() : 0;
}

} // namespace

struct Indexer::Tools {
    Database database;
    LogReader log;
    MessageIndex index;

    Tools(const Options &options, Classifier &classifier)
        : log(options.log)
        , index(database, log, classifier, options.recoveredUntil)
    {
    }
};

Indexer::Indexer(const Options &options, Classifier &classifier, MailStore::Observer observer)
    : m_options(options)
    , m_classifier(classifier)
    , m_observer(std::move(observer))
{
}

Indexer::~Indexer()
{
    stop();
}

Result<void> Indexer::start()
{
    std::promise<Result<void>> started;
    auto result = started.get_future();
    m_thread = std::thread([this, &started] {
        nameThisThread("store index");
        m_priority = std::make_unique<YieldingThread>();
        Tools tools(m_options, m_classifier);
        const auto opened = tools.database.open(m_options.database, Database::Access::Write);
        started.set_value(opened);
        if (opened) {
            run(std::unique_lock(m_mutex), tools);
            finish(tools);
        }
    });
    return result.get();
}

void Indexer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        if (m_priority)
            m_priority->stepForward();
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Indexer::add(QList<LogEntry> entries)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        const size_t before = m_entries.size();
        if (before == 0)
            m_waitingSince = std::chrono::steady_clock::now();
        m_added += quint64(entries.size());
        for (LogEntry &entry : entries) {
            if (m_heldBytes + heldBytes(entry) > kMaxHeldBytes) {
                entry.envelope.reset();
                entry.raw.clear();
            }
            m_heldBytes += heldBytes(entry);
            m_entries.push_back(std::move(entry));
        }
        wake = before == 0 || (before < kFloodBatch && m_entries.size() >= kFloodBatch);
    }
    if (wake)
        m_wake.notify_one();
}

quint64 Indexer::ticket() const
{
    const std::lock_guard lock(m_mutex);
    return m_added;
}

qint64 Indexer::backlog() const
{
    const std::lock_guard lock(m_mutex);
    return qint64(m_added - m_indexed);
}

std::optional<Error> Indexer::failure() const
{
    const std::lock_guard lock(m_mutex);
    return m_failure;
}

bool Indexer::waitFor(quint64 ticket, Milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    if (m_indexed >= ticket)
        return true;
    m_hurryTo = std::max(m_hurryTo, ticket);
    m_priority->stepForward();
    m_wake.notify_one();
    m_progress.wait_for(lock, timeout, [&] { return m_indexed >= ticket || m_failure; });
    return m_indexed >= ticket;
}

void Indexer::write(MailStore::WriteJob job, MailStore::Done done)
{
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back({m_added, std::move(job), std::move(done)});
        m_priority->stepForward();
    }
    m_wake.notify_one();
}

void Indexer::run(std::unique_lock<std::mutex> lock, Tools &tools)
{
    while (true) {
        if (!m_jobs.empty() && (m_jobs.front().ticket <= m_indexed || m_failure)) {
            runJob(lock, tools);
        } else if (!m_entries.empty() && !(m_stopping && m_failure)) {
            linger(lock);
            index(lock, tools);
        } else if (m_stopping) {
            return;
        } else {
            rest(lock, tools);
        }
    }
}

bool Indexer::isAwaited() const
{
    return m_stopping || !m_jobs.empty() || m_hurryTo > m_indexed;
}

void Indexer::linger(std::unique_lock<std::mutex> &lock)
{
    if (m_failure) {
        m_wake.wait_for(lock, kRetry, [this] { return m_stopping || !m_jobs.empty(); });
        return;
    }
    // What has waited while the last batch was written has waited enough.
    m_wake.wait_until(lock, m_waitingSince + kLinger, [this] { return isAwaited(); });
    if (m_entries.size() >= kFlood) {
        m_wake.wait_until(lock, m_waitingSince + kFloodLinger,
                          [this] { return isAwaited() || m_entries.size() >= kFloodBatch; });
    }
    const bool late = std::chrono::steady_clock::now() > m_waitingSince + kMaxLag;
    if (isAwaited() || late)
        m_priority->stepForward();
    else
        m_priority->stepBack();
}

void Indexer::rest(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    const auto called = [this] {
        return m_stopping || !m_jobs.empty() || !m_entries.empty();
    };
    if (m_indexed - m_trimmedAt >= kBurst && !m_wake.wait_for(lock, kQuiet, called)) {
        m_trimmedAt = m_indexed;
        lock.unlock();
        (void)tools.database.execute(QStringLiteral("PRAGMA shrink_memory"));
#ifdef __GLIBC__
        ::malloc_trim(0); // else each thread's heap stays as large as it ever was
#endif
        lock.lock();
    }
    m_wake.wait(lock, called);
}

QList<LogEntry> Indexer::takeBatch()
{
    QList<LogEntry> batch;
    qint64 bytes = 0;
    while (!m_entries.empty() && size_t(batch.size()) < kMaxBatch && bytes < kMaxBatchBytes) {
        bytes += m_entries.front().location.length;
        m_heldBytes -= heldBytes(m_entries.front());
        batch.append(std::move(m_entries.front()));
        m_entries.pop_front();
    }
    return batch;
}

void Indexer::index(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    QList<LogEntry> batch = takeBatch();
    lock.unlock();
    auto change = tools.index.add(batch);
    if (change)
        m_observer(*change);
    else
        qCWarning(lcStore).noquote() << "the index could not be written:" << describe(change.error());
    lock.lock();
    if (change) {
        m_indexed += quint64(batch.size());
        m_failure.reset();
    } else {
        m_failure = change.error();
        m_damageSeen = m_damageSeen || m_failure->code == ErrorCode::Corrupt;
        for (auto entry = batch.rbegin(); entry != batch.rend(); ++entry) {
            m_heldBytes += heldBytes(*entry);
            m_entries.push_front(std::move(*entry));
        }
    }
    m_progress.notify_all();
}

void Indexer::runJob(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    Job job = std::move(m_jobs.front());
    m_jobs.pop_front();
    const std::optional<Error> failure = m_failure;
    lock.unlock();
    Result<void> result;
    if (failure) {
        result = *failure; // the job would not see all that it must see
    } else {
        SqliteWriter writer(tools.database, tools.index);
        StoreChange change;
        result = writer.transact(job.run, change);
        if (result)
            m_observer(change);
    }
    m_damageSeen = m_damageSeen || (!result && result.error().code == ErrorCode::Corrupt);
    if (job.done)
        job.done(result);
    job = {};
    lock.lock();
}

void Indexer::finish(Tools &tools)
{
    if (!m_damageSeen && !failure()) {
        if (const auto marked = tools.database.run("UPDATE log_state SET clean = 1"); !marked)
            qCWarning(lcStore).noquote() << "not closed cleanly:" << describe(marked.error());
    }
    (void)tools.database.execute(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
}

} // namespace mailweir

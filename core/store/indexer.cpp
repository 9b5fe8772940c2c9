// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/indexer.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/store/index_file.h"
#include "core/store/sqlite_writer.h"

#include <algorithm>
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
constexpr int kRestoredAtOnce = 250;

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
        : log(options.medium->makeSource())
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
        auto opened = tools.database.open(m_options.database, Database::Access::Write);
        if (opened)
            opened = tools.index.completeChunks();
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

bool Indexer::waitFor(quint64 ticket, SteadyTime until)
{
    std::unique_lock lock(m_mutex);
    if (m_indexed >= ticket)
        return true;
    m_hurryTo = std::max(m_hurryTo, ticket);
    m_priority->stepForward();
    m_wake.notify_one();
    m_progress.wait_until(lock, until, [&] { return m_indexed >= ticket || m_failure || m_waitsEnded; });
    return m_indexed >= ticket;
}

void Indexer::endWaits()
{
    {
        const std::lock_guard lock(m_mutex);
        m_waitsEnded = true;
    }
    m_progress.notify_all();
}

void Indexer::write(MailStore::WriteJob job, MailStore::Done done)
{
    addJob({0, std::move(job), std::move(done), {}, {}, false});
}

void Indexer::writeOnceIndexed(MailStore::WriteJob job, MailStore::Done done)
{
    addJob({0, std::move(job), std::move(done), {}, {}, true});
}

void Indexer::restore(RemovalId removal, std::function<void(Result<qint64>)> done)
{
    addJob({0, {}, {}, removal, std::move(done), false});
}

void Indexer::addJob(Job job)
{
    {
        const std::lock_guard lock(m_mutex);
        job.ticket = m_added;
        m_jobs.push_back(std::move(job));
        m_priority->stepForward();
    }
    m_wake.notify_one();
}

bool Indexer::isRestoring(RemovalId removal) const
{
    return std::any_of(m_restorations.begin(), m_restorations.end(),
                       [removal](const Restoration &restoration) { return restoration.removal == removal; });
}

void Indexer::addChore(quint64 ticket, Chore chore, Database::Durability durability, MailStore::Done done)
{
    {
        const std::lock_guard lock(m_mutex);
        m_chores.push_back({ticket, std::move(chore), durability, std::move(done)});
    }
    m_wake.notify_one();
}

void Indexer::run(std::unique_lock<std::mutex> lock, Tools &tools)
{
    while (true) {
        if (const auto next = nextJob(); next != m_jobs.end()) {
            Job job = std::move(*next);
            m_jobs.erase(next);
            runJob(lock, tools, std::move(job));
        } else if (!m_entries.empty() && !(m_stopping && m_failure)) {
            if (m_restorations.empty() || m_failure)
                linger(lock);
            index(lock, tools);
            runBesides(lock, tools);
        } else if (m_stopping) {
            return giveUpTheRest(lock);
        } else if (hasBesides()) {
            runBesides(lock, tools);
        } else {
            rest(lock, tools);
        }
    }
}

std::deque<Indexer::Job>::iterator Indexer::nextJob()
{
    return std::find_if(m_jobs.begin(), m_jobs.end(),
                        [this](const Job &job) { return job.ticket <= m_indexed || (m_failure && !job.mustSee); });
}

bool Indexer::isAwaited() const
{
    return m_stopping || !m_jobs.empty() || m_hurryTo > m_indexed;
}

void Indexer::linger(std::unique_lock<std::mutex> &lock)
{
    if (m_failure) {
        m_wake.wait_for(lock, kRetry, [this] { return m_stopping || nextJob() != m_jobs.end(); });
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
        return m_stopping || !m_jobs.empty() || !m_entries.empty() || !m_chores.empty();
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

void Indexer::runJob(std::unique_lock<std::mutex> &lock, Tools &tools, Job job)
{
    const std::optional<Error> failure = m_failure;
    lock.unlock();
    Result<void> result;
    if (job.restored) {
        beginRestoration(job, failure, tools);
    } else if (failure && !job.mustSee) {
        result = *failure; // the job would not see all that it must see
    } else {
        SqliteWriter writer(tools.database, tools.index, m_options.clock->now());
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

void Indexer::beginRestoration(Job &job, const std::optional<Error> &failure, Tools &tools)
{
    const Error unknown{ErrorCode::NotFound, QStringLiteral("removal %1").arg(job.removal.value), {}};
    const auto removedAt =
        failure ? Result<std::optional<Timestamp>>(*failure) : removalTime(tools.database, job.removal);
    if (!removedAt)
        job.restored(removedAt.error());
    else if (!*removedAt || m_options.clock->now() - **removedAt >= MailStore::kUndoTime)
        job.restored(unknown);
    else
        m_restorations.push_back({job.removal, std::move(job.restored), 0});
}

bool Indexer::canRunChore() const
{
    return !m_chores.empty() && (m_chores.front().ticket <= m_indexed || m_failure);
}

bool Indexer::hasBesides() const
{
    return !m_restorations.empty() || canRunChore();
}

void Indexer::runBesides(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    if (m_stopping)
        return;
    if (!m_restorations.empty())
        restoreSome(lock, tools);
    if (canRunChore())
        runChore(lock, tools);
}

void Indexer::restoreSome(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    lock.unlock();
    Restoration &next = m_restorations.front();
    const auto restored = restoreSlice(next.removal, tools);
    if (restored)
        next.count += *restored;
    if (!restored || *restored == 0) {
        next.done(restored ? Result<qint64>(next.count) : restored.error());
        m_restorations.pop_front();
    }
    lock.lock();
}

/// How many messages of the removal were dealt with; when it is none, the removal has ended.
Result<qint64> Indexer::restoreSlice(RemovalId removal, Tools &tools)
{
    const auto messages = removedMessages(tools.database, removal, kRestoredAtOnce);
    if (!messages)
        return messages.error();
    if (messages->isEmpty()) {
        const auto ended = transact(
            [removal](Database &database, MessageIndex &, StoreChange &) -> Result<bool> {
                Counters none;
                return forgetRemoval(database, removal, 1, none);
            },
            Database::Durability::Now, tools); // the answer is to hold
        return ended ? Result<qint64>(0) : ended.error();
    }
    const auto change = tools.index.restore(removal, *messages);
    if (!change)
        return change.error();
    m_observer(*change);
    return messages->size();
}

void Indexer::runChore(std::unique_lock<std::mutex> &lock, Tools &tools)
{
    ChoreEntry chore = std::move(m_chores.front());
    m_chores.pop_front();
    const std::optional<Error> failure = m_failure;
    lock.unlock();
    const auto more = failure ? Result<bool>(*failure) : transact(chore.run, chore.durability, tools);
    if (!more || !*more) {
        if (chore.done)
            chore.done(more ? Result<void>() : more.error());
        chore = {};
    }
    lock.lock();
    if (chore.run)
        m_chores.push_front(std::move(chore));
}

Result<bool> Indexer::transact(const Chore &chore, Database::Durability durability, Tools &tools)
{
    StoreChange change;
    Result<bool> more = false;
    Result<void> done = tools.database.begin(durability);
    if (done) {
        more = chore(tools.database, tools.index, change);
        done = more ? tools.database.commit() : Result<void>(more.error());
    }
    if (!done) {
        tools.database.rollback();
        tools.index.forgetAll();
        m_damageSeen = m_damageSeen || done.error().code == ErrorCode::Corrupt;
        return done.error();
    }
    m_observer(change);
    return more;
}

void Indexer::giveUpTheRest(std::unique_lock<std::mutex> &lock)
{
    const Error closed{ErrorCode::Unavailable, QStringLiteral("store"), QStringLiteral("closed")};
    const std::deque<Job> jobs = std::exchange(m_jobs, {}); // they never saw what they must see
    const std::deque<ChoreEntry> chores = std::exchange(m_chores, {});
    lock.unlock();
    for (const Job &job : jobs) {
        if (job.done)
            job.done(closed);
    }
    for (const Restoration &restoration : std::exchange(m_restorations, {}))
        restoration.done(closed);
    for (const ChoreEntry &chore : chores) {
        if (chore.done)
            chore.done(closed);
    }
    lock.lock();
}

void Indexer::finish(Tools &tools)
{
    if (m_damageSeen || !failure()) {
        const auto marked = tools.database.run("UPDATE log_state SET clean = ?",
                                               {m_damageSeen ? IndexFile::kSuspect : IndexFile::kClean});
        if (!marked)
            qCWarning(lcStore).noquote() << "not closed cleanly:" << describe(marked.error());
    }
    (void)tools.database.execute(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/tidier.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/store/retention.h"

#include <algorithm>
#include <future>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr int kRemovedAtOnce = 1'000;
constexpr int kForgottenAtOnce = 20'000;
constexpr qint64 kMuchDead = 64 * 1024 * 1024;

/// The lowest priority there is for the processor and for the disk, short of waiting until nobody else wants them.
void keepBehind()
{
    constexpr int kLowest = 19;
    constexpr int kWhoProcess = 1; // IOPRIO_WHO_PROCESS: a thread, given its id
    constexpr int kBestEffortLowest = (2 << 13) | 7; // IOPRIO_CLASS_BE
    ::setpriority(PRIO_PROCESS, id_t(::gettid()), kLowest);
    ::syscall(SYS_ioprio_set, kWhoProcess, ::gettid(), kBestEffortLowest);
}

/// Whether rewriting gives back enough for its work.
bool isWorthRewriting(const HeldSegment &held, qint64 live)
{
    const qint64 dead = held.bytes - live;
    return !held.packed || dead >= held.bytes / 2 || (dead > kMuchDead && dead > held.bytes / 4);
}

} // namespace

Tidier::Tidier(const Options &options, Indexer &indexer, const QList<RetentionRule> &rules)
    : m_options(options)
    , m_indexer(indexer)
    , m_remover(options.medium->makeRemover())
    , m_rules(rules)
{
}

Tidier::~Tidier()
{
    stop();
}

void Tidier::start()
{
    m_thread = std::thread([this] {
        nameThisThread("store tidy");
        keepBehind();
        run();
    });
}

void Tidier::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_remover->cancel();
    if (m_thread.joinable())
        m_thread.join();
}

void Tidier::setRetention(const QList<RetentionRule> &rules)
{
    {
        const std::lock_guard lock(m_mutex);
        m_rules = rules;
        m_touched = true;
    }
    m_wake.notify_one();
}

void Tidier::touch()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_touched, true))
            return;
    }
    m_wake.notify_one();
}

bool Tidier::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

void Tidier::run()
{
    Database database;
    const auto opened = database.open(m_options.database, Database::Access::Read);
    if (!opened) {
        report(opened);
        return;
    }
    std::unique_lock lock(m_mutex);
    while (!m_stopping) {
        const auto called = [this] {
            return m_stopping || m_touched;
        };
        if (m_timeMatters)
            m_wake.wait_for(lock, m_options.poll, called);
        else
            m_wake.wait(lock, called);
        m_wake.wait_for(lock, m_options.pause, [this] { return m_stopping; });
        if (m_stopping)
            return;
        m_touched = false;
        lock.unlock();
        tidy(database);
        lock.lock();
    }
}

void Tidier::tidy(Database &database)
{
    m_timeMatters = false;
    report(forgetRemovals());
    if (!isStopping())
        report(retain());
    if (!isStopping())
        report(giveSpaceBack(database));
}

void Tidier::report(const Result<void> &result)
{
    if (result || isStopping() || result.error().code == ErrorCode::Cancelled)
        return;
    if (m_reported != result.error())
        qCWarning(lcStore).noquote() << "the store could not be tidied:" << describe(result.error());
    m_reported = result.error();
    m_timeMatters = true; // it is tried again
}

Result<void> Tidier::doChore(quint64 ticket, Indexer::Chore chore, Database::Durability durability)
{
    std::promise<Result<void>> promise;
    m_indexer.addChore(ticket, std::move(chore), durability,
                       [&promise](const Result<void> &done) { promise.set_value(done); });
    return promise.get_future().get();
}

Result<void> Tidier::forgetRemovals()
{
    bool waiting = false;
    const auto done =
        doChore(0, [this, &waiting](Database &database, MessageIndex &index, StoreChange &) -> Result<bool> {
            const Timestamp expired = m_options.clock->now() - MailStore::kUndoTime;
            RemovalId removal;
            {
                auto rows = database.query("SELECT id, removed_at FROM removals ORDER BY id LIMIT 1");
                if (!rows)
                    return rows.error();
                if (!rows->next())
                    return false;
                waiting = rows->time(1) > expired;
                removal = {rows->integer(0)};
            }
            if (waiting || m_indexer.isRestoring(removal))
                return false;
            Counters counters;
            const auto ended = forgetRemoval(database, removal, kForgottenAtOnce, counters);
            if (!ended)
                return ended;
            index.forgetAll(); // groups may have gone
            const auto written = counters.flush(database);
            return written ? Result<bool>(!isStopping()) : written.error();
        });
    m_timeMatters = m_timeMatters || waiting;
    return done;
}

QList<RetentionRule> Tidier::rules() const
{
    const std::lock_guard lock(m_mutex);
    return m_rules;
}

Result<void> Tidier::retain()
{
    const QList<RetentionRule> limits = rules();
    if (std::any_of(limits.begin(), limits.end(), [](const RetentionRule &rule) { return rule.age > Milliseconds(0); }))
        m_timeMatters = true;
    // Each time by the rules of that moment: after setRetention() nothing more goes by older ones.
    return doChore(0, [this](Database &database, MessageIndex &index, StoreChange &change) -> Result<bool> {
        const auto more = applyRetention(database, index, rules(), m_options.clock->now(), kRemovedAtOnce, change);
        return more ? Result<bool>(*more && !isStopping()) : more;
    });
}

Result<void> Tidier::giveSpaceBack(Database &database)
{
    // In this order: pieces that lie before the first open message belong, when they are needed, to messages that the
    // indexer has been told of.
    quint32 limit = m_options.oldestOpenSegment();
    const auto indexed =
        doChore(m_indexer.ticket(), [&limit](Database &writing, MessageIndex &, StoreChange &) -> Result<bool> {
            {
                auto rows = writing.query("SELECT segment FROM log_state");
                if (!rows)
                    return rows.error();
                limit = rows->next() ? std::min(limit, quint32(rows->integer(0))) : 0;
            }
            Counters counters;
            const auto dropped = dropDeadChunks(writing, counters);
            const auto written = dropped ? counters.flush(writing) : dropped;
            return written ? Result<bool>(false) : written.error();
        });
    if (!indexed)
        return indexed;
    const auto held = m_remover->segments();
    if (!held)
        return held.error();
    const auto uses = segmentUses(database);
    if (!uses)
        return uses.error();
    QList<HeldSegment> sealed = *held;
    sealed.removeIf([limit](const HeldSegment &segment) { return segment.number >= limit; });
    // Those that only have to be removed need not wait for the packing of others.
    std::stable_partition(sealed.begin(), sealed.end(),
                          [&uses](const HeldSegment &segment) { return uses->value(segment.number).records == 0; });
    for (const HeldSegment &segment : std::as_const(sealed)) {
        if (isStopping())
            break;
        const SegmentUse use = uses->value(segment.number);
        if (use.unread > 0 || (m_settled.contains(segment.number) && m_settled.value(segment.number) == use))
            continue;
        const auto settled = tidySegment(database, segment, use);
        if (!settled && settled.error().code != ErrorCode::Corrupt)
            return settled.error();
        if (!settled)
            report(settled.error());
        if (!settled || *settled)
            m_settled.insert(segment.number, use);
        if (!isStopping())
            report(retain()); // nor does it wait for all of them
    }
    return {};
}

Result<bool> Tidier::tidySegment(Database &database, const HeldSegment &held, const SegmentUse &use)
{
    if (use.records > 0 && !isWorthRewriting(held, use.bytes))
        return true;
    Result<void> begun = database.begin(Database::Durability::Later); // all of it at one moment
    const auto live = begun ? liveRecords(database, held.number) : begun.error();
    database.rollback();
    if (!live)
        return live.error();
    qint64 bytes = 0;
    for (const RecordLocation &record : *live)
        bytes += record.length;
    const bool heldByBatches = bytes > use.bytes; // and that may end without notice
    if (!live->isEmpty() && !isWorthRewriting(held, bytes))
        return !heldByBatches;
    // Were the index to go back to where it still named them, they would be missed.
    Result<void> done = makeIndexDurable();
    if (done)
        done = m_remover->keepOnly(held.number, *live);
    if (done && live->isEmpty())
        done = forgetSegment(held.number);
    return done ? Result<bool>(!heldByBatches && !live->isEmpty()) : done.error();
}

Result<void> Tidier::makeIndexDurable()
{
    // A transaction that changes nothing would not be synced.
    return doChore(
        0,
        [](Database &database, MessageIndex &, StoreChange &) -> Result<bool> {
            const auto written = database.run("UPDATE log_state SET syncs = syncs + 1");
            return written ? Result<bool>(false) : written.error();
        },
        Database::Durability::Now);
}

Result<void> Tidier::forgetSegment(quint32 segment)
{
    m_settled.remove(segment);
    return doChore(0, [segment](Database &database, MessageIndex &, StoreChange &) -> Result<bool> {
        const auto gone = database.run("DELETE FROM segments WHERE number = ? AND records = 0", {segment});
        return gone ? Result<bool>(false) : gone.error();
    });
}

} // namespace mailweir

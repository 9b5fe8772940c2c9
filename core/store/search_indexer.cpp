// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_indexer.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/store/message_rows.h"

#include <algorithm>
#include <future>
#include <limits>

namespace mailweir {

namespace {

constexpr int kBatch = 1000; // messages a transaction
constexpr qsizetype kBatchCharacters = 4 * 1024 * 1024; // of their words
constexpr Milliseconds kLinger{100};
constexpr Milliseconds kHurry{1000};
constexpr int kReadTries = 3; // of a message's record
constexpr int kTidyPatience = 6; // how many times tidyAfter removals can put tidying off
constexpr Milliseconds kQuiet{500};

} // namespace

struct SearchIndexer::Tools {
    Database messages;
    LogReader log;
    SearchFile file;
    bool opened = false;
    SteadyTime madeAnewAt{};
    QHash<MessageId, int> failedReads; // by those that a disk did not give
    quint64 added = 0; // since memory was given back

    explicit Tools(const Options &options)
        : log(options.medium->makeSource())
        , file(options.search, options.partitionSize)
    {
    }
};

SearchIndexer::SearchIndexer(const Options &options)
    : m_options(options)
    , m_tidyAt(std::chrono::steady_clock::now() + options.tidyAfter)
    , m_tidyBy(*m_tidyAt + kTidyPatience * options.tidyAfter)
{
}

SearchIndexer::~SearchIndexer()
{
    stop();
}

void SearchIndexer::start()
{
    std::promise<void> started;
    auto ready = started.get_future();
    m_thread = std::thread([this, &started] {
        nameThisThread("store search");
        m_priority = std::make_unique<YieldingThread>();
        started.set_value();
        Tools tools(m_options);
        run(Lock(m_mutex), tools);
    });
    ready.get();
}

void SearchIndexer::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        if (m_priority)
            m_priority->stepForward();
    }
    m_wake.notify_one();
    m_progress.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void SearchIndexer::onChange(const StoreChange &change)
{
    bool wake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (!change.added.isEmpty())
            wake = !std::exchange(m_new, true);
        for (const MessageSummary &message : change.restored)
            m_late.append(message.id);
        wake = wake || !change.restored.isEmpty();
        if (change.allRemoved || !change.removed.isEmpty()) {
            const SteadyTime now = std::chrono::steady_clock::now();
            if (!m_tidyAt) {
                m_tidyBy = now + kTidyPatience * m_options.tidyAfter;
                wake = true;
            }
            m_tidyAt = std::min(now + m_options.tidyAfter, m_tidyBy);
        }
    }
    if (wake)
        m_wake.notify_one();
}

void SearchIndexer::hurry()
{
    const std::lock_guard lock(m_mutex);
    m_hurryUntil = std::chrono::steady_clock::now() + kHurry;
    m_priority->stepForward();
}

void SearchIndexer::waitUntilUsable(Milliseconds timeout)
{
    Lock lock(m_mutex);
    m_progress.wait_for(lock, timeout,
                        [this] { return m_stopping || (m_opened && m_late.isEmpty() && !m_addingLate); });
}

quint64 SearchIndexer::generation() const
{
    const std::lock_guard lock(m_mutex);
    return m_generation;
}

void SearchIndexer::reportDamage()
{
    {
        const std::lock_guard lock(m_mutex);
        m_damaged = true;
    }
    m_wake.notify_one();
}

bool SearchIndexer::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

void SearchIndexer::run(Lock lock, Tools &tools)
{
    while (!m_stopping) {
        if (const auto done = work(lock, tools); !done)
            onFailure(lock, tools, done.error());
        else
            rest(lock, tools);
    }
    if (tools.opened && m_late.isEmpty()) {
        if (const auto marked = tools.file.markClosed(); !marked)
            qCWarning(lcStore).noquote() << "the search index was not closed cleanly:" << describe(marked.error());
    }
}

/// All there is to do. Unlocked while it does it.
Result<void> SearchIndexer::work(Lock &lock, Tools &tools)
{
    if (std::exchange(m_damaged, false))
        return Error{ErrorCode::Corrupt, m_options.search, QStringLiteral("as a search has found")};
    m_new = false;
    const bool tidyNow = m_tidyAt && std::chrono::steady_clock::now() >= *m_tidyAt;
    if (tidyNow)
        m_tidyAt.reset();
    lock.unlock();
    Result<void> done = openFile(tools);
    bool more = bool(done);
    while (done && more) {
        const auto followed = follow(tools);
        done = followed ? Result<void>() : followed.error();
        more = followed && *followed;
        lock.lock();
        if (std::chrono::steady_clock::now() > m_hurryUntil && !m_stopping)
            m_priority->stepBack();
        const QList<MessageId> late = done ? std::exchange(m_late, {}) : QList<MessageId>();
        m_addingLate = !late.isEmpty();
        const bool goesOn = !m_stopping && !m_damaged;
        lock.unlock();
        if (done && !late.isEmpty()) {
            done = addLate(tools, late);
            lock.lock();
            m_addingLate = false;
            if (!done || m_stopping)
                m_late = late + m_late;
            lock.unlock();
        }
        more = more && goesOn;
    }
    if (done && tidyNow)
        done = tidy(tools);
    lock.lock();
    m_progress.notify_all();
    return done;
}

/// Waits for work; gives back memory first when there was much.
void SearchIndexer::rest(Lock &lock, Tools &tools)
{
    const auto called = [this] {
        return m_stopping || m_new || m_damaged || !m_late.isEmpty();
    };
    if (tools.added >= kBatch && !m_wake.wait_for(lock, kQuiet, called)) {
        tools.added = 0;
        lock.unlock();
        tools.file.rest();
        lock.lock();
    }
    if (const auto tidyAt = m_tidyAt)
        m_wake.wait_until(lock, *tidyAt, called);
    else
        m_wake.wait(lock, [&] { return called() || m_tidyAt; });
    // A few more may follow at once; they cost less together. What came back is waited for.
    if (!m_stopping && m_late.isEmpty())
        m_wake.wait_for(lock, kLinger, [this] { return m_stopping || m_damaged || !m_late.isEmpty(); });
}

Result<void> SearchIndexer::openFile(Tools &tools)
{
    if (tools.opened)
        return {};
    tools.messages.close();
    if (const auto connected = tools.messages.open(m_options.index, Database::Access::Read); !connected)
        return connected;
    Result<void> opened = tools.file.open(m_options.origin);
    if (!opened && opened.error().code == ErrorCode::Corrupt) {
        qCWarning(lcStore).noquote() << "the search index is made anew:" << describe(opened.error());
        if (const auto removed = tools.file.remove(); !removed)
            return removed;
        opened = tools.file.open(m_options.origin);
    }
    if (opened)
        opened = attachSearchFile(tools.messages, m_options.search);
    if (!opened)
        return opened;
    const auto missed = tools.file.wasClosed() ? QList<MessageId>() : missedMessages(tools);
    if (!missed)
        return missed.error();
    tools.opened = true;
    const std::lock_guard lock(m_mutex);
    m_late += *missed;
    m_generation = ++m_openings;
    m_opened = true;
    m_progress.notify_all();
    return {};
}

/// Those that came back shortly before the program ended without a word.
Result<QList<MessageId>> SearchIndexer::missedMessages(Tools &tools)
{
    auto rows = tools.messages.query("SELECT m.id, m.salt FROM messages m WHERE m.id <= ? AND NOT EXISTS "
                                     "(SELECT 1 FROM search.documents d WHERE d.id = m.id)",
                                     {tools.file.last()});
    if (!rows)
        return rows.error();
    QList<MessageId> missed;
    while (rows->next())
        missed.append({quint64(rows->integer(0)), quint64(rows->integer(1))});
    if (const auto status = rows->status(); !status)
        return status.error();
    return missed;
}

/// A damaged file is made anew; with any other trouble it is tried again later. Searches look at the messages
/// meanwhile.
void SearchIndexer::onFailure(Lock &lock, Tools &tools, const Error &error)
{
    qCWarning(lcStore).noquote() << "the search index could not be written:" << describe(error);
    m_new = true;
    m_opened = true;
    const bool anew = error.code == ErrorCode::Corrupt;
    if (anew)
        m_generation = 0;
    m_progress.notify_all();
    lock.unlock();
    if (anew) {
        tools.messages.close();
        tools.file.close();
        tools.opened = false;
        if (const auto removed = tools.file.remove(); !removed)
            qCWarning(lcStore).noquote() << describe(removed.error());
    }
    lock.lock();
    // At once, unless the last one did not live long.
    const auto now = std::chrono::steady_clock::now();
    if (!anew || now < tools.madeAnewAt + m_options.retryAfter)
        m_wake.wait_for(lock, m_options.retryAfter, [this] { return m_stopping; });
    tools.madeAnewAt = now;
}

/// An error that may pass is waited out, but not for ever: everything behind the message would wait with it.
bool SearchIndexer::isGivenUp(Tools &tools, const MessageId &id, const Error &error)
{
    if (isLoss(error))
        return true;
    int &tries = tools.failedReads[id];
    if (++tries == kReadTries)
        qCWarning(lcStore).noquote() << "the search index goes on without the text of message" << id.text() << ':'
                                     << describe(error);
    return tries >= kReadTries;
}

Result<std::vector<SearchDocument>> SearchIndexer::documents(Tools &tools, quint64 after, quint64 upTo,
                                                             quint64 &reached)
{
    static const QString sql = QStringLiteral("SELECT %1 FROM messages WHERE id > ? AND id <= ? ORDER BY id LIMIT %2")
                                   .arg(QLatin1StringView(kMessageColumns))
                                   .arg(kBatch);
    QList<StoredMessage> messages; // first, so that no read transaction lasts
    {
        auto rows = tools.messages.query(sql, {after, upTo});
        if (!rows)
            return rows.error();
        while (rows->next())
            messages.append(storedMessageFromRow(*rows));
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    std::vector<SearchDocument> documents;
    qsizetype characters = 0;
    Result<void> read; // all of the batch are tried, so that many bad ones do not take their turns at waiting
    for (const StoredMessage &message : std::as_const(messages)) {
        const auto logged = tools.log.message(message.location, kMaxSearched);
        if (!logged && !isGivenUp(tools, message.summary.id, logged.error())) {
            read = logged.error();
            continue;
        }
        documents.push_back(searchDocument(message.summary, logged ? &*logged : nullptr));
        characters += documents.back().words.size();
        reached = message.summary.id.order;
        if (characters >= kBatchCharacters)
            break;
    }
    if (!read)
        return read.error();
    return documents;
}

Result<bool> SearchIndexer::follow(Tools &tools)
{
    quint64 reached = tools.file.last();
    const auto added = documents(tools, reached, quint64(std::numeric_limits<qint64>::max()), reached);
    if (!added)
        return added.error();
    if (added->empty())
        return false;
    if (const auto done = tools.file.add(*added, reached); !done)
        return done.error();
    tools.added += added->size();
    return true;
}

Result<void> SearchIndexer::addLate(Tools &tools, const QList<MessageId> &ids)
{
    quint64 first = std::numeric_limits<quint64>::max();
    quint64 last = 0;
    for (const MessageId &id : ids) {
        if (id.order > tools.file.last())
            continue; // yet to come
        const auto known = tools.file.contains(id);
        if (!known)
            return known.error();
        if (*known)
            continue;
        first = std::min(first, id.order);
        last = std::max(last, id.order);
    }
    if (last == 0)
        return {};
    const auto partitions = tools.file.partitions();
    if (!partitions)
        return partitions.error();
    if (partitions->isEmpty())
        return tools.file.rewind(first - 1);
    // Newest first. Each takes what lies between it and the next older one; the newest also what is newer, the oldest
    // what is older.
    quint64 upper = tools.file.last();
    for (qsizetype i = 0; i < partitions->size() && !isStopping(); ++i) {
        const SearchPartition &partition = partitions->at(i);
        const quint64 lower = i + 1 < partitions->size() ? partitions->at(i + 1).last : 0;
        if (first <= upper && last > lower) {
            if (const auto made = remake(tools, partition, lower + 1, upper); !made)
                return made;
        }
        upper = lower;
    }
    return {};
}

Result<void> SearchIndexer::remake(Tools &tools, const SearchPartition &old, quint64 first, quint64 last)
{
    QList<SearchPartition> copies;
    Result<void> done = copy(tools, first, last, copies);
    if (done && isStopping())
        return {}; // what is unfinished goes when the file is opened again
    if (done)
        done = tools.file.replace(old, copies);
    if (done)
        return {};
    for (const SearchPartition &unfinished : std::as_const(copies)) {
        if (const auto dropped = tools.file.drop(unfinished); !dropped)
            break; // likewise
    }
    return done;
}

/// Ends early when the thread is to stop.
Result<void> SearchIndexer::copy(Tools &tools, quint64 first, quint64 last, QList<SearchPartition> &copies)
{
    quint64 reached = first - 1;
    while (!isStopping()) {
        const auto next = documents(tools, reached, last, reached);
        if (!next)
            return next.error();
        if (next->empty())
            return {};
        if (copies.isEmpty() || copies.last().documents >= m_options.partitionSize) {
            const auto begun = tools.file.beginCopy();
            if (!begun)
                return begun.error();
            copies.append(*begun);
        }
        if (const auto done = tools.file.addToCopy(copies.last(), *next); !done)
            return done;
    }
    return {};
}

Result<qint64> SearchIndexer::living(Tools &tools, const SearchPartition &partition)
{
    auto rows = tools.messages.query("SELECT COUNT(*) FROM search.documents d CROSS JOIN messages m ON m.id = d.id "
                                     "WHERE d.id BETWEEN ? AND ?",
                                     {partition.first, partition.last});
    if (!rows)
        return rows.error();
    return rows->next() ? Result(rows->integer(0)) : rows->status().error();
}

Result<void> SearchIndexer::tidy(Tools &tools)
{
    const auto partitions = tools.file.partitions();
    if (!partitions)
        return partitions.error();
    for (const SearchPartition &partition : *partitions) {
        if (isStopping())
            break;
        const auto live = living(tools, partition);
        if (!live)
            return live.error();
        Result<void> done;
        if (*live == 0)
            done = tools.file.drop(partition);
        else if (*live * 2 < partition.documents)
            done = remake(tools, partition, partition.first, partition.last);
        if (!done)
            return done;
    }
    return {};
}

} // namespace mailweir

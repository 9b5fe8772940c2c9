// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_store.h"

#include "core/base/logging.h"
#include "core/store/counters.h"
#include "core/store/log_reader.h"
#include "core/store/memory_medium.h"
#include "core/store/message_rows.h"
#include "core/store/row_medium.h"
#include "core/store/segment_medium.h"
#include "core/store/segment_source.h"

#include <QFile>

#include <future>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace mailweir {

namespace {

constexpr Milliseconds kReadWait{10'000};
constexpr Milliseconds kSearchWait{2'000};
constexpr qint64 kMaxQueuedBytes = 16 * 1024 * 1024;
constexpr qsizetype kMarksAtOnce = 1000;
constexpr Milliseconds kUnsyncedTime{10'000}; // the log syncs every second, if the disk keeps up

bool saysSomething(const StoreChange &change)
{
    return change.allRemoved || !change.added.isEmpty() || !change.removed.isEmpty() || !change.restored.isEmpty()
        || !change.marked.isEmpty() || !change.groups.isEmpty() || !change.removedGroups.isEmpty()
        || !change.batches.isEmpty() || !change.deliveries.isEmpty() || !change.problems.isEmpty();
}

/// The general limit of bytes, lowered to what a store in memory can hold.
QList<RetentionRule> fitToMemory(QList<RetentionRule> rules)
{
    auto general =
        std::find_if(rules.begin(), rules.end(), [](const RetentionRule &rule) { return rule.project.isEmpty(); });
    if (general == rules.end())
        general = rules.insert(rules.end(), RetentionRule{});
    const qint64 most = MemorySpace::retentionBytes();
    general->bytes = general->bytes > 0 ? std::min(general->bytes, most) : most;
    return rules;
}

/// The end of the time that a question waits for the index, its time in the queue included.
SteadyTime waitsUntil()
{
    return std::chrono::steady_clock::now() + kReadWait;
}

/// Bodies come and go by the thousand, up to a chunk's size. By default glibc would map and unmap pages for each one
/// above 128 KB; like this they stay in the heap, which the indexer trims when it rests.
void keepBodiesInTheHeap()
{
#ifdef __GLIBC__
    ::mallopt(M_MMAP_THRESHOLD, 2 * int(kChunkSize));
    ::mallopt(M_TRIM_THRESHOLD, 2 * int(kChunkSize));
#endif
}

/// What lies between the damaged places may be read by other means; the tidier is to leave it where it is.
Result<void> keepDamaged(Database &database, const QList<quint32> &segments)
{
    if (segments.isEmpty())
        return {};
    Counters counters;
    for (const quint32 segment : segments)
        counters.miss(segment);
    Result<void> done = database.begin();
    if (done)
        done = counters.flush(database);
    return done ? database.commit() : done;
}

} // namespace

std::unique_ptr<MailStore> makeStore(const StoreOptions &options, Classifier &classifier, const Clock &clock,
                                     MailStore::Observer observer)
{
    return std::make_unique<SqliteStore>(options, classifier, clock, std::move(observer), SqliteStore::Tuning{});
}

SqliteStore::SqliteStore(const StoreOptions &options, Classifier &classifier, const Clock &clock, Observer observer,
                         const Tuning &tuning)
    : m_options(options)
    , m_files(storeFiles(options))
    , m_classifier(classifier)
    , m_clock(clock)
    , m_observer(std::move(observer))
    , m_tuning(tuning)
{
}

SqliteStore::~SqliteStore()
{
    close();
}

Result<void> SqliteStore::open()
{
    const auto opened = openAll();
    if (!opened)
        close();
    return opened;
}

Result<void> SqliteStore::openAll()
{
    m_closing = false;
    keepBodiesInTheHeap();
    if (const auto made = makeMedium(); !made)
        return made;
    Database database; // closed after the threads have theirs: the last one to close would write everything back
    IndexFile index(m_files.index);
    auto state = m_options.rebuildIndex ? index.replace(database) : index.open(database);
    if (!state)
        return state.error();
    auto log = m_medium->makeLog();
    auto recovery = log->open(state->indexed);
    if (!recovery)
        return recovery.error();
    if (!state->recoveredUntil) {
        state->recoveredUntil = recovery->end;
        if (!recovery->entries.isEmpty() && !m_options.rebuildIndex)
            qCWarning(lcStore).noquote() << m_files.index << "was lost;" << recovery->entries.size()
                                         << "messages come back from the log";
    }
    if (!state->clean && m_options.durability == Durability::Normal) {
        if (const auto lost = lostByPowerCut(database); !lost)
            return lost.error();
        else if (!lost->isEmpty())
            state->salvage.removals.append(*lost);
    }
    if (const auto kept = keepDamaged(database, recovery->damaged); !kept)
        return kept;
    if (const auto marked = IndexFile::markOpened(database, *state->recoveredUntil); !marked)
        return marked;
    const qsizetype recovered = recovery->entries.size();
    if (const auto started = startThreads(*state, std::move(*recovery), std::move(log)); !started)
        return started;
    if (state->damaged)
        tellOfDamage(*state, recovered);
    return {};
}

/// With Durability::Normal a power cut may leave the index ahead of the log, by no more than the time between two
/// syncs.
Result<QList<MessageId>> SqliteStore::lostByPowerCut(Database &database) const
{
    const auto source = m_medium->makeSource();
    auto rows = database.query("SELECT id, salt, segment, position, length, received FROM messages ORDER BY id DESC");
    if (!rows)
        return rows.error();
    QList<MessageId> lost;
    std::optional<Timestamp> newest;
    while (rows->next()) {
        const Timestamp received = rows->time(5);
        if (!newest)
            newest = received;
        if (received < *newest - kUnsyncedTime)
            break;
        const RecordLocation location = locationFromRow(*rows, 2);
        if (const auto record = source->record(location); !record && isLoss(record.error()))
            lost.append({quint64(rows->integer(0)), quint64(rows->integer(1))});
    }
    if (!lost.isEmpty())
        qCCritical(lcStore) << lost.size() << "messages were not on the disk yet when the power went; they are gone";
    return lost;
}

void SqliteStore::tellOfDamage(const IndexFile::State &state, qsizetype recovered) const
{
    StoreChange change;
    change.problems.append({ErrorCode::Corrupt, m_files.index,
                            QStringLiteral("it was moved to %1 and made anew: %2 messages came back, with the marks of "
                                           "%3; %4 batches and %5 deliveries could be read, and what was still to be "
                                           "sent is held")
                                .arg(*state.damaged)
                                .arg(recovered)
                                .arg(state.salvage.marks.size())
                                .arg(state.salvage.batches)
                                .arg(state.salvage.deliveries)});
    qCWarning(lcStore).noquote() << describe(change.problems.first());
    m_observer(change);
}

/// Makes what holds the records and the room for them, and locks the store.
Result<void> SqliteStore::makeMedium()
{
    if (m_files.inMemory) {
        auto memory = std::make_unique<MemoryMedium>(m_tuning.log.segmentTarget);
        m_space = std::make_unique<MemorySpace>([medium = memory.get()] { return medium->bytes(); });
        m_medium = std::move(memory);
        return {};
    }
    if (const auto created = BodyLog(m_files.directory, m_tuning.log).createDirectory(); !created)
        return created;
    auto lock = StoreLock::take(m_files.directory, m_files.index);
    if (!lock)
        return lock.error();
    m_lock = std::move(*lock);
    if (const auto fits = checkMedium(); !fits)
        return fits;
    if (m_options.bodiesInDatabase)
        m_medium = std::make_unique<RowMedium>(m_files.bodies, m_tuning.log.segmentTarget);
    else
        m_medium = std::make_unique<SegmentMedium>(m_files.directory, m_tuning.log);
    m_space = std::make_unique<DiskSpace>(m_files.directory, m_clock);
    return {};
}

/// The index knows records by their place, so a store stays with the medium that it was begun with.
Result<void> SqliteStore::checkMedium() const
{
    if (m_options.bodiesInDatabase ? segmentNumbersIn(m_files.directory).isEmpty() : !QFile::exists(m_files.bodies))
        return {};
    return Error{ErrorCode::Conflict, m_files.index,
                 m_options.bodiesInDatabase ? QStringLiteral("its mail is in files; leave ?bodies=database out")
                                            : QStringLiteral("its mail is in a database; add ?bodies=database")};
}

Result<void> SqliteStore::startThreads(IndexFile::State state, LogRecovery recovery, std::unique_ptr<RecordLog> log)
{
    for (const LogEntry &entry : std::as_const(recovery.entries))
        state.last = std::max(state.last, entry.id);
    m_indexer =
        std::make_unique<Indexer>(Indexer::Options{m_files.index, m_medium.get(), *state.recoveredUntil, &m_clock},
                                  m_classifier, [this](const StoreChange &change) {
                                      if (saysSomething(change))
                                          m_observer(change);
                                      m_tidier->touch();
                                      m_search->onChange(change);
                                  });
    m_tidier = std::make_unique<Tidier>(Tidier::Options{m_files.index, m_medium.get(), &m_clock,
                                                        [this] { return m_writer->oldestOpenSegment(); },
                                                        m_tuning.tidyPause, m_tuning.tidyPoll},
                                        *m_indexer, QList<RetentionRule>());
    m_search = std::make_unique<SearchIndexer>(SearchIndexer::Options{m_files.index, m_files.search, m_medium.get(),
                                                                      *state.recoveredUntil, m_tuning.searchPartition,
                                                                      m_tuning.searchTidyAfter});
    m_readThread = std::make_unique<Worker>("store read");
    m_findThread = std::make_unique<Worker>("store find");
    auto reader = openReader(*m_readThread, m_reader);
    auto finder = openReader(*m_findThread, m_finder);
    const auto started = m_indexer->start(); // meanwhile
    for (const auto &result : {reader.get(), finder.get(), started}) {
        if (!result)
            return result;
    }
    m_search->start();
    m_indexer->add(std::move(recovery.entries));
    apply(state.salvage);
    setRetention(m_options.retention);

    m_writer = std::make_unique<LogWriter>(std::move(log), state.last, m_clock,
                                           m_options.durability == Durability::Normal ? LogWriter::Sync::Later
                                                                                      : LogWriter::Sync::Always,
                                           [this](QList<LogEntry> entries) { m_indexer->add(std::move(entries)); });
    m_writer->start();
    m_tidier->start();
    return {};
}

std::future<Result<void>> SqliteStore::openReader(Worker &thread, std::unique_ptr<SqliteReader> &reader)
{
    auto opened = std::make_shared<std::promise<Result<void>>>();
    thread.post([this, opened, &reader] {
        reader = std::make_unique<SqliteReader>(
            m_files.index, m_medium->makeSource(), [this] { return m_indexer->backlog(); }, m_files.search, *m_search,
            m_closing);
        opened->set_value(reader->open());
    });
    return opened->get_future();
}

/// Once the messages are back, these are again what they were.
void SqliteStore::apply(const Salvage &salvage)
{
    const QList<MessageMarks> &marks = salvage.marks;
    const auto report = [](const Result<void> &done) {
        if (!done)
            qCCritical(lcStore).noquote() << "marks or removals did not come back:" << describe(done.error());
    };
    for (qsizetype from = 0; from < marks.size(); from += kMarksAtOnce) {
        m_indexer->writeOnceIndexed(
            [some = marks.mid(from, kMarksAtOnce)](StoreWriter &writer) -> Result<void> {
                QList<MessageId> read;
                QList<MessageId> pinned;
                for (const MessageMarks &mark : some) {
                    if (mark.read)
                        read.append(mark.id);
                    if (mark.pinned)
                        pinned.append(mark.id);
                    const auto tagged = mark.tags.isEmpty() ? Result<void>() : writer.setTags({mark.id}, mark.tags);
                    if (!tagged)
                        return tagged;
                }
                const auto marked = writer.markRead(read, true);
                return marked ? writer.setPinned(pinned, true) : marked;
            },
            report);
    }
    for (const QList<MessageId> &removed : salvage.removals) {
        m_indexer->writeOnceIndexed(
            [removed](StoreWriter &writer) -> Result<void> {
                const auto removal = writer.removeMessages(removed);
                return removal ? Result<void>() : removal.error();
            },
            report);
    }
}

void SqliteStore::close()
{
    m_closing = true;
    if (m_writer)
        m_writer->stop();
    if (m_readThread) {
        m_indexer->endWaits();
        m_readThread->post([this] { m_reader.reset(); });
        m_findThread->post([this] { m_finder.reset(); });
        m_readThread->stop();
        m_findThread->stop();
    }
    if (m_search)
        m_search->stop();
    if (m_tidier)
        m_tidier->stop();
    if (m_indexer)
        m_indexer->stop();
    m_lock.reset();
}

Result<void> SqliteStore::admits(qint64 size)
{
    // An index that cannot be written may never catch up: then clients are told so instead of being kept waiting.
    if (const auto failure = m_indexer->failure(); failure && m_indexer->backlog() > m_tuning.maxBacklog)
        return Error{ErrorCode::Io, m_files.index, describe(*failure)};
    return m_space->admits(size);
}

std::unique_ptr<Intake> SqliteStore::beginMessage()
{
    return std::make_unique<LogIntake>(*m_writer);
}

bool SqliteStore::congested() const
{
    return m_writer->queuedBytes() > kMaxQueuedBytes
        || (m_indexer->backlog() > m_tuning.maxBacklog && !m_indexer->failure());
}

void SqliteStore::read(ReadJob job)
{
    m_readThread->post([this, ticket = m_indexer->ticket(), until = waitsUntil(), job = std::move(job)] {
        if (!m_reader)
            return; // closed meanwhile
        if (!m_indexer->waitFor(ticket, until) && !m_closing)
            qCWarning(lcStore) << "an answer is given although the index lags behind";
        m_reader->run(job);
    });
}

void SqliteStore::search(ReadJob job)
{
    m_findThread->post([this, ticket = m_indexer->ticket(), until = waitsUntil(), job = std::move(job)] {
        if (!m_finder)
            return; // closed meanwhile
        m_search->hurry();
        if (!m_indexer->waitFor(ticket, until) && !m_closing)
            qCWarning(lcStore) << "an answer is given although the index lags behind";
        if (!m_closing)
            m_search->waitUntilUsable(kSearchWait);
        m_finder->run(job);
    });
}

void SqliteStore::write(WriteJob job, Done done)
{
    m_indexer->write(std::move(job), std::move(done));
}

void SqliteStore::restore(RemovalId removal, std::function<void(Result<qint64>)> done)
{
    m_indexer->restore(removal, std::move(done));
}

void SqliteStore::setRetention(const QList<RetentionRule> &rules)
{
    // In turn with other jobs: what is still to be pinned again must not go before it is.
    m_indexer->writeOnceIndexed([](StoreWriter &) { return Result<void>(); },
                                [this, rules](const Result<void> &done) {
                                    if (done)
                                        m_tidier->setRetention(m_files.inMemory ? fitToMemory(rules) : rules);
                                });
}

} // namespace mailweir

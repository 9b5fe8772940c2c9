// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_store.h"

#include "core/base/logging.h"
#include "core/store/migrator.h"

#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <fcntl.h>
#include <future>
#include <sys/statvfs.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace mailweir {

namespace {

constexpr Milliseconds kReadWait{10'000};
constexpr Milliseconds kSpaceAge{1000};
constexpr qint64 kMaxQueuedBytes = 16 * 1024 * 1024;
constexpr qint64 kReserveBytes = 1024LL * 1024 * 1024;
constexpr qint64 kReservePart = 20; // 1/20 = 5 %

QString logDirectoryOf(const QString &database)
{
    const QFileInfo info(database);
    return info.absolutePath() + u'/' + info.completeBaseName() + QStringLiteral(".log");
}

/// SQLite would make it with the mask's rights.
Result<void> createPrivateFile(const QString &path)
{
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return systemError(path, errno);
    ::close(fd);
    return {};
}

/// Damage in one table shows only when it is touched, so it is looked for whenever there is reason to.
Result<void> check(Database &database, const QString &path)
{
    auto rows = database.query("PRAGMA quick_check(1)");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status();
    const QString verdict = rows->text(0).simplified();
    return verdict == QLatin1String("ok") ? Result<void>() : Error{ErrorCode::Corrupt, path, verdict};
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

} // namespace

std::unique_ptr<MailStore> makeSqliteStore(const StoreLocation &location, Classifier &classifier, const Clock &clock,
                                           MailStore::Observer observer)
{
    return std::make_unique<SqliteStore>(location, classifier, clock, std::move(observer), SqliteStore::Options{});
}

SqliteStore::SqliteStore(const StoreLocation &location, Classifier &classifier, const Clock &clock, Observer observer,
                         const Options &options)
    : m_database(location.database)
    , m_logDirectory(logDirectoryOf(location.database))
    , m_classifier(classifier)
    , m_clock(clock)
    , m_observer(std::move(observer))
    , m_options(options)
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
    keepBodiesInTheHeap();
    BodyLog log(m_logDirectory, m_options.log);
    if (const auto created = log.createDirectory(); !created)
        return created;
    auto lock = StoreLock::take(m_logDirectory, m_database);
    if (!lock)
        return lock.error();
    m_lock = std::move(*lock);
    Database database; // closed after the threads have theirs: the last one to close would write everything back
    auto state = prepareDatabase(database);
    if (!state)
        return state.error();
    auto recovery = log.open(state->indexed);
    if (!recovery)
        return recovery.error();
    if (!state->recoveredUntil) {
        state->recoveredUntil = recovery->end;
        if (!recovery->entries.isEmpty())
            qCWarning(lcStore).noquote() << m_database << "was lost;" << recovery->entries.size()
                                         << "messages come back from the log";
    }
    if (const auto marked = markOpened(database, *state->recoveredUntil); !marked)
        return marked;
    return startThreads(*state, std::move(*recovery), std::move(log));
}

Result<SqliteStore::LogState> SqliteStore::prepareDatabase(Database &database)
{
    auto state = tryDatabase(database);
    if (state || state.error().code != ErrorCode::Corrupt)
        return state;
    qCCritical(lcStore).noquote() << describe(state.error());
    database.close();
    if (const auto moved = moveDatabaseAside(); !moved)
        return moved.error();
    return tryDatabase(database);
}

Result<SqliteStore::LogState> SqliteStore::tryDatabase(Database &database)
{
    if (const auto created = createPrivateFile(m_database); !created)
        return created.error();
    if (const auto opened = database.open(m_database, Database::Access::Write); !opened)
        return opened.error();
    if (const auto migrated = Migrator(database, m_database).migrate(); !migrated)
        return migrated.error();
    auto rows = database.query("SELECT segment, position, last_id, recovered_segment, recovered_position, clean "
                               "FROM log_state");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return Error{ErrorCode::Corrupt, m_database, QStringLiteral("log_state is empty")};
    if (rows->integer(5) == 0) {
        if (const auto sound = check(database, m_database); !sound)
            return sound.error();
    }
    LogState state;
    state.indexed = {quint32(rows->integer(0)), rows->integer(1)};
    state.last.order = quint64(rows->integer(2));
    if (rows->integer(4) >= 0)
        state.recoveredUntil = {quint32(rows->integer(3)), rows->integer(4)};
    return state;
}

Result<void> SqliteStore::moveDatabaseAside()
{
    QString aside;
    for (int n = 1; aside.isEmpty() || QFile::exists(aside); ++n)
        aside = m_database + QStringLiteral(".damaged-%1").arg(n);
    for (const char *suffix : {"", "-wal", "-shm"}) {
        const QString path = m_database + QLatin1String(suffix);
        if (QFile::exists(path) && !QFile::rename(path, aside + QLatin1String(suffix)))
            return Error{ErrorCode::Io, path, QStringLiteral("cannot be moved aside")};
    }
    qCCritical(lcStore).noquote() << "moved to" << aside << "; the messages come back from the log";
    return {};
}

Result<void> SqliteStore::markOpened(Database &database, LogPosition recoveredUntil)
{
    Result<void> done = database.begin();
    if (done) {
        done = database.run("UPDATE log_state SET recovered_segment = ?, recovered_position = ?, clean = 0",
                            {recoveredUntil.segment, recoveredUntil.offset});
    }
    return done ? database.commit() : done;
}

Result<void> SqliteStore::startThreads(LogState state, LogRecovery recovery, BodyLog log)
{
    for (const LogEntry &entry : std::as_const(recovery.entries))
        state.last = std::max(state.last, entry.id);
    m_indexer = std::make_unique<Indexer>(Indexer::Options{m_database, m_logDirectory, *state.recoveredUntil},
                                          m_classifier, m_observer);
    m_readThread = std::make_unique<Worker>("store read");
    std::promise<Result<void>> opened;
    m_readThread->post([this, &opened] {
        m_reader = std::make_unique<SqliteReader>(m_database, m_logDirectory, [this] { return m_indexer->backlog(); });
        opened.set_value(m_reader->open());
    });
    const auto started = m_indexer->start(); // meanwhile
    if (const auto result = opened.get_future().get(); !result)
        return result;
    if (!started)
        return started;
    m_indexer->add(std::move(recovery.entries));

    m_writer = std::make_unique<LogWriter>(std::move(log), state.last, m_clock,
                                           [this](QList<LogEntry> entries) { m_indexer->add(std::move(entries)); });
    m_writer->start();
    return {};
}

void SqliteStore::close()
{
    if (m_writer)
        m_writer->stop();
    if (m_readThread) {
        m_readThread->post([this] { m_reader.reset(); });
        m_readThread->stop();
    }
    if (m_indexer)
        m_indexer->stop();
    m_lock.reset();
}

Result<void> SqliteStore::admits(qint64 size)
{
    // An index that cannot be written may never catch up: then clients are told so instead of being kept waiting.
    if (const auto failure = m_indexer->failure(); failure && m_indexer->backlog() > m_options.maxBacklog)
        return Error{ErrorCode::Io, m_database, describe(*failure)};
    const std::lock_guard lock(m_spaceMutex);
    const SteadyTime now = m_clock.steady();
    if (!m_spaceAt || now - *m_spaceAt >= kSpaceAge) {
        struct statvfs info;
        if (::statvfs(QFile::encodeName(m_logDirectory).constData(), &info) != 0)
            return systemError(m_logDirectory, errno);
        const auto unit = qint64(info.f_frsize);
        m_spareBytes =
            qint64(info.f_bavail) * unit - std::max(kReserveBytes, qint64(info.f_blocks) * unit / kReservePart);
        m_spaceAt = now;
    }
    return size <= m_spareBytes ? Result<void>() : Error{ErrorCode::DiskFull, m_logDirectory, {}};
}

std::unique_ptr<Intake> SqliteStore::beginMessage()
{
    return std::make_unique<LogIntake>(*m_writer);
}

bool SqliteStore::congested() const
{
    return m_writer->queuedBytes() > kMaxQueuedBytes
        || (m_indexer->backlog() > m_options.maxBacklog && !m_indexer->failure());
}

void SqliteStore::read(ReadJob job)
{
    m_readThread->post([this, ticket = m_indexer->ticket(), job = std::move(job)] {
        if (!m_reader)
            return; // closed meanwhile
        if (!m_indexer->waitFor(ticket, kReadWait))
            qCWarning(lcStore) << "an answer is given although the index lags behind";
        m_reader->run(job);
    });
}

void SqliteStore::write(WriteJob job, Done done)
{
    m_indexer->write(std::move(job), std::move(done));
}

} // namespace mailweir

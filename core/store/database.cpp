// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <QFile>
#include <QSqlError>

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

namespace mailweir {

namespace {

// SQLite's primary result codes.
constexpr int kSqliteCorrupt = 11;
constexpr int kSqliteFull = 13;
constexpr int kSqliteCannotOpen = 14;
constexpr int kSqliteNoMemory = 7;
constexpr int kSqliteReadOnly = 8;
constexpr int kSqliteNotADatabase = 26;

constexpr int kMaxValues = 64; // of one statement

Error toError(const QString &path, const QSqlError &error)
{
    ErrorCode code = ErrorCode::Io;
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case kSqliteCorrupt:
    case kSqliteNotADatabase:
        code = ErrorCode::Corrupt;
        break;
    case kSqliteNoMemory:
        code = ErrorCode::Unavailable;
        break;
    case kSqliteFull:
        code = ErrorCode::DiskFull;
        break;
    case kSqliteReadOnly:
    case kSqliteCannotOpen:
        code = ErrorCode::PermissionDenied;
        break;
    default:
        break;
    }
    return {code, path, error.databaseText()};
}

/// The names of a statement's values. Qt looks a name up at once, but makes one anew for each value that is bound by
/// its number, which takes longer than all else about it.
const QString &valueName(qsizetype index)
{
    static const QStringList names = [] {
        QStringList made;
        for (int i = 0; i < kMaxValues; ++i)
            made.append(QStringLiteral(":v%1").arg(i));
        return made;
    }();
    return names.at(index);
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

/// SQLite's databases in memory have no log, so a writer locks readers out; those would try again now and then, and
/// seldom find the moment between two transactions. So transactions queue up here before they ask SQLite.
std::shared_ptr<FairGate> gateOf(const QString &name)
{
    static std::mutex mutex;
    static QHash<QString, std::weak_ptr<FairGate>> gates;
    const std::lock_guard lock(mutex);
    gates.removeIf([](const auto &entry) { return entry.value().expired(); });
    auto gate = gates.value(name).lock();
    if (!gate) {
        gate = std::make_shared<FairGate>();
        gates.insert(name, gate);
    }
    return gate;
}

/// `sql` with a name for each `?`.
QString withNames(QByteArrayView sql)
{
    QString named;
    for (int next = 0; const char byte : sql) {
        if (byte == '?')
            named += valueName(next++);
        else
            named += QLatin1Char(byte);
    }
    return named;
}

} // namespace

Rows::~Rows()
{
    if (m_query)
        m_query->finish();
    if (m_leave)
        m_leave();
}

bool Rows::next()
{
    return m_query->next();
}

Result<void> Rows::status() const
{
    const QSqlError error = m_query->lastError();
    return error.type() == QSqlError::NoError ? Result<void>() : toError(QStringLiteral("database"), error);
}

Database::~Database()
{
    close();
}

Result<void> Database::open(const QString &path, Access access, FreePages freePages)
{
    static std::atomic<int> counter{0};
    m_path = path;
    m_name = QStringLiteral("mailweir-store-%1").arg(++counter);
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_database.setDatabaseName(path);
    const bool inMemory = path.startsWith(QLatin1String("file:"));
    m_access = access;
    m_gate = inMemory ? gateOf(path) : nullptr;
    m_database.setConnectOptions(inMemory ? QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000;QSQLITE_OPEN_URI")
                                          : QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    if (const auto made = inMemory || access == Access::Read ? Result<void>() : createPrivateFile(path); !made)
        return made;
    if (!m_database.open())
        return toError(path, m_database.lastError());
    return applyPragmas(access, freePages);
}

Result<void> Database::applyPragmas(Access access, FreePages freePages)
{
    // The system's cache holds the rest of the file. NORMAL also when the file is made: the log outlives it.
    QStringList pragmas = access == Access::Write
        ? QStringList{QStringLiteral("PRAGMA synchronous = NORMAL"), QStringLiteral("PRAGMA journal_mode = WAL"),
                      QStringLiteral("PRAGMA foreign_keys = ON"), QStringLiteral("PRAGMA cache_size = -1000")}
        : QStringList{QStringLiteral("PRAGMA query_only = ON"), QStringLiteral("PRAGMA cache_size = -1000")};
    if (freePages == FreePages::Returnable)
        pragmas.prepend(QStringLiteral("PRAGMA auto_vacuum = INCREMENTAL")); // before anything is written
    m_durability = Durability::Later;
    for (const QString &pragma : pragmas) {
        if (const auto done = execute(pragma); !done)
            return done;
    }
    return {};
}

void Database::close()
{
    qDeleteAll(m_statements);
    m_statements.clear();
    if (m_name.isEmpty())
        return;
    m_database.close();
    leaveGate();
    m_database = {};
    QSqlDatabase::removeDatabase(std::exchange(m_name, {}));
}

Error Database::error(const QSqlQuery &query) const
{
    return toError(m_path, query.lastError());
}

Result<void> Database::execute(const QString &sql)
{
    const bool entered = enterGate();
    QSqlQuery query(m_database);
    const auto done = query.exec(sql) ? Result<void>() : error(query);
    query.finish();
    if (entered)
        leaveGate();
    return done;
}

Result<QSqlQuery *> Database::start(const QByteArray &sql, const SqlValue *values, qsizetype count)
{
    QSqlQuery *query = m_statements.value(sql);
    if (!query) {
        auto prepared = std::make_unique<QSqlQuery>(m_database);
        prepared->setForwardOnly(true);
        if (!prepared->prepare(withNames(sql)))
            return error(*prepared);
        query = prepared.release();
        m_statements.insert(QByteArray(sql.constData(), sql.size()), query);
    }
    for (qsizetype i = 0; i < count; ++i)
        query->bindValue(valueName(i), values[i].value);
    if (!query->exec())
        return error(*query);
    return query;
}

Result<void> Database::run(const char *sql, std::initializer_list<SqlValue> values)
{
    const auto rows = query(sql, values);
    return rows ? Result<void>() : rows.error();
}

Result<Rows> Database::startRows(const QByteArray &sql, const SqlValue *values, qsizetype count)
{
    const bool entered = enterGate();
    const auto query = start(sql, values, count);
    if (query)
        return entered ? Rows(*query, [this] { leaveGate(); }) : Rows(*query);
    if (entered)
        leaveGate();
    return query.error();
}

Result<Rows> Database::query(const char *sql, std::initializer_list<SqlValue> values)
{
    return startRows(QByteArray::fromRawData(sql, qstrlen(sql)), values.begin(), qsizetype(values.size()));
}

Result<Rows> Database::query(const QString &sql, const QList<SqlValue> &values)
{
    return startRows(sql.toUtf8(), values.constData(), values.size());
}

void Database::limitStatements(qsizetype most)
{
    if (m_statements.size() <= most)
        return;
    qDeleteAll(m_statements);
    m_statements.clear();
}

Result<qint64> Database::insert(const char *sql, std::initializer_list<SqlValue> values)
{
    const auto rows = query(sql, values);
    if (!rows)
        return rows.error();
    return rows->insertedKey();
}

bool Database::enterGate()
{
    if (!m_gate || m_inGate)
        return false;
    if (m_access == Access::Write)
        m_gate->lock();
    else
        m_gate->lockShared();
    m_inGate = true;
    return true;
}

void Database::leaveGate()
{
    if (!std::exchange(m_inGate, false))
        return;
    if (m_access == Access::Write)
        m_gate->unlock();
    else
        m_gate->unlockShared();
}

Result<void> Database::begin(Durability durability)
{
    if (m_durability != durability) {
        // Not kept prepared: this pragma works when it is compiled.
        const auto set = execute(durability == Durability::Now ? QStringLiteral("PRAGMA synchronous = FULL")
                                                               : QStringLiteral("PRAGMA synchronous = NORMAL"));
        if (!set)
            return set;
        m_durability = durability;
    }
    const bool entered = enterGate();
    const auto begun = run("BEGIN");
    if (!begun && entered)
        leaveGate();
    return begun;
}

Result<void> Database::commit()
{
    const auto committed = run("COMMIT");
    if (committed)
        leaveGate();
    return committed;
}

Result<void> Database::checkpoint(Checkpoint checkpoint)
{
    auto rows =
        query(checkpoint == Checkpoint::All ? "PRAGMA wal_checkpoint(TRUNCATE)" : "PRAGMA wal_checkpoint(PASSIVE)");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status();
    const bool busy = rows->integer(0) != 0;
    return busy && checkpoint == Checkpoint::All ? Error{ErrorCode::Locked, m_path, QStringLiteral("it is being read")}
                                                 : Result<void>();
}

Result<void> Database::giveBack(qint64 pages)
{
    {
        auto rows = query("PRAGMA freelist_count");
        if (!rows)
            return rows.error();
        pages = rows->next() ? std::min(pages, rows->integer(0)) : 0;
    }
    if (pages == 0)
        return {};
    // Qt Sql takes one step of a statement that has no columns, and each gives back one page.
    Result<void> done = begin(Durability::Later);
    for (; done && pages > 0; --pages)
        done = run("PRAGMA incremental_vacuum(1)");
    if (done)
        done = commit();
    if (!done)
        rollback();
    return done;
}

void Database::rollback()
{
    // Nothing to do when it fails: SQLite has rolled back by itself then.
    (void)run("ROLLBACK");
    leaveGate();
}

} // namespace mailweir

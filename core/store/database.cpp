// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <QFile>
#include <QSqlError>

#include <atomic>

namespace mailweir {

namespace {

// SQLite's primary result codes.
constexpr int kSqliteCorrupt = 11;
constexpr int kSqliteFull = 13;
constexpr int kSqliteCannotOpen = 14;
constexpr int kSqliteReadOnly = 8;
constexpr int kSqliteNotADatabase = 26;

Error toError(const QString &path, const QSqlError &error)
{
    ErrorCode code = ErrorCode::Io;
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case kSqliteCorrupt:
    case kSqliteNotADatabase:
        code = ErrorCode::Corrupt;
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

} // namespace

Rows::~Rows()
{
    if (m_query)
        m_query->finish();
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

Result<void> Database::open(const QString &path, Access access)
{
    static std::atomic<int> counter{0};
    m_path = path;
    m_name = QStringLiteral("mailweir-store-%1").arg(++counter);
    m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    m_database.setDatabaseName(path);
    m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=10000"));
    if (!m_database.open())
        return toError(path, m_database.lastError());
    // The system's cache holds the rest of the file. NORMAL also when the file is made: the log outlives it.
    const QStringList pragmas = access == Access::Write
        ? QStringList{QStringLiteral("PRAGMA synchronous = NORMAL"), QStringLiteral("PRAGMA journal_mode = WAL"),
                      QStringLiteral("PRAGMA foreign_keys = ON"), QStringLiteral("PRAGMA cache_size = -1000")}
        : QStringList{QStringLiteral("PRAGMA query_only = ON"), QStringLiteral("PRAGMA cache_size = -1000")};
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
    m_database = {};
    QSqlDatabase::removeDatabase(std::exchange(m_name, {}));
}

Error Database::error(const QSqlQuery &query) const
{
    return toError(m_path, query.lastError());
}

Result<void> Database::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    return query.exec(sql) ? Result<void>() : error(query);
}

Result<QSqlQuery *> Database::start(const QByteArray &sql, const SqlValue *values, qsizetype count)
{
    QSqlQuery *query = m_statements.value(sql);
    if (!query) {
        auto prepared = std::make_unique<QSqlQuery>(m_database);
        prepared->setForwardOnly(true);
        if (!prepared->prepare(QString::fromUtf8(sql)))
            return error(*prepared);
        query = prepared.release();
        m_statements.insert(QByteArray(sql.constData(), sql.size()), query);
    }
    for (qsizetype i = 0; i < count; ++i)
        query->bindValue(int(i), values[i].value);
    if (!query->exec())
        return error(*query);
    return query;
}

Result<void> Database::run(const char *sql, std::initializer_list<SqlValue> values)
{
    const auto query = start(QByteArray::fromRawData(sql, qstrlen(sql)), values.begin(), qsizetype(values.size()));
    if (!query)
        return query.error();
    (*query)->finish();
    return {};
}

Result<Rows> Database::query(const char *sql, std::initializer_list<SqlValue> values)
{
    const auto query = start(QByteArray::fromRawData(sql, qstrlen(sql)), values.begin(), qsizetype(values.size()));
    if (!query)
        return query.error();
    return Rows(*query);
}

Result<Rows> Database::query(const QString &sql, const QList<SqlValue> &values)
{
    const auto query = start(sql.toUtf8(), values.constData(), values.size());
    if (!query)
        return query.error();
    return Rows(*query);
}

Result<qint64> Database::insert(const char *sql, std::initializer_list<SqlValue> values)
{
    const auto query = start(QByteArray::fromRawData(sql, qstrlen(sql)), values.begin(), qsizetype(values.size()));
    if (!query)
        return query.error();
    const qint64 key = (*query)->lastInsertId().toLongLong();
    (*query)->finish();
    return key;
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
    return run("BEGIN");
}

Result<void> Database::commit()
{
    return run("COMMIT");
}

void Database::rollback()
{
    // Nothing to do when it fails: SQLite has rolled back by itself then.
    (void)run("ROLLBACK");
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"
#include "core/store/fair_gate.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <functional>
#include <memory>
#include <optional>

namespace mailweir {

/// The rows of a running query; the statement is free again when this goes away.
class Rows {
public:
    /// `leave` is called when the statement is free again; may be empty.
    explicit Rows(QSqlQuery *query, std::function<void()> leave = {})
        : m_query(query)
        , m_leave(std::move(leave))
    {
    }
    Rows(Rows &&other) noexcept
        : m_query(std::exchange(other.m_query, nullptr))
        , m_leave(std::exchange(other.m_leave, {}))
    {
    }
    Rows &operator=(Rows &&) = delete;
    ~Rows();

    [[nodiscard]] bool next();
    [[nodiscard]] bool isNull(int column) const { return m_query->isNull(column); }
    [[nodiscard]] qint64 integer(int column) const { return m_query->value(column).toLongLong(); }
    [[nodiscard]] QString text(int column) const { return m_query->value(column).toString(); }
    [[nodiscard]] QByteArray bytes(int column) const { return m_query->value(column).toByteArray(); }
    [[nodiscard]] Timestamp time(int column) const { return fromUnixMs(integer(column)); }
    [[nodiscard]] QVariant value(int column) const { return m_query->value(column); }
    /// That an INSERT made.
    [[nodiscard]] qint64 insertedKey() const { return m_query->lastInsertId().toLongLong(); }
    /// The error that ended the rows, if one did.
    [[nodiscard]] Result<void> status() const;

private:
    QSqlQuery *m_query;
    std::function<void()> m_leave;
};

/// A value to bind: 64-bit numbers are signed (Qt Sql binds unsigned ones as text), and empty never means NULL.
struct SqlValue {
    SqlValue(qint64 number)
        : value(number)
    {
    }
    SqlValue(int number)
        : value(qint64(number))
    {
    }
    SqlValue(quint32 number)
        : value(qint64(number))
    {
    }
    SqlValue(quint64 number)
        : value(qint64(number))
    {
    }
    SqlValue(bool flag)
        : value(qint64(flag))
    {
    }
    SqlValue(Timestamp time)
        : value(toUnixMs(time))
    {
    }
    SqlValue(const QString &text)
        : value(text.isNull() ? QLatin1String("") : text)
    {
    }
    SqlValue(const QByteArray &bytes)
        : value(bytes.isNull() ? QByteArray("") : bytes)
    {
    }
    SqlValue(std::nullopt_t) { }
    /// What a row gave; an empty blob comes as a null array.
    explicit SqlValue(const QVariant &any)
        : value(any.typeId() == QMetaType::QByteArray ? SqlValue(any.toByteArray()).value : any)
    {
    }
    template <typename T>
    SqlValue(const std::optional<T> &maybe)
        : SqlValue(maybe ? SqlValue(*maybe) : SqlValue(std::nullopt))
    {
    }

    QVariant value;
};

/// `1, 2, 3` of an enum's values, for IN.
template <typename Enum> [[nodiscard]] QString sqlList(const QList<Enum> &values)
{
    QStringList numbers;
    for (const Enum value : values)
        numbers.append(QString::number(int(value)));
    return numbers.join(QStringLiteral(", "));
}

/// One connection with its prepared statements. Errors: Io, DiskFull, Corrupt, with SQLite's own words.
/// Thread: the one that opened it.
class Database {
public:
    enum class Access { Read, Write };
    /// What becomes of pages that are free again; of a new file, for ever.
    enum class FreePages { Kept, Returnable };

    Database() = default;
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    /// The path of a file or, for a database that connections of this process share in memory, a `file:` URI.
    [[nodiscard]] Result<void> open(const QString &path, Access access, FreePages freePages = FreePages::Kept);
    void close();

    /// Runs a statement that is used once.
    [[nodiscard]] Result<void> execute(const QString &sql);
    /// Runs a statement that is kept prepared; `sql` is a literal.
    [[nodiscard]] Result<void> run(const char *sql, std::initializer_list<SqlValue> values = {});
    [[nodiscard]] Result<Rows> query(const char *sql, std::initializer_list<SqlValue> values = {});
    /// The same for statements that are put together; as many of them are kept as there are different ones.
    [[nodiscard]] Result<Rows> query(const QString &sql, const QList<SqlValue> &values);
    /// Lets go of all prepared statements when there are more than that. None may be running.
    void limitStatements(qsizetype most);
    /// Runs an INSERT and returns the key it made.
    [[nodiscard]] Result<qint64> insert(const char *sql, std::initializer_list<SqlValue> values);

    /// When a transaction that was committed is on the disk.
    enum class Durability {
        Now,
        Later, ///< with the next one of `Now`, or when the system likes: for what can be done again after a power cut
    };
    [[nodiscard]] Result<void> begin(Durability durability = Durability::Now);
    [[nodiscard]] Result<void> commit();
    void rollback();

    enum class Checkpoint {
        Some, ///< everything committed is on the disk
        All, ///< and written to the database proper
    };
    [[nodiscard]] Result<void> checkpoint(Checkpoint checkpoint);
    /// Gives at most so many free pages back to the file system.
    [[nodiscard]] Result<void> giveBack(qint64 pages);

private:
    [[nodiscard]] Result<QSqlQuery *> start(const QByteArray &sql, const SqlValue *values, qsizetype count);
    [[nodiscard]] Error error(const QSqlQuery &query) const;
    /// Whether this was the call that entered.
    bool enterGate();
    void leaveGate();
    [[nodiscard]] Result<Rows> startRows(const QByteArray &sql, const SqlValue *values, qsizetype count);
    [[nodiscard]] Result<void> applyPragmas(Access access, FreePages freePages);

    QString m_path;
    QString m_name;
    QSqlDatabase m_database;
    QHash<QByteArray, QSqlQuery *> m_statements;
    Durability m_durability = Durability::Later; // of what is committed next
    Access m_access = Access::Read;
    std::shared_ptr<FairGate> m_gate; // only of a database in memory
    bool m_inGate = false;
};

} // namespace mailweir

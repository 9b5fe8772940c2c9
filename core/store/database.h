// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <optional>

namespace mailweir {

/// The rows of a running query; the statement is free again when this goes away.
class Rows {
public:
    explicit Rows(QSqlQuery *query)
        : m_query(query)
    {
    }
    Rows(Rows &&other) noexcept
        : m_query(std::exchange(other.m_query, nullptr))
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
    /// The error that ended the rows, if one did.
    [[nodiscard]] Result<void> status() const;

private:
    QSqlQuery *m_query;
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

    Database() = default;
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] Result<void> open(const QString &path, Access access);
    void close();

    /// Runs a statement that is used once.
    [[nodiscard]] Result<void> execute(const QString &sql);
    /// Runs a statement that is kept prepared; `sql` is a literal.
    [[nodiscard]] Result<void> run(const char *sql, std::initializer_list<SqlValue> values = {});
    [[nodiscard]] Result<Rows> query(const char *sql, std::initializer_list<SqlValue> values = {});
    /// The same for statements that are put together; as many of them are kept as there are different ones.
    [[nodiscard]] Result<Rows> query(const QString &sql, const QList<SqlValue> &values);
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

private:
    [[nodiscard]] Result<QSqlQuery *> start(const QByteArray &sql, const SqlValue *values, qsizetype count);
    [[nodiscard]] Error error(const QSqlQuery &query) const;

    QString m_path;
    QString m_name;
    QSqlDatabase m_database;
    QHash<QByteArray, QSqlQuery *> m_statements;
    Durability m_durability = Durability::Later; // of what is committed next
};

} // namespace mailweir

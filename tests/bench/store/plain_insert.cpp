// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/store/plain_insert.h"

#include "core/store/row_codec.h"
#include "tests/bench/times.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

namespace mailweir::bench {

namespace {

Error errorOf(const QSqlQuery &query)
{
    return {ErrorCode::Io, QStringLiteral("plain SQLite"), query.lastError().text()};
}

Result<void> run(QSqlQuery &query, const QString &sql)
{
    return query.exec(sql) ? Result<void>() : errorOf(query);
}

Result<void> prepare(QSqlQuery &query, const QString &synchronous)
{
    for (const QString &sql :
         {QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("PRAGMA synchronous = ") + synchronous,
          QStringLiteral("CREATE TABLE mail (id INTEGER PRIMARY KEY, subject TEXT, message_id TEXT, from_name TEXT, "
                         "from_address TEXT, addresses BLOB, sender BLOB, recipients BLOB, received INTEGER, "
                         "date INTEGER, size INTEGER, attachments INTEGER, snippet TEXT, read INTEGER, body BLOB)")}) {
        if (const auto done = run(query, sql); !done)
            return done;
    }
    return {};
}

QVariantList valuesOf(const MailGenerator::Mail &mail, Classifier &classifier)
{
    const MessageSummary about = classifier.classify({}, mail.envelope, mail.raw).summary;
    return {about.subject,
            about.messageId,
            about.from.name,
            about.from.address,
            encodeAddresses(about),
            about.envelopeSender,
            encodeByteArrays(about.envelopeRecipients),
            toUnixMs(about.received),
            toUnixMs(about.date),
            about.size,
            about.attachments,
            about.snippet,
            0,
            mail.raw};
}

Result<void> insertGroup(QSqlDatabase &database, QSqlQuery &insert, const QList<QVariantList> &rows)
{
    database.transaction();
    for (const QVariantList &row : rows) {
        for (int column = 0; column < row.size(); ++column)
            insert.bindValue(column, row[column]);
        if (!insert.exec())
            return errorOf(insert);
    }
    if (!database.commit())
        return errorOf(insert);
    return {};
}

Result<double> insertAll(QSqlDatabase &database, const QString &synchronous, qint64 count,
                         const MeasuredStore::Source &source)
{
    QSqlQuery query(database);
    if (const auto done = prepare(query, synchronous); !done)
        return done.error();
    QSqlQuery insert(database);
    insert.prepare(QStringLiteral("INSERT INTO mail (subject, message_id, from_name, from_address, addresses, sender, "
                                  "recipients, received, date, size, attachments, snippet, read, body) "
                                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    SubjectClassifier classifier;
    double milliseconds = 0;
    for (qint64 number = 0; number < count;) {
        QList<QVariantList> rows;
        for (; rows.size() < MeasuredStore::kSessions && number < count; ++number)
            rows.append(valuesOf(source(number), classifier));
        Result<void> done;
        milliseconds += millisecondsOf([&] { done = insertGroup(database, insert, rows); });
        if (!done)
            return done.error();
    }
    return double(count) * 1'000 / milliseconds;
}

} // namespace

Result<double> measurePlainInsert(const QString &file, const QString &synchronous, qint64 count,
                                  const MeasuredStore::Source &source)
{
    const QString name = QStringLiteral("plain");
    Result<double> rate = Error{ErrorCode::Io, file, QStringLiteral("cannot be opened")};
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(file);
        if (database.open())
            rate = insertAll(database, synchronous, count, source);
    }
    QSqlDatabase::removeDatabase(name);
    return rate;
}

} // namespace mailweir::bench

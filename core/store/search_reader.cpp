// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_reader.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace mailweir {

namespace {

constexpr qint64 kNoLimit = -1;

bool isSet(const std::atomic_bool *flag)
{
    return flag && flag->load(std::memory_order_relaxed);
}

/// kMessageColumns, but nothing in place of some.
QString columnsWithout(const QStringList &unneeded)
{
    QStringList columns;
    for (const QString &name : QString::fromLatin1(kMessageColumns).split(QStringLiteral(", ")))
        columns.append(unneeded.contains(name) ? QStringLiteral("NULL") : QStringLiteral("m.") + name);
    return columns.join(QStringLiteral(", "));
}

/// Of the columns that take time to read, only those that the term's check needs.
QString columnsToCheck(const SearchTerm &term)
{
    QStringList unneeded{
        u"subject"_s,         u"message_id"_s,          u"from_name"_s, u"from_address"_s, u"addresses"_s,
        u"envelope_sender"_s, u"envelope_recipients"_s, u"snippet"_s,   u"project"_s,      u"tags"_s};
    for (const QString &needed : SearchCheck::textColumns(term))
        unneeded.removeAll(needed);
    return columnsWithout(unneeded);
}

} // namespace

Result<void> SearchReader::cancellation(const CancelFlag &cancelled) const
{
    if (isSet(cancelled.get()) || isSet(m_closing))
        return Error{ErrorCode::Cancelled, QStringLiteral("search"), {}};
    return {};
}

Result<QList<SearchReader::Source>> SearchReader::sourcesOf(const SearchTerm &root, const SearchPlan &plan,
                                                            std::optional<MessageId> before)
{
    const SearchTerm *rest = plan.isExact ? nullptr : &plan.rest;
    if (!plan.documents)
        return QList<Source>{{std::nullopt, 0, rest}}; // the conditions are all that can be asked for
    if (!m_hasIndex)
        return QList<Source>{{std::nullopt, 0, &root}};
    QList<Source> sources;
    {
        auto rows = m_database.query("SELECT last_id FROM search.state");
        if (!rows)
            return rows.error();
        if (!rows->next())
            return rows->status() ? Error{ErrorCode::Corrupt, QStringLiteral("search"), {}} : rows->status().error();
        sources.append({std::nullopt, quint64(rows->integer(0)), &root});
    }
    auto rows = m_database.query("SELECT number FROM search.partitions WHERE visible = 1 AND first_id < ? "
                                 "ORDER BY last_id DESC",
                                 {before ? qint64(before->order) : std::numeric_limits<qint64>::max()});
    if (!rows)
        return rows.error();
    while (rows->next())
        sources.append({rows->integer(0), 0, rest});
    if (const auto status = rows->status(); !status)
        return status.error();
    return sources;
}

QString SearchReader::candidates(const Source &source, const SearchPlan &plan, const MessageQuery &query,
                                 QList<SqlValue> &values)
{
    QString sql;
    if (source.partition) {
        // The order of these joins is that of the documents, which is what is asked for.
        sql = QStringLiteral(" FROM (%1) c CROSS JOIN search.documents d ON d.number = c.hit "
                             "CROSS JOIN messages m ON m.id = d.id WHERE 1")
                  .arg(plan.documents->sql(*source.partition, values));
    } else {
        sql = QStringLiteral(" FROM messages m WHERE m.id > ?");
        values.append(source.after);
    }
    if (query.before) {
        sql += QStringLiteral(" AND m.id < ?");
        values.append(query.before->order);
    }
    if (query.group) {
        sql += QStringLiteral(" AND m.group_id = ?");
        values.append(query.group->value);
    }
    if (!plan.condition.isEmpty()) {
        sql += QStringLiteral(" AND ") + plan.condition;
        values += plan.values;
    }
    return sql;
}

Result<bool> SearchReader::visit(const Source &source, const QString &columns, const SearchPlan &plan,
                                 const MessageQuery &query, qint64 limit, const Sink &sink)
{
    QList<SqlValue> values;
    QString sql = QStringLiteral("SELECT ") + columns + candidates(source, plan, query, values)
        + (source.partition ? QStringLiteral(" ORDER BY c.hit DESC LIMIT ?")
                            : QStringLiteral(" ORDER BY m.id DESC LIMIT ?"));
    values.append(source.rest ? kNoLimit : limit);
    auto rows = m_database.query(sql, values);
    if (!rows)
        return rows.error();
    while (rows->next()) {
        StoredMessage message = storedMessageFromRow(*rows);
        if (const auto wanted = cancellation(query.cancelled); !wanted)
            return wanted.error();
        if (source.rest) {
            const auto fits = SearchCheck(m_sources, message).isTrue(*source.rest);
            if (!fits)
                return fits.error();
            if (!*fits)
                continue;
        }
        if (!sink(std::move(message)))
            return true;
    }
    const auto status = rows->status();
    return status ? Result(false) : status.error();
}

Result<QList<MessageSummary>> SearchReader::messages(const MessageQuery &query)
{
    const SearchTerm &root = query.search->root();
    const SearchPlan plan = SearchPlan::ofQuery(root);
    const auto sources = sourcesOf(root, plan, query.before);
    if (!sources)
        return sources.error();
    QList<MessageSummary> found;
    static const QString columns = columnsWithout({});
    qint64 passOver = query.start;
    const auto take = [&](StoredMessage &&message) {
        if (passOver > 0)
            --passOver;
        else
            found.append(std::move(message.summary));
        return query.limit <= 0 || found.size() < query.limit;
    };
    for (const Source &source : *sources) {
        if (const auto wanted = cancellation(query.cancelled); !wanted)
            return wanted.error();
        const qint64 missing = query.limit > 0 ? query.limit - found.size() + passOver : kNoLimit;
        const auto enough = visit(source, columns, plan, query, missing, take);
        if (!enough)
            return enough.error();
        if (*enough)
            break;
    }
    return found;
}

Result<void> SearchReader::count(const Source &source, const SearchPlan &plan, const CancelFlag &cancelled,
                                 MatchCounts &counts)
{
    if (const auto wanted = cancellation(cancelled); !wanted)
        return wanted;
    if (source.rest) {
        MessageQuery query;
        query.cancelled = cancelled;
        const auto done =
            visit(source, columnsToCheck(*source.rest), plan, query, kNoLimit, [&](StoredMessage &&message) {
                ++counts.messages;
                counts.unread += message.summary.read ? 0 : 1;
                return true;
            });
        return done ? Result<void>() : done.error();
    }
    QList<SqlValue> values;
    const QString sql = QStringLiteral("SELECT COUNT(*), SUM(1 - m.read)") + candidates(source, plan, {}, values);
    auto rows = m_database.query(sql, values);
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status();
    counts.messages += rows->integer(0);
    counts.unread += rows->integer(1);
    return {};
}

Result<MatchCounts> SearchReader::countAll()
{
    auto rows = m_database.query("SELECT SUM(messages), SUM(unread) FROM projects");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status() ? MatchCounts() : Result<MatchCounts>(rows->status().error());
    return MatchCounts{rows->integer(0), rows->integer(1)};
}

Result<MatchCounts> SearchReader::matches(const SearchQuery &query, const CancelFlag &cancelled)
{
    const SearchTerm &root = query.root();
    const SearchPlan plan = SearchPlan::ofQuery(root);
    // Nearly all messages do not have something: those that have it are quicker to count.
    const bool complement = root.kind == SearchTerm::Kind::Not && !plan.isExact;
    if (root.kind == SearchTerm::Kind::All)
        return countAll();
    const SearchTerm &counted = complement ? root.terms.front() : root;
    const SearchPlan how = complement ? SearchPlan::ofQuery(counted) : plan;
    const auto sources = sourcesOf(counted, how, std::nullopt);
    if (!sources)
        return sources.error();
    MatchCounts counts;
    for (const Source &source : *sources) {
        if (const auto done = count(source, how, cancelled, counts); !done)
            return done.error();
    }
    if (!complement)
        return counts;
    const auto all = countAll();
    return all ? Result(MatchCounts{all->messages - counts.messages, all->unread - counts.unread}) : all.error();
}

} // namespace mailweir

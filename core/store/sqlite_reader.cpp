// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite_reader.h"

#include "core/base/logging.h"
#include "core/store/batch_rows.h"
#include "core/store/delivery_rows.h"
#include "core/store/group_rows.h"
#include "core/store/message_rows.h"

#include <limits>

namespace mailweir {

namespace {

constexpr qsizetype kMaxStatements = 500;

Error notFound(MessageId id)
{
    return {ErrorCode::NotFound, QStringLiteral("message %1").arg(QString::fromLatin1(id.text())), {}};
}

} // namespace

SqliteReader::SqliteReader(const QString &database, std::unique_ptr<RecordSource> log, std::function<qint64()> backlog,
                           const QString &searchFile, SearchIndexer &search, const std::atomic_bool &closing)
    : m_path(database)
    , m_log(std::move(log))
    , m_backlog(std::move(backlog))
    , m_searchFile(searchFile)
    , m_search(search)
    , m_closing(closing)
{
}

Result<void> SqliteReader::open()
{
    return m_database.open(m_path, Database::Access::Read);
}

/// Not within a transaction. Statements that know another index go with their connection.
void SqliteReader::attachIndex()
{
    const quint64 generation = m_search.generation();
    if (generation == m_attached)
        return;
    if (m_attached != 0) {
        m_database.close();
        if (const auto opened = open(); !opened)
            qCWarning(lcStore).noquote() << "reading goes on without a database:" << describe(opened.error());
    }
    m_attached = 0;
    if (generation == 0)
        return;
    if (const auto attached = attachSearchFile(m_database, m_searchFile); attached)
        m_attached = generation;
    else
        qCWarning(lcStore).noquote() << "searching goes on without an index:" << describe(attached.error());
}

void SqliteReader::run(const MailStore::ReadJob &job)
{
    attachIndex();
    if (const auto begun = m_database.begin(Database::Durability::Later); !begun)
        qCWarning(lcStore).noquote() << "no transaction for reading:" << describe(begun.error());
    job(*this);
    m_database.rollback();
    m_database.limitStatements(kMaxStatements); // every search may have others
}

Result<StoreCounts> SqliteReader::counts()
{
    StoreCounts counts;
    {
        auto rows = m_database.query("SELECT shown_groups, (SELECT SUM(messages) FROM projects), "
                                     "(SELECT SUM(unread) FROM projects), (SELECT SUM(bytes) FROM projects), "
                                     "(SELECT received FROM messages ORDER BY id DESC LIMIT 1) FROM totals");
        if (!rows)
            return rows.error();
        if (!rows->next())
            return rows->status().error();
        counts.groups = rows->integer(0);
        counts.messages = rows->integer(1);
        counts.unread = rows->integer(2);
        counts.bytes = rows->integer(3);
        if (!rows->isNull(4))
            counts.lastReceived = rows->time(4);
    }
    {
        static const QString sql =
            QStringLiteral("SELECT COUNT(*), SUM(count) FROM batches WHERE state IN (%1)")
                .arg(sqlList<BatchState>({BatchState::Collecting, BatchState::Held, BatchState::Sealing}));
        auto rows = m_database.query(sql, {});
        if (!rows)
            return rows.error();
        if (!rows->next())
            return rows->status().error();
        counts.activeBatches = rows->integer(0);
        counts.activeMessages = rows->integer(1);
    }
    auto rows = m_database.query("SELECT state, COUNT(*) FROM deliveries GROUP BY state");
    if (!rows)
        return rows.error();
    while (rows->next()) {
        if (const auto state = size_t(rows->integer(0)); state < counts.deliveries.size())
            counts.deliveries[state] = rows->integer(1);
    }
    if (const auto status = rows->status(); !status)
        return status.error();
    counts.backlog = m_backlog();
    return counts;
}

template <typename Answer> Answer SqliteReader::searched(const std::function<Answer(SearchReader &)> &search)
{
    SearchReader reader(m_database, m_log, m_attached != 0, &m_closing);
    Answer answer = search(reader);
    if (answer || answer.error().code != ErrorCode::Corrupt || m_attached == 0)
        return answer;
    qCWarning(lcStore).noquote() << "the search index is damaged:" << describe(answer.error());
    m_search.reportDamage();
    SearchReader slow(m_database, m_log, false, &m_closing);
    return search(slow);
}

Result<QList<MessageSummary>> SqliteReader::messages(const MessageQuery &query)
{
    if (query.search)
        return searched<Result<QList<MessageSummary>>>([&](SearchReader &reader) { return reader.messages(query); });
    const QString sql =
        QStringLiteral("SELECT %1 FROM messages WHERE id < ?%2 ORDER BY id DESC LIMIT ? OFFSET ?")
            .arg(QLatin1String(kMessageColumns), query.group ? QStringLiteral(" AND group_id = ?") : QString());
    QList<SqlValue> values{query.before ? qint64(query.before->order) : std::numeric_limits<qint64>::max()};
    if (query.group)
        values.append(query.group->value);
    values.append(query.limit > 0 ? query.limit : -1);
    values.append(query.start);
    auto rows = m_database.query(sql, values);
    if (!rows)
        return rows.error();
    QList<MessageSummary> messages;
    while (rows->next())
        messages.append(messageFromRow(*rows));
    if (const auto status = rows->status(); !status)
        return status.error();
    return messages;
}

Result<MatchCounts> SqliteReader::matches(const SearchQuery &query, const CancelFlag &cancelled)
{
    return searched<Result<MatchCounts>>([&](SearchReader &reader) { return reader.matches(query, cancelled); });
}

Result<MessageSummary> SqliteReader::message(MessageId id)
{
    auto found = findMessage(m_database, id);
    if (!found)
        return found.error();
    if (!*found)
        return notFound(id);
    return std::move((*found)->summary);
}

Result<LoggedMessage> SqliteReader::logged(MessageId id)
{
    const auto found = findMessage(m_database, id);
    if (!found)
        return found.error();
    if (!*found)
        return notFound(id);
    auto message = m_log.message((*found)->location);
    // The message is known; that its file is gone is damage.
    if (!message && message.error().code == ErrorCode::NotFound)
        return Error{ErrorCode::Corrupt, message.error().subject, message.error().detail};
    return message;
}

Result<QByteArray> SqliteReader::raw(MessageId id)
{
    auto message = logged(id);
    if (!message)
        return message.error();
    return std::move(message->raw);
}

Result<Envelope> SqliteReader::envelope(MessageId id)
{
    auto message = logged(id);
    if (!message)
        return message.error();
    Envelope &envelope = message->envelope;
    if (!envelope.process) {
        auto rows =
            m_database.query("SELECT pid, executable, directory FROM message_process WHERE message_id = ?", {id.order});
        if (!rows)
            return rows.error();
        if (rows->next())
            envelope.process = {rows->integer(0), rows->bytes(1), rows->bytes(2)};
        else if (const auto status = rows->status(); !status)
            return status.error();
    }
    return std::move(envelope);
}

Result<std::optional<MessageId>> SqliteReader::latest()
{
    auto rows = m_database.query("SELECT id, salt FROM messages ORDER BY id DESC LIMIT 1");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return std::optional<MessageId>();
    return std::optional(MessageId{quint64(rows->integer(0)), quint64(rows->integer(1))});
}

Result<QList<Group>> SqliteReader::groups(std::optional<Timestamp> since)
{
    QHash<GroupId, QList<Batch>> open;
    {
        static const QString sql = QStringLiteral("SELECT %1, g.group_id FROM batches b "
                                                  "JOIN batch_groups g ON g.batch_id = b.id WHERE %2")
                                       .arg(QLatin1String(kBatchColumns), QLatin1String(kBatchIsOpen));
        auto rows = m_database.query(sql, {});
        if (!rows)
            return rows.error();
        while (rows->next())
            open[{rows->integer(10)}].append(batchFromRow(*rows));
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    static const QString sql = QStringLiteral("SELECT %1 FROM groups WHERE count > 0 AND last >= ? "
                                              "ORDER BY last DESC, id DESC")
                                   .arg(QLatin1String(kGroupColumns));
    auto rows = m_database.query(sql, {since ? toUnixMs(*since) : std::numeric_limits<qint64>::min()});
    if (!rows)
        return rows.error();
    QList<Group> groups;
    while (rows->next()) {
        Group group = groupFromRow(*rows).group;
        group.batch = dueNext(open.value(group.id));
        groups.append(std::move(group));
    }
    if (const auto status = rows->status(); !status)
        return status.error();
    return groups;
}

Result<Group> SqliteReader::group(GroupId id)
{
    auto found = loadGroup(m_database, id);
    if (!found)
        return found.error();
    if (!*found)
        return Error{ErrorCode::NotFound, QStringLiteral("group %1").arg(id.value), {}};
    return std::move(**found);
}

Result<QList<Batch>> SqliteReader::batches(const QList<BatchState> &states)
{
    QString sql = QStringLiteral("SELECT %1 FROM batches b").arg(QLatin1String(kBatchColumns));
    if (!states.isEmpty())
        sql += QStringLiteral(" WHERE b.state IN (%1)").arg(sqlList(states));
    auto rows = m_database.query(sql + QStringLiteral(" ORDER BY b.id"), {});
    if (!rows)
        return rows.error();
    QList<Batch> batches;
    while (rows->next())
        batches.append(batchFromRow(*rows));
    if (const auto status = rows->status(); !status)
        return status.error();
    return batches;
}

Result<Batch> SqliteReader::batch(BatchId id)
{
    return loadBatch(m_database, id);
}

Result<BatchContent> SqliteReader::batchContent(BatchId id)
{
    const auto found = batch(id);
    if (!found)
        return found.error();
    BatchContent content{*found, {}};
    auto rows = m_database.query("SELECT count, oldest, newest, label, last_id, last_salt, last_segment, "
                                 "last_position, last_length FROM batch_groups WHERE batch_id = ? ORDER BY ordinal",
                                 {id.value});
    if (!rows)
        return rows.error();
    while (rows->next()) {
        BatchGroup group;
        group.count = rows->integer(0);
        group.oldest = rows->time(1);
        group.newest = rows->time(2);
        group.label = rows->text(3);
        group.lastMessage = {quint64(rows->integer(4)), quint64(rows->integer(5))};
        auto last = m_log.message(locationFromRow(*rows, 6), BatchGroup::kMaxRaw);
        if (last) {
            group.lastRaw = std::move(last->raw);
        } else if (isLoss(last.error())) {
            qCWarning(lcStore).noquote() << "the summary of batch" << id.value << "lacks message"
                                         << group.lastMessage.text() << ':' << describe(last.error());
            group.lastIsLost = true;
        } else {
            return last.error();
        }
        content.groups.append(std::move(group));
    }
    if (const auto status = rows->status(); !status)
        return status.error();
    return content;
}

Result<QList<Delivery>> SqliteReader::deliveries(const DeliveryQuery &query)
{
    return listDeliveries(m_database, query.states, query.before.value_or(DeliveryId{}), query.limit);
}

Result<Delivery> SqliteReader::delivery(DeliveryId id)
{
    return loadDelivery(m_database, id);
}

Result<QByteArray> SqliteReader::deliveryRaw(DeliveryId id)
{
    auto rows = m_database.query("SELECT raw FROM delivery_mail WHERE delivery_id = ?", {id.value});
    if (!rows)
        return rows.error();
    if (!rows->next())
        return Error{ErrorCode::NotFound, QStringLiteral("delivery %1").arg(id.value), {}};
    return rows->bytes(0);
}

Result<QList<DeliveryAttempt>> SqliteReader::attempts(DeliveryId id)
{
    if (const auto known = delivery(id); !known)
        return known.error();
    return listAttempts(m_database, id);
}

} // namespace mailweir

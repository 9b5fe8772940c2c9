// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_file.h"

#include <QFile>

namespace mailweir {

namespace {

constexpr std::array kTables{SearchTable::Words, SearchTable::Subjects, SearchTable::Senders, SearchTable::Recipients,
                             SearchTable::Others};

// Everything is folded and split before it comes here, so the plainest tokenizer will do: blanks separate, and bytes
// beyond ASCII belong to words. Positions are needed for phrases alone.
constexpr char kWords[] = "CREATE VIRTUAL TABLE %1 USING fts5(content, content='', tokenize='ascii')";
constexpr char kTrigrams[] =
    "CREATE VIRTUAL TABLE %1 USING fts5(content, content='', detail=none, tokenize='trigram case_sensitive 1')";

// Levels of an index are merged when there are so many of them: more makes adding cheaper and looking up dearer.
constexpr int kAutoMerge = 16;
constexpr qsizetype kMaxStatements = 100;

QString format(const char *sql, const QString &table)
{
    return QString::fromLatin1(sql).arg(table);
}

Error outdated(const QString &name)
{
    return {ErrorCode::Corrupt, name, QStringLiteral("is of another version or of another index")};
}

} // namespace

Result<void> attachSearchFile(Database &database, const QString &name)
{
    QString quoted = name;
    quoted.replace(u'\'', QStringLiteral("''"));
    return database.execute(QStringLiteral("ATTACH DATABASE '%1' AS search").arg(quoted));
}

QString searchTableName(SearchTable table, qint64 partition)
{
    static const std::array<QLatin1StringView, kTables.size()> names{
        QLatin1StringView("words"), QLatin1StringView("subjects"), QLatin1StringView("senders"),
        QLatin1StringView("recipients"), QLatin1StringView("others")};
    return names[size_t(table)] + u'_' + QString::number(partition);
}

SearchFile::SearchFile(const QString &name, qint64 partitionSize)
    : m_name(name)
    , m_partitionSize(partitionSize)
{
}

Result<void> SearchFile::open(const LogPosition &origin)
{
    const auto opened = openAny(origin);
    if (!opened)
        m_database.close();
    return opened;
}

Result<void> SearchFile::openAny(const LogPosition &origin)
{
    m_current.reset();
    if (!QFile::exists(m_name)) {
        // What SQLite keeps beside a file must not meet another one.
        if (const auto removed = remove(); !removed)
            return removed;
    }
    if (const auto opened = m_database.open(m_name, Database::Access::Write); !opened)
        return opened;
    qint64 version = 0;
    {
        auto rows = m_database.query("PRAGMA user_version");
        if (!rows)
            return rows.error();
        version = rows->next() ? rows->integer(0) : 0;
    }
    if (version == 0) {
        if (const auto created = create(origin); !created)
            return created;
    } else if (version != kVersion) {
        return outdated(m_name);
    }
    {
        auto rows = m_database.query("SELECT last_id, origin_segment, origin_position, closed FROM state");
        if (!rows)
            return rows.error();
        if (!rows->next() || rows->integer(1) != origin.segment || rows->integer(2) != origin.offset)
            return outdated(m_name);
        m_last = quint64(rows->integer(0));
        m_wasClosed = rows->integer(3) != 0;
    }
    // At once on the disk: what comes back from here on may be lost by a power cut, and is looked for then.
    Result<void> marked = m_database.begin(Database::Durability::Now);
    if (marked)
        marked = m_database.run("UPDATE state SET closed = 0");
    if (marked)
        marked = m_database.commit();
    if (!marked)
        return marked;
    QList<qint64> unfinished;
    {
        auto rows = m_database.query("SELECT number FROM partitions WHERE visible = 0");
        if (!rows)
            return rows.error();
        while (rows->next())
            unfinished.append(rows->integer(0));
    }
    for (const qint64 number : std::as_const(unfinished)) {
        if (const auto dropped = transact([&] { return dropTables(number); }); !dropped)
            return dropped;
    }
    const auto all = partitions();
    if (!all)
        return all.error();
    if (!all->isEmpty() && all->first().documents < m_partitionSize)
        m_current = all->first();
    return {};
}

Result<void> SearchFile::create(const LogPosition &origin)
{
    return transact([&]() -> Result<void> {
        for (const char *sql :
             {"CREATE TABLE state (one INTEGER PRIMARY KEY CHECK (one = 1), last_id INTEGER NOT NULL, "
              "origin_segment INTEGER NOT NULL, origin_position INTEGER NOT NULL, closed INTEGER NOT NULL) STRICT",
              "CREATE TABLE partitions (number INTEGER PRIMARY KEY AUTOINCREMENT, first_id INTEGER NOT NULL, "
              "last_id INTEGER NOT NULL, documents INTEGER NOT NULL, visible INTEGER NOT NULL) STRICT",
              "CREATE TABLE documents (number INTEGER PRIMARY KEY, id INTEGER NOT NULL, partition INTEGER NOT NULL) "
              "STRICT",
              "CREATE INDEX documents_by_id ON documents (id)"}) {
            if (const auto done = m_database.execute(QString::fromLatin1(sql)); !done)
                return done;
        }
        if (const auto done =
                m_database.run("INSERT INTO state VALUES (1, 0, ?, ?, 1)", {origin.segment, origin.offset});
            !done)
            return done;
        return m_database.execute(QStringLiteral("PRAGMA user_version = %1").arg(kVersion));
    });
}

Result<void> SearchFile::markClosed()
{
    return m_database.run("UPDATE state SET closed = 1");
}

Result<void> SearchFile::rewind(quint64 last)
{
    const auto done = m_database.run("UPDATE state SET last_id = ?", {last});
    if (done)
        m_last = last;
    return done;
}

Result<void> SearchFile::remove()
{
    for (const char *suffix : {"", "-wal", "-shm"}) {
        const QString path = m_name + QLatin1StringView(suffix);
        if (QFile::exists(path) && !QFile::remove(path))
            return Error{ErrorCode::Io, path, QStringLiteral("cannot be removed")};
    }
    return {};
}

template <typename Job> Result<void> SearchFile::transact(Job job)
{
    Result<void> done = m_database.begin(Database::Durability::Later);
    if (done)
        done = job();
    if (done)
        done = m_database.commit();
    if (!done)
        m_database.rollback();
    return done;
}

Result<void> SearchFile::add(const std::vector<SearchDocument> &documents, quint64 upTo)
{
    auto current = m_current;
    const auto done = transact([&]() -> Result<void> {
        for (const SearchDocument &document : documents) {
            if (current && current->documents >= m_partitionSize) {
                if (const auto merged = merge(current->number); !merged)
                    return merged;
                if (const auto updated = updatePartition(*current); !updated)
                    return updated;
                current.reset();
            }
            if (!current) {
                auto created = createPartition(true);
                if (!created)
                    return created.error();
                current = *created;
            }
            if (const auto inserted = insert(*current, document); !inserted)
                return inserted;
        }
        if (current) {
            if (const auto updated = updatePartition(*current); !updated)
                return updated;
        }
        return m_database.run("UPDATE state SET last_id = ?", {upTo});
    });
    if (!done)
        return done;
    m_current = current;
    m_last = upTo;
    m_database.limitStatements(kMaxStatements); // each partition has its own
    return {};
}

Result<SearchPartition> SearchFile::createPartition(bool visible)
{
    const auto number = m_database.insert(
        "INSERT INTO partitions (first_id, last_id, documents, visible) VALUES (0, 0, 0, ?)", {visible});
    if (!number)
        return number.error();
    for (const SearchTable table : kTables) {
        const QString name = searchTableName(table, *number);
        const auto created = m_database.execute(format(table == SearchTable::Words ? kWords : kTrigrams, name));
        if (!created)
            return created.error();
        const auto set = m_database.execute(
            QStringLiteral("INSERT INTO %1(%1, rank) VALUES ('automerge', %2)").arg(name).arg(kAutoMerge));
        if (!set)
            return set.error();
    }
    return SearchPartition{*number, 0, 0, 0};
}

Result<void> SearchFile::insert(SearchPartition &partition, const SearchDocument &document)
{
    const auto number =
        m_database.insert("INSERT INTO documents (id, partition) VALUES (?, ?)", {document.id.order, partition.number});
    if (!number)
        return number.error();
    const std::array<const QString *, kTables.size()> texts{&document.words, &document.subject, &document.sender,
                                                            &document.recipients, &document.others};
    for (const SearchTable table : kTables) {
        const QString &text = *texts[size_t(table)];
        if (text.isEmpty())
            continue;
        const auto done = m_database.query(QStringLiteral("INSERT INTO %1 (rowid, content) VALUES (?, ?)")
                                               .arg(searchTableName(table, partition.number)),
                                           {*number, text});
        if (!done)
            return done.error();
    }
    if (partition.documents == 0)
        partition.first = document.id.order;
    partition.last = document.id.order;
    ++partition.documents;
    return {};
}

Result<void> SearchFile::updatePartition(const SearchPartition &partition)
{
    return m_database.run("UPDATE partitions SET first_id = ?, last_id = ?, documents = ? WHERE number = ?",
                          {partition.first, partition.last, partition.documents, partition.number});
}

/// What grows no more is looked up fastest in one piece.
Result<void> SearchFile::merge(qint64 partition)
{
    for (const SearchTable table : kTables) {
        const auto done = m_database.execute(
            QStringLiteral("INSERT INTO %1(%1) VALUES ('optimize')").arg(searchTableName(table, partition)));
        if (!done)
            return done;
    }
    return {};
}

Result<QList<SearchPartition>> SearchFile::partitions()
{
    auto rows = m_database.query("SELECT number, first_id, last_id, documents FROM partitions WHERE visible = 1 "
                                 "ORDER BY last_id DESC");
    if (!rows)
        return rows.error();
    QList<SearchPartition> partitions;
    while (rows->next())
        partitions.append({rows->integer(0), quint64(rows->integer(1)), quint64(rows->integer(2)), rows->integer(3)});
    if (const auto status = rows->status(); !status)
        return status.error();
    return partitions;
}

Result<void> SearchFile::drop(const SearchPartition &partition)
{
    const auto dropped = transact([&] { return dropTables(partition.number); });
    if (dropped && m_current && m_current->number == partition.number)
        m_current.reset();
    return dropped;
}

Result<void> SearchFile::dropTables(qint64 partition)
{
    // Some of them may not be there: a copy that was being made when the program ended.
    for (const SearchTable table : kTables) {
        const auto done =
            m_database.execute(QStringLiteral("DROP TABLE IF EXISTS %1").arg(searchTableName(table, partition)));
        if (!done)
            return done;
    }
    if (const auto done = m_database.run("DELETE FROM documents WHERE partition = ?", {partition}); !done)
        return done;
    return m_database.run("DELETE FROM partitions WHERE number = ?", {partition});
}

Result<SearchPartition> SearchFile::beginCopy()
{
    SearchPartition copy;
    const auto done = transact([&]() -> Result<void> {
        const auto created = createPartition(false);
        if (!created)
            return created.error();
        copy = *created;
        return {};
    });
    return done ? Result(copy) : done.error();
}

Result<void> SearchFile::addToCopy(SearchPartition &copy, const std::vector<SearchDocument> &documents)
{
    SearchPartition grown = copy;
    const auto done = transact([&]() -> Result<void> {
        for (const SearchDocument &document : documents) {
            if (const auto inserted = insert(grown, document); !inserted)
                return inserted;
        }
        return updatePartition(grown);
    });
    if (done)
        copy = grown;
    return done;
}

Result<void> SearchFile::replace(const SearchPartition &old, const QList<SearchPartition> &copies)
{
    const auto done = transact([&]() -> Result<void> {
        if (const auto dropped = dropTables(old.number); !dropped)
            return dropped;
        for (const SearchPartition &copy : copies) {
            if (const auto merged = merge(copy.number); !merged)
                return merged;
            const auto shown = m_database.run("UPDATE partitions SET visible = 1 WHERE number = ?", {copy.number});
            if (!shown)
                return shown;
        }
        return {};
    });
    if (done && m_current && m_current->number == old.number) {
        const bool grows = !copies.isEmpty() && copies.last().documents < m_partitionSize;
        m_current = grows ? std::optional(copies.last()) : std::nullopt;
    }
    return done;
}

Result<bool> SearchFile::contains(MessageId id)
{
    auto rows = m_database.query("SELECT 1 FROM documents d JOIN partitions p ON p.number = d.partition "
                                 "WHERE d.id = ? AND p.visible = 1",
                                 {id.order});
    if (!rows)
        return rows.error();
    const bool found = rows->next();
    const auto status = rows->status();
    return status ? Result(found) : status.error();
}

void SearchFile::rest()
{
    (void)m_database.execute(QStringLiteral("PRAGMA shrink_memory"));
}

} // namespace mailweir

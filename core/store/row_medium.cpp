// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/row_medium.h"

#include "core/base/logging.h"
#include "core/store/crc32c.h"
#include "core/store/database.h"
#include "core/store/migrator.h"

namespace mailweir {

namespace {

constexpr int kOffsetBits = 40;
constexpr qint64 kSlice = 500; // rows that are looked through in one transaction
constexpr qint64 kPagesAtOnce = 2000; // given back to the file system after it

qint64 keyOf(LogPosition position)
{
    return (qint64(position.segment) << kOffsetBits) + position.offset;
}

RecordLocation locationOf(qint64 key, qint64 length)
{
    return {quint32(key >> kOffsetBits), key & ((1LL << kOffsetBits) - 1), length};
}

quint32 checksumOf(const Record &record)
{
    return crc32c(crc32c(quint32(record.kind), record.envelope), record.body);
}

class RowLog final : public RecordLog {
public:
    RowLog(const QString &path, qint64 segmentTarget)
        : m_path(path)
        , m_segmentTarget(segmentTarget)
    {
    }

    Result<LogRecovery> open(LogPosition indexed) override;
    Result<void> beginGroup() override;
    RecordLocation add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body) override;
    Result<void> endGroup(bool durable) override;
    Result<void> sync() override { return m_database.checkpoint(Database::Checkpoint::Some); }

    /// What was committed stays: see settle().
    bool wasLost(const RecordLocation &) const override { return false; }
    quint32 segment() const override { return m_segment; }

private:
    struct Piece {
        RecordLocation location;
        Record record;
    };

    [[nodiscard]] Result<void> openDatabase();
    [[nodiscard]] Result<void> claimSegment();
    [[nodiscard]] Result<void> writeGroup(bool durable);
    [[nodiscard]] Result<void> insert(const Piece &piece);
    [[nodiscard]] Result<void> settle();

    const QString m_path;
    const qint64 m_segmentTarget;
    Database m_database;
    quint32 m_segment = 0;
    bool m_claimed = false; // the segment is ours
    bool m_unsettled = false; // a commit has failed
    qint64 m_end = 0; // of the group
    std::vector<Piece> m_group;
};

Result<void> RowLog::openDatabase()
{
    if (const auto opened = m_database.open(m_path, Database::Access::Write, Database::FreePages::Returnable); !opened)
        return opened;
    return Migrator(m_database, m_path, QStringLiteral(":/mailweir/sql/bodies")).migrate();
}

Result<LogRecovery> RowLog::open(LogPosition indexed)
{
    if (const auto opened = openDatabase(); !opened)
        return opened.error();
    LogRecovery recovery{{}, indexed, {}};
    {
        auto rows = m_database.query("SELECT key, length, kind, id, salt FROM records WHERE key >= ? ORDER BY key",
                                     {keyOf(indexed)});
        if (!rows)
            return rows.error();
        while (rows->next()) {
            const RecordLocation location = locationOf(rows->integer(0), rows->integer(1));
            recovery.end = location.end();
            if (RecordKind(rows->integer(2)) != RecordKind::Chunk) {
                const MessageId id{quint64(rows->integer(3)), quint64(rows->integer(4))};
                recovery.entries.append({id, location, nullptr, {}});
            }
        }
        if (const auto status = rows->status(); !status)
            return status.error();
    }
    auto rows = m_database.query("SELECT MAX(number) FROM segments");
    if (!rows)
        return rows.error();
    m_segment = std::max(indexed.segment, rows->next() ? quint32(rows->integer(0)) : 0);
    return recovery;
}

Result<void> RowLog::beginGroup()
{
    if (m_unsettled) {
        if (const auto settled = settle(); !settled)
            return settled;
    }
    return m_claimed && m_end < m_segmentTarget ? Result<void>() : claimSegment();
}

/// A number that is taken is passed over, whoever took it.
Result<void> RowLog::claimSegment()
{
    m_claimed = false;
    ++m_segment;
    Result<void> done = m_database.begin(Database::Durability::Later);
    if (done)
        done = m_database.run("INSERT INTO segments (number, bytes) VALUES (?, 0)", {m_segment});
    if (done)
        done = m_database.commit();
    if (!done) {
        m_database.rollback();
        return done;
    }
    m_claimed = true;
    m_end = 0;
    return {};
}

RecordLocation RowLog::add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body)
{
    const RecordLocation location{m_segment, m_end, kRecordHeaderSize + envelope.size() + body.size()};
    m_end += location.length;
    m_group.push_back({location, {kind, id, envelope, body}});
    return location;
}

Result<void> RowLog::endGroup(bool durable)
{
    const auto written = writeGroup(durable);
    m_group.clear();
    if (!written) {
        qCCritical(lcStore).noquote() << "mail could not be written:" << describe(written.error());
        m_database.rollback();
        m_claimed = false;
        m_unsettled = !settle();
    }
    return written;
}

Result<void> RowLog::writeGroup(bool durable)
{
    const auto begun = m_database.begin(durable ? Database::Durability::Now : Database::Durability::Later);
    if (!begun)
        return begun;
    qint64 bytes = 0;
    for (const Piece &piece : m_group) {
        if (const auto inserted = insert(piece); !inserted)
            return inserted;
        bytes += piece.location.length;
    }
    const auto counted = m_database.run("UPDATE segments SET bytes = bytes + ? WHERE number = ?", {bytes, m_segment});
    return counted ? m_database.commit() : counted;
}

Result<void> RowLog::insert(const Piece &piece)
{
    const Record &record = piece.record;
    return m_database.run("INSERT INTO records (key, length, kind, id, salt, checksum, envelope, body) "
                          "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                          {keyOf({piece.location.segment, piece.location.offset}), piece.location.length,
                           qint64(record.kind), record.id.order, record.id.salt, checksumOf(record), record.envelope,
                           record.body});
}

/// A sync that failed may have dropped what earlier commits wrote, and a later one would not tell. So all of it is
/// written once more, to another file, before anything else is.
Result<void> RowLog::settle()
{
    const auto settled = m_database.checkpoint(Database::Checkpoint::All);
    m_unsettled = !settled;
    return settled;
}

class RowSource final : public RecordSource {
public:
    explicit RowSource(const QString &path)
        : m_path(path)
    {
    }

    Result<Record> record(const RecordLocation &location) override
    {
        // Opened by the thread that asks.
        const auto opened = m_open ? Result<void>() : m_database.open(m_path, Database::Access::Read);
        if (!opened)
            return opened.error();
        m_open = true;
        auto rows = m_database.query("SELECT kind, id, salt, envelope, body, checksum FROM records WHERE key = ?",
                                     {keyOf({location.segment, location.offset})});
        if (!rows)
            return rows.error();
        if (!rows->next()) {
            const auto status = rows->status();
            return status ? Error{ErrorCode::NotFound, m_path, place(location)} : status.error();
        }
        Record record{RecordKind(rows->integer(0)),
                      {quint64(rows->integer(1)), quint64(rows->integer(2))},
                      rows->bytes(3),
                      rows->bytes(4)};
        if (checksumOf(record) != quint32(rows->integer(5)))
            return Error{ErrorCode::Corrupt, m_path, place(location)};
        return record;
    }

private:
    static QString place(const RecordLocation &location)
    {
        return QStringLiteral("record %1:%2").arg(location.segment).arg(location.offset);
    }

    const QString m_path;
    Database m_database;
    bool m_open = false;
};

class RowRemover final : public RecordRemover {
public:
    explicit RowRemover(const QString &path)
        : m_path(path)
    {
    }

    Result<QList<HeldSegment>> segments() override
    {
        if (const auto opened = open(); !opened)
            return opened.error();
        auto rows = m_database.query("SELECT number, bytes FROM segments ORDER BY number");
        if (!rows)
            return rows.error();
        QList<HeldSegment> held;
        while (rows->next())
            held.append({quint32(rows->integer(0)), rows->integer(1), true});
        const auto status = rows->status();
        return status ? Result<QList<HeldSegment>>(held) : status.error();
    }

    Result<void> keepOnly(quint32 segment, const QList<RecordLocation> &live) override
    {
        if (const auto opened = open(); !opened)
            return opened;
        const qint64 end = keyOf({segment + 1, 0});
        auto next = live.cbegin();
        for (qint64 from = keyOf({segment, 0}); from < end;) {
            Slice slice;
            if (const auto read = readSlice(from, end, slice); !read)
                return read;
            QList<qint64> dead;
            qint64 bytes = 0;
            for (const auto &[key, length] : slice.rows) {
                while (next != live.cend() && keyOf({segment, next->offset}) < key)
                    ++next;
                if (next != live.cend() && keyOf({segment, next->offset}) == key)
                    continue;
                dead.append(key);
                bytes += length;
            }
            if (const auto removed = dead.isEmpty() ? Result<void>() : remove(segment, dead, bytes); !removed)
                return removed;
            from = slice.next;
        }
        return live.isEmpty() ? m_database.run("DELETE FROM segments WHERE number = ?", {segment}) : Result<void>();
    }

private:
    struct Slice {
        QList<std::pair<qint64, qint64>> rows; // key, length
        qint64 next = 0;
    };

    Result<void> open()
    {
        const auto opened = m_open ? Result<void>() : m_database.open(m_path, Database::Access::Write);
        m_open = opened.ok();
        return opened;
    }

    Result<void> readSlice(qint64 from, qint64 end, Slice &slice)
    {
        auto rows = m_database.query("SELECT key, length FROM records WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
                                     {from, end, kSlice});
        if (!rows)
            return rows.error();
        while (rows->next())
            slice.rows.append({rows->integer(0), rows->integer(1)});
        slice.next = slice.rows.size() < kSlice ? end : slice.rows.last().first + 1;
        return rows->status();
    }

    /// In short transactions: the log waits for them.
    Result<void> remove(quint32 segment, const QList<qint64> &keys, qint64 bytes)
    {
        Result<void> done = m_database.begin(Database::Durability::Later);
        for (const qint64 key : keys) {
            if (done)
                done = m_database.run("DELETE FROM records WHERE key = ?", {key});
        }
        if (done)
            done = m_database.run("UPDATE segments SET bytes = bytes - ? WHERE number = ?", {bytes, segment});
        if (done)
            done = m_database.commit();
        if (!done)
            m_database.rollback();
        return done ? m_database.giveBack(kPagesAtOnce) : done;
    }

    const QString m_path;
    Database m_database;
    bool m_open = false;
};

} // namespace

RowMedium::RowMedium(const QString &path, qint64 segmentTarget)
    : m_path(path)
    , m_segmentTarget(segmentTarget)
{
}

std::unique_ptr<RecordLog> RowMedium::makeLog() const
{
    return std::make_unique<RowLog>(m_path, m_segmentTarget);
}

std::unique_ptr<RecordSource> RowMedium::makeSource() const
{
    return std::make_unique<RowSource>(m_path);
}

std::unique_ptr<RecordRemover> RowMedium::makeRemover() const
{
    return std::make_unique<RowRemover>(m_path);
}

} // namespace mailweir

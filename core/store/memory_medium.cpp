// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/memory_medium.h"

#include <QHash>
#include <QMap>

#include <atomic>
#include <mutex>

namespace mailweir {

/// What the ends share.
class MemoryRecords {
public:
    struct Entry {
        RecordLocation location;
        Record record;
    };

    void add(std::vector<Entry> entries)
    {
        const std::lock_guard lock(m_mutex);
        for (Entry &entry : entries) {
            Segment &segment = m_segments[entry.location.segment];
            segment.bytes += entry.location.length;
            m_bytes += entry.location.length;
            segment.records.insert(entry.location.offset, std::move(entry));
        }
    }

    Result<Record> find(const RecordLocation &location) const
    {
        const std::lock_guard lock(m_mutex);
        const auto segment = m_segments.constFind(location.segment);
        if (segment != m_segments.constEnd()) {
            if (const auto entry = segment->records.constFind(location.offset); entry != segment->records.constEnd())
                return entry->record;
        }
        return Error{ErrorCode::NotFound, QStringLiteral("record"), {}};
    }

    QList<HeldSegment> segments() const
    {
        const std::lock_guard lock(m_mutex);
        QList<HeldSegment> held;
        for (auto segment = m_segments.cbegin(); segment != m_segments.cend(); ++segment)
            held.append({segment.key(), segment->bytes, true});
        return held;
    }

    void keepOnly(quint32 number, const QList<RecordLocation> &live)
    {
        Segment dead; // goes after the lock: freeing many bodies takes its time
        const std::lock_guard lock(m_mutex);
        dead = m_segments.take(number);
        m_bytes -= dead.bytes;
        Segment kept;
        for (const RecordLocation &location : live) {
            const auto entry = dead.records.constFind(location.offset);
            if (entry == dead.records.constEnd())
                continue;
            kept.records.insert(location.offset, *entry);
            kept.bytes += entry->location.length;
        }
        m_bytes += kept.bytes;
        if (!kept.records.isEmpty())
            m_segments.insert(number, std::move(kept));
    }

    qint64 bytes() const { return m_bytes; }

private:
    struct Segment {
        QHash<qint64, Entry> records; // by offset
        qint64 bytes = 0;
    };

    mutable std::mutex m_mutex;
    QMap<quint32, Segment> m_segments; // guarded by m_mutex
    std::atomic<qint64> m_bytes{0};
};

namespace {

class MemoryLog final : public RecordLog {
public:
    MemoryLog(std::shared_ptr<MemoryRecords> records, qint64 segmentTarget)
        : m_records(std::move(records))
        , m_segmentTarget(segmentTarget)
    {
    }

    Result<LogRecovery> open(LogPosition indexed) override
    {
        m_segment = indexed.segment;
        return LogRecovery{{}, indexed, {}};
    }

    Result<void> beginGroup() override
    {
        if (m_segment == 0 || m_end >= m_segmentTarget) {
            ++m_segment;
            m_end = 0;
        }
        return {};
    }

    RecordLocation add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body) override
    {
        const RecordLocation location{m_segment, m_end, kRecordHeaderSize + envelope.size() + body.size()};
        m_end += location.length;
        m_group.push_back({location, {kind, id, envelope, body}});
        return location;
    }

    Result<void> endGroup(bool) override
    {
        m_records->add(std::exchange(m_group, {}));
        return {};
    }

    Result<void> sync() override { return {}; }
    bool wasLost(const RecordLocation &) const override { return false; }
    quint32 segment() const override { return m_segment; }

private:
    std::shared_ptr<MemoryRecords> m_records;
    const qint64 m_segmentTarget;
    quint32 m_segment = 0;
    qint64 m_end = 0; // of the segment
    std::vector<MemoryRecords::Entry> m_group;
};

class MemorySource final : public RecordSource {
public:
    explicit MemorySource(std::shared_ptr<const MemoryRecords> records)
        : m_records(std::move(records))
    {
    }

    Result<Record> record(const RecordLocation &location) override { return m_records->find(location); }

private:
    std::shared_ptr<const MemoryRecords> m_records;
};

class MemoryRemover final : public RecordRemover {
public:
    explicit MemoryRemover(std::shared_ptr<MemoryRecords> records)
        : m_records(std::move(records))
    {
    }

    Result<QList<HeldSegment>> segments() override { return m_records->segments(); }

    Result<void> keepOnly(quint32 segment, const QList<RecordLocation> &live) override
    {
        m_records->keepOnly(segment, live);
        return {};
    }

private:
    std::shared_ptr<MemoryRecords> m_records;
};

} // namespace

MemoryMedium::MemoryMedium(qint64 segmentTarget)
    : m_records(std::make_shared<MemoryRecords>())
    , m_segmentTarget(segmentTarget)
{
}

MemoryMedium::~MemoryMedium() = default;

std::unique_ptr<RecordLog> MemoryMedium::makeLog() const
{
    return std::make_unique<MemoryLog>(m_records, m_segmentTarget);
}

std::unique_ptr<RecordSource> MemoryMedium::makeSource() const
{
    return std::make_unique<MemorySource>(m_records);
}

std::unique_ptr<RecordRemover> MemoryMedium::makeRemover() const
{
    return std::make_unique<MemoryRemover>(m_records);
}

qint64 MemoryMedium::bytes() const
{
    return m_records->bytes();
}

} // namespace mailweir

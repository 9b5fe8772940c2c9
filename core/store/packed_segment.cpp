// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/packed_segment.h"

#include "core/store/crc32c.h"

#include <QtEndian>

#include <algorithm>

namespace mailweir {

namespace {

constexpr QByteArrayView kMagic("MWPACK01", 8);
constexpr QByteArrayView kFooterMagic("MWPK", 4);
constexpr qint64 kMaxDictionary = 1024 * 1024;
constexpr qint64 kMarkStep = 64;
constexpr qint64 kSearchPiece = 1024 * 1024;

template <typename T> T number(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.data() + at);
}

/// Of a record without a body up to the largest there can be.
bool isPossibleLength(qint64 length)
{
    return length >= kRecordHeaderSize && length <= kRecordHeaderSize + kMaxEnvelopeSize + kMaxBodySize;
}

/// The entry that begins with these bytes, whatever they are; its sum and its form are right.
bool isEntry(QByteArrayView bytes, quint32 salt)
{
    const qint64 length = number<quint32>(bytes, 8);
    return isPossibleOffset(number<qint64>(bytes, 0)) && isPossibleLength(length)
        && number<quint32>(bytes, 12) <= length && number<quint32>(bytes, 16) == crc32c(salt, bytes.first(16));
}

} // namespace

QString packedSegmentPath(const QString &directory, quint32 segment)
{
    return directory + QStringLiteral("/%1.zseg").arg(segment, 10, 10, QLatin1Char('0'));
}

PackedSegment::PackedSegment(std::unique_ptr<SegmentFile> file, const QString &path)
    : m_file(std::move(file))
    , m_path(path)
{
}

Result<std::unique_ptr<PackedSegment>> PackedSegment::open(const QString &path)
{
    auto file = openSegmentFile(path, SegmentFile::Mode::Read);
    if (!file)
        return file.error();
    std::unique_ptr<PackedSegment> segment(new PackedSegment(std::move(*file), path));
    if (const auto loaded = segment->load(); !loaded)
        return loaded.error();
    return segment;
}

Error PackedSegment::damaged(qint64 place) const
{
    return {ErrorCode::Corrupt, m_path, QStringLiteral("at byte %1").arg(place)};
}

Result<void> PackedSegment::load()
{
    const auto size = m_file->size();
    if (!size)
        return size.error();
    m_size = *size;
    const auto footer = readFooter();
    if (!footer)
        return footer.error();
    auto head = readHead(0);
    if (head && !*head && *footer)
        head = readHead(m_table + m_count * kPackedTableEntrySize);
    if (!head)
        return head.error();
    if (!*head)
        return damaged(0);
    if (!*footer)
        return findEntries();
    const auto sum = m_file->read(m_size - kPackedFooterSize + 32, 4);
    if (!sum)
        return sum.error();
    const auto table = readTable(number<quint32>(*sum, 0));
    if (!table)
        return table.error();
    return *table ? Result<void>() : findEntries();
}

Result<bool> PackedSegment::readHead(qint64 place)
{
    if (place > m_size - kPackedHeadSize)
        return false;
    const auto head = m_file->read(place, kPackedHeadSize);
    if (!head)
        return head.error();
    const qint64 size = number<quint32>(*head, 12);
    if (!head->startsWith(kMagic) || number<quint32>(*head, 20) != crc32c(0, QByteArrayView(*head).first(20))
        || size > kMaxDictionary || size > m_size - place - kPackedHeadSize)
        return false;
    const auto dictionary = m_file->read(place + kPackedHeadSize, size);
    if (!dictionary)
        return dictionary.error();
    if (number<quint32>(*head, 16) != crc32c(0, *dictionary))
        return false;
    m_salt = number<quint32>(*head, 8);
    m_expander = std::make_unique<RecordExpander>(*dictionary);
    m_entriesBegin = kPackedHeadSize + size;
    return true;
}

Result<bool> PackedSegment::readFooter()
{
    if (m_size < kPackedFooterSize)
        return false;
    const auto bytes = m_file->read(m_size - kPackedFooterSize, kPackedFooterSize);
    if (!bytes)
        return bytes.error();
    m_table = number<qint64>(*bytes, 0);
    m_count = number<qint64>(*bytes, 8);
    m_bytes = number<qint64>(*bytes, 16);
    m_end = number<qint64>(*bytes, 24);
    const bool sound =
        bytes->endsWith(kFooterMagic) && number<quint32>(*bytes, 36) == crc32c(0, QByteArrayView(*bytes).first(36));
    return sound && m_end >= 0 && m_table >= 0 && m_count >= 0 && m_count <= m_size / kPackedTableEntrySize
        && m_table <= m_size - m_count * kPackedTableEntrySize;
}

Result<QList<PackedSegment::Place>> PackedSegment::places(qint64 first, qint64 count)
{
    if (m_found)
        return m_found->sliced(first, count);
    const auto bytes = m_file->read(m_table + first * kPackedTableEntrySize, count * kPackedTableEntrySize);
    if (!bytes)
        return bytes.error();
    QList<Place> places;
    places.reserve(count);
    for (qint64 at = 0; at < bytes->size(); at += kPackedTableEntrySize)
        places.append({number<qint64>(*bytes, at), number<qint64>(*bytes, at + 8)});
    return places;
}

Result<bool> PackedSegment::readTable(quint32 sum)
{
    quint32 found = 0;
    for (qint64 first = 0; first < m_count; first += kMarkStep) {
        const qint64 count = std::min(kMarkStep, m_count - first);
        const auto bytes = m_file->read(m_table + first * kPackedTableEntrySize, count * kPackedTableEntrySize);
        if (!bytes)
            return bytes.error();
        found = crc32c(found, *bytes);
        m_marks.push_back(number<qint64>(*bytes, 0));
    }
    return found == sum;
}

Result<void> PackedSegment::findEntries()
{
    m_found.emplace();
    m_bytes = m_end = 0;
    QByteArray piece;
    qint64 begin = 0; // of `piece`
    for (qint64 at = m_entriesBegin; at + kPackedEntrySize <= m_size;) {
        if (at < begin || at + kPackedEntrySize > begin + piece.size()) {
            auto bytes = m_file->read(at, std::min(kSearchPiece, m_size - at));
            if (!bytes)
                return bytes.error();
            piece = std::move(*bytes);
            begin = at;
        }
        const QByteArrayView bytes = QByteArrayView(piece).sliced(at - begin, kPackedEntrySize);
        const qint64 offset = number<qint64>(bytes, 0);
        const qint64 next = at + kPackedEntrySize + number<quint32>(bytes, 12);
        const bool inOrder = m_found->isEmpty() || offset > m_found->last().offset;
        if (!isEntry(bytes, m_salt) || !inOrder || next > m_size) {
            ++at;
            continue;
        }
        m_found->append({offset, at});
        m_bytes += number<quint32>(bytes, 8);
        m_end = offset + number<quint32>(bytes, 8);
        at = next;
    }
    m_count = m_found->size();
    m_marks.clear();
    for (qint64 first = 0; first < m_count; first += kMarkStep)
        m_marks.push_back(m_found->at(first).offset);
    return {};
}

Result<std::optional<qint64>> PackedSegment::find(qint64 offset)
{
    const auto mark = std::upper_bound(m_marks.begin(), m_marks.end(), offset);
    if (mark == m_marks.begin())
        return std::optional<qint64>();
    const qint64 first = (mark - m_marks.begin() - 1) * kMarkStep;
    const auto near = places(first, std::min(kMarkStep, m_count - first));
    if (!near)
        return near.error();
    for (const Place &place : *near) {
        if (place.offset == offset)
            return std::optional(place.place);
    }
    return std::optional<qint64>();
}

Result<std::optional<PackedSegment::Entry>> PackedSegment::readEntry(qint64 place, qint64 offset)
{
    if (place < 0 || place > m_size - kPackedEntrySize)
        return std::optional<Entry>();
    const auto bytes = m_file->read(place, kPackedEntrySize);
    if (!bytes)
        return bytes.error();
    const Entry entry{number<qint64>(*bytes, 0), number<quint32>(*bytes, 8), place + kPackedEntrySize,
                      number<quint32>(*bytes, 12)};
    if (!isEntry(*bytes, m_salt) || entry.offset != offset || entry.size > m_size - entry.place)
        return std::optional<Entry>();
    return std::optional(entry);
}

Result<QByteArray> PackedSegment::expand(const Entry &entry)
{
    auto frame = m_file->read(entry.place, entry.size);
    if (!frame)
        return frame.error();
    auto record =
        entry.size == entry.length ? std::optional(std::move(*frame)) : m_expander->expand(*frame, entry.length);
    if (!record || !recordIsSound(*record, m_salt))
        return damaged(entry.place);
    return std::move(*record);
}

Result<QByteArray> PackedSegment::record(qint64 offset, qint64 length)
{
    const auto place = find(offset);
    if (!place)
        return place.error();
    if (!*place)
        return Error{ErrorCode::NotFound, m_path, QStringLiteral("record %1").arg(offset)};
    const auto entry = readEntry(**place, offset);
    if (!entry)
        return entry.error();
    if (!*entry || (*entry)->length != length)
        return damaged(**place);
    return expand(**entry);
}

Result<SegmentScan> PackedSegment::scan(quint32 segment, qint64 from)
{
    SegmentScan scan;
    scan.salt = m_salt;
    scan.size = scan.end = m_end;
    for (qint64 first = 0; first < m_count; first += kMarkStep) {
        const auto block = places(first, std::min(kMarkStep, m_count - first));
        if (!block && block.error().code != ErrorCode::Io)
            return block.error();
        if (!block) {
            const size_t next = size_t(first / kMarkStep) + 1;
            scan.damage.append({m_marks[next - 1], next < m_marks.size() ? m_marks[next] : m_end});
            continue;
        }
        for (const Place &place : *block) {
            if (place.offset < from)
                continue;
            const auto entry = readEntry(place.place, place.offset);
            if (!entry && entry.error().code != ErrorCode::Io)
                return entry.error();
            if (!entry) {
                scan.damage.append({place.offset, place.offset + 1});
                continue;
            }
            const auto bytes = *entry ? expand(**entry) : damaged(place.place);
            if (!bytes && bytes.error().code != ErrorCode::Corrupt && bytes.error().code != ErrorCode::Io)
                return bytes.error();
            const auto header = bytes ? decodeRecordHeader(*bytes) : std::nullopt;
            if (!header)
                scan.damage.append({place.offset, place.offset + (*entry ? (*entry)->length : 1)});
            else if (header->kind != RecordKind::Chunk)
                scan.entries.append({header->id, {segment, place.offset, header->recordSize()}, nullptr, {}});
        }
    }
    return scan;
}

} // namespace mailweir

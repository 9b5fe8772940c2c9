// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_scan.h"

#include <algorithm>

namespace mailweir {

namespace {

void note(SegmentScan &scan, quint32 segment, qint64 offset, const RecordHeader &header)
{
    if (header.kind != RecordKind::Chunk)
        scan.entries.append({header.id, {segment, offset, header.recordSize()}, nullptr, {}});
}

/// The record at the front of `bytes`, if it is sound.
std::optional<RecordHeader> soundRecord(QByteArrayView bytes, quint32 salt)
{
    const auto header = decodeRecordHeader(bytes);
    if (!header || header->recordSize() > bytes.size() || !recordIsSound(bytes.first(header->recordSize()), salt))
        return std::nullopt;
    return header;
}

Result<std::optional<RecordHeader>> readRecord(SegmentFile &file, qint64 offset, qint64 size, quint32 salt)
{
    if (size - offset < kRecordHeaderSize)
        return std::optional<RecordHeader>();
    const auto front = file.read(offset, kRecordHeaderSize);
    if (!front)
        return front.error();
    const auto header = decodeRecordHeader(*front);
    if (!header || header->recordSize() > size - offset)
        return std::optional<RecordHeader>();
    const auto record = file.read(offset, header->recordSize());
    if (!record)
        return record.error();
    return recordIsSound(*record, salt) ? header : std::nullopt;
}

/// Looks behind an unreadable place for sound records. They make it damage if one of them was written when the place
/// was durable; otherwise all of it is a group that was torn before it was acknowledged.
void scanBehind(SegmentScan &scan, quint32 segment, qint64 gap, QByteArrayView rest)
{
    struct Found {
        qint64 offset;
        RecordHeader header;
    };
    QList<Found> found;
    bool acknowledged = false;
    qint64 at = 1;
    while (at + kRecordHeaderSize <= rest.size()) {
        if (const auto header = soundRecord(rest.sliced(at), *scan.salt)) {
            found.append({gap + at, *header});
            acknowledged = acknowledged || header->durable > gap;
            at += header->recordSize();
        } else {
            ++at;
        }
    }
    if (!acknowledged)
        return;
    qint64 end = gap;
    for (const Found &record : found) {
        if (record.offset > end)
            scan.damage.append({end, record.offset});
        note(scan, segment, record.offset, record.header);
        end = record.offset + record.header.recordSize();
    }
    scan.end = end;
}

} // namespace

Result<SegmentScan> scanSegment(SegmentFile &file, quint32 segment, qint64 from)
{
    SegmentScan scan;
    const auto size = file.size();
    if (!size)
        return size.error();
    scan.size = *size;
    if (scan.size < kSegmentHeaderSize)
        return scan;
    const auto head = file.read(0, kSegmentHeaderSize);
    if (!head)
        return head.error();
    scan.salt = decodeSegmentHeader(*head);
    if (!scan.salt)
        return scan;
    scan.end = std::max(from, kSegmentHeaderSize);
    if (scan.end > scan.size) {
        scan.damage.append({scan.size, scan.end});
        return scan;
    }
    while (scan.end < scan.size) {
        const auto header = readRecord(file, scan.end, scan.size, *scan.salt);
        if (!header)
            return header.error();
        if (!*header)
            break;
        note(scan, segment, scan.end, **header);
        scan.end += (*header)->recordSize();
    }
    if (scan.end < scan.size) {
        const auto rest = file.read(scan.end, scan.size - scan.end);
        if (!rest)
            return rest.error();
        scan.torn = std::any_of(rest->begin(), rest->end(), [](char byte) { return byte != 0; });
        if (scan.torn)
            scanBehind(scan, segment, scan.end, *rest);
    }
    return scan;
}

} // namespace mailweir

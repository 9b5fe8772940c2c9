// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_scan.h"

#include <algorithm>

namespace mailweir {

namespace {

// Mail can be full of what looks like headers, and each would be summed.
constexpr qint64 kMaxTried = 256 * 1024 * 1024;

void note(SegmentScan &scan, quint32 segment, qint64 offset, const RecordHeader &header)
{
    if (header.kind != RecordKind::Chunk)
        scan.entries.append({header.id, {segment, offset, header.recordSize()}, nullptr, {}});
}

/// What lies between the end and `to` may have been acknowledged, and cannot be read.
void giveUp(SegmentScan &scan, qint64 to)
{
    scan.damage.append({scan.end, to});
    scan.end = to;
}

struct Found {
    std::optional<RecordHeader> header; // none: no sound record begins there
    bool unreadable = false; // the disk does not give it; a header is one that nothing proves
};

Result<Found> readRecord(SegmentFile &file, qint64 offset, qint64 size, quint32 salt)
{
    if (size - offset < kRecordHeaderSize)
        return Found{};
    const auto front = file.read(offset, kRecordHeaderSize);
    if (!front)
        return front.error().code == ErrorCode::Io ? Result<Found>(Found{{}, true}) : front.error();
    const auto header = decodeRecordHeader(*front);
    if (!header || header->recordSize() > size - offset)
        return Found{};
    const auto record = file.read(offset, header->recordSize());
    if (!record)
        return record.error().code == ErrorCode::Io ? Result<Found>(Found{header, true}) : record.error();
    return recordIsSound(*record, salt) ? Found{header, false} : Found{};
}

/// The header at the front of `bytes`, if the log could have written it at `offset`. Its sum is still to be looked at.
std::optional<RecordHeader> possibleHeader(QByteArrayView bytes, qint64 offset)
{
    const auto header = decodeRecordHeader(bytes);
    if (!header || header->recordSize() > bytes.size() || header->durable > offset)
        return std::nullopt;
    if (header->kind == RecordKind::Chunk && (header->envelopeSize > 0 || !header->id.isNull()))
        return std::nullopt;
    return header;
}

/// Looks behind an unreadable place for sound records. They make it damage if one of them was written when the place
/// was durable; otherwise all of it is a group that was torn before it was acknowledged. When too much looks like
/// records and is none, the rest counts as damage.
void scanBehind(SegmentScan &scan, quint32 segment, qint64 gap, QByteArrayView rest)
{
    struct Sound {
        qint64 offset;
        RecordHeader header;
    };
    QList<Sound> found;
    bool acknowledged = false;
    qint64 tried = 0; // bytes summed in vain
    qint64 at = 1;
    while (at + kRecordHeaderSize <= rest.size() && tried <= kMaxTried) {
        const auto header = possibleHeader(rest.sliced(at), gap + at);
        if (header && recordIsSound(rest.sliced(at, header->recordSize()), *scan.salt)) {
            found.append({gap + at, *header});
            acknowledged = acknowledged || header->durable > gap;
            at += header->recordSize();
        } else {
            tried += header ? header->recordSize() : 0;
            ++at;
        }
    }
    const bool gaveUp = tried > kMaxTried;
    if (!acknowledged && !gaveUp)
        return;
    qint64 end = gap;
    for (const Sound &record : found) {
        if (record.offset > end)
            scan.damage.append({end, record.offset});
        note(scan, segment, record.offset, record.header);
        end = record.offset + record.header.recordSize();
    }
    scan.end = end;
    if (gaveUp)
        giveUp(scan, scan.size);
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
        return head.error().code == ErrorCode::Io ? Result<SegmentScan>(scan) : head.error();
    scan.salt = decodeSegmentHeader(*head);
    if (!scan.salt)
        return scan;
    scan.end = std::max(from, kSegmentHeaderSize);
    if (scan.end > scan.size) {
        scan.damage.append({scan.size, scan.end});
        return scan;
    }
    while (scan.end < scan.size) {
        const auto found = readRecord(file, scan.end, scan.size, *scan.salt);
        if (!found)
            return found.error();
        if (found->unreadable) {
            giveUp(scan, found->header ? scan.end + found->header->recordSize() : scan.size);
            continue;
        }
        if (!found->header)
            break;
        note(scan, segment, scan.end, *found->header);
        scan.end += found->header->recordSize();
    }
    if (scan.end < scan.size) {
        const auto rest = file.read(scan.end, scan.size - scan.end);
        if (!rest && rest.error().code != ErrorCode::Io)
            return rest.error();
        if (!rest) {
            giveUp(scan, scan.size);
            return scan;
        }
        scan.torn = std::any_of(rest->begin(), rest->end(), [](char byte) { return byte != 0; });
        if (scan.torn)
            scanBehind(scan, segment, scan.end, *rest);
    }
    return scan;
}

} // namespace mailweir

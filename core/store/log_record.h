// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/mail/envelope.h"

#include <QList>

#include <array>
#include <compare>
#include <memory>
#include <optional>

namespace mailweir {

/// The format of the body log. All numbers are little-endian.
///
/// Segment: "MWLOG001", salt (4), CRC32C of the twelve bytes before (4); then records without gaps.
/// Record: magic (4), CRC32C of all that follows, begun with the segment's salt (4), kind (4), size of the envelope
/// (4), size of the body (4), durable (4), id (8 + 8), envelope, body.
///
/// The salt is random and never leaves the file, so no mail can contain bytes that pass for a record of its segment.
/// `durable` is the offset up to which the segment was on the disk when the record was written: a record that cannot be
/// read was acknowledged if a later one says so, and is a torn tail otherwise.

inline constexpr qint64 kSegmentHeaderSize = 16;
inline constexpr qint64 kRecordHeaderSize = 40;
inline constexpr qint64 kChunkSize = 1024 * 1024; ///< a body beyond it is written in pieces of this size
inline constexpr qint64 kMaxEnvelopeSize = 64 * 1024 * 1024;
inline constexpr qint64 kMaxBodySize = 4 * 1024 * 1024; ///< of one record; of a commit: its list of chunks

/// Whether a record can begin there; no segment comes near the limit, and sums of offsets and lengths cannot overflow.
[[nodiscard]] inline bool isPossibleOffset(qint64 offset)
{
    return offset >= 0 && offset <= qint64(1) << 40;
}

enum class RecordKind : quint32 {
    Message = 1, ///< a whole message
    Chunk = 2, ///< a piece of one; means nothing until a commit names it
    Commit = 3, ///< a message whose body is the list of its chunks
};

struct LogPosition {
    quint32 segment = 0; ///< 1 is the first
    qint64 offset = 0;

    friend auto operator<=>(const LogPosition &, const LogPosition &) = default;
};

/// Where a record is.
struct RecordLocation {
    quint32 segment = 0;
    qint64 offset = 0;
    qint64 length = 0; ///< with its header

    [[nodiscard]] LogPosition end() const { return {segment, offset + length}; }
    friend bool operator==(const RecordLocation &, const RecordLocation &) = default;
};

struct RecordHeader {
    RecordKind kind = RecordKind::Message;
    quint32 envelopeSize = 0;
    quint32 bodySize = 0;
    quint32 durable = 0;
    MessageId id;

    [[nodiscard]] qint64 recordSize() const { return kRecordHeaderSize + envelopeSize + bodySize; }
};

/// A message in the log. Its bytes may be left out to save memory; then they are read again.
struct LogEntry {
    MessageId id;
    RecordLocation location;
    std::shared_ptr<const Envelope> envelope; ///< may be null
    QByteArray raw; ///< only with `envelope`
};

using RecordHeaderBytes = std::array<char, size_t(kRecordHeaderSize)>;

[[nodiscard]] QByteArray encodeSegmentHeader(quint32 salt);
/// The salt; nothing when the header is damaged.
[[nodiscard]] std::optional<quint32> decodeSegmentHeader(QByteArrayView bytes);

[[nodiscard]] RecordHeaderBytes encodeRecordHeader(const RecordHeader &header, quint32 salt, QByteArrayView envelope,
                                                   QByteArrayView body);
/// Looks at form only, not at the sum.
[[nodiscard]] std::optional<RecordHeader> decodeRecordHeader(QByteArrayView bytes);
/// Whether `record`, header and all, is as it was written.
[[nodiscard]] bool recordIsSound(QByteArrayView record, quint32 salt);

[[nodiscard]] QByteArray encodeChunkList(const QList<RecordLocation> &chunks);
/// Nothing when it is no such list, or names a place where no chunk can be.
[[nodiscard]] std::optional<QList<RecordLocation>> decodeChunkList(QByteArrayView bytes);

/// The path of a segment, e.g. `0000000001.seg`.
[[nodiscard]] QString segmentPath(const QString &directory, quint32 segment);

} // namespace mailweir

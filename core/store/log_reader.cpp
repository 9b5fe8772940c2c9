// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/log_reader.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxOpenSegments = 8;

}

Result<LogReader::Segment> LogReader::segment(quint32 number)
{
    if (const auto open = m_open.constFind(number); open != m_open.constEnd())
        return *open;
    const QString path = segmentPath(m_directory, number);
    auto file = openSegmentFile(path, SegmentFile::Mode::Read);
    if (!file)
        return file.error();
    const auto head = (*file)->read(0, kSegmentHeaderSize);
    if (!head)
        return head.error();
    const auto salt = decodeSegmentHeader(*head);
    if (!salt)
        return Error{ErrorCode::Corrupt, path, {}};
    if (m_open.size() >= kMaxOpenSegments)
        m_open.clear();
    return *m_open.insert(number, {std::move(*file), *salt});
}

Result<QByteArray> LogReader::record(const RecordLocation &location)
{
    const auto from = segment(location.segment);
    if (!from)
        return from.error();
    auto bytes = from->file->read(location.offset, location.length);
    if (bytes && !recordIsSound(*bytes, from->salt))
        return Error{ErrorCode::Corrupt, segmentPath(m_directory, location.segment),
                     QStringLiteral("at byte %1").arg(location.offset)};
    return bytes;
}

Result<LoggedMessage> LogReader::message(const RecordLocation &location, qint64 maxRaw)
{
    auto bytes = record(location);
    if (!bytes)
        return bytes.error();
    const auto header = decodeRecordHeader(*bytes);
    const auto envelope = decodeEnvelope(QByteArrayView(*bytes).sliced(kRecordHeaderSize, header->envelopeSize));
    if (!envelope)
        return envelope.error();
    LoggedMessage message{header->id, *envelope, {}};
    const QByteArray body = bytes->sliced(kRecordHeaderSize + header->envelopeSize);
    if (header->kind == RecordKind::Message) {
        message.raw = body.first(std::min<qint64>(body.size(), maxRaw));
        return message;
    }
    const auto chunks = decodeChunkList(body);
    if (!chunks || header->kind != RecordKind::Commit)
        return Error{ErrorCode::Corrupt, segmentPath(m_directory, location.segment), {}};
    for (const RecordLocation &chunk : *chunks) {
        if (message.raw.size() >= maxRaw)
            break;
        const auto part = record(chunk);
        if (!part)
            return part.error();
        message.raw += QByteArrayView(*part).sliced(kRecordHeaderSize + decodeRecordHeader(*part)->envelopeSize);
    }
    message.raw.truncate(maxRaw);
    return message;
}

} // namespace mailweir

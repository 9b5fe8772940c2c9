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

Result<LogReader::Head> LogReader::head(const RecordLocation &location)
{
    auto bytes = record(location);
    if (!bytes)
        return bytes.error();
    const auto header = decodeRecordHeader(*bytes);
    const auto envelope = decodeEnvelope(QByteArrayView(*bytes).sliced(kRecordHeaderSize, header->envelopeSize));
    if (!envelope)
        return envelope.error();
    Head head{{header->id, *envelope, {}, 0}, {}};
    const QByteArray body = bytes->sliced(kRecordHeaderSize + header->envelopeSize);
    if (header->kind == RecordKind::Message) {
        head.message.raw = body;
        head.message.size = body.size();
        return head;
    }
    const auto chunks = decodeChunkList(body);
    if (!chunks || header->kind != RecordKind::Commit)
        return Error{ErrorCode::Corrupt, segmentPath(m_directory, location.segment), {}};
    head.chunks = *chunks;
    for (const RecordLocation &part : head.chunks)
        head.message.size += part.length - kRecordHeaderSize; // a chunk has no envelope
    return head;
}

Result<QByteArray> LogReader::chunk(const RecordLocation &location)
{
    const auto part = record(location);
    return part ? part->sliced(kRecordHeaderSize + decodeRecordHeader(*part)->envelopeSize) : part;
}

Result<LoggedMessage> LogReader::message(const RecordLocation &location, qint64 maxRaw)
{
    auto read = head(location);
    if (!read)
        return read.error();
    LoggedMessage message = std::move(read->message);
    if (!read->chunks.isEmpty())
        message.raw.reserve(std::min(message.size, maxRaw));
    for (const RecordLocation &part : std::as_const(read->chunks)) {
        if (message.raw.size() >= maxRaw)
            break;
        const auto bytes = chunk(part);
        if (!bytes)
            return bytes.error();
        message.raw += *bytes;
    }
    message.raw.truncate(std::min<qint64>(message.raw.size(), maxRaw));
    return message;
}

Result<void> LogReader::visit(const RecordLocation &location, const Visitor &visitor)
{
    const auto read = head(location);
    if (!read)
        return read.error();
    visitor(read->message.raw);
    for (const RecordLocation &part : read->chunks) {
        const auto bytes = chunk(part);
        if (!bytes)
            return bytes.error();
        visitor(*bytes);
    }
    return {};
}

} // namespace mailweir

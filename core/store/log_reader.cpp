// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/log_reader.h"

namespace mailweir {

Result<LoggedMessage> LogReader::head(const RecordLocation &location)
{
    auto record = m_source->record(location);
    if (!record)
        return record.error();
    const auto envelope = decodeEnvelope(record->envelope);
    if (!envelope)
        return envelope.error();
    LoggedMessage message{record->id, *envelope, {}, 0, {}};
    if (record->kind == RecordKind::Message) {
        message.raw = std::move(record->body);
        message.size = message.raw.size();
        return message;
    }
    const auto chunks = decodeChunkList(record->body);
    if (!chunks || record->kind != RecordKind::Commit)
        return Error{ErrorCode::Corrupt, QStringLiteral("log"),
                     QStringLiteral("no message at %1:%2").arg(location.segment).arg(location.offset)};
    message.chunks = *chunks;
    for (const RecordLocation &part : message.chunks)
        message.size += part.length - kRecordHeaderSize; // a chunk has no envelope
    return message;
}

Result<QByteArray> LogReader::chunk(const RecordLocation &location)
{
    auto part = m_source->record(location);
    if (!part)
        return part.error();
    return std::move(part->body);
}

Result<LoggedMessage> LogReader::message(const RecordLocation &location, qint64 maxRaw)
{
    auto message = head(location);
    if (!message)
        return message;
    if (!message->chunks.isEmpty())
        message->raw.reserve(std::min(message->size, maxRaw));
    for (const RecordLocation &part : std::as_const(message->chunks)) {
        if (message->raw.size() >= maxRaw)
            break;
        const auto bytes = chunk(part);
        if (!bytes)
            return bytes.error();
        message->raw += *bytes;
    }
    message->raw.truncate(std::min<qint64>(message->raw.size(), maxRaw));
    return message;
}

Result<void> LogReader::visit(const RecordLocation &location, const Visitor &visitor)
{
    const auto message = head(location);
    if (!message)
        return message.error();
    visitor(message->raw);
    for (const RecordLocation &part : message->chunks) {
        const auto bytes = chunk(part);
        if (!bytes)
            return bytes.error();
        visitor(*bytes);
    }
    return {};
}

} // namespace mailweir

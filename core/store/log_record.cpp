// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/log_record.h"

#include "core/store/crc32c.h"

#include <QtEndian>

namespace mailweir {

namespace {

constexpr char kSegmentMagic[] = "MWLOG001";
constexpr quint32 kRecordMagic = 0x52574dabu; // first byte no text has
constexpr qsizetype kSummedFrom = 8; // the sum covers all but the magic and itself
constexpr qsizetype kChunkEntrySize = 16;

} // namespace

QByteArray encodeSegmentHeader(quint32 salt)
{
    QByteArray bytes(kSegmentMagic, 8);
    bytes.resize(kSegmentHeaderSize);
    qToLittleEndian(salt, bytes.data() + 8);
    qToLittleEndian(crc32c(0, QByteArrayView(bytes).first(12)), bytes.data() + 12);
    return bytes;
}

std::optional<quint32> decodeSegmentHeader(QByteArrayView bytes)
{
    if (bytes.size() < kSegmentHeaderSize || !bytes.startsWith(QByteArrayView(kSegmentMagic, 8))
        || qFromLittleEndian<quint32>(bytes.data() + 12) != crc32c(0, bytes.first(12)))
        return std::nullopt;
    return qFromLittleEndian<quint32>(bytes.data() + 8);
}

RecordHeaderBytes encodeRecordHeader(const RecordHeader &header, quint32 salt, QByteArrayView envelope,
                                     QByteArrayView body)
{
    RecordHeaderBytes bytes;
    qToLittleEndian(kRecordMagic, bytes.data());
    qToLittleEndian(quint32(header.kind), bytes.data() + 8);
    qToLittleEndian(header.envelopeSize, bytes.data() + 12);
    qToLittleEndian(header.bodySize, bytes.data() + 16);
    qToLittleEndian(header.durable, bytes.data() + 20);
    qToLittleEndian(header.id.order, bytes.data() + 24);
    qToLittleEndian(header.id.salt, bytes.data() + 32);
    quint32 sum = crc32c(salt, QByteArrayView(bytes.data() + kSummedFrom, kRecordHeaderSize - kSummedFrom));
    sum = crc32c(crc32c(sum, envelope), body);
    qToLittleEndian(sum, bytes.data() + 4);
    return bytes;
}

std::optional<RecordHeader> decodeRecordHeader(QByteArrayView bytes)
{
    if (bytes.size() < kRecordHeaderSize || qFromLittleEndian<quint32>(bytes.data()) != kRecordMagic)
        return std::nullopt;
    RecordHeader header;
    const auto kind = qFromLittleEndian<quint32>(bytes.data() + 8);
    header.kind = RecordKind(kind);
    header.envelopeSize = qFromLittleEndian<quint32>(bytes.data() + 12);
    header.bodySize = qFromLittleEndian<quint32>(bytes.data() + 16);
    header.durable = qFromLittleEndian<quint32>(bytes.data() + 20);
    header.id.order = qFromLittleEndian<quint64>(bytes.data() + 24);
    header.id.salt = qFromLittleEndian<quint64>(bytes.data() + 32);
    if (kind < quint32(RecordKind::Message) || kind > quint32(RecordKind::Commit)
        || header.envelopeSize > kMaxEnvelopeSize || header.bodySize > kMaxBodySize)
        return std::nullopt;
    return header;
}

bool recordIsSound(QByteArrayView record, quint32 salt)
{
    const auto header = decodeRecordHeader(record);
    return header && header->recordSize() == record.size()
        && qFromLittleEndian<quint32>(record.data() + 4) == crc32c(salt, record.sliced(kSummedFrom));
}

QByteArray encodeChunkList(const QList<RecordLocation> &chunks)
{
    QByteArray bytes(chunks.size() * kChunkEntrySize, Qt::Uninitialized);
    char *out = bytes.data();
    for (const RecordLocation &chunk : chunks) {
        qToLittleEndian(chunk.segment, out);
        qToLittleEndian(quint32(chunk.length), out + 4);
        qToLittleEndian(chunk.offset, out + 8);
        out += kChunkEntrySize;
    }
    return bytes;
}

std::optional<QList<RecordLocation>> decodeChunkList(QByteArrayView bytes)
{
    if (bytes.size() % kChunkEntrySize != 0)
        return std::nullopt;
    QList<RecordLocation> chunks;
    for (; !bytes.isEmpty(); bytes = bytes.sliced(kChunkEntrySize)) {
        const RecordLocation chunk{qFromLittleEndian<quint32>(bytes.data()),
                                   qFromLittleEndian<qint64>(bytes.data() + 8),
                                   qFromLittleEndian<quint32>(bytes.data() + 4)};
        if (chunk.segment == 0 || !isPossibleOffset(chunk.offset) || chunk.length < kRecordHeaderSize
            || chunk.length > kRecordHeaderSize + kMaxBodySize)
            return std::nullopt;
        chunks.append(chunk);
    }
    return chunks;
}

QString segmentPath(const QString &directory, quint32 segment)
{
    return directory + QStringLiteral("/%1.seg").arg(segment, 10, 10, QLatin1Char('0'));
}

} // namespace mailweir

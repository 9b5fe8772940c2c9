// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/body_writer.h"

#include <QStringDecoder>

namespace mailweir {

namespace {

constexpr qint64 kMaxLine = 998;

/// Up to and without the next CR or LF, from `offset`.
QByteArrayView lineAt(QByteArrayView raw, qsizetype offset)
{
    qsizetype end = offset;
    while (end < raw.size() && raw[end] != '\r' && raw[end] != '\n')
        ++end;
    return raw.sliced(offset, end - offset);
}

/// The offset after the line end at `offset`: CRLF, bare CR or bare LF.
qsizetype afterLineEnd(QByteArrayView raw, qsizetype offset)
{
    if (offset < raw.size() && raw[offset] == '\r' && offset + 1 < raw.size() && raw[offset + 1] == '\n')
        return offset + 2;
    return std::min(offset + 1, raw.size());
}

bool isUtf8(QByteArrayView text)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
    const QString ignored = decoder(text);
    return !decoder.hasError();
}

} // namespace

BodyTraits bodyTraits(QByteArrayView raw)
{
    BodyTraits traits;
    bool inHeader = true;
    qsizetype headerSize = raw.size();
    bool eightBitHeader = false;
    for (qsizetype offset = 0; offset < raw.size();) {
        const QByteArrayView line = lineAt(raw, offset);
        const bool eightBit = std::any_of(line.begin(), line.end(), [](char c) { return (c & 0x80) != 0; });
        if (inHeader && line.isEmpty()) {
            inHeader = false;
            headerSize = offset;
        }
        traits.eightBit |= eightBit;
        eightBitHeader |= eightBit && inHeader;
        traits.nul |= line.contains('\0');
        traits.longLines |= line.size() > kMaxLine;
        traits.size += line.size() + 2;
        offset = afterLineEnd(raw, offset + line.size());
    }
    traits.utf8Header = eightBitHeader && isUtf8(raw.first(headerSize));
    return traits;
}

QByteArray BodyWriter::next(qsizetype bytes)
{
    const QByteArrayView raw(m_raw);
    const qsizetype stop = std::min(m_offset + bytes, raw.size());
    QByteArray out;
    out.reserve(stop - m_offset + (stop - m_offset) / 32 + 4);
    while (m_offset < stop) {
        QByteArrayView line = lineAt(raw, m_offset);
        const bool cut = line.size() > stop - m_offset;
        if (cut)
            line = line.first(stop - m_offset);
        if (m_lineStart && line.startsWith('.'))
            out += '.';
        out += line;
        m_offset += line.size();
        m_lineStart = !cut;
        if (!cut) {
            out += "\r\n"; // also after a last line that has no end of its own
            m_offset = afterLineEnd(raw, m_offset);
        }
    }
    return out;
}

} // namespace mailweir

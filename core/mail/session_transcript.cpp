// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/session_transcript.h"

#include <QString>

#include <algorithm>
#include <array>
#include <charconv>

namespace mailweir {

namespace {

constexpr int kMaxKeptLines = 100;
constexpr qsizetype kMaxKept = 16 * 1024;
constexpr int kMaxLines = 300;
constexpr qsizetype kMaxBytes = 64 * 1024;
constexpr qsizetype kMaxText = 1000;

bool isPlain(char c)
{
    return uchar(c) >= ' ' && uchar(c) < 0x7f && c != '\\';
}

QByteArray escaped(char c)
{
    switch (c) {
    case '\\':
        return QByteArrayLiteral("\\\\");
    case '\r':
        return QByteArrayLiteral("\\r");
    case '\n':
        return QByteArrayLiteral("\\n");
    case '\t':
        return QByteArrayLiteral("\\t");
    default:
        return "\\x" + QByteArray(1, c).toHex();
    }
}

/// The longest beginning of at most `size` bytes that does not cut a UTF-8 sequence.
QByteArrayView beginning(QByteArrayView text, qsizetype size)
{
    if (text.size() <= size)
        return text;
    while (size > 0 && (uchar(text[size]) & 0xc0) == 0x80)
        --size;
    return text.first(size);
}

/// Beyond ASCII, what steers terminals (C1) or turns the direction of text is a control character, too.
bool isControl(char32_t c)
{
    return QChar::category(c) == QChar::Other_Control || QChar::category(c) == QChar::Other_Format;
}

QByteArray shown(char32_t c)
{
    if (c < 0x80)
        return isPlain(char(c)) ? QByteArray(1, char(c)) : escaped(char(c));
    if (isControl(c))
        return "\\u" + QByteArray::number(c, 16).rightJustified(4, '0');
    return QString::fromUcs4(&c, 1).toUtf8();
}

/// Most lines have nothing to escape.
void appendPrintable(QByteArray &out, QByteArrayView text)
{
    if (text.size() <= kMaxText && std::all_of(text.begin(), text.end(), isPlain))
        out.append(text);
    else
        out.append(printable(text));
}

QByteArray missing(int lines)
{
    return lines == 0 ? QByteArray() : "N 0 " + QByteArray::number(lines) + " more lines are not kept\n";
}

} // namespace

QByteArray printable(QByteArrayView text)
{
    const QByteArrayView part = beginning(text, kMaxText);
    QByteArray out;
    if (part.isValidUtf8()) {
        const QList<uint> characters = QString::fromUtf8(part).toUcs4();
        for (const uint c : characters)
            out += shown(c);
    } else {
        for (const char c : part)
            out += isPlain(c) ? QByteArray(1, c) : escaped(c);
    }
    if (part.size() < text.size())
        out += " [...]";
    return out;
}

void SessionTranscript::keep()
{
    if (m_kept.lines + m_message.lines > kMaxKeptLines || m_kept.text.size() + m_message.text.size() > kMaxKept) {
        m_kept.left += m_message.lines;
    } else {
        m_kept.text += m_message.text;
        m_kept.lines += m_message.lines;
    }
    m_kept.left += m_message.left;
    endMessage();
}

void SessionTranscript::endMessage()
{
    m_message.text.resize(0); // which keeps what it has reserved
    m_message.lines = m_message.left = 0;
}

QByteArray SessionTranscript::bytes() const
{
    return m_kept.text + missing(m_kept.left) + m_message.text + missing(m_message.left);
}

void SessionTranscript::add(char side, QByteArrayView text, Timestamp now)
{
    if (m_message.lines >= kMaxLines || m_message.text.size() >= kMaxBytes) {
        ++m_message.left;
        return;
    }
    ++m_message.lines;
    std::array<char, 24> head{side, ' '};
    const qint64 elapsed = std::max<qint64>((now - m_begin).count(), 0);
    char *end = std::to_chars(head.begin() + 2, head.end() - 1, elapsed).ptr;
    *end++ = ' ';
    m_message.text.append(head.data(), end - head.data());
    appendPrintable(m_message.text, text);
    m_message.text.append('\n');
}

QList<TranscriptLine> readTranscript(QByteArrayView bytes)
{
    QList<TranscriptLine> lines;
    while (!bytes.isEmpty()) {
        const qsizetype end = bytes.indexOf('\n');
        const QByteArrayView line = bytes.first(end < 0 ? bytes.size() : end);
        bytes = bytes.sliced(end < 0 ? bytes.size() : end + 1);
        const qsizetype blank = line.size() > 2 ? line.indexOf(' ', 2) : -1;
        bool isNumber = false;
        const qint64 at = blank < 0 ? 0 : line.sliced(2, blank - 2).toLongLong(&isNumber);
        if (!isNumber || line[1] != ' ')
            continue;
        const QByteArray text = line.sliced(blank + 1).toByteArray();
        if (line[0] == 'C')
            lines.append({at, TranscriptLine::Side::Client, text});
        else if (line[0] == 'S')
            lines.append({at, TranscriptLine::Side::Server, text});
        else if (line[0] == 'N')
            lines.append({at, TranscriptLine::Side::Note, text});
    }
    return lines;
}

} // namespace mailweir

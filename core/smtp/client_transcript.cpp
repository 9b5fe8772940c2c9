// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/client_transcript.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxText = 1000;
constexpr qsizetype kMaxLines = 300;

} // namespace

QByteArray printable(QByteArrayView text)
{
    QByteArray out;
    for (const char c : text.first(std::min(text.size(), kMaxText))) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\r')
            out += "\\r";
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\\')
            out += "\\\\";
        else if (byte < 0x20 || byte == 0x7f)
            out += "\\x" + QByteArray(1, c).toHex();
        else
            out += c;
    }
    if (text.size() > kMaxText)
        out += " [...]";
    return out;
}

ClientTranscript::ClientTranscript(const Clock &clock)
    : m_clock(clock)
    , m_begin(clock.steady())
{
}

void ClientTranscript::server(const Reply &reply)
{
    // Line by line: Reply::wire() would hide line ends that the server put inside its text.
    const QByteArray status = reply.enhanced.isNull() ? QByteArray() : reply.enhanced.text() + ' ';
    for (qsizetype i = 0; i < reply.lines.size(); ++i)
        server(QByteArray::number(reply.code) + (i + 1 < reply.lines.size() ? '-' : ' ') + status + reply.lines[i]);
}

qint64 ClientTranscript::elapsedMs() const
{
    return std::chrono::duration_cast<Milliseconds>(m_clock.steady() - m_begin).count();
}

void ClientTranscript::add(TranscriptLine::Side side, QByteArrayView text)
{
    if (m_lines.size() < kMaxLines)
        m_lines.append({elapsedMs(), side, printable(text)});
    else if (m_lines.size() == kMaxLines)
        m_lines.append({elapsedMs(), TranscriptLine::Side::Note, QByteArrayLiteral("what follows is left out")});
}

} // namespace mailweir

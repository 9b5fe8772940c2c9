// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/client_transcript.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxLines = 300;

} // namespace

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

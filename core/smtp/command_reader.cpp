// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/command_reader.h"

#include <algorithm>

namespace mailweir {

std::optional<CommandReader::Line> CommandReader::take(QByteArrayView &input)
{
    if (m_discarding)
        return discard(input);
    if (m_given) {
        m_begun.clear();
        m_given = false;
    }

    const qsizetype lineFeed = input.indexOf('\n');
    const QByteArrayView piece = lineFeed < 0 ? input : input.first(lineFeed + 1);
    if (m_begun.size() + piece.size() > kMaxLine)
        return fail(Fault::TooLong, m_begun);
    input = input.sliced(piece.size());

    QByteArrayView line = piece;
    if (lineFeed < 0 || !m_begun.isEmpty()) {
        m_begun += piece;
        line = m_begun;
    }
    if (lineFeed < 0)
        return std::nullopt;
    if (!line.endsWith("\r\n"))
        return fail(Fault::LoneLineEnd, line);
    m_given = true;
    line.chop(2);
    if (line.contains('\r'))
        return Line{{}, Fault::LoneLineEnd};
    return Line{line, Fault::None};
}

/// `taken` is what has been read of the line so far.
CommandReader::Line CommandReader::fail(Fault fault, QByteArrayView taken)
{
    m_discarding = true;
    m_discarded = taken.size();
    m_afterCr = taken.endsWith('\r');
    m_begun.clear();
    return {{}, fault};
}

std::optional<CommandReader::Line> CommandReader::discard(QByteArrayView &input)
{
    const QByteArrayView rest = input.first(std::min(input.size(), kMaxDiscarded - m_discarded));
    for (qsizetype at = 0; (at = rest.indexOf('\n', at)) >= 0; ++at) {
        if (at > 0 ? rest[at - 1] == '\r' : m_afterCr) {
            input = input.sliced(at + 1);
            m_discarding = false;
            return std::nullopt;
        }
    }
    input = input.sliced(rest.size());
    m_discarded += rest.size();
    if (m_discarded >= kMaxDiscarded)
        return Line{{}, Fault::Endless};
    m_afterCr = rest.endsWith('\r');
    return std::nullopt;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/command_reader.h"

#include <algorithm>

namespace mailweir {

namespace {

/// The first bytes of a line in two pieces.
QByteArray headOf(QByteArrayView begun, QByteArrayView piece)
{
    constexpr qsizetype kHead = 5; // "AUTH "
    QByteArray head = begun.first(std::min(begun.size(), kHead)).toByteArray();
    return head += piece.first(std::min(piece.size(), kHead - head.size()));
}

bool isAuth(QByteArrayView head)
{
    return head.compare("AUTH ", Qt::CaseInsensitive) == 0 || head.compare("AUTH\t", Qt::CaseInsensitive) == 0;
}

} // namespace

std::optional<CommandReader::Line> CommandReader::take(QByteArrayView &input, bool login)
{
    if (m_discarding)
        return discard(input);
    if (m_given) {
        m_begun.clear();
        m_given = false;
    }

    const qsizetype lineFeed = input.indexOf('\n');
    const QByteArrayView piece = lineFeed < 0 ? input : input.first(lineFeed + 1);
    const qsizetype size = m_begun.size() + piece.size();
    if (size > kMaxLine) {
        if (size > kMaxLoginLine || !(login || isAuth(headOf(m_begun, piece))))
            return fail(Fault::TooLong, m_begun, piece);
    }
    input = input.sliced(piece.size());

    QByteArrayView line = piece;
    if (lineFeed < 0 || !m_begun.isEmpty()) {
        m_begun += piece;
        line = m_begun;
    }
    if (lineFeed < 0)
        return std::nullopt;
    m_given = true;
    const bool lone = !line.endsWith("\r\n") || line.chopped(2).contains('\r');
    if (lone) {
        m_head = headOf(line, {});
        return Line{m_head, Fault::LoneLineEnd};
    }
    line.chop(2);
    return Line{line, Fault::None};
}

/// `begun` is what has been taken of the line so far, `piece` what follows it.
CommandReader::Line CommandReader::fail(Fault fault, QByteArrayView begun, QByteArrayView piece)
{
    m_head = headOf(begun, piece);
    m_discarding = true;
    m_discarded = begun.size();
    m_afterCr = begun.endsWith('\r');
    m_begun.clear();
    return {m_head, fault};
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

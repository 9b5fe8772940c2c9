// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/data_reader.h"

#include <string_view>
#include <utility>

namespace mailweir {

QByteArrayView DataReader::take(QByteArrayView &input)
{
    const auto skip = [&input](State next) {
        input = input.sliced(1);
        return next;
    };
    if (input.isEmpty())
        return {};

    switch (m_state) {
    case State::LineStart:
        if (input.front() != '.')
            return takeText(input);
        m_state = skip(State::Dot);
        return {};
    case State::Dot:
        if (input.front() != '\r')
            return takeText(input);
        m_state = skip(State::DotCr);
        return {};
    case State::DotCr:
        if (input.front() != '\n') {
            m_state = State::Cr;
            return "\r";
        }
        m_state = skip(State::Ended);
        return {};
    case State::Cr:
        if (input.front() != '\n')
            return takeText(input);
        m_state = skip(State::LineStart);
        return "\n";
    case State::Text:
        return takeText(input);
    case State::Ended:
        return {};
    }
    return {};
}

/// Up to the next dot that follows a CRLF. The search jumps from one line feed to the next with memchr, the fastest way
/// there is without vector code of our own.
QByteArrayView DataReader::takeText(QByteArrayView &input)
{
    const std::string_view text(input.data(), size_t(input.size()));
    for (size_t at = 0; (at = text.find("\n.", at)) != text.npos; ++at) {
        if (at > 0 && text[at - 1] == '\r') {
            const QByteArrayView body = input.first(qsizetype(at) + 1);
            input = input.sliced(body.size() + 1);
            m_state = State::Dot;
            return body;
        }
    }
    if (input.endsWith("\r\n"))
        m_state = State::LineStart;
    else
        m_state = input.endsWith('\r') ? State::Cr : State::Text;
    return std::exchange(input, {});
}

} // namespace mailweir

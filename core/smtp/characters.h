// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <algorithm>

namespace mailweir {

/// The character classes of RFC 5321, without regard to the locale, and small steps over a text.

[[nodiscard]] constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

[[nodiscard]] constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isAlphanumeric(char c)
{
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// VCHAR
[[nodiscard]] constexpr bool isGraphic(char c)
{
    return c > ' ' && c < 0x7f;
}

/// A byte of a UTF-8 sequence; whether that is valid is another question.
[[nodiscard]] constexpr bool isUtf8Byte(char c)
{
    return (uchar(c) & 0x80) != 0;
}

[[nodiscard]] inline bool isAscii(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), isUtf8Byte);
}

[[nodiscard]] inline bool isWord(QByteArrayView text, QByteArrayView word)
{
    return text.compare(word, Qt::CaseInsensitive) == 0;
}

inline void skipBlanks(QByteArrayView &text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
}

/// Takes `c` off the front if it is there.
[[nodiscard]] inline bool take(QByteArrayView &text, char c)
{
    if (text.isEmpty() || text.front() != c)
        return false;
    text = text.sliced(1);
    return true;
}

template <typename Predicate> [[nodiscard]] QByteArrayView takeWhile(QByteArrayView &text, Predicate predicate)
{
    const auto end = std::find_if_not(text.begin(), text.end(), predicate);
    const QByteArrayView taken = text.first(end - text.begin());
    text = text.sliced(taken.size());
    return taken;
}

} // namespace mailweir

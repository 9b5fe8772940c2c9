// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdio>
#include <cstdlib>

/// What must hold whatever the input is; a fuzzer takes the abort for a finding and keeps the input.
#define MUST(condition)                                                                                                \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                               \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)

/// What libFuzzer, or main() of the replay, calls with each input.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size);

namespace mailweir {

/// Numbers that follow from a seed alone (xorshift64*).
class Dice {
public:
    explicit Dice(quint64 seed)
        : m_state(seed * 2'654'435'769U + 88'172'645'463'325'252U)
    {
    }

    quint32 roll()
    {
        m_state ^= m_state >> 12;
        m_state ^= m_state << 25;
        m_state ^= m_state >> 27;
        return quint32((m_state * 2'685'821'657'736'338'717U) >> 32);
    }
    /// 0 to below `sides`.
    quint32 below(quint32 sides) { return quint32((quint64(roll()) * sides) >> 32); }
    bool oneIn(quint32 sides) { return below(sides) == 0; }
    /// 0 to below 1.
    double fraction() { return roll() / 4'294'967'296.0; }

private:
    quint64 m_state;
};

/// Takes a number of two bytes off the front; zeros stand for what is missing.
inline quint32 takeNumber(QByteArrayView &input)
{
    quint32 number = 0;
    for (int i = 0; i < 2; ++i) {
        number = number * 256 + (input.isEmpty() ? 0 : uchar(input.front()));
        input = input.sliced(input.isEmpty() ? 0 : 1);
    }
    return number;
}

/// Takes 1 to 64 bytes off the front, mostly few: a way to cut a stream that finds what hangs on a single byte.
inline QByteArrayView takePiece(QByteArrayView &input, Dice &dice)
{
    const qsizetype wanted = dice.oneIn(2) ? 1 + dice.below(3) : 1 + dice.below(64);
    const QByteArrayView piece = input.first(qMin(wanted, input.size()));
    input = input.sliced(piece.size());
    return piece;
}

} // namespace mailweir

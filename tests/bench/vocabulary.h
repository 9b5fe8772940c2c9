// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace mailweir::bench {

/// Numbers that are the same on every machine (SplitMix64).
class Random {
public:
    explicit Random(quint64 seed)
        : m_state(seed)
    {
    }

    quint64 next();
    /// 0 ≤ … < end.
    int below(int end) { return int((next() >> 32) * quint64(end) >> 32); }
    /// 0 ≤ … < 1.
    double fraction() { return double(next() >> 11) * 0x1p-53; }
    bool oneIn(int times) { return below(times) == 0; }
    /// 0 ≤ … < end, where k comes up about 1/(k+1) times as often as 0: Zipf's law.
    int rank(int end);

private:
    quint64 m_state;
};

/// Words by how common they are, 0 the commonest: English ones first, then made-up ones that can be spoken. All differ,
/// and none looks like a number or an id.
class Vocabulary {
public:
    static constexpr int kWords = 60'000;

    Vocabulary();
    [[nodiscard]] QByteArrayView word(int rank) const
    {
        const int begin = m_begins[size_t(rank)];
        return QByteArrayView(m_letters).sliced(begin, m_begins[size_t(rank) + 1] - begin);
    }

private:
    QByteArray m_letters;
    std::vector<int> m_begins; // one more than words
};

} // namespace mailweir::bench

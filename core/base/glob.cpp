// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/glob.h"

#include <algorithm>

namespace mailweir {

namespace {

char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

} // namespace

bool globMatches(QByteArrayView pattern, QByteArrayView text)
{
    // A star takes as little as it can and is given one byte more at each dead end. Only the last star is ever gone
    // back to: what an earlier one could still take, the last one can take as well.
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || folded(pattern[p]) == folded(text[t]))) {
            ++p;
            ++t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool fitsAnyGlob(const QList<QByteArray> &patterns, QByteArrayView text)
{
    return std::any_of(patterns.cbegin(), patterns.cend(),
                       [text](const QByteArray &pattern) { return globMatches(pattern, text); });
}

} // namespace mailweir

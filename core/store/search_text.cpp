// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_text.h"

#include <QChar>

#include <algorithm>
#include <array>

namespace mailweir {

namespace {

// Below this nothing composes with anything.
constexpr char16_t kFirstMark = 0x300;

/// What an ASCII character becomes among words; a blank is no part of one.
constexpr std::array<char16_t, 128> kAsciiWords = [] {
    std::array<char16_t, 128> table{};
    for (char16_t c = 0; c < 128; ++c) {
        const bool upper = c >= u'A' && c <= u'Z';
        const bool kept = upper || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
        table[c] = upper ? char16_t(c + 32) : kept ? c : u' ';
    }
    return table;
}();

/// Of scripts that do not put blanks between words.
bool isWordByItself(char32_t c)
{
    if (c < 0x0e00)
        return false;
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return !QChar::isMark(c);
    default:
        return false;
    }
}

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 128; });
}

void endWord(QString &words)
{
    if (!words.endsWith(u' '))
        words += u' ';
}

void appendFolded(QString &words, QStringView folded)
{
    for (qsizetype i = 0; i < folded.size(); ++i) {
        char32_t c = folded[i].unicode();
        if (c < 128) {
            if (const char16_t kept = kAsciiWords[c]; kept != u' ')
                words += QChar(kept);
            else
                endWord(words);
            continue;
        }
        const bool pair = QChar::isHighSurrogate(c) && i + 1 < folded.size() && folded[i + 1].isLowSurrogate();
        const QStringView character = folded.sliced(i, pair ? 2 : 1);
        if (pair) {
            c = QChar::surrogateToUcs4(folded[i], folded[i + 1]);
            ++i;
        }
        if (!QChar::isLetterOrNumber(c) && !QChar::isMark(c)) {
            endWord(words);
            continue;
        }
        const bool single = isWordByItself(c);
        if (single)
            endWord(words);
        words += character;
        if (single && !(i + 1 < folded.size() && folded[i + 1].isMark()))
            words += u' ';
    }
}

} // namespace

QString searchFolded(QStringView text)
{
    QString folded = text.toString().toCaseFolded();
    const bool mayCompose =
        std::any_of(folded.cbegin(), folded.cend(), [](QChar c) { return c.unicode() >= kFirstMark; });
    return mayCompose ? folded.normalized(QString::NormalizationForm_C) : folded;
}

QString searchWords(QStringView text)
{
    QString words;
    words.reserve(text.size() + 2);
    words += u' ';
    if (isAscii(text))
        appendFolded(words, text);
    else
        appendFolded(words, searchFolded(text));
    endWord(words);
    return words.size() > 1 ? words : QString();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_mask.h"

#include <algorithm>
#include <array>

namespace mailweir {

namespace {

constexpr qsizetype kMaxLength = 1'000;

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHex(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

bool isWord(QChar c)
{
    return c.isLetterOrNumber();
}

bool isLocalPart(QChar c)
{
    return isWord(c) || c == u'.' || c == u'_' || c == u'+' || c == u'-' || c == u'%';
}

struct Quotes {
    char16_t open;
    char16_t close;
};
constexpr std::array kQuotes{Quotes{u'"', u'"'}, Quotes{u'“', u'”'}, Quotes{u'„', u'“'},
                             Quotes{u'«', u'»'}, Quotes{u'`', u'`'}, Quotes{u'\'', u'\''}};

constexpr std::array<QStringView, 12> kMonths{u"January",   u"February", u"March",    u"April",
                                              u"May",       u"June",     u"July",     u"August",
                                              u"September", u"October",  u"November", u"December"};
constexpr std::array<QStringView, 7> kDays{u"Monday", u"Tuesday",  u"Wednesday", u"Thursday",
                                           u"Friday", u"Saturday", u"Sunday"};

/// One pass over a subject. Each match function looks at `from` and returns where its match ends, or -1; it looks at a
/// bounded number of characters, except for quotes and addresses, which remember what they have ruled out.
class Masker {
public:
    explicit Masker(QStringView text)
        : m_text(text)
    {
    }

    QString run()
    {
        QString out;
        out.reserve(m_text.size() + 32);
        qsizetype at = 0;
        while (at < m_text.size()) {
            const qsizetype end = mark(at, out);
            if (end < 0)
                out += m_text[at++];
            else
                at = end;
        }
        return out;
    }

private:
    [[nodiscard]] QChar charAt(qsizetype i) const { return i >= 0 && i < m_text.size() ? m_text[i] : QChar(); }

    qsizetype mark(qsizetype at, QString &out);
    qsizetype quoted(qsizetype from);
    qsizetype address(qsizetype from);
    [[nodiscard]] qsizetype uuid(qsizetype from) const;
    [[nodiscard]] qsizetype hex(qsizetype from) const;
    [[nodiscard]] qsizetype number(qsizetype from) const;
    [[nodiscard]] qsizetype date(qsizetype from) const;
    [[nodiscard]] qsizetype numericDate(qsizetype from) const;
    [[nodiscard]] qsizetype dayMonth(qsizetype from) const;
    [[nodiscard]] qsizetype monthDay(qsizetype from) const;
    [[nodiscard]] qsizetype time(qsizetype from) const;
    [[nodiscard]] qsizetype timeZone(qsizetype from) const;

    /// One to `most` digits that no digit follows; -1 when there are none or more. `value` gets the number.
    [[nodiscard]] qsizetype digits(qsizetype from, int most, int &value) const;
    template <typename Names> [[nodiscard]] qsizetype name(qsizetype from, const Names &names) const;
    [[nodiscard]] qsizetype ordinal(qsizetype from) const;
    [[nodiscard]] qsizetype year(qsizetype from) const;
    [[nodiscard]] bool goesOn(qsizetype at) const;

    QStringView m_text;
    std::array<bool, kQuotes.size()> m_noMoreQuotes{};
    qsizetype m_noAddressBefore = 0;
};

qsizetype Masker::mark(qsizetype at, QString &out)
{
    const auto take = [&out](QStringView with, qsizetype end) {
        out += with;
        return end;
    };
    if (const qsizetype end = quoted(at); end >= 0)
        return take(u"‹text›", end);
    if (const qsizetype end = address(at); end >= 0)
        return take(u"‹address›", end);
    if (!isWord(m_text[at]))
        return -1;
    if (!isWord(charAt(at - 1))) {
        if (const qsizetype end = uuid(at); end >= 0)
            return take(u"‹uuid›", end);
        if (const qsizetype end = date(at); end >= 0) {
            const qsizetype timeEnd = charAt(end) == u'T' ? time(end + 1) : -1;
            return timeEnd < 0 ? take(u"‹date›", end) : take(u"‹date› ‹time›", timeEnd);
        }
        if (const qsizetype end = time(at); end >= 0)
            return take(u"‹time›", end);
        if (const qsizetype end = hex(at); end >= 0)
            return take(u"‹hex›", end);
    }
    if (const qsizetype end = number(at); end >= 0)
        return take(u"‹n›", end);
    return -1;
}

qsizetype Masker::quoted(qsizetype from)
{
    for (size_t kind = 0; kind < kQuotes.size(); ++kind) {
        const Quotes quotes = kQuotes[kind];
        if (m_text[from] != quotes.open || m_noMoreQuotes[kind])
            continue;
        const bool apostrophe = quotes.open == u'\'';
        if (apostrophe && isWord(charAt(from - 1)))
            continue;
        qsizetype close = from;
        do {
            close = m_text.indexOf(QChar(quotes.close), close + 1);
        } while (apostrophe && close >= 0 && isWord(charAt(close + 1)));
        if (close >= 0)
            return close + 1;
        m_noMoreQuotes[kind] = true;
    }
    return -1;
}

qsizetype Masker::address(qsizetype from)
{
    const bool angle = m_text[from] == u'<';
    const qsizetype start = angle ? from + 1 : from;
    if (start < m_noAddressBefore)
        return -1;
    qsizetype at = start;
    while (isLocalPart(charAt(at)))
        ++at;
    qsizetype end = at + 1;
    if (at > start && charAt(at) == u'@') {
        while (isWord(charAt(end)) || ((charAt(end) == u'.' || charAt(end) == u'-') && isWord(charAt(end + 1))))
            ++end;
    }
    if (end == at + 1) {
        m_noAddressBefore = at;
        return -1;
    }
    if (!angle)
        return end;
    return charAt(end) == u'>' ? end + 1 : -1;
}

qsizetype Masker::uuid(qsizetype from) const
{
    if (from + 36 > m_text.size() || isWord(charAt(from + 36)))
        return -1;
    for (int i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? m_text[from + i] != u'-' : !isHex(m_text[from + i]))
            return -1;
    }
    return from + 36;
}

qsizetype Masker::hex(qsizetype from) const
{
    const bool prefixed = m_text[from] == u'0' && (charAt(from + 1) == u'x' || charAt(from + 1) == u'X');
    const qsizetype start = prefixed ? from + 2 : from;
    qsizetype end = start;
    qsizetype decimals = 0;
    while (isHex(charAt(end)))
        decimals += isDigit(charAt(end++)) ? 1 : 0;
    const qsizetype length = end - start;
    if (length == 0 || isWord(charAt(end)))
        return -1;
    if (prefixed || (length >= 8 && decimals < length) || (length == 7 && decimals > 0 && decimals < length))
        return end;
    return -1;
}

qsizetype Masker::number(qsizetype from) const
{
    qsizetype end = from;
    while (isDigit(charAt(end))
           || (end > from && (charAt(end) == u'.' || charAt(end) == u',') && isDigit(charAt(end + 1))))
        ++end;
    return end > from ? end : -1;
}

qsizetype Masker::digits(qsizetype from, int most, int &value) const
{
    qsizetype end = from;
    value = 0;
    while (isDigit(charAt(end)) && end - from < most)
        value = value * 10 + (charAt(end++).unicode() - u'0');
    return end > from && !isDigit(charAt(end)) ? end : -1;
}

/// Whether a number or a word goes on at `at`, so that what ends there is no date or time.
bool Masker::goesOn(qsizetype at) const
{
    const QChar c = charAt(at);
    if (isWord(c))
        return true;
    return (c == u'.' || c == u',' || c == u'/' || c == u'-' || c == u':') && isDigit(charAt(at + 1));
}

/// A name in full or its first three letters, with a full stop or not; the first letter a capital.
template <typename Names> qsizetype Masker::name(qsizetype from, const Names &names) const
{
    if (!charAt(from).isUpper())
        return -1;
    qsizetype end = from;
    while (end - from < 10 && charAt(end).isLetter())
        ++end;
    const QStringView word = m_text.sliced(from, end - from);
    for (const QStringView full : names) {
        if (word.compare(full, Qt::CaseInsensitive) == 0 || word.compare(full.first(3), Qt::CaseInsensitive) == 0
            || (word.size() == 4 && full.startsWith(word, Qt::CaseInsensitive)))
            return charAt(end) == u'.' ? end + 1 : end;
    }
    return -1;
}

/// Steps over st, nd, rd, th.
qsizetype Masker::ordinal(qsizetype from) const
{
    const QStringView two = m_text.mid(from, 2);
    const bool is = two == u"st" || two == u"nd" || two == u"rd" || two == u"th";
    return is && !isWord(charAt(from + 2)) ? from + 2 : from;
}

/// Steps over a year of four digits with what leads up to it.
qsizetype Masker::year(qsizetype from) const
{
    qsizetype at = from;
    if (charAt(at) == u',')
        ++at;
    if (charAt(at) == u' ' || charAt(at) == u'-')
        ++at;
    int value = 0;
    const qsizetype end = at > from ? digits(at, 4, value) : -1;
    return end - at == 4 && value >= 1900 && value < 2200 && !goesOn(end) ? end : from;
}

qsizetype Masker::date(qsizetype from) const
{
    if (const qsizetype day = name(from, kDays); day >= 0) {
        const qsizetype comma = charAt(day) == u',' ? day + 1 : day;
        if (charAt(comma) != u' ')
            return -1;
        if (isDigit(charAt(comma + 1))) {
            const qsizetype end = numericDate(comma + 1);
            return end >= 0 ? end : dayMonth(comma + 1);
        }
        return monthDay(comma + 1);
    }
    if (!isDigit(m_text[from]))
        return monthDay(from);
    const qsizetype end = numericDate(from);
    return end >= 0 ? end : dayMonth(from);
}

qsizetype Masker::numericDate(qsizetype from) const
{
    int first = 0;
    int second = 0;
    int third = 0;
    const qsizetype firstEnd = digits(from, 4, first);
    const QChar separator = charAt(firstEnd);
    if (firstEnd < 0 || firstEnd - from == 3 || (separator != u'-' && separator != u'/' && separator != u'.'))
        return -1;
    const qsizetype secondEnd = digits(firstEnd + 1, 2, second);
    if (secondEnd < 0 || charAt(secondEnd) != separator)
        return -1;
    const qsizetype end = digits(secondEnd + 1, 4, third);
    // A date may be followed by T and a time.
    if (end < 0 || (goesOn(end) && !(charAt(end) == u'T' && isDigit(charAt(end + 1)))))
        return -1;
    const qsizetype lengths[] = {firstEnd - from, secondEnd - firstEnd - 1, end - secondEnd - 1};
    const auto dayAndMonth = [](int a, int b) {
        return a >= 1 && b >= 1 && std::max(a, b) <= 31 && std::min(a, b) <= 12;
    };
    if (lengths[0] == 4)
        return lengths[2] <= 2 && dayAndMonth(second, third) ? end : -1;
    if (lengths[2] == 4)
        return dayAndMonth(first, second) ? end : -1;
    return lengths[0] == 2 && lengths[1] == 2 && lengths[2] == 2 && dayAndMonth(first, second) ? end : -1;
}

qsizetype Masker::dayMonth(qsizetype from) const
{
    int day = 0;
    qsizetype at = digits(from, 2, day);
    if (at < 0 || day < 1 || day > 31)
        return -1;
    at = ordinal(at);
    if (charAt(at) == u'.' && charAt(at + 1) == u' ')
        ++at;
    if (charAt(at) != u' ' && charAt(at) != u'-')
        return -1;
    const qsizetype end = name(at + 1, kMonths);
    if (end < 0)
        return -1;
    const qsizetype yearEnd = year(end);
    return goesOn(yearEnd) ? -1 : yearEnd;
}

qsizetype Masker::monthDay(qsizetype from) const
{
    const qsizetype month = name(from, kMonths);
    if (month < 0 || charAt(month) != u' ')
        return -1;
    int day = 0;
    const qsizetype at = digits(month + 1, 2, day);
    if (at < 0 || day < 1 || day > 31)
        return -1;
    const qsizetype dayEnd = ordinal(at);
    const qsizetype end = year(dayEnd);
    return goesOn(end) ? -1 : end;
}

qsizetype Masker::time(qsizetype from) const
{
    int hour = 0;
    int minute = 0;
    int second = 0;
    const qsizetype colon = digits(from, 2, hour);
    if (colon < 0 || hour > 24 || charAt(colon) != u':')
        return -1;
    qsizetype end = digits(colon + 1, 2, minute);
    if (end != colon + 3 || minute > 59)
        return -1;
    if (const qsizetype seconds = charAt(end) == u':' ? digits(end + 1, 2, second) : -1;
        seconds == end + 3 && second <= 60) {
        end = seconds;
        if ((charAt(end) == u'.' || charAt(end) == u',') && isDigit(charAt(end + 1))) {
            ++end;
            while (isDigit(charAt(end)))
                ++end;
        }
    }
    end = timeZone(end);
    return isWord(charAt(end)) || (charAt(end) == u':' && isDigit(charAt(end + 1))) ? -1 : end;
}

qsizetype Masker::timeZone(qsizetype from) const
{
    qsizetype at = charAt(from) == u' ' ? from + 1 : from;
    for (const QStringView word : {QStringView(u"AM"), QStringView(u"PM"), QStringView(u"UTC"), QStringView(u"GMT")}) {
        if (m_text.mid(at, word.size()).compare(word, Qt::CaseInsensitive) == 0 && !isWord(charAt(at + word.size())))
            return at + word.size();
    }
    if (charAt(from) == u'Z')
        return from + 1;
    if (charAt(at) != u'+' && charAt(at) != u'-')
        return from;
    int hours = 0;
    int minutes = 0;
    qsizetype end = digits(at + 1, 4, hours);
    if (end == at + 3 && charAt(end) == u':')
        end = digits(end + 1, 2, minutes);
    return end == at + 5 || end == at + 6 ? end : from;
}

} // namespace

QString maskSubject(QStringView subject)
{
    const QString text = subject.left(kMaxLength * 2).toString().simplified().left(kMaxLength);
    return Masker(text).run();
}

} // namespace mailweir

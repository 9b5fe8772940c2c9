// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_date.h"

#include <QRegularExpression>

#include <array>

namespace mailweir {

namespace {

/// What has been read so far.
struct Reading {
    std::optional<int> year;
    std::optional<int> month;
    std::optional<int> day;
    std::optional<QTime> time;
    std::optional<int> offset; ///< seconds east of UTC
};

template <typename T> bool take(std::optional<T> &slot, std::optional<T> value)
{
    if (slot || !value)
        return false;
    slot = value;
    return true;
}

/// Go's and POSIX's reading of two digits.
int fullYear(QStringView digits)
{
    const int year = digits.toInt();
    return digits.size() > 2 ? year : year < 69 ? 2000 + year : 1900 + year;
}

std::optional<int> monthNamed(QStringView word)
{
    static constexpr std::array<QLatin1StringView, 12> names{
        QLatin1StringView("january"), QLatin1StringView("february"), QLatin1StringView("march"),
        QLatin1StringView("april"),   QLatin1StringView("may"),      QLatin1StringView("june"),
        QLatin1StringView("july"),    QLatin1StringView("august"),   QLatin1StringView("september"),
        QLatin1StringView("october"), QLatin1StringView("november"), QLatin1StringView("december"),
    };
    for (size_t i = 0; i < names.size(); ++i) {
        if (word.size() >= 3 && QString(names[i]).startsWith(word, Qt::CaseInsensitive))
            return int(i) + 1;
    }
    return word.compare(QLatin1StringView("sept"), Qt::CaseInsensitive) == 0 ? std::optional(9) : std::nullopt;
}

bool isWeekday(QStringView word)
{
    static const QRegularExpression day(QStringLiteral("^(mon|tue(s)?|wed(nes)?|thu(r|rs)?|fri|sat(ur)?|sun)(day)?$"),
                                        QRegularExpression::CaseInsensitiveOption);
    return day.match(word).hasMatch();
}

bool readNumericDate(QStringView word, Reading &out)
{
    static const QRegularExpression form(QStringLiteral("^(\\d{1,4})([-/.])(\\d{1,2})(?:\\2(\\d{1,4}))?$"));
    const auto match = form.match(word);
    if (!match.hasMatch())
        return false;
    const QStringView first = match.capturedView(1);
    const QStringView last = match.capturedView(4);
    if (first.size() == 4) {
        return last.size() <= 2 && take(out.year, std::optional(first.toInt()))
            && take(out.month, std::optional(match.capturedView(3).toInt()))
            && (last.isEmpty() || take(out.day, std::optional(last.toInt())));
    }
    return first.size() <= 2 && last.size() != 1 && last.size() != 3 && take(out.month, std::optional(first.toInt()))
        && take(out.day, std::optional(match.capturedView(3).toInt()))
        && (last.isEmpty() || take(out.year, std::optional(fullYear(last))));
}

bool readTime(QStringView word, Reading &out)
{
    static const QRegularExpression form(
        QStringLiteral("^(\\d{1,2})(?::(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?(am|pm)?$"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(word);
    if (!match.hasMatch() || (!match.hasCaptured(2) && !match.hasCaptured(5)))
        return false;
    int hour = match.capturedView(1).toInt();
    if (match.hasCaptured(5)) {
        if (hour < 1 || hour > 12)
            return false;
        hour = hour % 12 + (match.capturedView(5).at(0).toLower() == u'p' ? 12 : 0);
    }
    const int ms = (match.captured(4) + QStringLiteral("000")).left(3).toInt();
    const QTime time(hour, match.capturedView(2).toInt(), match.capturedView(3).toInt(), ms);
    return time.isValid() && take(out.time, std::optional(time));
}

bool readZone(QStringView word, Reading &out)
{
    static const QRegularExpression form(QStringLiteral("^([+-])(\\d{2}):?(\\d{2})$"));
    const auto match = form.match(word);
    if (match.hasMatch()) {
        const int seconds = match.capturedView(2).toInt() * 3600 + match.capturedView(3).toInt() * 60;
        return seconds <= 14 * 3600
            && take(out.offset, std::optional(match.capturedView(1) == u"-" ? -seconds : seconds));
    }
    const bool utc = word.compare(u"z", Qt::CaseInsensitive) == 0 || word.compare(u"utc", Qt::CaseInsensitive) == 0
        || word.compare(u"gmt", Qt::CaseInsensitive) == 0;
    return utc && take(out.offset, std::optional(0));
}

bool readDigits(QStringView word, Reading &out)
{
    static const QRegularExpression form(QStringLiteral("^(\\d{1,14})(?:st|nd|rd|th)?$"));
    const auto match = form.match(word);
    if (!match.hasMatch())
        return false;
    const QStringView digits = match.capturedView(1);
    const auto number = [&](qsizetype from, qsizetype count) {
        return std::optional(digits.sliced(from, count).toInt());
    };
    switch (digits.size()) {
    case 1:
    case 2:
        return take(out.day, number(0, digits.size()));
    case 4:
        return take(out.year, number(0, 4));
    case 6:
        return take(out.year, number(0, 4)) && take(out.month, number(4, 2));
    case 8:
    case 14:
        if (!take(out.year, number(0, 4)) || !take(out.month, number(4, 2)) || !take(out.day, number(6, 2)))
            return false;
        if (digits.size() == 8)
            return true;
        if (const QTime time(*number(8, 2), *number(10, 2), *number(12, 2)); time.isValid())
            return take(out.time, std::optional(time));
        return false;
    default:
        return false;
    }
}

std::optional<Timestamp> sinceEpoch(QStringView text)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    if (!ok || number < 0 || !text.at(0).isDigit())
        return std::nullopt;
    switch (text.size()) {
    case 10:
        return fromUnixMs(number * 1000);
    case 13:
        return fromUnixMs(number);
    case 16:
        return fromUnixMs(number / 1000);
    case 19:
        return fromUnixMs(number / 1'000'000);
    default:
        return std::nullopt;
    }
}

/// The words of a date: at blanks, commas, the T of ISO 8601, and before a zone that follows a time.
QStringList wordsOf(QStringView text)
{
    static const QRegularExpression beforeTime(QStringLiteral("(?<=\\d)T(?=\\d)"));
    static const QRegularExpression beforeZone(QStringLiteral("(?<=:\\d\\d|[.,]\\d|\\d\\d\\d)(Z|[+-]\\d{2}:?\\d{2})$"));
    QString plain = text.trimmed().toString();
    plain.replace(beforeTime, QStringLiteral(" "));
    if (plain.contains(u':'))
        plain.replace(beforeZone, QStringLiteral(" \\1"));
    static const QRegularExpression gap(QStringLiteral("[\\s]+|,(?=\\D|$)"));
    return plain.split(gap, Qt::SkipEmptyParts);
}

} // namespace

std::optional<Timestamp> parseSearchDate(QStringView text, const QTimeZone &zone, Timestamp now)
{
    text = text.trimmed();
    if (text.isEmpty() || text.size() > 64)
        return std::nullopt;
    if (const auto number = sinceEpoch(text))
        return number;
    Reading read;
    const QStringList words = wordsOf(text);
    for (const QString &word : words) {
        const bool known = readNumericDate(word, read) || readTime(word, read) || readZone(word, read)
            || readDigits(word, read) || take(read.month, monthNamed(word)) || isWeekday(word);
        if (!known)
            return std::nullopt;
    }
    if (!read.month && (read.day || !read.year))
        return std::nullopt;
    const int thisYear = toDateTime(now).toTimeZone(zone).date().year();
    const QDate date(read.year.value_or(thisYear), read.month.value_or(1), read.day.value_or(1));
    if (!date.isValid())
        return std::nullopt;
    const QTime time = read.time.value_or(QTime(0, 0));
    const QDateTime moment =
        read.offset ? QDateTime(date, time, Qt::OffsetFromUTC, *read.offset) : QDateTime(date, time, zone);
    return moment.isValid() ? std::optional(fromUnixMs(moment.toMSecsSinceEpoch())) : std::nullopt;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/quantity.h"

#include <array>
#include <limits>

namespace mailweir {

namespace {

struct Unit {
    QStringView name;
    qint64 factor;
};

constexpr std::array kDurations{Unit{u"d", 86'400'000}, Unit{u"h", 3'600'000}, Unit{u"m", 60'000}, Unit{u"s", 1'000},
                                Unit{u"ms", 1}};
constexpr std::array kSizes{Unit{u"GiB", qint64(1) << 30}, Unit{u"MiB", qint64(1) << 20},
                            Unit{u"KiB", qint64(1) << 10}};

Error badDuration(QStringView text)
{
    return {ErrorCode::Invalid, text.toString(), QStringLiteral("write a duration as 500ms, 30s, 5m, 1h30m or 7d")};
}

/// Takes the digits off the front of `text`; nothing when there are none or too many.
std::optional<qint64> takeNumber(QStringView &text)
{
    qsizetype digits = 0;
    while (digits < text.size() && text[digits] >= u'0' && text[digits] <= u'9')
        ++digits;
    if (digits == 0)
        return std::nullopt;
    bool ok = false;
    const qint64 number = text.first(digits).toLongLong(&ok);
    text = text.sliced(digits);
    return ok ? std::optional(number) : std::nullopt;
}

} // namespace

Result<Milliseconds> parseDuration(QStringView text)
{
    if (text == u"0")
        return Milliseconds{0};
    QStringView rest = text;
    qint64 total = 0;
    size_t nextUnit = 0;
    do {
        const std::optional<qint64> number = takeNumber(rest);
        if (!number)
            return badDuration(text);
        qsizetype letters = 0;
        while (letters < rest.size() && rest[letters].isLetter())
            ++letters;
        size_t unit = nextUnit;
        while (unit < kDurations.size() && kDurations[unit].name != rest.first(letters))
            ++unit;
        if (unit == kDurations.size()
            || *number > (std::numeric_limits<qint64>::max() - total) / kDurations[unit].factor)
            return badDuration(text);
        total += *number * kDurations[unit].factor;
        rest = rest.sliced(letters);
        nextUnit = unit + 1;
    } while (!rest.isEmpty());
    return Milliseconds{total};
}

QString formatDuration(Milliseconds duration)
{
    qint64 rest = duration.count();
    QString out;
    for (const Unit &unit : kDurations) {
        if (rest >= unit.factor) {
            out += QString::number(rest / unit.factor) + unit.name.toString();
            rest %= unit.factor;
        }
    }
    return out.isEmpty() ? QStringLiteral("0s") : out;
}

Result<qint64> parseSize(QStringView text)
{
    QStringView rest = text;
    const std::optional<qint64> number = takeNumber(rest);
    if (number) {
        if (rest.isEmpty())
            return *number;
        for (const Unit &unit : kSizes) {
            if (rest == unit.name && *number <= std::numeric_limits<qint64>::max() / unit.factor)
                return *number * unit.factor;
        }
    }
    return Error{ErrorCode::Invalid, text.toString(), QStringLiteral("write a size as 100, 64KiB, 50MiB or 2GiB")};
}

QString formatSize(qint64 bytes)
{
    for (const Unit &unit : kSizes) {
        if (bytes >= unit.factor && bytes % unit.factor == 0)
            return QString::number(bytes / unit.factor) + unit.name.toString();
    }
    return QString::number(bytes);
}

} // namespace mailweir

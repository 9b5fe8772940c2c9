// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/header_values.h"

#include "core/mail/gmime_support.h"

#include <QDate>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace mailweir {

namespace {

constexpr int kMaxGroupDepth = 5;

void appendAddresses(InternetAddressList *list, int depth, QList<MailAddress> &out)
{
    const int count = list && depth < kMaxGroupDepth ? internet_address_list_length(list) : 0;
    for (int i = 0; i < count && out.size() < kMaxAddresses; ++i) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            appendAddresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), depth + 1, out);
            continue;
        }
        const char *text = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
        out.append({gmime::oneLine(QString::fromUtf8(internet_address_get_name(address))),
                    gmime::oneLine(QString::fromUtf8(text))});
    }
}

bool isLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 5322 section 3.2.3.
bool isAtomText(char c)
{
    return isLetterOrDigit(c) || (c != '\0' && std::strchr("!#$%&'*+-/=?^_`{|}~", c) != nullptr);
}

bool isPlain(QByteArrayView value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < '\x7f'; })
        && value.indexOf("=?") < 0;
}

/// Reads a value from its front.
class Cursor {
public:
    explicit Cursor(QByteArrayView text)
        : m_rest(text)
    {
    }
    [[nodiscard]] bool atEnd() const { return m_rest.isEmpty(); }
    [[nodiscard]] char peek() const { return m_rest.isEmpty() ? '\0' : m_rest.front(); }
    bool take(char c)
    {
        const bool there = peek() == c && !atEnd();
        if (there)
            m_rest = m_rest.sliced(1);
        return there;
    }
    void skipBlanks()
    {
        while (take(' ')) { }
    }
    template <typename Predicate> QByteArrayView takeWhile(Predicate fits)
    {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), fits);
        const QByteArrayView taken = m_rest.first(end - m_rest.begin());
        m_rest = m_rest.sliced(taken.size());
        return taken;
    }
    /// A number of `least` to `most` digits.
    std::optional<int> takeNumber(qsizetype least, qsizetype most)
    {
        const QByteArrayView digits = takeWhile([](char c) { return c >= '0' && c <= '9'; });
        int number = 0;
        if (digits.size() < least || digits.size() > most)
            return std::nullopt;
        std::from_chars(digits.begin(), digits.end(), number);
        return number;
    }

private:
    QByteArrayView m_rest;
};

bool isDotted(QByteArrayView text)
{
    return !text.isEmpty() && text.front() != '.' && text.back() != '.' && text.indexOf("..") < 0;
}

std::optional<QString> takeAddress(Cursor &cursor)
{
    const QByteArrayView local = cursor.takeWhile([](char c) { return isAtomText(c) || c == '.'; });
    if (!isDotted(local) || !cursor.take('@'))
        return std::nullopt;
    const QByteArrayView domain = cursor.takeWhile([](char c) { return isLetterOrDigit(c) || c == '-' || c == '.'; });
    // International names are shown decoded.
    if (!isDotted(domain) || domain.indexOf("--") >= 0)
        return std::nullopt;
    return QString::fromLatin1(local) + u'@' + QString::fromLatin1(domain);
}

/// Words of a name, or one in quotes without an escape.
std::optional<QString> takeName(Cursor &cursor)
{
    QByteArrayView name;
    if (cursor.take('"')) {
        name = cursor.takeWhile([](char c) { return c != '"' && c != '\\'; });
        if (!cursor.take('"'))
            return std::nullopt;
    } else {
        name = cursor.takeWhile([](char c) { return isAtomText(c) || c == ' '; });
        while (name.endsWith(' '))
            name.chop(1);
    }
    if (name.isEmpty() || name.front() == ' ' || name.back() == ' ' || name.indexOf("  ") >= 0)
        return std::nullopt;
    return QString::fromLatin1(name);
}

/// `a@x.test` or `Name <a@x.test>`.
std::optional<MailAddress> takeMailbox(Cursor &cursor)
{
    Cursor ahead = cursor;
    if (const auto bare = takeAddress(ahead)) {
        ahead.skipBlanks();
        if (!ahead.atEnd() && ahead.peek() != ',')
            return std::nullopt;
        cursor = ahead;
        return MailAddress{{}, *bare};
    }
    MailAddress mailbox;
    if (cursor.peek() != '<') {
        const auto name = takeName(cursor);
        if (!name)
            return std::nullopt;
        mailbox.name = *name;
    }
    cursor.skipBlanks();
    if (!cursor.take('<'))
        return std::nullopt;
    const auto address = takeAddress(cursor);
    if (!address || !cursor.take('>'))
        return std::nullopt;
    mailbox.address = *address;
    cursor.skipBlanks();
    return mailbox;
}

std::optional<QList<MailAddress>> plainAddresses(QByteArrayView value)
{
    if (!isPlain(value))
        return std::nullopt;
    QList<MailAddress> addresses;
    Cursor cursor(value);
    do {
        cursor.skipBlanks();
        const auto mailbox = takeMailbox(cursor);
        if (!mailbox || addresses.size() == kMaxAddresses)
            return std::nullopt;
        addresses.append(*mailbox);
    } while (cursor.take(','));
    return cursor.atEnd() ? std::optional(addresses) : std::nullopt;
}

/// "Fri, 1 May 2026 09:30:00 +0200", the weekday and the seconds being optional.
std::optional<Timestamp> plainDate(QByteArrayView value)
{
    static constexpr std::array<const char *, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto isLetter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    Cursor cursor(value);
    const QByteArrayView weekday = cursor.takeWhile(isLetter);
    if (!weekday.isEmpty() && (weekday.size() != 3 || !cursor.take(',') || !cursor.take(' ')))
        return std::nullopt;
    const auto day = cursor.takeNumber(1, 2);
    if (!day || !cursor.take(' '))
        return std::nullopt;
    const QByteArrayView name = cursor.takeWhile(isLetter);
    const auto month =
        std::find_if(kMonths.begin(), kMonths.end(), [name](const char *known) { return name == known; });
    if (month == kMonths.end() || !cursor.take(' '))
        return std::nullopt;
    const auto year = cursor.takeNumber(4, 4);
    if (!year || !cursor.take(' '))
        return std::nullopt;
    const auto hour = cursor.takeNumber(2, 2);
    if (!hour || !cursor.take(':'))
        return std::nullopt;
    const auto minute = cursor.takeNumber(2, 2);
    const auto second = cursor.take(':') ? cursor.takeNumber(2, 2) : std::optional(0);
    if (!minute || !second || !cursor.take(' '))
        return std::nullopt;
    const bool west = cursor.peek() == '-';
    if (!cursor.take('-') && !cursor.take('+'))
        return std::nullopt;
    const auto zone = cursor.takeNumber(4, 4);
    const QDate date(*year, int(month - kMonths.begin()) + 1, *day);
    if (!zone || !cursor.atEnd() || !date.isValid() || *year < 1970 || *hour > 23 || *minute > 59 || *second > 59
        || *zone > 1400 || *zone % 100 > 59)
        return std::nullopt;
    const qint64 days = date.toJulianDay() - QDate(1970, 1, 1).toJulianDay();
    const qint64 ahead = (*zone / 100 * 60 + *zone % 100) * (west ? -1 : 1);
    return fromUnixMs(((days * 24 + *hour) * 60 + *minute - ahead) * 60'000 + *second * 1'000);
}

} // namespace

QString decodeHeader(const QByteArray &value)
{
    return isPlain(value) ? QString::fromLatin1(value).trimmed() : thorough::decodeHeader(value);
}

QList<MailAddress> parseAddresses(const QByteArray &value)
{
    const auto addresses = plainAddresses(value);
    return addresses ? *addresses : thorough::parseAddresses(value);
}

std::optional<Timestamp> parseDate(const QByteArray &value)
{
    const auto date = plainDate(value);
    return date ? date : thorough::parseDate(value);
}

QString thorough::decodeHeader(const QByteArray &value)
{
    return gmime::decodeHeader(value);
}

QList<MailAddress> thorough::parseAddresses(const QByteArray &value)
{
    const QByteArray joined = gmime::joinEncodedWords(value);
    const gmime::Ref<InternetAddressList> list(internet_address_list_parse(gmime::parserOptions(), joined.constData()));
    QList<MailAddress> addresses;
    appendAddresses(list.get(), 0, addresses);
    return addresses;
}

std::optional<Timestamp> thorough::parseDate(const QByteArray &value)
{
    // GMime loses the minutes of "00:01+0000".
    static const QRegularExpression zoneAtTime(QStringLiteral("(:\\d\\d)([+-]\\d{4})(?!\\d)"));
    const QByteArray spaced = QString::fromLatin1(value).replace(zoneAtTime, QStringLiteral("\\1 \\2")).toLatin1();
    GDateTime *date = g_mime_utils_header_decode_date(spaced.constData());
    if (!date)
        return std::nullopt;
    const Timestamp time = fromUnixMs(g_date_time_to_unix(date) * 1'000);
    g_date_time_unref(date);
    return time;
}

} // namespace mailweir

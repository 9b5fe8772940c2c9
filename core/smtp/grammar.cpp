// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/grammar.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include <arpa/inet.h>

namespace mailweir {

namespace {

constexpr Refusal kBadParameter{"501 5.5.4 a parameter is malformed, has a bad value or is given twice"};
constexpr Refusal kUnknownParameter{"555 5.5.4 that parameter is not supported"};
constexpr Refusal kNeedsUtf8{"553 5.6.7 an address that is not ASCII needs SMTPUTF8"};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isAlphanumeric(char c)
{
    return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool isGraphic(char c)
{
    return c > ' ' && c < 0x7f;
}

/// A byte of a UTF-8 sequence; whether that is valid is checked for the whole path.
bool isUtf8Byte(char c)
{
    return (uchar(c) & 0x80) != 0;
}

bool isAtext(char c)
{
    return isAlphanumeric(c) || isUtf8Byte(c)
        || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

bool isAscii(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), isUtf8Byte);
}

void skipBlanks(QByteArrayView &text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
}

bool take(QByteArrayView &text, char c)
{
    if (text.isEmpty() || text.front() != c)
        return false;
    text = text.sliced(1);
    return true;
}

template <typename Predicate> QByteArrayView takeWhile(QByteArrayView &text, Predicate predicate)
{
    const auto end = std::find_if_not(text.begin(), text.end(), predicate);
    const QByteArrayView taken = text.first(end - text.begin());
    text = text.sliced(taken.size());
    return taken;
}

/// Quoted-string: the text between the quotes may hold anything printable, quote and backslash behind a backslash.
bool takeQuoted(QByteArrayView &text)
{
    if (!take(text, '"'))
        return false;
    while (!text.isEmpty()) {
        if (take(text, '"'))
            return true;
        const bool escaped = take(text, '\\');
        if (text.isEmpty())
            return false;
        const char c = text.front();
        if (!isGraphic(c) && c != ' ' && (escaped || !isUtf8Byte(c)))
            return false;
        text = text.sliced(1);
    }
    return false;
}

/// Atoms with single dots between them.
bool takeDotString(QByteArrayView &text)
{
    do {
        if (takeWhile(text, isAtext).isEmpty())
            return false;
    } while (take(text, '.'));
    return true;
}

bool takeLabels(QByteArrayView &text)
{
    do {
        const QByteArrayView label =
            takeWhile(text, [](char c) { return isAlphanumeric(c) || c == '-' || c == '_' || isUtf8Byte(c); });
        if (label.isEmpty() || label.startsWith('-') || label.endsWith('-'))
            return false;
    } while (take(text, '.'));
    return true;
}

/// `[192.0.2.1]` or `[IPv6:2001:db8::1]` (RFC 5321 section 4.1.3).
bool takeLiteral(QByteArrayView &text)
{
    const qsizetype end = text.indexOf(']');
    if (end < 0 || !take(text, '['))
        return false;
    const QByteArrayView content = text.first(end - 1);
    text = text.sliced(end);

    constexpr QByteArrayView kIpv6 = "IPv6:";
    const bool ipv6 =
        content.size() > kIpv6.size() && content.first(kIpv6.size()).compare(kIpv6, Qt::CaseInsensitive) == 0;
    const QByteArray address = (ipv6 ? content.sliced(kIpv6.size()) : content).toByteArray();
    in6_addr parsed; // large enough for both
    return !address.contains('\0') && inet_pton(ipv6 ? AF_INET6 : AF_INET, address.constData(), &parsed) == 1;
}

bool takeDomain(QByteArrayView &text)
{
    return text.startsWith('[') ? takeLiteral(text) : takeLabels(text);
}

/// `@a.test,@b.test:`
bool takeSourceRoute(QByteArrayView &text)
{
    do {
        if (!take(text, '@') || !takeDomain(text))
            return false;
    } while (take(text, ','));
    return take(text, ':');
}

std::optional<qint64> parseSizeValue(QByteArrayView value)
{
    constexpr qsizetype kMaxDigits = 20; // RFC 1870 section 4
    constexpr qint64 kGreatest = std::numeric_limits<qint64>::max();
    if (value.isEmpty() || value.size() > kMaxDigits || !std::all_of(value.begin(), value.end(), isDigit))
        return std::nullopt;
    bool fits = false;
    const qint64 size = value.toLongLong(&fits);
    return fits ? size : kGreatest;
}

std::optional<Refusal> readMailParameters(MailArguments &mail)
{
    for (const EnvelopeParameter &parameter : std::as_const(mail.parameters)) {
        const auto is = [&parameter](QByteArrayView name) {
            return parameter.name == name;
        };
        if (is("SIZE")) {
            mail.size = parseSizeValue(parameter.value);
            if (!mail.size)
                return kBadParameter;
        } else if (is("BODY")) {
            if (parameter.value.compare("7BIT", Qt::CaseInsensitive) != 0
                && parameter.value.compare("8BITMIME", Qt::CaseInsensitive) != 0)
                return kBadParameter;
        } else if (is("SMTPUTF8")) {
            if (!parameter.value.isEmpty())
                return kBadParameter;
            mail.utf8 = true;
        } else {
            return kUnknownParameter;
        }
    }
    return std::nullopt;
}

/// Whether `text` begins with the word before the path, "FROM:" or "TO:", which is taken off.
bool takeWord(QByteArrayView &text, QByteArrayView word)
{
    if (text.size() < word.size() || text.first(word.size()).compare(word, Qt::CaseInsensitive) != 0)
        return false;
    text = text.sliced(word.size());
    skipBlanks(text);
    return true;
}

} // namespace

CommandLine splitCommandLine(QByteArrayView line)
{
    CommandLine command;
    skipBlanks(line);
    command.verb = takeWhile(line, [](char c) { return !isBlank(c); });
    skipBlanks(line);
    while (!line.isEmpty() && isBlank(line.back()))
        line.chop(1);
    command.argument = line;
    return command;
}

Parsed<MailArguments> parseMail(QByteArrayView argument, bool extended)
{
    if (!takeWord(argument, "FROM:"))
        return Refusal{"501 5.5.4 it is MAIL FROM:<address>"};
    const std::optional<EmailAddress> sender = takePath(argument);
    if (!sender)
        return Refusal{"501 5.1.7 the sender's address is malformed"};
    const auto parameters = parseParameters(argument);
    if (!parameters)
        return kBadParameter;
    if (!extended && !parameters->isEmpty())
        return kUnknownParameter;

    MailArguments mail{*sender, *parameters, std::nullopt, false};
    if (const std::optional<Refusal> refusal = readMailParameters(mail))
        return *refusal;
    if (!mail.utf8 && !(isAscii(mail.sender.localPart) && isAscii(mail.sender.domain)))
        return kNeedsUtf8;
    return mail;
}

Parsed<EnvelopeRecipient> parseRcpt(QByteArrayView argument, bool utf8)
{
    if (!takeWord(argument, "TO:"))
        return Refusal{"501 5.5.4 it is RCPT TO:<address>"};
    const std::optional<EmailAddress> address = takePath(argument);
    if (!address || address->isNull())
        return Refusal{"501 5.1.3 the recipient's address is malformed"};
    const auto parameters = parseParameters(argument);
    if (!parameters)
        return kBadParameter;
    if (!parameters->isEmpty())
        return kUnknownParameter;
    if (!utf8 && !(isAscii(address->localPart) && isAscii(address->domain)))
        return kNeedsUtf8;
    return EnvelopeRecipient{*address, {}};
}

std::optional<EmailAddress> takePath(QByteArrayView &text)
{
    if (!take(text, '<'))
        return std::nullopt;
    if (take(text, '>'))
        return EmailAddress{};
    if (text.startsWith('@') && !takeSourceRoute(text))
        return std::nullopt;

    QByteArrayView rest = text;
    if (!(rest.startsWith('"') ? takeQuoted(rest) : takeDotString(rest)))
        return std::nullopt;
    const QByteArrayView localPart = text.first(text.size() - rest.size());
    QByteArrayView domain;
    if (take(rest, '@')) {
        domain = rest;
        if (!takeDomain(rest))
            return std::nullopt;
        domain = domain.first(domain.size() - rest.size());
    } else if (localPart.compare("postmaster", Qt::CaseInsensitive) != 0) {
        return std::nullopt;
    }
    if (!take(rest, '>') || !localPart.isValidUtf8() || !domain.isValidUtf8())
        return std::nullopt;
    text = rest;
    return EmailAddress{localPart.toByteArray(), domain.toByteArray()};
}

std::optional<QList<EnvelopeParameter>> parseParameters(QByteArrayView text)
{
    QList<EnvelopeParameter> parameters;
    while (!text.isEmpty()) {
        if (!isBlank(text.front()))
            return std::nullopt;
        skipBlanks(text);
        if (text.isEmpty())
            break;
        EnvelopeParameter parameter;
        const QByteArrayView name = takeWhile(text, [](char c) { return isAlphanumeric(c) || c == '-'; });
        if (name.isEmpty() || name.startsWith('-'))
            return std::nullopt;
        parameter.name = name.toByteArray().toUpper();
        if (take(text, '=')) {
            parameter.value = takeWhile(text, [](char c) { return isGraphic(c) && c != '='; }).toByteArray();
            if (parameter.value.isEmpty())
                return std::nullopt;
        }
        const bool again =
            std::any_of(parameters.cbegin(), parameters.cend(),
                        [&parameter](const EnvelopeParameter &other) { return other.name == parameter.name; });
        if (again)
            return std::nullopt;
        parameters.append(parameter);
    }
    return parameters;
}

bool isHelloName(QByteArrayView argument)
{
    constexpr qsizetype kMaxDomain = 255; // RFC 5321 section 4.5.3.1.2
    return !argument.isEmpty() && argument.size() <= kMaxDomain
        && std::all_of(argument.begin(), argument.end(), isGraphic);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/grammar.h"

#include "core/smtp/characters.h"
#include "core/smtp/mail_path.h"

#include <QDateTime>

#include <limits>

namespace mailweir {

namespace {

constexpr Refusal kBadParameter{"501 5.5.4 a parameter is malformed, has a bad value or is given twice"};
constexpr Refusal kUnknownParameter{"555 5.5.4 that parameter is not supported"};
constexpr Refusal kNeedsUtf8{"553 5.6.7 an address that is not ASCII needs SMTPUTF8"};
constexpr Refusal kHoldTooLong{"501 5.5.4 it cannot be held that long"};

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

/// xtext (RFC 3461 section 4): a plus sign begins the two upper-case hexadecimal digits of a byte.
bool isXtext(QByteArrayView text)
{
    const auto isHex = [](char c) {
        return isDigit(c) || (c >= 'A' && c <= 'F');
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (!isGraphic(text[i]) || text[i] == '=')
            return false;
        if (text[i] != '+')
            continue;
        if (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2]))
            return false;
        i += 2;
    }
    return true;
}

/// NEVER, or a list of SUCCESS, FAILURE and DELAY, each once (RFC 3461 section 4.1).
bool isNotify(QByteArrayView value)
{
    if (isWord(value, "NEVER"))
        return true;
    int seen = 0;
    const QList<QByteArray> words = value.toByteArray().toUpper().split(',');
    for (const QByteArray &word : words) {
        const int bit = word == "SUCCESS" ? 1 : word == "FAILURE" ? 2 : word == "DELAY" ? 4 : 0;
        if (bit == 0 || (seen & bit) != 0)
            return false;
        seen |= bit;
    }
    return true;
}

/// `rfc822;xtext`, at most 500 characters (RFC 3461 section 4.2), or `utf-8;address` (RFC 6533 section 3).
bool isOriginalRecipient(QByteArrayView value, bool utf8)
{
    const qsizetype semicolon = value.indexOf(';');
    const QByteArrayView type = value.first(std::max<qsizetype>(semicolon, 0));
    return value.size() <= 500 && !type.isEmpty()
        && std::all_of(type.begin(), type.end(), [](char c) { return isAlphanumeric(c) || c == '-'; })
        && (isXtext(value.sliced(semicolon + 1)) || (utf8 && isWord(type, "UTF-8")));
}

/// Seconds (RFC 4865 section 4) or a moment in RFC 3339's form, seconds from now; nothing when malformed.
std::optional<qint64> holdSeconds(const EnvelopeParameter &parameter, Timestamp now)
{
    if (parameter.name == "HOLDFOR") {
        const QByteArray &value = parameter.value;
        if (value.isEmpty() || value.size() > 9 || value.startsWith('0')
            || !std::all_of(value.begin(), value.end(), isDigit))
            return std::nullopt;
        return value.toLongLong();
    }
    const QDateTime until = QDateTime::fromString(QString::fromLatin1(parameter.value), Qt::ISODate);
    const bool hasZone = parameter.value.endsWith('Z') || parameter.value.endsWith('z')
        || parameter.value.lastIndexOf('+') > 10 || parameter.value.lastIndexOf('-') > 10;
    if (!until.isValid() || !hasZone)
        return std::nullopt;
    return until.toSecsSinceEpoch() - toUnixMs(now) / 1000;
}

std::optional<Refusal> readBody(MailArguments &mail, QByteArrayView value)
{
    mail.binary = isWord(value, "BINARYMIME");
    if (mail.binary || isWord(value, "7BIT") || isWord(value, "8BITMIME"))
        return std::nullopt;
    return kBadParameter;
}

std::optional<Refusal> readHold(MailArguments &mail, const EnvelopeParameter &parameter, Timestamp now)
{
    const std::optional<qint64> seconds = holdSeconds(parameter, now);
    if (!seconds || std::exchange(mail.held, true)) // HOLDFOR and HOLDUNTIL exclude each other
        return kBadParameter;
    return *seconds > kMaxHold.count() ? std::optional(kHoldTooLong) : std::nullopt;
}

std::optional<Refusal> readMailParameter(MailArguments &mail, const EnvelopeParameter &parameter,
                                         const MailSyntax &syntax)
{
    const QByteArray &name = parameter.name;
    const QByteArray &value = parameter.value;
    const auto unless = [](bool fine) {
        return fine ? std::nullopt : std::optional(kBadParameter);
    };
    if (name == "SIZE") {
        mail.size = parseSizeValue(value);
        return unless(mail.size.has_value());
    }
    if (name == "BODY")
        return readBody(mail, value);
    if (name == "SMTPUTF8") {
        mail.utf8 = true;
        return unless(value.isEmpty());
    }
    if (name == "RET")
        return unless(isWord(value, "FULL") || isWord(value, "HDRS"));
    if (name == "ENVID")
        return unless(!value.isEmpty() && value.size() <= 100 && isXtext(value));
    if (name == "AUTH" && syntax.auth)
        return unless(value == "<>" || (!value.isEmpty() && isXtext(value)));
    if (name == "HOLDFOR" || name == "HOLDUNTIL")
        return readHold(mail, parameter, syntax.now);
    return kUnknownParameter;
}

std::optional<Refusal> checkRcptParameter(const EnvelopeParameter &parameter, bool utf8)
{
    if (parameter.name == "NOTIFY")
        return isNotify(parameter.value) ? std::nullopt : std::optional(kBadParameter);
    if (parameter.name == "ORCPT")
        return isOriginalRecipient(parameter.value, utf8) ? std::nullopt : std::optional(kBadParameter);
    return kUnknownParameter;
}

/// Whether `text` begins with the word before the path, "FROM:" or "TO:", which is taken off.
bool takeWord(QByteArrayView &text, QByteArrayView word)
{
    if (text.size() < word.size() || !isWord(text.first(word.size()), word))
        return false;
    text = text.sliced(word.size());
    return true;
}

struct ReadAddress {
    EmailAddress address;
    bool lenient = false;
};

/// Lenient reading lets blanks before the path pass, and an address without brackets.
std::optional<ReadAddress> readAddress(QByteArrayView &text, bool strict, bool needsDomain)
{
    ReadAddress read;
    if (!strict) {
        read.lenient = !text.isEmpty() && isBlank(text.front());
        skipBlanks(text);
    }
    std::optional<EmailAddress> address = takePath(text);
    if (!address && !strict) {
        read.lenient = true;
        address = needsDomain ? std::nullopt : takePath(text, false);
        if (!address)
            address = takeBareAddress(text);
    }
    if (!address || (strict && address->domain.contains('_')))
        return std::nullopt;
    read.address = *std::move(address);
    return read;
}

bool needsUtf8(const EmailAddress &address)
{
    return !isAscii(address.localPart) || !isAscii(address.domain);
}

} // namespace

CommandParts splitCommandLine(QByteArrayView line)
{
    CommandParts command;
    skipBlanks(line);
    command.verb = takeWhile(line, [](char c) { return !isBlank(c); });
    skipBlanks(line);
    while (!line.isEmpty() && isBlank(line.back()))
        line.chop(1);
    command.argument = line;
    return command;
}

Parsed<MailArguments> parseMail(QByteArrayView argument, const MailSyntax &syntax)
{
    if (!takeWord(argument, "FROM:"))
        return Refusal{"501 5.5.4 it is MAIL FROM:<address>"};
    const std::optional<ReadAddress> sender = readAddress(argument, syntax.strict, true);
    if (!sender)
        return Refusal{"501 5.1.7 the sender's address is malformed"};
    const auto parameters = parseParameters(argument);
    if (!parameters)
        return kBadParameter;
    if (!syntax.extended && !parameters->isEmpty())
        return kUnknownParameter;

    MailArguments mail;
    mail.sender = sender->address;
    mail.parameters = *parameters;
    mail.lenient = sender->lenient;
    for (const EnvelopeParameter &parameter : *parameters) {
        if (const std::optional<Refusal> refusal = readMailParameter(mail, parameter, syntax))
            return *refusal;
    }
    if (!mail.utf8 && needsUtf8(mail.sender))
        return kNeedsUtf8;
    return mail;
}

Parsed<RcptArguments> parseRcpt(QByteArrayView argument, const MailSyntax &syntax, bool utf8)
{
    if (!takeWord(argument, "TO:"))
        return Refusal{"501 5.5.4 it is RCPT TO:<address>"};
    const std::optional<ReadAddress> read = readAddress(argument, syntax.strict, false);
    if (!read || read->address.isNull())
        return Refusal{"501 5.1.3 the recipient's address is malformed"};
    const auto parameters = parseParameters(argument);
    if (!parameters)
        return kBadParameter;
    if (!syntax.extended && !parameters->isEmpty())
        return kUnknownParameter;
    for (const EnvelopeParameter &parameter : *parameters) {
        if (const std::optional<Refusal> refusal = checkRcptParameter(parameter, utf8))
            return *refusal;
    }
    if (!utf8 && needsUtf8(read->address))
        return kNeedsUtf8;
    return RcptArguments{{read->address, *parameters}, read->lenient};
}

std::optional<QList<EnvelopeParameter>> parseParameters(QByteArrayView text)
{
    constexpr qsizetype kMaxParameters = 20; // there are a dozen
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
            parameter.value =
                takeWhile(text, [](char c) { return (isGraphic(c) && c != '=') || isUtf8Byte(c); }).toByteArray();
            if (parameter.value.isEmpty())
                return std::nullopt;
        }
        const bool again =
            std::any_of(parameters.cbegin(), parameters.cend(),
                        [&parameter](const EnvelopeParameter &other) { return other.name == parameter.name; });
        if (again || !parameter.value.isValidUtf8() || parameters.size() == kMaxParameters)
            return std::nullopt;
        parameters.append(parameter);
    }
    return parameters;
}

Parsed<ChunkArguments> parseChunk(QByteArrayView argument)
{
    const Refusal malformed{"501 5.5.4 it is BDAT size, or BDAT size LAST; without the size nothing more can be read"};
    const QByteArrayView digits = takeWhile(argument, isDigit);
    ChunkArguments chunk;
    bool fits = false;
    chunk.size = digits.toLongLong(&fits);
    if (!fits || (!argument.isEmpty() && !isBlank(argument.front())))
        return malformed;
    skipBlanks(argument);
    chunk.last = isWord(argument, "LAST");
    if (!chunk.last && !argument.isEmpty())
        return malformed;
    return chunk;
}

bool isHelloName(QByteArrayView argument)
{
    constexpr qsizetype kMaxName = 254; // below the limit of RFC 5321 section 4.5.3.1.2, as names in the DNS are
    return !argument.isEmpty() && argument.size() <= kMaxName
        && std::all_of(argument.begin(), argument.end(), isGraphic);
}

} // namespace mailweir

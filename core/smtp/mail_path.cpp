// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/mail_path.h"

#include "core/smtp/characters.h"

#include <string_view>

#include <arpa/inet.h>

namespace mailweir {

namespace {

bool isAtext(char c)
{
    return isAlphanumeric(c) || isUtf8Byte(c)
        || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
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

/// `local@domain` or, where that is allowed, `local`.
std::optional<EmailAddress> takeAddress(QByteArrayView &text, bool needsDomain)
{
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
    } else if (needsDomain && !isPostmaster(localPart)) {
        return std::nullopt;
    }
    if (!localPart.isValidUtf8() || !domain.isValidUtf8())
        return std::nullopt;
    text = rest;
    return EmailAddress{localPart.toByteArray(), domain.toByteArray()};
}

} // namespace

bool isPostmaster(QByteArrayView localPart)
{
    QByteArray name = localPart.toByteArray();
    if (name.startsWith('"'))
        name = name.sliced(1, name.size() - 2).replace('\\', "");
    return isWord(name, "postmaster");
}

std::optional<EmailAddress> takePath(QByteArrayView &text, bool needsDomain)
{
    QByteArrayView rest = text;
    if (!take(rest, '<'))
        return std::nullopt;
    std::optional<EmailAddress> address;
    if (rest.startsWith('>')) {
        address.emplace();
    } else if (!rest.startsWith('@') || takeSourceRoute(rest)) {
        address = takeAddress(rest, needsDomain);
    }
    if (!address || !take(rest, '>'))
        return std::nullopt;
    text = rest;
    return address;
}

std::optional<EmailAddress> takeBareAddress(QByteArrayView &text)
{
    QByteArrayView rest = text;
    const std::optional<EmailAddress> address = takeAddress(rest, true);
    if (!address || address->domain.isEmpty() || !(rest.isEmpty() || isBlank(rest.front())))
        return std::nullopt;
    text = rest;
    return address;
}

} // namespace mailweir

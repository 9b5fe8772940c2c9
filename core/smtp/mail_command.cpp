// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/mail_command.h"

#include <algorithm>

namespace mailweir {

namespace {

bool isAscii(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

Reply refusal(EnhancedStatus status, const QByteArray &words)
{
    return {0, status, {words}};
}

} // namespace

ServerExtensions ServerExtensions::fromReply(const Reply &reply)
{
    ServerExtensions extensions;
    for (qsizetype i = 1; i < reply.lines.size(); ++i) {
        // Before RFC 2554 it was AUTH=LOGIN, and some servers still say both.
        QList<QByteArray> words = reply.lines[i].toUpper().replace("AUTH=", "AUTH ").simplified().split(' ');
        const QByteArray keyword = words.takeFirst();
        if (keyword == "STARTTLS")
            extensions.startTls = true;
        else if (keyword == "8BITMIME")
            extensions.eightBitMime = true;
        else if (keyword == "SMTPUTF8")
            extensions.smtpUtf8 = true;
        else if (keyword == "SIZE")
            extensions.size = words.isEmpty() ? 0 : std::max(0LL, words.first().toLongLong());
        else if (keyword == "AUTH")
            extensions.auth += words;
    }
    return extensions;
}

bool isSafeAddress(QByteArrayView address)
{
    return std::none_of(address.begin(), address.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '<' || c == '>';
    });
}

std::variant<QByteArray, Reply> mailCommand(const ClientMail &mail, const BodyTraits &traits,
                                            const ServerExtensions &extensions)
{
    const bool utf8 = traits.utf8Header || !isAscii(mail.sender)
        || !std::all_of(mail.recipients.begin(), mail.recipients.end(), isAscii);
    const bool eightBit = traits.eightBit || utf8;
    if (!isSafeAddress(mail.sender))
        return refusal({5, 1, 7}, QByteArrayLiteral("the sender is no address"));
    if (traits.nul)
        return refusal({5, 6, 0}, QByteArrayLiteral("the mail has a NUL byte"));
    if (utf8 && !extensions.smtpUtf8)
        return refusal({5, 6, 7}, QByteArrayLiteral("the mail needs SMTPUTF8, which the server does not offer"));
    if (eightBit && !extensions.eightBitMime)
        return refusal({5, 6, 3}, QByteArrayLiteral("the mail needs 8BITMIME, which the server does not offer"));
    if (extensions.size.value_or(0) > 0 && traits.size > *extensions.size)
        return refusal({5, 3, 4},
                       "the mail has " + QByteArray::number(traits.size) + " bytes, the server takes "
                           + QByteArray::number(*extensions.size));
    QByteArray line = "MAIL FROM:<" + mail.sender + '>';
    if (extensions.size)
        line += " SIZE=" + QByteArray::number(traits.size);
    if (eightBit)
        line += " BODY=8BITMIME";
    if (utf8)
        line += " SMTPUTF8";
    return line;
}

} // namespace mailweir

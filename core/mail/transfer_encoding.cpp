// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/transfer_encoding.h"

#include <algorithm>

namespace mailweir {

namespace {

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<QByteArray> fromQuotedPrintable(QByteArrayView body, bool cut)
{
    QByteArray out;
    out.reserve(body.size());
    while (true) {
        const qsizetype plain = body.indexOf('=');
        if (plain < 0) {
            out += body;
            return out;
        }
        out += body.first(plain);
        body = body.sliced(plain + 1);
        if (body.size() < 2)
            return cut ? std::optional(out) : std::nullopt;
        const int high = hexDigit(body[0]);
        const int low = hexDigit(body[1]);
        const bool lineEnd = body[0] == '\n' || body.startsWith("\r\n");
        if (!lineEnd && (high < 0 || low < 0))
            return std::nullopt;
        if (!lineEnd)
            out += char(high * 16 + low);
        body = body.sliced(body[0] == '\n' ? 1 : 2);
    }
}

/// Nothing but the alphabet, line ends, and padding at the very end.
std::optional<QByteArray> fromBase64(QByteArrayView body, bool cut)
{
    QByteArray letters;
    letters.reserve(body.size());
    for (const char c : body) {
        if (c != '\r' && c != '\n')
            letters += c;
    }
    if (cut)
        letters.truncate(letters.size() / 4 * 4);
    auto decoded = QByteArray::fromBase64Encoding(letters, QByteArray::AbortOnBase64DecodingErrors);
    const qsizetype padding = letters.indexOf('=');
    if (!decoded || letters.size() % 4 != 0 || (padding >= 0 && padding < letters.size() - 2))
        return std::nullopt;
    return std::move(*decoded);
}

} // namespace

std::optional<QByteArray> decodeCanonical(TransferEncoding encoding, QByteArrayView body, bool cut)
{
    switch (encoding) {
    case TransferEncoding::QuotedPrintable:
        return fromQuotedPrintable(body, cut);
    case TransferEncoding::Base64:
        return fromBase64(body, cut);
    case TransferEncoding::None:
        break;
    }
    return body.toByteArray();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/plain_text.h"

#include "core/mail/charset.h"
#include "core/mail/header_block.h"

#include <QByteArray>

#include <algorithm>

namespace mailweir {

namespace {

enum class Encoding { None, QuotedPrintable, Base64 };

/// What the header says of the body, and where that begins.
struct BodyFormat {
    Encoding encoding = Encoding::None;
    QByteArray charset; ///< lower case
    qsizetype offset = 0;
};

bool isAscii(QByteArrayView bytes)
{
    uchar all = 0;
    for (const char c : bytes)
        all |= uchar(c);
    return all < 0x80;
}

/// "text/plain", with a charset and what does not matter for the text. False: something else.
bool readContentType(const QByteArray &value, BodyFormat &format)
{
    const QList<QByteArray> parts = value.toLower().split(';');
    if (parts.first().trimmed() != "text/plain")
        return false;
    for (const QByteArray &part : parts.mid(1)) {
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = part.left(equals).trimmed();
        QByteArray text = part.mid(equals + 1).trimmed();
        if (text.size() > 1 && text.startsWith('"') && text.endsWith('"'))
            text = text.sliced(1, text.size() - 2);
        const bool isToken = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
        });
        if (equals < 0 || !isToken)
            return false;
        if (name == "charset" && format.charset.isEmpty())
            format.charset = text;
        else if (name != "format" && name != "delsp")
            return false;
    }
    return true;
}

bool readEncoding(const QByteArray &value, BodyFormat &format)
{
    const QByteArray name = value.toLower();
    if (name == "quoted-printable")
        format.encoding = Encoding::QuotedPrintable;
    else if (name == "base64")
        format.encoding = Encoding::Base64;
    else
        return name == "7bit" || name == "8bit";
    return true;
}

/// Walks through a header in which every line is a field or continues one.
class HeaderWalk {
public:
    explicit HeaderWalk(QByteArrayView raw)
        : m_raw(raw)
    {
    }

    [[nodiscard]] std::optional<BodyFormat> run()
    {
        while (m_at < m_raw.size()) {
            const QByteArrayView line = lineAt(m_raw, m_at);
            const QByteArrayView content = withoutLineEnd(line);
            m_at += line.size();
            if (content.isEmpty()) {
                m_format.offset = m_at;
                return closeField() && line.endsWith('\n') ? std::optional(m_format) : std::nullopt;
            }
            if (content.contains('\r') || content.contains('\0') || !addLine(content))
                return std::nullopt;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] bool addLine(QByteArrayView line)
    {
        if (line.front() == ' ' || line.front() == '\t') {
            if (m_name.isEmpty() || line.trimmed().isEmpty())
                return false;
            if (m_matters)
                m_value += line;
            return true;
        }
        if (!closeField())
            return false;
        const qsizetype length = fieldNameLength(line);
        if (length == 0 || line[length] != ':')
            return false;
        m_name = line.first(length);
        m_matters = length > 8 && qstrnicmp(m_name.data(), "content-", 8) == 0;
        if (m_matters)
            m_value = line.sliced(length + 1).toByteArray();
        return true;
    }

    /// False: the field asks for more than is known here.
    [[nodiscard]] bool closeField()
    {
        if (!std::exchange(m_matters, false))
            return true;
        const QByteArray name = m_name.sliced(8).toByteArray().toLower();
        const QByteArray value = m_value.trimmed();
        if (name == "type" && !std::exchange(m_hasType, true))
            return readContentType(value, m_format);
        if (name == "transfer-encoding" && !std::exchange(m_hasEncoding, true))
            return readEncoding(value, m_format);
        return name == "language" || name == "length";
    }

    QByteArrayView m_raw;
    qsizetype m_at = 0;
    QByteArrayView m_name; // of the field that is open
    QByteArray m_value;
    bool m_matters = false; // Content-…
    bool m_hasType = false;
    bool m_hasEncoding = false;
    BodyFormat m_format;
};

int hexDigit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// RFC 2045 section 6.7, of the canonical form only. Where the body was cut, what may be half is left out.
std::optional<QByteArray> fromQuotedPrintable(QByteArrayView body, bool cut)
{
    QByteArray out;
    out.reserve(body.size());
    for (qsizetype i = 0; i < body.size(); ++i) {
        if (body[i] != '=') {
            out += body[i];
            continue;
        }
        const QByteArrayView next = body.sliced(i + 1, std::min<qsizetype>(2, body.size() - i - 1));
        if (next.size() < 2)
            return cut ? std::optional(out) : std::nullopt;
        const int high = hexDigit(next[0]);
        const int low = hexDigit(next[1]);
        const bool lineEnd = next[0] == '\n' || next == "\r\n";
        if (!lineEnd && (high < 0 || low < 0))
            return std::nullopt;
        if (!lineEnd)
            out += char(high * 16 + low);
        i += next[0] == '\n' ? 1 : 2;
    }
    return out;
}

/// RFC 2045 section 6.8 likewise: nothing but the alphabet, line ends, and padding at the very end.
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

std::optional<QByteArray> decoded(Encoding encoding, QByteArrayView body, bool cut)
{
    switch (encoding) {
    case Encoding::QuotedPrintable:
        return fromQuotedPrintable(body, cut);
    case Encoding::Base64:
        return fromBase64(body, cut);
    case Encoding::None:
        break;
    }
    return body.toByteArray();
}

/// Whether the beginning of a text can be decoded without its rest.
bool isDecidable(QByteArrayView bytes, const QByteArray &charset)
{
    if (bytes.contains('\0'))
        return false;
    if (charset == "utf-8" || charset == "iso-8859-1" || charset == "windows-1252")
        return true;
    return isAscii(bytes) && (charset.isEmpty() || charset == "us-ascii");
}

} // namespace

std::optional<QString> plainTextOf(QByteArrayView raw, qsizetype characters)
{
    const auto format = HeaderWalk(raw).run();
    if (!format)
        return std::nullopt;
    // A character takes at most three bytes of UTF-8, and a byte at most three of an encoding, and line ends come on
    // top.
    const QByteArrayView body = raw.sliced(format->offset);
    const qsizetype needed = characters * (format->encoding == Encoding::None ? 4 : 12);
    const auto bytes = decoded(format->encoding, body.first(std::min(body.size(), needed)), body.size() > needed);
    if (!bytes || !isDecidable(*bytes, format->charset))
        return std::nullopt;
    return decodeText(*bytes, format->charset).left(characters);
}

} // namespace mailweir

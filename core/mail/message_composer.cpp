// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message_composer.h"

#include "core/mail/email_address.h"
#include "core/mail/gmime_support.h"

#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>

namespace mailweir {

namespace {

QByteArray withoutControls(QByteArray text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }, ' ');
    return text.trimmed();
}

bool isAtext(char c)
{
    const bool letterOrDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letterOrDigit || c < 0 || QByteArrayView("!#$%&'*+-/=?^_`{|}~.").contains(c);
}

/// The address as an addr-spec (RFC 5322 section 3.4.1): exactly one, whatever the bytes are.
QByteArray addrSpec(const QByteArray &text)
{
    EmailAddress address = EmailAddress::fromText(withoutControls(text));
    QByteArray &local = address.localPart;
    const bool quoted = local.size() > 1 && local.startsWith('"') && local.endsWith('"');
    if (!quoted && !std::all_of(local.begin(), local.end(), isAtext)) {
        local.replace('\\', "\\\\").replace('"', "\\\"");
        local = '"' + local + '"';
    }
    QByteArray &domain = address.domain;
    if (!domain.startsWith('['))
        domain = QUrl::toAce(QString::fromUtf8(domain));
    domain.removeIf([](char c) { return !isAtext(c) && c != '[' && c != ']' && c != ':'; });
    return address.text();
}

bool isFieldName(const QByteArray &name)
{
    return !name.isEmpty()
        && std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7f && c != ':'; });
}

/// Encoded words made by hand, for ASCII that looks like encoded words itself: GMime would leave it as it is.
QByteArray asEncodedWords(const QString &text)
{
    QByteArrayList words;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = std::min<qsizetype>(at + 15, text.size()); // at most 45 bytes, 75 as a word
        if (end < text.size() && text[end].isLowSurrogate())
            ++end;
        words.append("=?utf-8?B?" + QStringView(text).sliced(at, end - at).toUtf8().toBase64() + "?=");
        at = end;
    }
    return words.join(' ');
}

/// An unstructured value: encoded words where it is not ASCII, and where a word is too long for a line of its own.
QByteArray encodedText(const QString &text)
{
    constexpr qsizetype kWordLimit = 900;
    QString clean = gmime::oneLine(text);
    if (clean.contains(QLatin1StringView("=?")))
        return asEncodedWords(clean);
    qsizetype run = 0;
    for (qsizetype i = 0; i < clean.size(); ++i) {
        run = clean[i] == u' ' ? 0 : run + 1;
        if (run > kWordLimit) {
            clean.insert(i, u' ');
            run = 0;
        }
    }
    const gmime::CString encoded(g_mime_utils_header_encode_text(nullptr, clean.toUtf8().constData(), "utf-8"));
    return encoded.get();
}

GMimeContentEncoding bestEncoding(const QByteArray &utf8)
{
    const auto beyondAscii = std::count_if(utf8.begin(), utf8.end(), [](char c) { return c < 0; });
    return beyondAscii * 4 > utf8.size() ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/// A GMimePart rather than a GMimeTextPart: the latter chooses a charset of its own.
gmime::Ref<GMimeObject> textPart(const char *subtype, const QString &text)
{
    QString canonical = text;
    canonical.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(u'\r', u'\n').remove(QChar(u'\0'));
    const QByteArray utf8 = canonical.toUtf8();
    gmime::Ref<GMimeObject> part(GMIME_OBJECT(g_mime_part_new_with_type("text", subtype)));
    g_mime_object_set_content_type_parameter(part.get(), "charset", "utf-8");
    g_mime_part_set_content_encoding(GMIME_PART(part.get()), bestEncoding(utf8));
    const gmime::Ref<GMimeStream> stream = gmime::memoryStream(utf8);
    const gmime::Ref<GMimeDataWrapper> content(
        g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    g_mime_part_set_content(GMIME_PART(part.get()), content.get());
    return part;
}

gmime::Ref<GMimeObject> bodyOf(const MessageDraft &draft)
{
    if (draft.html.isEmpty())
        return textPart("plain", draft.text);
    GMimeMultipart *both = g_mime_multipart_new_with_subtype("alternative");
    // "=_" occurs in no quoted-printable and no base64 line.
    const QByteArray hash = QCryptographicHash::hash(draft.messageId, QCryptographicHash::Sha1).toHex().left(24);
    g_mime_multipart_set_boundary(both, ("=_mailweir_" + hash).constData());
    g_mime_multipart_add(both, textPart("plain", draft.text).get());
    g_mime_multipart_add(both, textPart("html", draft.html).get());
    return gmime::Ref<GMimeObject>(GMIME_OBJECT(both));
}

QByteArray serialised(GMimeObject *object)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    const gmime::Ref<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(object, format, stream.get());
    g_mime_format_options_free(format);
    return gmime::takeBytes(stream.get());
}

/// A field, folded at blanks so that lines have at most 76 characters where blanks allow it.
QByteArray field(const QByteArray &name, const QByteArray &value)
{
    constexpr qsizetype kSoftLimit = 76;
    QByteArray out = name + ':';
    qsizetype lineLength = out.size();
    for (const QByteArray &word : value.simplified().split(' ')) {
        if (lineLength + 1 + word.size() > kSoftLimit && lineLength > name.size() + 1) {
            out += "\r\n";
            lineLength = 0;
        }
        out += ' ' + word;
        lineLength += 1 + word.size();
    }
    return out + "\r\n";
}

} // namespace

QByteArray composeMessage(const MessageDraft &draft)
{
    static_cast<void>(gmime::parserOptions());
    QByteArray messageId = draft.messageId;
    messageId.removeIf([](char c) { return c <= ' ' || c >= 0x7f || c == '<' || c == '>'; });
    QByteArray out;
    out += field("From", addrSpec(draft.from));
    out += field("To", draft.to.isEmpty() ? QByteArrayLiteral("undisclosed-recipients:;") : addrSpec(draft.to));
    out += field("Subject", encodedText(draft.subject));
    out += field("Date", toRfc5322(draft.date));
    out += field("Message-ID", '<' + messageId + '>');
    out += field("Auto-Submitted", "auto-generated");
    for (const auto &[name, value] : draft.headers) {
        if (isFieldName(name))
            out += field(name, encodedText(QString::fromUtf8(value)));
    }
    out += field("MIME-Version", "1.0");
    return out + serialised(bodyOf(draft).get());
}

} // namespace mailweir

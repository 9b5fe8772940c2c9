// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/simple_body.h"

#include "core/mail/charset.h"
#include "core/mail/header_block.h"

#include <algorithm>
#include <cstring>

namespace mailweir {

namespace {

constexpr int kMaxDepth = 5;
constexpr int kMaxParts = 100;
constexpr qsizetype kMaxBoundary = 70; // RFC 2046 section 5.1.1

bool isAscii(QByteArrayView bytes)
{
    uchar all = 0;
    for (const char c : bytes)
        all |= uchar(c);
    return all < 0x80;
}

bool isTokenCharacter(char c)
{
    return c > ' ' && c < 0x7f && std::strchr("()<>@,;:\\\"/[]?=*'%", c) == nullptr;
}

bool isToken(QByteArrayView text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

bool isDotAtom(QByteArrayView text)
{
    return isToken(text) && text.front() != '.' && text.back() != '.' && text.indexOf("..") < 0;
}

/// `value; name=text; name="text"` (RFC 2045 section 5.1) without escapes, encodings (RFC 2231) and comments.
struct FieldValue {
    QByteArray value; ///< lower case
    QList<std::pair<QByteArray, QByteArray>> parameters; ///< names in lower case, each once

    [[nodiscard]] static std::optional<FieldValue> parse(QByteArrayView text)
    {
        FieldValue field;
        const qsizetype end = std::min(text.size(), indexOrEnd(text, ';'));
        field.value = text.first(end).trimmed().toByteArray().toLower();
        text = text.sliced(end);
        while (!text.isEmpty()) {
            text = text.sliced(1).trimmed();
            if (text.isEmpty())
                break; // a semicolon at the end
            if (!field.takeParameter(text))
                return std::nullopt;
        }
        return field;
    }
    [[nodiscard]] const QByteArray *parameter(QByteArrayView name) const
    {
        const auto found = std::find_if(parameters.begin(), parameters.end(),
                                        [name](const auto &parameter) { return parameter.first == name; });
        return found == parameters.end() ? nullptr : &found->second;
    }

private:
    static qsizetype indexOrEnd(QByteArrayView text, char c)
    {
        const qsizetype at = text.indexOf(c);
        return at < 0 ? text.size() : at;
    }
    /// Leaves the semicolon after it, if there is one.
    bool takeParameter(QByteArrayView &text)
    {
        const qsizetype equals = text.indexOf('=');
        if (equals < 0 || !isToken(text.first(equals)))
            return false;
        const QByteArray name = text.first(equals).toByteArray().toLower();
        text = text.sliced(equals + 1);
        QByteArrayView content;
        if (text.startsWith('"')) {
            const qsizetype close = text.indexOf('"', 1);
            if (close < 0)
                return false;
            content = text.sliced(1, close - 1);
            text = text.sliced(close + 1).trimmed();
        } else {
            content = text.first(indexOrEnd(text, ';'));
            text = text.sliced(content.size());
            content = content.trimmed();
            if (!isToken(content))
                return false;
        }
        if (parameter(name) || (!text.isEmpty() && text.front() != ';') || !isPlain(content))
            return false;
        parameters.emplaceBack(name, content.toByteArray());
        return true;
    }
    static bool isPlain(QByteArrayView text)
    {
        return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f && c != '\\'; });
    }
};

/// What the header of a part says of its content.
struct PartHeader {
    QByteArray type = QByteArrayLiteral("text/plain");
    QByteArray boundary;
    QByteArray charset;
    QByteArray fileName;
    TransferEncoding encoding = TransferEncoding::None;
    bool isAttached = false;
    QByteArray contentId; ///< without < >
    qsizetype size = 0; ///< with the empty line
};

/// A name that is shown as it stands.
bool isSimpleName(const QByteArray &name)
{
    return !name.isEmpty() && name.simplified() == name && !name.contains("=?") && !name.contains('%');
}

/// Walks through a header in which every line is a field or continues one.
class HeaderWalk {
public:
    explicit HeaderWalk(QByteArrayView raw)
        : m_raw(raw)
    {
    }

    [[nodiscard]] std::optional<PartHeader> run()
    {
        for (qsizetype at = 0; at < m_raw.size();) {
            const QByteArrayView line = lineAt(m_raw, at);
            const QByteArrayView content = withoutLineEnd(line);
            at += line.size();
            if (content.isEmpty()) {
                m_header.size = at;
                return closeField() && line.endsWith('\n') ? std::optional(m_header) : std::nullopt;
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
        if (m_seen.contains(name))
            return false;
        m_seen.append(name);
        const QByteArray value = m_value.trimmed();
        if (name == "type")
            return readType(value);
        if (name == "transfer-encoding")
            return readEncoding(value.toLower());
        if (name == "disposition")
            return readDisposition(value);
        if (name == "id")
            return readId(value);
        return name == "language" || name == "length" || name == "description";
    }

    [[nodiscard]] bool readType(const QByteArray &value)
    {
        const auto field = FieldValue::parse(value);
        const qsizetype slash = field ? field->value.indexOf('/') : -1;
        if (slash < 0 || !isToken(field->value.left(slash)) || !isToken(field->value.mid(slash + 1)))
            return false;
        m_header.type = field->value;
        const bool isText = m_header.type == "text/plain" || m_header.type == "text/html";
        for (const auto &[name, text] : field->parameters) {
            if (name == "name" && !takeName(text))
                return false;
            if (isText && name == "charset" && !isToken(text))
                return false;
            if (isText && name != "charset" && name != "name" && name != "format" && name != "delsp")
                return false;
        }
        if (const QByteArray *charset = field->parameter("charset"))
            m_header.charset = charset->toLower();
        if (const QByteArray *boundary = field->parameter("boundary"))
            m_header.boundary = *boundary;
        return true;
    }

    [[nodiscard]] bool readEncoding(const QByteArray &name)
    {
        if (name == "quoted-printable")
            m_header.encoding = TransferEncoding::QuotedPrintable;
        else if (name == "base64")
            m_header.encoding = TransferEncoding::Base64;
        else
            return name == "7bit" || name == "8bit";
        return true;
    }

    [[nodiscard]] bool readDisposition(const QByteArray &value)
    {
        const auto field = FieldValue::parse(value);
        if (!field || (field->value != "attachment" && field->value != "inline"))
            return false;
        m_header.isAttached = field->value == "attachment";
        const QByteArray *name = field->parameter("filename");
        return !name || takeName(*name);
    }

    [[nodiscard]] bool readId(const QByteArray &value)
    {
        m_header.contentId = value.mid(1).chopped(value.isEmpty() ? 0 : 1);
        const QList<QByteArray> sides = m_header.contentId.split('@');
        return value.startsWith('<') && value.endsWith('>') && sides.size() == 2 && isDotAtom(sides[0])
            && isDotAtom(sides[1]);
    }

    /// Two names that differ are left to the parser.
    [[nodiscard]] bool takeName(const QByteArray &name)
    {
        const bool fits = isSimpleName(name) && (m_header.fileName.isEmpty() || m_header.fileName == name);
        m_header.fileName = name;
        return fits;
    }

    QByteArrayView m_raw;
    QByteArrayView m_name; // of the field that is open
    QByteArray m_value;
    bool m_matters = false; // Content-…
    QList<QByteArray> m_seen; // names of Content-… fields, without that
    PartHeader m_header;
};

/// Whether the beginning of a text can be decoded without its rest.
bool isDecidable(QByteArrayView bytes, const QByteArray &charset)
{
    if (bytes.contains('\0'))
        return false;
    if (charset == "utf-8" || charset == "iso-8859-1" || charset == "windows-1252")
        return true;
    return isAscii(bytes) && (charset.isEmpty() || charset == "us-ascii");
}

qsizetype find(QByteArrayView text, const QByteArray &what, qsizetype from)
{
    const void *found = ::memmem(text.data() + from, size_t(text.size() - from), what.data(), size_t(what.size()));
    return found ? static_cast<const char *>(found) - text.data() : -1;
}

} // namespace

class SimpleBody::Reader {
public:
    /// `lineEnd`: how many bytes at the end belong to the delimiter behind it. False: something here asks for the
    /// parser.
    [[nodiscard]] bool addPart(QByteArrayView raw, qsizetype lineEnd, bool related, int depth)
    {
        const auto header = HeaderWalk(raw).run();
        if (!header || header->size > raw.size() - lineEnd || ++m_parts > kMaxParts)
            return false;
        if (header->type.startsWith("multipart/"))
            return addMultipart(*header, raw.sliced(header->size - 1), related, depth);
        return !header->type.startsWith("message/")
            && addLeaf(*header, raw.sliced(header->size).chopped(lineEnd), related);
    }

    /// Without a text the parser looks further.
    [[nodiscard]] bool hasText() const { return !body.m_texts.isEmpty() || !body.m_pages.isEmpty(); }

    SimpleBody body;

private:
    /// `content` begins with the line end before it.
    [[nodiscard]] bool addMultipart(const PartHeader &header, QByteArrayView content, bool related, int depth)
    {
        const bool known = header.type == "multipart/alternative" || header.type == "multipart/mixed"
            || header.type == "multipart/related";
        if (!known || depth == kMaxDepth || header.boundary.isEmpty() || header.boundary.size() > kMaxBoundary
            || header.boundary.endsWith(' ') || header.encoding != TransferEncoding::None)
            return false;
        const QByteArray delimiter = "\n--" + header.boundary;
        const bool nowRelated = related || header.type == "multipart/related";
        Delimiter last;
        for (qsizetype at = find(content, delimiter, 0); at >= 0; at = find(content, delimiter, last.end - 1)) {
            const Delimiter next = delimiterAt(content, at, delimiter.size());
            if (next.end < 0 || (last.end > 0 && !addBetween(content, last, next, nowRelated, depth + 1)))
                return false;
            if (next.isLast)
                return find(content, delimiter, next.end - 1) < 0;
            last = next;
        }
        return false;
    }

    struct Delimiter {
        qsizetype begin = 0; // its LF
        qsizetype end = 0; // behind its line; -1: it is none
        bool isLast = false;
        bool hasCr = false; // its line ends with CRLF
    };
    [[nodiscard]] static Delimiter delimiterAt(QByteArrayView content, qsizetype at, qsizetype size)
    {
        const QByteArrayView line = lineAt(content, at + size);
        const QByteArrayView rest = withoutLineEnd(line);
        const bool fits = line.endsWith('\n') && (rest.isEmpty() || rest == "--");
        return {at, fits ? at + size + line.size() : -1, !rest.isEmpty(), line.endsWith("\r\n")};
    }

    /// The line end before a delimiter is part of it; the parser takes it to be of the kind that follows.
    [[nodiscard]] bool addBetween(QByteArrayView content, const Delimiter &before, const Delimiter &after, bool related,
                                  int depth)
    {
        if (after.begin < before.end)
            return false;
        const QByteArrayView part = content.sliced(before.end, after.begin + 1 - before.end);
        return part.endsWith("\r\n") == after.hasCr && addPart(part, after.hasCr ? 2 : 1, related, depth);
    }

    [[nodiscard]] bool addLeaf(const PartHeader &header, QByteArrayView content, bool related)
    {
        const bool isPlain = header.type == "text/plain";
        if ((isPlain || header.type == "text/html") && !header.isAttached) {
            if (!header.fileName.isEmpty())
                return false; // the body only if there is no other
            (isPlain ? body.m_texts : body.m_pages).append({content, header.encoding, header.charset});
            return true;
        }
        const bool isInline = !header.contentId.isEmpty();
        if (isInline && (!related || header.isAttached))
            return false; // the HTML may show it
        const QByteArray &name = isInline && header.fileName.isEmpty() ? header.contentId : header.fileName;
        body.m_files.append({header.type, QString::fromLatin1(name), isInline});
        return true;
    }

    int m_parts = 0;
};

std::optional<SimpleBody> SimpleBody::read(QByteArrayView raw)
{
    Reader reader;
    if (!reader.addPart(raw, 0, false, 0) || !reader.hasText())
        return std::nullopt;
    return std::move(reader.body);
}

int SimpleBody::attachmentCount() const
{
    return int(std::count_if(m_files.begin(), m_files.end(), [](const File &file) { return !file.isInline; }));
}

std::optional<QString> SimpleBody::joined(const QList<Text> &texts, qsizetype characters)
{
    QString all;
    for (const Text &text : texts) {
        if (all.size() >= characters)
            break;
        if (!all.isEmpty() && !all.endsWith(u'\n'))
            all += u'\n';
        // A character takes at most three bytes of UTF-8, and a byte at most three of an encoding, and line ends come
        // on top.
        const qsizetype perCharacter = text.encoding == TransferEncoding::None ? 4 : 12;
        const bool cut = text.bytes.size() / perCharacter > characters;
        const auto bytes =
            decodeCanonical(text.encoding, cut ? text.bytes.first(characters * perCharacter) : text.bytes, cut);
        if (!bytes || !isDecidable(*bytes, text.charset))
            return std::nullopt;
        all += decodeText(*bytes, text.charset);
    }
    return all.left(characters);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_parts.h"

#include "core/mail/charset.h"

#include <algorithm>

namespace mailweir::gmime {

namespace {

constexpr int kMaxForwarded = 10;

/// RFC 2045 section 5.2: what is none is text/plain. GMime takes it for application/octet-stream.
bool hasSoundType(GMimeObject *object)
{
    const QByteArray value = g_mime_object_get_header(object, "Content-Type");
    const QByteArray type = value.split(';').first().trimmed();
    const qsizetype slash = type.indexOf('/');
    const auto isTokenCharacter = [](char c) {
        return uchar(c) > ' ' && uchar(c) < 0x7f && !QByteArrayView("()<>@,;:\\\"/[]?=").contains(c);
    };
    return value.isEmpty()
        || (slash > 0 && slash < type.size() - 1 && std::all_of(type.begin(), type.begin() + slash, isTokenCharacter));
}

QByteArray mediaType(GMimeObject *object)
{
    if (!GMIME_IS_MULTIPART(object) && !GMIME_IS_MESSAGE_PART(object) && !hasSoundType(object))
        return QByteArrayLiteral("text/plain");
    const CString type(g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object)));
    return QByteArray(type.get()).toLower();
}

QString fileName(GMimeObject *object)
{
    const char *name = g_mime_object_get_content_disposition_parameter(object, "filename");
    if (!name)
        name = g_mime_object_get_content_type_parameter(object, "name");
    return oneLine(QString::fromUtf8(name));
}

bool isDisposedAs(GMimeObject *object, const char *disposition)
{
    return qstricmp(g_mime_object_get_disposition(object), disposition) == 0;
}

bool mayBeBody(const Leaf &leaf)
{
    const bool isText = leaf.part.contentType == "text/plain" || leaf.part.contentType == "text/html";
    return isText && !leaf.isAttached;
}

bool isBody(const Leaf &leaf)
{
    return leaf.isBody;
}

class Collector {
public:
    void visit(GMimeObject *object, const QByteArray &id, bool related)
    {
        if (!GMIME_IS_MULTIPART(object)) {
            add(object, id, related);
            return;
        }
        const bool nowRelated = related || mediaType(object) == "multipart/related";
        const int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count; ++i) {
            const QByteArray number = QByteArray::number(i + 1);
            visit(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), id == "0" ? number : id + '.' + number,
                  nowRelated);
        }
    }

    std::vector<Leaf> leaves;

private:
    void add(GMimeObject *object, const QByteArray &id, bool related)
    {
        Leaf leaf;
        leaf.object = object;
        leaf.part.partId = id;
        leaf.part.contentType = mediaType(object);
        leaf.part.fileName = fileName(object);
        leaf.part.contentId = g_mime_object_get_content_id(object);
        leaf.isAttached = isDisposedAs(object, GMIME_DISPOSITION_ATTACHMENT);
        leaf.isBody = mayBeBody(leaf) && leaf.part.fileName.isEmpty();
        leaf.part.isInline = !leaf.isBody && related && !leaf.isAttached && !leaf.part.contentId.isEmpty();
        leaves.push_back(std::move(leaf));
    }
};

QString decodedText(GMimeObject *object)
{
    return decodeText(contentOf(object), g_mime_object_get_content_type_parameter(object, "charset"));
}

QString bodyTextAt(GMimeMessage *message, const std::vector<Leaf> &leaves, QByteArrayView contentType, int level)
{
    QString text;
    for (const Leaf &leaf : leaves) {
        if (!leaf.isBody || leaf.part.contentType != contentType)
            continue;
        if (!text.isEmpty() && !text.endsWith(u'\n'))
            text += u'\n';
        text += decodedText(leaf.object);
    }
    if (std::any_of(leaves.begin(), leaves.end(), isBody))
        return text;
    for (const Leaf &leaf : leaves) {
        if (!GMIME_IS_MESSAGE_PART(leaf.object) || level >= kMaxForwarded)
            continue;
        GMimeMessage *forwarded = g_mime_message_part_get_message(GMIME_MESSAGE_PART(leaf.object));
        if (forwarded)
            return bodyTextAt(forwarded, leavesOf(forwarded), contentType, level + 1);
    }
    GMimeObject *root = g_mime_message_get_mime_part(message);
    if (leaves.empty() && root && GMIME_IS_MULTIPART(root) && contentType == "text/plain")
        return decodeText(g_mime_multipart_get_prologue(GMIME_MULTIPART(root)), {});
    return {};
}

/// With the line ends of the wire: GMime's own default would turn CRLF into LF.
qint64 writeMessage(GMimeMessage *message, GMimeStream *to)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    const qint64 written = g_mime_object_write_to_stream(GMIME_OBJECT(message), format, to);
    g_mime_format_options_free(format);
    return written;
}

qint64 writeContent(GMimeObject *object, GMimeStream *to)
{
    if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        return message ? writeMessage(message, to) : 0;
    }
    GMimeDataWrapper *content = GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : nullptr;
    return content ? g_mime_data_wrapper_write_to_stream(content, to) : 0;
}

} // namespace

std::vector<Leaf> leavesOf(GMimeMessage *message)
{
    Collector collector;
    if (GMimeObject *root = g_mime_message_get_mime_part(message))
        collector.visit(root, QByteArrayLiteral("0"), false);
    if (std::none_of(collector.leaves.begin(), collector.leaves.end(), isBody)) {
        const auto named = std::find_if(collector.leaves.begin(), collector.leaves.end(), mayBeBody);
        if (named != collector.leaves.end()) {
            named->isBody = true;
            named->part.isInline = false;
        }
    }
    return std::move(collector.leaves);
}

QByteArray contentOf(GMimeObject *object)
{
    const Ref<GMimeStream> stream(g_mime_stream_mem_new());
    writeContent(object, stream.get());
    return takeBytes(stream.get());
}

qint64 contentSize(GMimeObject *object)
{
    if (GMIME_IS_MESSAGE_PART(object))
        return contentOf(object).size(); // GMime counts bytes before it turns line ends
    const Ref<GMimeStream> stream(g_mime_stream_null_new());
    return std::max<qint64>(writeContent(object, stream.get()), 0);
}

QString bodyText(GMimeMessage *message, const std::vector<Leaf> &leaves, QByteArrayView contentType)
{
    return bodyTextAt(message, leaves, contentType, 0);
}

} // namespace mailweir::gmime

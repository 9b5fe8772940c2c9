// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_message.h"

#include "core/mail/charset.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/message_header.h"
#include "core/mail/mime_bounds.h"
#include "core/mail/mime_parts.h"

#include <algorithm>

namespace mailweir {

using namespace Qt::StringLiterals;

struct MimeMessage::Private {
    MessageHeader header;
    gmime::Ref<GMimeMessage> message; ///< null for what is one opaque part
    std::vector<gmime::Leaf> leaves;
    QByteArray opaqueBody;
    int omittedParts = 0;

    void parseTree(QByteArrayView raw);
    void makeOpaque(QByteArrayView raw);
    void findInlineParts();
    [[nodiscard]] QByteArray content(const gmime::Leaf &leaf) const
    {
        return leaf.object ? gmime::contentOf(leaf.object) : opaqueBody;
    }
    [[nodiscard]] QString body(QByteArrayView contentType) const;
    [[nodiscard]] QList<MimePart> parts(bool inlineOnes) const;
};

void MimeMessage::Private::parseTree(QByteArrayView raw)
{
    GMimeParserOptions *options = gmime::parserOptions(); // first: it starts GMime
    const gmime::Ref<GMimeStream> stream = gmime::memoryStream(raw);
    const gmime::Ref<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    message.reset(g_mime_parser_construct_message(parser.get(), options));
    if (!message)
        return;
    leaves = gmime::leavesOf(message.get());
    findInlineParts();
}

/// One part for the whole body: of a bomb, or of bytes that GMime sees no message in.
void MimeMessage::Private::makeOpaque(QByteArrayView raw)
{
    opaqueBody = raw.sliced(header.block().bodyOffset()).toByteArray();
    gmime::Leaf leaf;
    leaf.part.partId = QByteArrayLiteral("0");
    const QByteArray type = header.block().value("Content-Type").value_or(QByteArray()).toLower();
    leaf.part.contentType = type.isEmpty() ? QByteArrayLiteral("text/plain") : type.split(';').first().trimmed();
    leaf.isBody = leaf.part.contentType == "text/plain";
    leaves.push_back(std::move(leaf));
}

/// What the HTML shows by its Content-ID is no attachment, however it is labelled.
void MimeMessage::Private::findInlineParts()
{
    const auto undecided = [](const gmime::Leaf &leaf) {
        return !leaf.isBody && !leaf.part.isInline && !leaf.part.contentId.isEmpty();
    };
    if (std::any_of(leaves.begin(), leaves.end(), undecided)) {
        const QString html = body("text/html");
        for (gmime::Leaf &leaf : leaves) {
            if (undecided(leaf))
                leaf.part.isInline = html.contains(u"cid:"_s + QString::fromUtf8(leaf.part.contentId));
        }
    }
    for (gmime::Leaf &leaf : leaves) {
        if (leaf.part.isInline && leaf.part.fileName.isEmpty())
            leaf.part.fileName = gmime::oneLine(QString::fromUtf8(leaf.part.contentId));
    }
}

QString MimeMessage::Private::body(QByteArrayView contentType) const
{
    if (message)
        return gmime::bodyText(message.get(), leaves, contentType);
    const gmime::Leaf &leaf = leaves.front();
    return leaf.isBody && leaf.part.contentType == contentType ? decodeText(opaqueBody, {}) : QString();
}

QList<MimePart> MimeMessage::Private::parts(bool inlineOnes) const
{
    QList<MimePart> parts;
    for (const gmime::Leaf &leaf : leaves) {
        if (leaf.isBody || leaf.part.isInline != inlineOnes)
            continue;
        parts.append(leaf.part);
        parts.last().size = leaf.object ? gmime::contentSize(leaf.object) : opaqueBody.size();
    }
    return parts;
}

MimeMessage::MimeMessage(std::unique_ptr<Private> data)
    : d(std::move(data))
{
}
MimeMessage::MimeMessage(MimeMessage &&) noexcept = default;
MimeMessage &MimeMessage::operator=(MimeMessage &&) noexcept = default;
MimeMessage::~MimeMessage() = default;

MimeMessage MimeMessage::parse(QByteArrayView raw)
{
    auto data = std::make_unique<Private>(Private{MessageHeader::parse(raw), {}, {}, {}, 0});
    const MimeExtent extent = mimeExtent(raw);
    if (extent.size > data->header.block().bodyOffset() || extent.size == raw.size()) {
        data->parseTree(raw.first(extent.size));
        data->omittedParts = extent.omittedParts;
    }
    if (!data->message)
        data->makeOpaque(raw);
    return MimeMessage(std::move(data));
}

QString MimeMessage::subject() const
{
    return d->header.subject();
}

MailAddress MimeMessage::from() const
{
    return d->header.from();
}

QList<MailAddress> MimeMessage::addresses(QByteArrayView headerName) const
{
    return d->header.addresses(headerName);
}

QString MimeMessage::messageId() const
{
    return d->header.messageId();
}

std::optional<Timestamp> MimeMessage::date() const
{
    return d->header.date();
}

QString MimeMessage::header(QByteArrayView name) const
{
    return d->header.value(name);
}

QList<std::pair<QByteArray, QByteArray>> MimeMessage::rawHeaders() const
{
    return d->header.block().fields();
}

QString MimeMessage::text() const
{
    return d->body("text/plain");
}

QString MimeMessage::html() const
{
    return d->body("text/html");
}

QString MimeMessage::readableText() const
{
    const QString plain = text();
    return plain.trimmed().isEmpty() ? htmlToText(html()) : plain;
}

QList<MimePart> MimeMessage::attachments() const
{
    return d->parts(false);
}

QList<MimePart> MimeMessage::inlineParts() const
{
    return d->parts(true);
}

int MimeMessage::attachmentCount() const
{
    return int(std::count_if(d->leaves.begin(), d->leaves.end(),
                             [](const gmime::Leaf &leaf) { return !leaf.isBody && !leaf.part.isInline; }))
        + d->omittedParts;
}

int MimeMessage::omittedParts() const
{
    return d->omittedParts;
}

std::optional<QByteArray> MimeMessage::partContent(QByteArrayView partId) const
{
    for (const gmime::Leaf &leaf : d->leaves) {
        if (leaf.part.partId == partId)
            return d->content(leaf);
    }
    return std::nullopt;
}

std::optional<QByteArray> MimeMessage::contentById(QByteArrayView contentId) const
{
    for (const gmime::Leaf &leaf : d->leaves) {
        if (!contentId.isEmpty() && leaf.part.contentId == contentId)
            return d->content(leaf);
    }
    return std::nullopt;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/html_reader.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <vector>

namespace mailweir {

namespace {

constexpr qsizetype kMaxInput = 8 * 1024 * 1024;
/// libxml2 looks through all open elements at each end tag that fits none: 100,000 times `<div></p>` take it half a
/// minute.
constexpr size_t kMaxOpenElements = 5'000;
/// Between chunks it is seen whether the rest is to be read, so this also bounds how far kMaxOpenElements is passed.
constexpr qsizetype kChunk = 16 * 1024;

QByteArrayView view(const xmlChar *text)
{
    return QByteArrayView(reinterpret_cast<const char *>(text));
}

/// Between libxml2 and the handler. libxml2 leaves out the end of an element whose start tag is cut off, so ends are
/// matched here. Its names are interned: equal ones have equal addresses.
struct Driver {
    HtmlHandler &handler;
    std::vector<const xmlChar *> open;

    void end(const xmlChar *name)
    {
        const auto matching = std::find(open.rbegin(), open.rend(), name);
        if (matching == open.rend())
            return;
        for (auto left = matching - open.rbegin() + 1; left > 0; --left) {
            handler.end(view(open.back()));
            open.pop_back();
        }
    }

    void endAll()
    {
        for (; !open.empty(); open.pop_back())
            handler.end(view(open.back()));
    }
};

void onStart(void *context, const xmlChar *name, const xmlChar **attributes)
{
    HtmlElement element{view(name), {}};
    for (; attributes && *attributes; attributes += 2)
        element.attributes.append({view(attributes[0]), attributes[1] ? view(attributes[1]) : QByteArrayView()});
    auto *driver = static_cast<Driver *>(context);
    driver->open.push_back(name);
    driver->handler.start(element);
}

void onEnd(void *context, const xmlChar *name)
{
    static_cast<Driver *>(context)->end(name);
}

void onText(void *context, const xmlChar *text, int length)
{
    static_cast<Driver *>(context)->handler.text(
        QString::fromUtf8(reinterpret_cast<const char *>(text), qsizetype(length)));
}

struct FreeContext {
    void operator()(htmlParserCtxtPtr context) const { htmlFreeParserCtxt(context); }
};

} // namespace

QString HtmlElement::attribute(QByteArrayView wanted) const
{
    for (const auto &[attributeName, value] : attributes) {
        if (attributeName == wanted)
            return QString::fromUtf8(value);
    }
    return {};
}

bool HtmlElement::has(QByteArrayView wanted) const
{
    return std::any_of(attributes.begin(), attributes.end(),
                       [wanted](const auto &pair) { return pair.first == wanted; });
}

void readHtml(QStringView html, HtmlHandler &handler)
{
    static std::once_flag once;
    std::call_once(once, xmlInitParser);
    QByteArray utf8 = html.left(kMaxInput).toUtf8();
    utf8.replace('\0', QByteArrayView());

    Driver driver{handler, {}};
    htmlSAXHandler sax{};
    sax.startElement = onStart;
    sax.endElement = onEnd;
    sax.characters = onText;
    sax.ignorableWhitespace = onText;
    const std::unique_ptr<htmlParserCtxt, FreeContext> context(
        htmlCreatePushParserCtxt(&sax, &driver, nullptr, 0, nullptr, XML_CHAR_ENCODING_UTF8));
    if (!context)
        return; // out of memory
    htmlCtxtUseOptions(context.get(),
                       HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING
                           | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
    // With NOIMPLIED nothing is made up around the text, but the parser ends with the first element that closes; so all
    // of it is put into one. Handlers ignore elements they do not know.
    static constexpr QByteArrayView kRoot("<mailweir-root>");
    htmlParseChunk(context.get(), kRoot.data(), int(kRoot.size()), 0);
    qsizetype at = 0;
    for (; at < utf8.size() && !handler.done() && driver.open.size() <= kMaxOpenElements; at += kChunk)
        htmlParseChunk(context.get(), utf8.constData() + at, int(std::min(kChunk, utf8.size() - at)), 0);
    if (at < utf8.size() || html.size() > kMaxInput)
        handler.text(QString(u'…'));
    htmlParseChunk(context.get(), nullptr, 0, 1);
    driver.endAll();
}

bool isDroppedWithContent(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 18> kNames{
        "applet", "audio",  "canvas", "datalist", "embed", "frameset", "iframe",   "math",  "noembed",
        "object", "script", "select", "style",    "svg",   "template", "textarea", "title", "video"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool isHidden(const HtmlElement &element)
{
    if (element.has("hidden"))
        return true;
    QString style = element.attribute("style").toLower();
    style.removeIf([](QChar c) { return c.isSpace(); });
    return style.contains(u"display:none") || style.contains(u"visibility:hidden");
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/html_reader.h"
#include "core/mail/html_sanitizer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mailweir {

namespace {

constexpr qsizetype kMaxOutput = 4 * 1024 * 1024;
constexpr qsizetype kMaxLink = 2'000;

enum class Layout { Inline, Line, Paragraph };

Layout layoutOf(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 12> kParagraphs{"p",  "h1", "h2", "h3", "h4",  "h5",
                                                                "h6", "ul", "ol", "dl", "pre", "blockquote"};
    static constexpr std::array<QByteArrayView, 17> kLines{"div",     "tr",      "li",     "dt",     "dd",   "table",
                                                           "section", "article", "header", "footer", "main", "address",
                                                           "center",  "caption", "form",   "body",   "hr"};
    if (std::find(kParagraphs.begin(), kParagraphs.end(), name) != kParagraphs.end())
        return Layout::Paragraph;
    return std::find(kLines.begin(), kLines.end(), name) != kLines.end() ? Layout::Line : Layout::Inline;
}

class TextWriter final : public HtmlHandler {
public:
    void start(const HtmlElement &element) override
    {
        m_open.push_back({layoutOf(element.name), element.name == "pre", {}, m_out.size()});
        if (isDropping())
            return;
        if (isDroppedWithContent(element.name) || isHidden(element)) {
            m_dropFrom = m_open.size();
            return;
        }
        breakFor(m_open.back().layout);
        m_preformatted += m_open.back().preformatted ? 1 : 0;
        if (element.name == "br")
            ++m_breaks;
        else if (element.name == "li")
            put(u"- ");
        else if (element.name == "td" || element.name == "th")
            m_space = true;
        else if (element.name == "hr")
            put(u"----");
        else if (element.name == "img")
            putWords(element.attribute("alt"));
        else if (element.name == "a")
            m_open.back().link = linkOf(element.attribute("href").trimmed());
    }

    void end(QByteArrayView) override
    {
        const Open open = m_open.back();
        const bool dropped = isDropping();
        if (m_open.size() == m_dropFrom)
            m_dropFrom = 0;
        m_open.pop_back();
        if (dropped)
            return;
        m_preformatted -= open.preformatted ? 1 : 0;
        if (!open.link.isEmpty() && !shows(open.from, open.link)) {
            m_space = true;
            put(QString(u'<' + open.link + u'>'));
        }
        breakFor(open.layout);
    }

    void text(const QString &text) override
    {
        if (isDropping())
            return;
        if (m_preformatted == 0) {
            putWords(text);
            return;
        }
        for (const QStringView line : QStringView(text).split(u'\n')) {
            put(line);
            ++m_breaks;
        }
        --m_breaks; // between the lines, not after the last
    }

    [[nodiscard]] bool done() const override { return m_out.size() > kMaxOutput; }
    [[nodiscard]] QString result() && { return std::move(m_out); }

private:
    struct Open {
        Layout layout = Layout::Inline;
        bool preformatted = false;
        QString link;
        qsizetype from = 0; ///< length of the output before it
    };

    [[nodiscard]] bool isDropping() const { return m_dropFrom > 0; }

    [[nodiscard]] static QString linkOf(const QString &href)
    {
        if (href.startsWith(u"mailto:", Qt::CaseInsensitive))
            return href.sliced(7).left(kMaxLink);
        const bool web =
            href.startsWith(u"http://", Qt::CaseInsensitive) || href.startsWith(u"https://", Qt::CaseInsensitive);
        return web ? href.left(kMaxLink) : QString();
    }

    void breakFor(Layout layout) { m_breaks = std::max(m_breaks, int(layout)); }
    /// Whether what was written since `from` says the address already. A long text is not searched: with links in each
    /// other that would be quadratic.
    [[nodiscard]] bool shows(qsizetype from, const QString &link) const
    {
        const QStringView since = QStringView(m_out).sliced(from);
        return since.size() <= kMaxLink && since.contains(link);
    }
    void putWords(QStringView text);
    void put(QStringView text);

    QString m_out;
    std::vector<Open> m_open;
    size_t m_dropFrom = 0;
    int m_breaks = 0; // line ends due before the next text
    bool m_space = false; // a blank is due
    int m_preformatted = 0; // depth
};

/// Appends after what is due: line ends (at most one empty line) or a blank.
void TextWriter::put(QStringView text)
{
    if (text.isEmpty())
        return;
    if (!m_out.isEmpty() && m_breaks > 0)
        m_out += QStringView(u"\n\n").first(std::min(m_breaks, 2));
    else if (!m_out.isEmpty() && m_space)
        m_out += u' ';
    m_breaks = 0;
    m_space = false;
    m_out += text;
}

void TextWriter::putWords(QStringView text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        if (text[at].isSpace()) {
            m_space = true;
            ++at;
            continue;
        }
        const qsizetype from = at;
        while (at < text.size() && !text[at].isSpace())
            ++at;
        put(text.sliced(from, at - from));
    }
}

} // namespace

QString htmlToText(QStringView html)
{
    TextWriter writer;
    readHtml(html, writer);
    return std::move(writer).result();
}

} // namespace mailweir

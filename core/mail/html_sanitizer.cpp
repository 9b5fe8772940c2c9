// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/html_sanitizer.h"

#include "core/mail/css_filter.h"
#include "core/mail/html_reader.h"

#include <QRegularExpression>
#include <QUrl>

#include <algorithm>
#include <array>
#include <vector>

namespace mailweir {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxDepth = 100;
constexpr size_t kMaxTables = 8;
constexpr int kMaxElements = 20'000;
constexpr qsizetype kMaxOutput = 4 * 1024 * 1024;
constexpr int kMaxSpan = 50;
/// Of all tables together. QTextDocument makes a cell for each place of the grid, also where the HTML has none:
/// 10,000 rows under one row of 10,000 cells would be a hundred million.
constexpr qint64 kMaxCells = 50'000;

enum class Kind { Flow, Void, Table, TablePart, Row, Cell };

struct Tag {
    QByteArrayView name;
    Kind kind = Kind::Flow;
    QLatin1StringView written{}; ///< when it is another than `name`
};

constexpr std::array kTags{Tag{"a"},
                           Tag{"abbr"},
                           Tag{"acronym"},
                           Tag{"address"},
                           Tag{"article", Kind::Flow, QLatin1StringView("div")},
                           Tag{"b"},
                           Tag{"big"},
                           Tag{"blockquote"},
                           Tag{"body", Kind::Flow, QLatin1StringView("div")},
                           Tag{"br", Kind::Void},
                           Tag{"caption", Kind::TablePart},
                           Tag{"center"},
                           Tag{"cite"},
                           Tag{"code"},
                           Tag{"dd"},
                           Tag{"del"},
                           Tag{"dfn"},
                           Tag{"div"},
                           Tag{"dl"},
                           Tag{"dt"},
                           Tag{"em"},
                           Tag{"font"},
                           Tag{"footer", Kind::Flow, QLatin1StringView("div")},
                           Tag{"h1"},
                           Tag{"h2"},
                           Tag{"h3"},
                           Tag{"h4"},
                           Tag{"h5"},
                           Tag{"h6"},
                           Tag{"header", Kind::Flow, QLatin1StringView("div")},
                           Tag{"hr", Kind::Void},
                           Tag{"i"},
                           Tag{"img", Kind::Void},
                           Tag{"ins"},
                           Tag{"kbd"},
                           Tag{"li"},
                           Tag{"main", Kind::Flow, QLatin1StringView("div")},
                           Tag{"ol"},
                           Tag{"p"},
                           Tag{"pre"},
                           Tag{"q"},
                           Tag{"s"},
                           Tag{"samp"},
                           Tag{"section", Kind::Flow, QLatin1StringView("div")},
                           Tag{"small"},
                           Tag{"span"},
                           Tag{"strike"},
                           Tag{"strong"},
                           Tag{"sub"},
                           Tag{"sup"},
                           Tag{"table", Kind::Table},
                           Tag{"tbody", Kind::TablePart},
                           Tag{"td", Kind::Cell},
                           Tag{"tfoot", Kind::TablePart},
                           Tag{"th", Kind::Cell},
                           Tag{"thead", Kind::TablePart},
                           Tag{"tr", Kind::Row},
                           Tag{"tt"},
                           Tag{"u"},
                           Tag{"ul"},
                           Tag{"var"}};

const Tag *findTag(QByteArrayView name)
{
    const auto it = std::find_if(kTags.begin(), kTags.end(), [name](const Tag &tag) { return tag.name == name; });
    return it == kTags.end() ? nullptr : &*it;
}

QString escaped(const QString &text)
{
    QString out = text.toHtmlEscaped();
    out.removeIf([](QChar c) { return c.category() == QChar::Other_Control && c != u'\n' && c != u'\t'; });
    return out;
}

/// A whole number of pixels or percent below 10,000.
QString filterLength(const QString &value)
{
    static const QRegularExpression pattern(u"^\\s*([0-9]{1,4})(?:px|(%))?\\s*$"_s);
    const auto match = pattern.match(value);
    return match.hasMatch() ? match.captured(1) + match.captured(2) : QString();
}

QString filterNumber(const QString &value, int most)
{
    bool ok = false;
    const int number = value.trimmed().toInt(&ok);
    return ok && number >= 0 ? QString::number(std::min(number, most)) : QString();
}

QString filterWord(const QString &value)
{
    static const QRegularExpression pattern(u"^[A-Za-z0-9 ,'+-]{1,100}$"_s);
    return pattern.match(value).hasMatch() ? value : QString();
}

QString filterLink(const QString &value)
{
    const QUrl url(value.trimmed(), QUrl::TolerantMode);
    const QString scheme = url.scheme().toLower();
    const bool allowed = scheme == u"http" || scheme == u"https" || scheme == u"mailto";
    return allowed && url.isValid() ? QString::fromLatin1(url.toEncoded()) : QString();
}

/// The value that an attribute may keep on that element; empty when it may not.
QString filterAttribute(QByteArrayView element, QByteArrayView name, const QString &value)
{
    if (name == "style")
        return filterStyle(value);
    if (name == "href")
        return element == "a" ? filterLink(value) : QString();
    if (name == "width" || name == "height")
        return filterLength(value);
    if (name == "bgcolor" || name == "color")
        return filterColour(value);
    if (name == "border" || name == "cellpadding" || name == "cellspacing")
        return filterNumber(value, 100);
    if (name == "colspan" || name == "rowspan")
        return filterNumber(value, kMaxSpan);
    if (name == "start" || (name == "value" && element == "li"))
        return filterNumber(value, 999'999);
    if (name == "title")
        return value.left(500);
    static constexpr std::array<QByteArrayView, 7> kWords{"align", "valign", "dir", "lang", "type", "size", "face"};
    return std::find(kWords.begin(), kWords.end(), name) != kWords.end() ? filterWord(value) : QString();
}

class Sanitizer final : public HtmlHandler {
public:
    void start(const HtmlElement &element) override
    {
        m_open.emplace_back();
        if (m_full || isDropping())
            return;
        if (isDroppedWithContent(element.name) || isHidden(element)) {
            m_dropFrom = m_open.size();
            return;
        }
        if (++m_elements > kMaxElements) {
            stop();
            return;
        }
        const Tag *tag = findTag(element.name);
        if (element.name == "img")
            writeImage(element);
        else if (tag && admits(*tag, element))
            write(*tag, element);
    }

    void end(QByteArrayView) override
    {
        if (m_open.back().tag && !m_full)
            close(*m_open.back().tag);
        m_flattened -= m_open.back().flattened ? 1 : 0;
        if (m_open.size() == m_dropFrom)
            m_dropFrom = 0;
        m_open.pop_back();
    }

    void text(const QString &text) override
    {
        if (m_full || isDropping())
            return;
        m_out += escaped(text);
        if (m_out.size() > kMaxOutput)
            stop();
    }

    [[nodiscard]] bool done() const override { return m_full; }
    [[nodiscard]] QString result() && { return std::move(m_out); }

private:
    struct Open {
        const Tag *tag = nullptr; ///< null when it was not written
        bool flattened = false; ///< a table too deep: its rows are lines
    };
    struct Table {
        qint64 rows = 0;
        qint64 columns = 0; ///< of the widest row
        qint64 inRow = 0;
    };

    [[nodiscard]] bool isDropping() const { return m_dropFrom > 0; }

    [[nodiscard]] bool admits(const Tag &tag, const HtmlElement &element)
    {
        if (tag.kind == Kind::Void)
            return true;
        if (m_depth >= kMaxDepth)
            return false;
        if (tag.kind == Kind::Flow)
            return true;
        if (tag.kind == Kind::Table) {
            if (m_tables.size() < kMaxTables)
                return true;
            m_open.back().flattened = true;
            ++m_flattened;
            return false;
        }
        if (m_tables.empty() || m_flattened > 0) {
            m_out += tag.kind == Kind::Row ? u"<br>"_s : u" "_s;
            return false;
        }
        return takesPlace(tag.kind, element);
    }

    /// Counts the places that a row or cell adds to its table's grid.
    [[nodiscard]] bool takesPlace(Kind kind, const HtmlElement &element)
    {
        if (kind == Kind::TablePart)
            return true;
        Table grown = m_tables.back();
        if (kind == Kind::Row) {
            ++grown.rows;
            grown.inRow = 0;
        } else {
            const qint64 span = std::clamp(element.attribute("colspan").toInt(), 1, kMaxSpan);
            grown.rows = std::max<qint64>(grown.rows, 1);
            grown.inRow += span;
            grown.columns = std::max(grown.columns, grown.inRow);
            // A cell that spans rows moves cells of later rows to the right.
            if (element.attribute("rowspan").toInt() > 1)
                grown.columns += span;
        }
        const qint64 more = grown.rows * grown.columns - m_tables.back().rows * m_tables.back().columns;
        if (m_cells + more > kMaxCells) {
            stop();
            return false;
        }
        m_cells += more;
        m_tables.back() = grown;
        return true;
    }

    void write(const Tag &tag, const HtmlElement &element)
    {
        m_out += u'<' + writtenName(tag);
        for (const auto &[name, value] : element.attributes) {
            if (const QString kept = filterAttribute(tag.name, name, QString::fromUtf8(value)); !kept.isEmpty())
                m_out += u' ' + QString::fromLatin1(name) + "=\""_L1 + escaped(kept) + u'"';
        }
        m_out += u'>';
        if (tag.kind == Kind::Void)
            return;
        if (tag.kind == Kind::Table)
            m_tables.emplace_back();
        ++m_depth;
        m_open.back().tag = &tag;
    }

    void close(const Tag &tag)
    {
        m_out += "</"_L1 + writtenName(tag) + u'>';
        if (tag.kind == Kind::Table)
            m_tables.pop_back();
        --m_depth;
    }

    void writeImage(const HtmlElement &element)
    {
        const QString source = element.attribute("src").trimmed();
        const QString alternative = element.attribute("alt");
        if (!source.startsWith(u"cid:", Qt::CaseInsensitive)) {
            m_out += escaped(alternative);
            return;
        }
        m_out += "<img src=\"cid:"_L1 + escaped(source.sliced(4)) + "\" alt=\""_L1 + escaped(alternative) + u'"';
        for (const QByteArrayView name : {QByteArrayView("width"), QByteArrayView("height")}) {
            if (const QString length = filterLength(element.attribute(name)); !length.isEmpty())
                m_out += u' ' + QString::fromLatin1(name) + "=\""_L1 + length + u'"';
        }
        m_out += u'>';
    }

    /// Closes what is open and says that something is missing.
    void stop()
    {
        m_out += u'…';
        for (auto it = m_open.rbegin(); it != m_open.rend(); ++it) {
            if (it->tag)
                m_out += "</"_L1 + writtenName(*it->tag) + u'>';
        }
        m_full = true;
    }

    [[nodiscard]] static QString writtenName(const Tag &tag)
    {
        return tag.written.isEmpty() ? QString::fromLatin1(tag.name) : QString(tag.written);
    }

    QString m_out;
    std::vector<Open> m_open; // one for each element of the input
    std::vector<Table> m_tables; // written ones
    size_t m_dropFrom = 0; // size of m_open at the element that is dropped with all in it; 0: none
    qsizetype m_depth = 0; // elements written and open
    int m_flattened = 0; // tables too deep, open
    int m_elements = 0;
    qint64 m_cells = 0;
    bool m_full = false;
};

} // namespace

QString sanitizeHtml(QStringView html)
{
    Sanitizer sanitizer;
    readHtml(html, sanitizer);
    return std::move(sanitizer).result();
}

} // namespace mailweir

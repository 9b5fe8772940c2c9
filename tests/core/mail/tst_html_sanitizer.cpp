// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/html_sanitizer.h"

#include <QRegularExpression>
#include <QtTest>

using namespace mailweir;
using namespace Qt::StringLiterals;

namespace {

/// Whether every tag is closed in order; the deepest nesting of `name` (all elements when empty) goes to `depth`.
bool isBalanced(const QString &html, const QString &name, qsizetype &depth)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z0-9]+)[^<>]*>"));
    QStringList open;
    qsizetype now = 0;
    depth = 0;
    for (auto it = tag.globalMatch(html); it.hasNext();) {
        const auto match = it.next();
        const QString element = match.captured(2);
        if (element == u"br" || element == u"hr" || element == u"img")
            continue;
        const bool counts = name.isEmpty() || name == element;
        if (match.captured(1).isEmpty()) {
            open.append(element);
            now += counts ? 1 : 0;
            depth = std::max(depth, now);
        } else {
            if (open.isEmpty() || open.takeLast() != element)
                return false;
            now -= counts ? 1 : 0;
        }
    }
    return open.isEmpty();
}

} // namespace

class TestHtmlSanitizer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keeps_data();
    void keeps();
    void attacks_data();
    void attacks();
    void styles_data();
    void styles();
    void bombs_data();
    void bombs();
    void tablesAreFlattened();
    void gridIsBounded();
    void toText_data();
    void toText();
};

void TestHtmlSanitizer::keeps_data()
{
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("clean");
    const auto row = [](const char *html, const char *clean) {
        QTest::newRow(html) << QString::fromUtf8(html) << QString::fromUtf8(clean);
    };
    row("", "");
    row("words", "words");
    row("<p>a <b>b</b> &amp; &lt;c&gt; ü</p>", "<p>a <b>b</b> &amp; &lt;c&gt; ü</p>");
    row("<html><head><title>t</title></head><body bgcolor=\"#fff\"><p>x</p></body></html>",
        "<div bgcolor=\"#fff\"><p>x</p></div>");
    row("<a href=\"https://example.test/?a=1&amp;b=2\">l</a>", "<a href=\"https://example.test/?a=1&amp;b=2\">l</a>");
    row("<a href=\"mailto:a@b.test\" onclick=\"x()\">l</a>", "<a href=\"mailto:a@b.test\">l</a>");
    row("<img src=\"cid:logo@x\" width=\"10\" height=20px alt=\"A\">",
        "<img src=\"cid:logo@x\" alt=\"A\" width=\"10\" height=\"20\">");
    row("<table border=1><tr><td colspan=2 align=center>x</td></tr></table>",
        "<table border=\"1\"><tr><td colspan=\"2\" align=\"center\">x</td></tr></table>");
    row("<font color=red face=\"Arial, Helvetica\" size=\"+1\">x</font>",
        "<font color=\"red\" face=\"Arial, Helvetica\" size=\"+1\">x</font>");
    row("a<br>b<hr>c", "a<br>b<hr>c");
    row("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>");
    row("<form action=\"http://x.test\">keep <input value=v><button>b</button></form>", "keep b");
    row("a<div style=\"DISPLAY : none\">pre<p>header</p></div>b", "ab");
    row("a<span hidden>h</span><span style='visibility:hidden'>v</span>b", "ab");
    row("<custom-thing>x</custom-thing>", "x");
    row("<td>x</td>", " x");
    row("<!-- comment --><p>x</p>", "<p>x</p>");
    row("<meta charset=\"utf-7\"><p>ü</p>", "<p>ü</p>");
}

void TestHtmlSanitizer::keeps()
{
    QFETCH(QString, html);
    QTEST(sanitizeHtml(html), "clean");
}

void TestHtmlSanitizer::attacks_data()
{
    QTest::addColumn<QString>("html");
    const auto row = [](const char *html) {
        QTest::newRow(html) << QString::fromUtf8(html);
    };
    row("<script>alert(1)</script>");
    row("<SCRIPT SRC=http://evil.test/x.js></SCRIPT>");
    row("<scr<script>ipt>alert(1)</scr</script>ipt>");
    row("<img src=x onerror=alert(1)>");
    row("<img src=\"http://evil.test/track.png\" alt=\"t\">");
    row("<img src=\"/etc/passwd\"><img src=\"file:///dev/zero\"><img src=evil>");
    row("<img src=\" data:image/svg+xml;base64,PHN2Zz4=\">");
    row("<img src=cid:evil\"onerror=\"alert(1)>");
    row("<img srcset=\"http://evil.test/a 1x\" src='cid:x'>");
    row("<a href=\"javascript:alert(1)\">x</a>");
    row("<a href=\" java\tscript:alert(1)\">x</a>");
    row("<a href=\"&#106;avascript:alert(1)\">x</a>");
    row("<a href=\"JaVaScRiPt&colon;alert(1)\">x</a>");
    row("<a href=\"vbscript:x\">x</a><a href=\"data:text/html,evil\">x</a><a href=\"file:///evil\">x</a>");
    row("<a href='https://x.test/\" onmouseover=\"alert(1)'>x</a>");
    row("<p style=\"background:url(javascript:alert(1))\">x</p>");
    row("<p style=\"background-image:url('http://evil.test/x.png')\">x</p>");
    row("<p style=\"width:expression(alert(1))\">x</p>");
    row("<p style=\"color:re\\64 evil\">x</p>");
    row("<p style=\"behavior:url(evil.htc);-moz-binding:url(evil)\">x</p>");
    row("<style>@import 'http://evil.test/x.css'; p { color: red }</style>x");
    row("<link rel=stylesheet href=http://evil.test/x.css>");
    row("<meta http-equiv=refresh content=\"0;url=http://evil.test\">");
    row("<base href=\"http://evil.test/\"><a href=evil>x</a>");
    row("<iframe src=http://evil.test>evil</iframe><object data=evil>evil</object><embed src=evil>");
    row("<svg onload=alert(1)><script>alert(1)</script></svg>");
    row("<math><mtext><evil></mtext></math>");
    row("<body background=http://evil.test/x.png onload=alert(1)>x</body>");
    row("<table background=\"http://evil.test/x.png\"><tr><td background=evil>x</table>");
    row("<video src=evil poster=evil><source src=evil></video><audio src=evil></audio>");
    row("<input type=image src=http://evil.test/x.png>");
    row("<textarea><script>alert(1)</script></textarea>");
    row("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>");
    row("<!--[if IE]><script>alert(1)</script><![endif]-->");
    row("<p title='\"><script>alert(1)</script>'>x</p>");
    row("<p style='font-family:\"><script>alert(1)</script>\"'>x</p>");
    row("<a href=\"http://x.test\" style=\"position:fixed;top:0\">x</a>");
    row("<form action=http://evil.test><input name=evil></form>");
    row("<script><!-- </script> --> <b onclick=alert(1)>x</b>");
    row("<xml:namespace><?php evil ?><![CDATA[<script>alert(1)</script>]]>");
    row("<p\0 onclick=alert(1)>x</p>");
    row("<plaintext><script>alert(1)</script>");
    row("<script>alert(1)");
    row("<img src=\"cid:x\" alt=\"a&quot; onload=alert(1) x=&quot;\">");
}

/// Nothing that loads, runs or leaves its place is in any tag of the result.
void TestHtmlSanitizer::attacks()
{
    QFETCH(QString, html);
    const QString clean = sanitizeHtml(html);
    static const QRegularExpression tags(QStringLiteral("<[^<>]*>"));
    static const QRegularExpression attribute(QStringLiteral(" ([a-z]+)=\"([^\"]*)\""));
    for (auto it = tags.globalMatch(clean); it.hasNext();) {
        const QString tag = it.next().captured();
        static const QRegularExpression shape(QStringLiteral("^</?[a-z0-9]+(?: [a-z]+=\"[^\"<>]*\")*>$"));
        QVERIFY2(shape.match(tag).hasMatch(), qPrintable(tag));
        static const QRegularExpression bad(QStringLiteral(
            "^</?(script|style|link|meta|base|iframe|object|embed|svg|math|form|input|textarea|video|audio|body)\\b"));
        QVERIFY2(!bad.match(tag).hasMatch(), qPrintable(tag));
        for (auto at = attribute.globalMatch(tag); at.hasNext();) {
            const auto match = at.next();
            const QString name = match.captured(1);
            const QString value = match.captured(2);
            QVERIFY2(!name.startsWith(u"on") && name != u"background" && name != u"srcset", qPrintable(tag));
            if (name == u"href")
                QVERIFY2(value.startsWith(u"https://x.test") || value.startsWith(u"http://x.test"), qPrintable(tag));
            else if (name == u"src")
                QVERIFY2(value.startsWith(u"cid:"), qPrintable(tag));
            else if (name == u"style")
                QVERIFY2(!value.contains(u'(') && !value.contains(u'\\') && !value.contains(u"position"),
                         qPrintable(tag));
        }
    }
    QVERIFY(!clean.contains(u"@import"));
    QVERIFY(!clean.contains(QChar(u'\0')));
}

void TestHtmlSanitizer::styles_data()
{
    QTest::addColumn<QString>("style");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *style, const char *kept) {
        QTest::newRow(style) << QString::fromUtf8(style) << QString::fromUtf8(kept);
    };
    row("color:#FF0000; Background-Color : rgb(1, 2, 3)", "color:#FF0000;background-color:rgb(1, 2, 3);");
    row("font:bold 12px Arial", "font:bold 12px Arial;");
    row("font-family:'Segoe UI', \"Helvetica\", sans-serif", "font-family:'Segoe UI', 'Helvetica', sans-serif;");
    row("margin:0 auto;padding:1.5em 2%", "margin:0 auto;padding:1.5em 2%;");
    row("border:1px solid #ccc;border-left-width:3px", "border:1px solid #ccc;border-left-width:3px;");
    row("color:red !important", "color:red;");
    row("background:linear-gradient(to right, #112233, #445566)", "background-color:#112233;");
    row("background:url(x.png) #fff", "background-color:#fff;");
    row("background:url(x.png)", "");
    row("margin:-100px", "");
    row("width:99999px", "");
    row("width:calc(100% - 2px)", "");
    row("color:/**/red", "");
    row("position:absolute;z-index:9", "");
    row("no colon", "");
}

void TestHtmlSanitizer::styles()
{
    QFETCH(QString, style);
    QFETCH(QString, kept);
    const QString clean = sanitizeHtml(u"<p style=\""_s + style.toHtmlEscaped() + u"\">x</p>"_s);
    QCOMPARE(clean, kept.isEmpty() ? QStringLiteral("<p>x</p>") : QString(u"<p style=\""_s + kept + u"\">x</p>"_s));
}

void TestHtmlSanitizer::bombs_data()
{
    QTest::addColumn<QString>("html");
    const auto row = [](const char *part, int times) {
        QTest::newRow(part) << QString::fromLatin1(part).repeated(times);
    };
    row("<div>", 200'000);
    row("<table><tr><td>", 50'000);
    row("<b><i><a href=\"http://x.test\">", 70'000);
    row("<a href=\"http://x.test/%1\"><div>x", 100'000);
    row("</div>", 200'000);
    row("<div></p>", 100'000);
    row("<div style=\"display:none\">", 100'000);
    row("<p ", 200'000);
    row("<!--", 200'000);
    row("<script>", 100'000);
    row("&#x41;", 200'000);
    row("&amp", 200'000);
    row("<![CDATA[", 100'000);
    row("<td rowspan=65534 colspan=65534>", 10'000);
    row("<li>x", 100'000);
    QTest::newRow("one attribute of 3 MB")
        << QString(u"<p style=\""_s + QStringLiteral("color:red;").repeated(300'000) + u"\">x"_s);
    QTest::newRow("many attributes") << QString(u"<p "_s + QStringLiteral("a=b ").repeated(100'000) + u">x"_s);
    QTest::newRow("one text of 20 MB") << QString(20'000'000, u'x');
}

/// Ends in time, is well-formed and within all bounds.
void TestHtmlSanitizer::bombs()
{
    QFETCH(QString, html);
    const QString clean = sanitizeHtml(html);
    qsizetype depth = 0;
    QVERIFY(isBalanced(clean, QString(), depth));
    QVERIFY2(depth <= 100, qPrintable(QString::number(depth)));
    QVERIFY(isBalanced(clean, QStringLiteral("table"), depth));
    QVERIFY(depth <= 8);
    QVERIFY(clean.count(u'<') <= 45'000);
    QVERIFY(clean.size() <= 9'000'000);
    QVERIFY(htmlToText(html).size() <= 9'000'000);
}

void TestHtmlSanitizer::tablesAreFlattened()
{
    const QString open = QStringLiteral("<table><tr><td>").repeated(12);
    const QString clean =
        sanitizeHtml(open + u"<b>deep</b>"_s + QStringLiteral("</td></tr></table>").repeated(12) + u"<p>after</p>"_s);
    qsizetype depth = 0;
    QVERIFY(isBalanced(clean, QStringLiteral("table"), depth));
    QCOMPARE(depth, 8);
    QVERIFY(clean.contains(u"<b>deep</b>"));
    QVERIFY(clean.endsWith(u"<p>after</p>"));
}

/// QTextDocument would make a cell for every place: rows × the widest row.
void TestHtmlSanitizer::gridIsBounded()
{
    const QString wide = u"<table><tr>"_s + QStringLiteral("<td>x</td>").repeated(1'000) + u"</tr>"_s
        + QStringLiteral("<tr><td>y</td></tr>").repeated(1'000) + u"</table>"_s;
    const QString clean = sanitizeHtml(wide);
    qsizetype depth = 0;
    QVERIFY(isBalanced(clean, QString(), depth));
    QVERIFY(clean.count(QStringLiteral("<tr>")) * 1'000 <= 50'000);
    QVERIFY(clean.count(QStringLiteral("<tr>")) > 10);
    QVERIFY(clean.contains(u'…'));
}

void TestHtmlSanitizer::toText_data()
{
    QTest::addColumn<QString>("html");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *html, const char *text) {
        QTest::newRow(html) << QString::fromUtf8(html) << QString::fromUtf8(text);
    };
    row("", "");
    row("a  b\n c", "a b c");
    row("<p>one</p><p>two</p>", "one\n\ntwo");
    row("<div>one</div><div>two<br>three</div>", "one\ntwo\nthree");
    row("a<br><br><br><br>b", "a\n\nb");
    row("<h1>T</h1><ul><li>a</li><li>b</li></ul>after", "T\n\n- a\n- b\n\nafter");
    row("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", "a b\nc d");
    row("see <a href=\"https://x.test/a\">here</a>.", "see here <https://x.test/a>.");
    row("<a href=\"https://x.test\">https://x.test</a>", "https://x.test");
    row("<a href=\"mailto:a@b.test\">write</a>", "write <a@b.test>");
    row("<a href=\"javascript:x\">click</a>", "click");
    row("<a href=\"https://x.test\"><img src=cid:x alt=\"Logo\"></a>", "Logo <https://x.test>");
    row("<style>p{}</style><script>x()</script><title>t</title>body", "body");
    row("<div style=\"display:none\">hidden</div>shown", "shown");
    row("<pre>a\n  b\n\nc</pre>d", "a\n  b\n\nc\n\nd");
    row("a&nbsp;b &euro; &#128640;", "a b € 🚀");
    row("Gr&uuml;&szlig;e", "Grüße");
    row("<b>a</b><i>b</i> <u>c</u>", "ab c");
    row("x<hr>y", "x\n----\ny");
}

void TestHtmlSanitizer::toText()
{
    QFETCH(QString, html);
    QTEST(htmlToText(html), "text");
}

QTEST_GUILESS_MAIN(TestHtmlSanitizer)
#include "tst_html_sanitizer.moc"

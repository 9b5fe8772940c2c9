// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_corpora.h"
#include "ui/models/message_content.h"

#include <QRegularExpression>
#include <QtTest>

using namespace mailweir;

/// Every mail of the corpora as the window shows it.
class TestContentCorpora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMailIsShown();
    void nothingRunsAndNothingIsFetched_data();
    void nothingRunsAndNothingIsFetched();
    void bombsAreShown_data();
    void bombsAreShown();
};

namespace {

/// Anything that runs, or that a view would fetch: only parts of the mail itself may be named.
void expectHarmless(const QString &html)
{
    static const QRegularExpression active(QStringLiteral("<\\s*(script|iframe|object|embed|link|base|form|frame|"
                                                          "applet)|\\son[a-z]+\\s*=|javascript:|vbscript:|@import"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression fetched(
        QStringLiteral("\\s(src|background|poster|srcset)\\s*=\\s*[\"']?\\s*(?!cid:|data:image/)[^\\s\"'>]"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression styled(QStringLiteral("url\\s*\\(\\s*[\"']?(?!cid:|data:image/)"),
                                           QRegularExpression::CaseInsensitiveOption);
    for (const QRegularExpression &pattern : {active, fetched, styled}) {
        const auto match = pattern.match(html);
        QVERIFY2(!match.hasMatch(), qPrintable(html.mid(std::max<qsizetype>(0, match.capturedStart() - 100), 300)));
    }
}

} // namespace

void TestContentCorpora::everyMailIsShown()
{
    const QList<QByteArray> mails = corpusMails(QStringLiteral(TEST_DATA));
    if (mails.isEmpty())
        QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
    for (const QByteArray &raw : mails) {
        const MessageContent content = makeMessageContent(raw);
        QCOMPARE(content.size, raw.size());
        QCOMPARE(content.raw, raw);
        QVERIFY(content.text.size() <= MessageContent::kMaxText);
        // Tags are what runs: text that speaks of scripts is escaped.
        expectHarmless(content.html);
    }
}

void TestContentCorpora::nothingRunsAndNothingIsFetched_data()
{
    QTest::addColumn<QByteArray>("html");
    for (const char *html : {"<script>alert(1)</script>",
                             "<SCRIPT SRC=//x.test/a.js></SCRIPT>",
                             "<scr<script>ipt>alert(1)</script>",
                             "<img src=x onerror=alert(1)>",
                             "<img src='http://x.test/a.png'>",
                             "<img src=//x.test/a.png>",
                             "<img src=\"&#104;ttp://x.test/a\">",
                             "<img src=\" \thttp://x.test/a\">",
                             "<img srcset='http://x.test/a 1x'>",
                             "<body background=http://x.test/a>",
                             "<table background='http://x.test/a'>",
                             "<td background=//x.test/a>",
                             "<p style=\"background:url(http://x.test/a)\">",
                             "<p style='background:u\\72l(http://x.test/a)'>",
                             "<p style=\"background:url(/**/http://x.test/a)\">",
                             "<style>@import 'http://x.test/a.css';</style>",
                             "<style>p{background:url(//x.test/a)}</style>",
                             "<style>@font-face{src:url(http://x.test/a)}</style>",
                             "<link rel=stylesheet href=http://x.test/a.css>",
                             "<base href='http://x.test/'><img src=a>",
                             "<iframe src=http://x.test/></iframe>",
                             "<iframe srcdoc='<script>alert(1)</script>'>",
                             "<object data=http://x.test/a></object>",
                             "<embed src=http://x.test/a>",
                             "<video poster=http://x.test/a>",
                             "<video src=http://x.test/a>",
                             "<audio src=http://x.test/a>",
                             "<input type=image src=http://x.test/a>",
                             "<svg onload=alert(1)>",
                             "<svg><image href='http://x.test/a'/><script>alert(1)</script></svg>",
                             "<math><mtext><script>alert(1)</script></mtext></math>",
                             "<a href='javascript:alert(1)'>x</a>",
                             "<a href='java\tscript:alert(1)'>x</a>",
                             "<a href=' vbscript:x'>x</a>",
                             "<form action=http://x.test/><input></form>",
                             "<meta http-equiv=refresh content='0;url=http://x.test/'>",
                             "<noscript><img src=http://x.test/a></noscript>",
                             "<!--[if mso]><img src=http://x.test/a><![endif]-->",
                             "<img src='file:///etc/passwd'>",
                             "<img src='/etc/passwd'>",
                             "<img src='qrc:/a'>",
                             "<img\nsrc\n=\nhttp://x.test/a>",
                             "<img src=http://x.test/a",
                             "<img/src=http://x.test/a/onerror=alert(1)>"})
        QTest::newRow(html) << QByteArray(html);
}

void TestContentCorpora::nothingRunsAndNothingIsFetched()
{
    QFETCH(QByteArray, html);
    const QByteArray type = "Content-Type: text/html; charset=utf-8\r\n\r\n";
    expectHarmless(makeMessageContent(type + html).html);
    expectHarmless(makeMessageContent(type + "<html><body><div>" + html + "text</div></body></html>").html);
}

void TestContentCorpora::bombsAreShown_data()
{
    QTest::addColumn<QByteArray>("raw");
    const QByteArray head = "Subject: bomb\r\nMIME-Version: 1.0\r\n";
    const QByteArray mixed = head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    QTest::newRow("20,000 parts") << mixed
            + QByteArray("--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n").repeated(20'000) + "--b--\r\n";
    QByteArray nested = head;
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray name = QByteArray::number(i);
        nested += "Content-Type: multipart/mixed; boundary=b" + name + "\r\n\r\n--b" + name + "\r\n";
    }
    QTest::newRow("20,000 levels") << nested + "\r\nbottom\r\n";
    QTest::newRow("a line of 1 MB") << head + "\r\n" + QByteArray(1'000'000, 'x') + "\r\n";
    QTest::newRow("a field of 1 MB") << head + "X-Long: " + QByteArray(1'000'000, 'x') + "\r\n\r\ntext\r\n";
    QTest::newRow("a subject of 1 MB") << "Subject: " + QByteArray("=?utf-8?q?bomb?= ").repeated(60'000)
            + "\r\n\r\ntext\r\n";
    QTest::newRow("1 MB of addresses") << head + "To: " + QByteArray("a@b.test, ").repeated(100'000)
            + "\r\n\r\ntext\r\n";
    QTest::newRow("broken base64") << head + "Content-Transfer-Encoding: base64\r\n\r\n"
            + QByteArray("=A=*\r\n").repeated(100'000);
    QTest::newRow("broken quoted-printable")
        << head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + QByteArray("=ZZ=\r\n=").repeated(100'000);
    QTest::newRow("no boundary") << head + "Content-Type: multipart/mixed\r\n\r\n--\r\ntext\r\n";
    QTest::newRow("never closed") << mixed + "--b\r\n\r\ntext\r\n";
    QTest::newRow("NULs") << head + "\r\n" + QByteArray(100'000, '\0');
    QTest::newRow("20,000 tags in each other")
        << head + "Content-Type: text/html\r\n\r\n" + QByteArray("<div>").repeated(20'000) + "text";
    QTest::newRow("a tag without end") << head + "Content-Type: text/html\r\n\r\n<p "
            + QByteArray("a=\"").repeated(50'000);
}

/// What is shown is bounded, whatever the mail is, and its subject is there.
void TestContentCorpora::bombsAreShown()
{
    QFETCH(QByteArray, raw);
    const MessageContent content = makeMessageContent(raw);
    QVERIFY2(content.subject.startsWith(QStringLiteral("bomb")), qPrintable(content.subject.left(100)));
    QVERIFY(content.attachments.size() <= 2'000);
    QVERIFY(content.to.size() <= 1'000);
    QVERIFY(content.headers.size() <= 10'000);
    QVERIFY(content.text.size() <= MessageContent::kMaxText);
    QVERIFY(content.source.size() <= MessageContent::kMaxText);
    QVERIFY(content.html.size() <= 4 * MessageContent::kMaxHtml);
    expectHarmless(content.html);
}

QTEST_GUILESS_MAIN(TestContentCorpora)
#include "tst_content_corpora.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_date.h"
#include "core/store/search_query.h"
#include "core/store/search_term.h"
#include "core/store/search_text.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

const Timestamp kNow = fromUnixMs(1'790'000'000'000); // 2026-09-21T14:13:20Z

SearchQuery::Parsed parsed(const QString &text, bool lenient = false)
{
    return SearchQuery::parse(text, {kNow, QTimeZone::utc(), lenient});
}

constexpr const char *kKinds[] = {
    "all",      "nothing",  "and",     "or",        "not",     "words",     "anywhere", "from",       "to",
    "cc",       "bcc",      "replyto", "addressed", "subject", "messageid", "mailfrom", "rcpt",       "group",
    "body",     "filename", "type",    "user",      "helo",    "ip",        "process",  "header",     "tag",
    "listener", "project",  "read",    "tagged",    "pinned",  "malformed", "tls",      "attachment", "inline",
    "failed",   "queued",   "sent",    "larger",    "smaller", "since",     "until",    "port",       "pid"};

/// A term as one line: kind[name](what or its terms).
QString shown(const SearchTerm &term)
{
    QString text = QString::fromLatin1(kKinds[size_t(term.kind)]);
    if (!term.name.isEmpty())
        text += u'[' + QString::fromUtf8(term.name) + u']';
    QStringList inner;
    for (const SearchTerm &child : term.terms)
        inner.append(shown(child));
    if (!term.text.isEmpty())
        inner.append(term.text);
    if (term.number != 0)
        inner.append(QString::number(term.number));
    if (term.pattern)
        inner.append(u'/' + term.pattern->pattern().section(u')', 2) + u'/');
    return inner.isEmpty() ? text : text + u'(' + inner.join(u',') + u')';
}

} // namespace

class TestSearchQuery final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("meaning");
        const auto row = [](const char *query, const char *meaning) {
            QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(meaning);
        };
        // Words; short ones are not beginnings of others.
        row("error", "words( error)");
        row("Error TIMEOUT", "and(words( error),words( timeout))");
        row("  error\tfatal\n", "and(words( error),words( fatal))");
        row("no", "words( no )");
        row("\"connection refused\"", "words( connection refused)");
        row("conn\"ection ref\"used", "words( connection refused)");
        row("\"never closed quote", "words( never closed quote)");
        row("bob@example.test", "words( bob example test)");
        row("order-12", "words( order 12 )");
        row("GROẞE", "words( große)");
        row("ПРИВЕТ", "words( привет)");
        row("請求書", "words( 請 求 書 )");
        row("e\u0301te\u0301", "words( été)");
        row("🎉", "anywhere(🎉)");
        row("*** & a:b", "words( a b )");
        // Negation.
        row("-error", "not(words( error))");
        row("!error", "not(words( error))");
        row("\"-error\"", "not(words( error))"); // quotes go first, as with Mailpit
        row("-\"a b\" -from:x", "and(not(words( a b )),not(from(x)))");
        row("--error", "not(words( error))");
        // Fields.
        row("subject:Hello", "subject(hello)");
        row("SUBJECT:\"Hello World\"", "subject(hello world)");
        row("\"subject:Hello World\"", "subject(hello world)");
        row("subject:", nullptr);
        row("from:a to:b cc:c bcc:d reply-to:e addressed:f message-id:g",
            "and(from(a),to(b),cc(c),bcc(d),replyto(e),addressed(f),messageid(g))");
        row("rcpt:a mailfrom:b group:c body:d filename:e type:f user:g helo:h ip:::1 listener:i project:j",
            "and(rcpt(a),mailfrom(b),group(c),body(d),filename(e),type(f),user(g),helo(h),ip(::1),listener(i),project("
            "j))");
        row("tag:\"My Tag\"", "tag(my tag)");
        row("process:php process:/usr/bin/php process:4711", "and(process(php),process(/usr/bin/php),pid(4711))");
        row("port:25 port:x", "and(port(25),words( port x ))");
        row("header:X-Foo", "header[x-foo]");
        row("header:X-Foo=Bar", "header[x-foo](bar)");
        row("header:X-Foo=\"a b\"", "header[x-foo](a b)");
        row("header:X-Foo=/^a$/", "header[x-foo](/^a$/)");
        row("nofield:x", "words( nofield x )");
        row("http://example.test/", "words( http example test)");
        // States.
        row("is:read is:unread is:TAGGED", "and(read,not(read),tagged)");
        row("-is:read", "not(read)");
        row("is:pinned is:malformed is:tls is:failed is:queued is:sent",
            "and(pinned,malformed,tls,failed,queued,sent)");
        row("is:what", "words( is what)");
        row("has:attachment has:attachments has:inline has:inlines", "and(attachment,attachment,inline,inline)");
        row("has:fun", "words( has fun)");
        // Sizes: a bad number is text.
        row("larger:10 smaller:2k larger:1.5M larger:3kb larger:1mb",
            "and(larger(10),smaller(2048),larger(1572864),larger(3072),larger(1048576))");
        row("larger:big", "words( larger big)");
        row("larger:1g", "words( larger 1g )");
        // Dates: a bad one is passed over.
        row("after:2026-01-31 x", "and(since(1769817600000),words( x ))");
        row("before:03/04/2026", "until(1772582400000)");
        row("after:yesterday x", "words( x )");
        row("after:\"31 Jan 2026\"", "since(1769817600000)");
        row("newer:10m", "since(1789999400000)");
        row("older:1d", "until(1789913600000)");
        row("newer:soon", "words( newer soon)");
        // Ours.
        row("a OR b", "or(words( a ),words( b ))");
        row("a b OR c", "or(and(words( a ),words( b )),words( c ))");
        row("(a OR b) c", "and(or(words( a ),words( b )),words( c ))");
        row("-(a b)", "not(and(words( a ),words( b )))");
        row("a (b OR -(c d))", "and(words( a ),or(words( b ),not(and(words( c ),words( d )))))");
        row("a or b", "and(words( a ),words( or ),words( b ))");
        row("\"OR\" ORDER", "and(words( or ),words( order))");
        row("f(x) g", "and(words( f x ),words( g ))");
        row("(f(x))", "words( f x )");
        row("\"(a\"", "words( a )");
        row("/err(or)?/", "anywhere(/err(or)?/)");
        row("/a b\\/c/ d", "and(anywhere(/a b\\/c/),words( d ))");
        row("-/x/", "not(anywhere(/x/))");
        row("(/a/ OR b)", "or(anywhere(/a/),words( b ))");
        row("subject:/^\\[shop\\]/", "subject(/^\\[shop\\]/)");
        row("after:bad OR x", "words( x )");
    }

    void reads()
    {
        QFETCH(QString, query);
        QFETCH(QString, meaning);
        const auto result = parsed(query);
        if (meaning.isEmpty()) {
            QVERIFY(result.mistake);
            QCOMPARE(int(result.mistake->kind), int(SearchMistake::Kind::Empty));
            QCOMPARE(shown(result.query.root()), u"nothing"_s);
            return;
        }
        QVERIFY2(!result.mistake, qPrintable(result.mistake ? describe(*result.mistake) : QString()));
        QCOMPARE(shown(result.query.root()), meaning);
    }

    void tellsMistakes_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("position");
        QTest::addColumn<QString>("lenient"); // how it is read then; empty: still a mistake
        using Kind = SearchMistake::Kind;
        const auto row = [](const char *query, Kind kind, int position, const char *lenient) {
            QTest::addRow("'%s'", query) << QString::fromUtf8(query) << int(kind) << position
                                         << QString::fromUtf8(lenient);
        };
        row("", Kind::Empty, 0, "");
        row("   ", Kind::Empty, 0, "");
        row("***", Kind::Empty, 0, "all");
        row("(a", Kind::MissingBracket, 0, "words( a )");
        row("x (a (b)", Kind::MissingBracket, 2, "and(words( x ),words( a ),words( b ))");
        row("a)", Kind::UnexpectedBracket, 1, "words( a )");
        row("a ) b", Kind::UnexpectedBracket, 2, "and(words( a ),words( b ))");
        row("OR a", Kind::MissingOperand, 0, "and(words( or ),words( a ))");
        row("a OR", Kind::MissingOperand, 2, "and(words( a ),words( or ))");
        row("a OR OR b", Kind::MissingOperand, 2, "and(words( a ),words( or ),words( or ),words( b ))");
        row("(OR)", Kind::MissingOperand, 1, "words( or )");
        row("a - b", Kind::MissingOperand, 2, "and(words( a ),words( b ))");
        row("a !", Kind::MissingOperand, 2, "words( a )");
        row("/usr/bin", Kind::UnfinishedPattern, 0, "words( usr bin)");
        row("x /a(/", Kind::BadPattern, 5, "and(words( x ),words( a ))");
        row("subject:/[/ x", Kind::BadPattern, 10, "and(subject(/[/),words( x ))");
    }

    void tellsMistakes()
    {
        QFETCH(QString, query);
        QFETCH(int, kind);
        QFETCH(int, position);
        QFETCH(QString, lenient);
        const auto result = parsed(query);
        QVERIFY(result.mistake);
        QCOMPARE(int(result.mistake->kind), kind);
        QCOMPARE(int(result.mistake->position), position);
        QVERIFY(!describe(*result.mistake).isEmpty());
        QCOMPARE(shown(result.query.root()), u"nothing"_s);
        const auto again = parsed(query, true);
        QCOMPARE(again.mistake.has_value(), lenient.isEmpty());
        if (!lenient.isEmpty())
            QCOMPARE(shown(again.query.root()), lenient);
    }

    void limitsTermsAndDepth()
    {
        const QString many = u"a "_s.repeated(SearchQuery::kMaxTerms);
        QVERIFY(!parsed(many).mistake);
        QCOMPARE(int(parsed(many + u"b"_s).mistake->kind), int(SearchMistake::Kind::TooLong));
        QVERIFY(!parsed(u"("_s.repeated(40) + u'a' + u")"_s.repeated(40)).mistake);
        QCOMPARE(int(parsed(u"("_s.repeated(60) + u'a' + u")"_s.repeated(60)).mistake->kind),
                 int(SearchMistake::Kind::TooLong));
    }

    void anyTextParsesQuickly()
    {
        const QStringList pieces{u"("_s,
                                 u")"_s,
                                 u"OR"_s,
                                 u" "_s,
                                 u"-"_s,
                                 u"!"_s,
                                 u"\""_s,
                                 u"/"_s,
                                 u"subject:"_s,
                                 u"after:"_s,
                                 u"larger:"_s,
                                 u"header:"_s,
                                 u"="_s,
                                 u"a"_s,
                                 u"é"_s,
                                 u"\U0001F389"_s,
                                 u"\\"_s,
                                 u"["_s,
                                 u"*"_s,
                                 u"2026-01-01"_s,
                                 u"\t"_s,
                                 u":"_s,
                                 u"is:"_s,
                                 QString(QChar(0xd83c)),
                                 QString(QChar(0)),
                                 u"10m"_s,
                                 u"newer:"_s,
                                 u"請"_s};
        QRandomGenerator random(4711);
        QElapsedTimer timer;
        timer.start();
        for (int round = 0; round < 5000; ++round) {
            QString text;
            for (int i = random.bounded(30); i >= 0; --i)
                text += pieces[random.bounded(int(pieces.size()))];
            const auto strict = parsed(text);
            if (strict.mistake) {
                QVERIFY(strict.mistake->position >= 0 && strict.mistake->length >= 0);
                QVERIFY(strict.mistake->position + strict.mistake->length <= text.size());
            }
            (void)parsed(text, true);
        }
        (void)parsed(u"(a OR "_s.repeated(100'000));
        (void)parsed(u"\""_s.repeated(1'000'000));
        (void)parsed(u"/"_s.repeated(1'000'000));
        (void)parsed(u"after:"_s + u"1"_s.repeated(1'000'000), true);
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }

    void patternsEndInTime()
    {
        const auto result = parsed(u"/(a+)+$/"_s);
        QVERIFY(!result.mistake);
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            QVERIFY(!holds(result.query.root(), u"a"_s.repeated(5000) + u'b'));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(holds(result.query.root(), u"xaaa"_s));
        QVERIFY(holds(parsed(u"/^b.d$/"_s).query.root(), u"a\nBäD\nc"_s));
    }

    void readsDates_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("moment"); // empty: none
        const auto row = [](const char *text, const char *moment) {
            QTest::newRow(text) << QString::fromUtf8(text) << QByteArray(moment);
        };
        row("2026", "2026-01-01T00:00:00.000Z");
        row("2026-03", "2026-03-01T00:00:00.000Z");
        row("2026-03-04", "2026-03-04T00:00:00.000Z");
        row("2026/3/4", "2026-03-04T00:00:00.000Z");
        row("2026.03.04", "2026-03-04T00:00:00.000Z");
        row("20260304", "2026-03-04T00:00:00.000Z");
        row("20260304153000", "2026-03-04T15:30:00.000Z");
        row("03/04/2026", "2026-03-04T00:00:00.000Z");
        row("3/4/26", "2026-03-04T00:00:00.000Z");
        row("03/04", "2026-03-04T00:00:00.000Z");
        row("12/31/1999", "1999-12-31T00:00:00.000Z");
        row("31/12/1999", "");
        row("2026-03-04T15:30:00Z", "2026-03-04T15:30:00.000Z");
        row("2026-03-04T15:30:00.125+02:00", "2026-03-04T13:30:00.125Z");
        row("2026-03-04 15:30", "2026-03-04T15:30:00.000Z");
        row("2026-03-04 15:30 -0500", "2026-03-04T20:30:00.000Z");
        row("2026-03-04 3:30pm", "2026-03-04T15:30:00.000Z");
        row("4 Mar 2026", "2026-03-04T00:00:00.000Z");
        row("March 4th, 2026", "2026-03-04T00:00:00.000Z");
        row("Mar 4, 2026 15:30", "2026-03-04T15:30:00.000Z");
        row("Wed, 4 Mar 2026 15:30:00 +0000", "2026-03-04T15:30:00.000Z");
        row("1772582400", "2026-03-04T00:00:00.000Z");
        row("1772582400000", "2026-03-04T00:00:00.000Z");
        row("", "");
        row("today", "");
        row("2026-13-01", "");
        row("2026-02-30", "");
        row("2026-03-04 25:00", "");
        row("4", "");
        row("March March 2026", "");
    }

    void readsDates()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, moment);
        const auto found = parseSearchDate(text, QTimeZone::utc(), kNow);
        QCOMPARE(found ? toRfc3339(*found) : QByteArray(), moment);
    }

    void readsDatesInTheZoneAskedFor()
    {
        const QTimeZone berlin("Europe/Berlin");
        QCOMPARE(toRfc3339(*parseSearchDate(u"2026-07-01", berlin, kNow)), "2026-06-30T22:00:00.000Z");
        QCOMPARE(toRfc3339(*parseSearchDate(u"2026-01-01", berlin, kNow)), "2025-12-31T23:00:00.000Z");
        QCOMPARE(toRfc3339(*parseSearchDate(u"2026-07-01 00:00 Z", berlin, kNow)), "2026-07-01T00:00:00.000Z");
    }

    void foldsAndSplits()
    {
        QCOMPARE(searchFolded(u"ÄÖÜ ẞ ΣΊΣΥΦΟς"), u"äöü ß σίσυφοσ"_s);
        QCOMPARE(searchFolded(u"E\u0301"), u"é"_s);
        QCOMPARE(searchWords(u"Alice's order: #1,234!"), u" alice s order 1 234 "_s);
        QCOMPARE(searchWords(u"  --- "), QString());
        QCOMPARE(searchWords(u""), QString());
        QCOMPARE(searchWords(u"請求書 No.7 です"), u" 請 求 書 no 7 で す "_s);
        QCOMPARE(searchWords(u"नमस्ते दुनिया"), u" नमस्ते दुनिया "_s);
        QCOMPARE(searchWords(u"\U00010400x"), u" \U00010428x "_s);
        QCOMPARE(searchWords(QString(QChar(0xd83c))), QString());
    }
};

QTEST_GUILESS_MAIN(TestSearchQuery)
#include "tst_search_query.moc"

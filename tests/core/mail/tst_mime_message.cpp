// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_message.h"

#include <QtTest>

using namespace mailweir;
using namespace Qt::StringLiterals;

namespace {

QByteArray crlf(QByteArray text)
{
    return text.replace('\n', "\r\n");
}

const QByteArray kMixed = crlf("From: =?utf-8?q?J=C3=BCrgen?= <j@example.test>\n"
                               "To: Ops: a@example.test, \"B, C\" <b@example.test>;, c@example.test\n"
                               "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= =?iso-8859-1?q?_K=F6ln?=\n"
                               "Date: Fri, 1 May 2026 11:30:00 +0200\n"
                               "Message-ID: <one@example.test>\n"
                               "MIME-Version: 1.0\n"
                               "Content-Type: multipart/mixed; boundary=\"outer\"\n"
                               "\n"
                               "--outer\n"
                               "Content-Type: multipart/related; boundary=inner\n"
                               "\n"
                               "--inner\n"
                               "Content-Type: multipart/alternative; boundary=\"alt\"\n"
                               "\n"
                               "--alt\n"
                               "Content-Type: text/plain; charset=utf-8\n"
                               "Content-Transfer-Encoding: quoted-printable\n"
                               "\n"
                               "Gr=C3=BC=C3=9Fe\n"
                               "--alt\n"
                               "Content-Type: text/html; charset=iso-8859-1\n"
                               "\n"
                               "<p>Gr\xFC\xDF"
                               "e <img src=\"cid:logo@x\"></p>\n"
                               "--alt--\n"
                               "--inner\n"
                               "Content-Type: image/png\n"
                               "Content-ID: <logo@x>\n"
                               "Content-Transfer-Encoding: base64\n"
                               "\n"
                               "iVBORw0KGgo=\n"
                               "--inner--\n"
                               "--outer\n"
                               "Content-Type: application/pdf\n"
                               "Content-Disposition: attachment; filename*=utf-8''Pr%C3%BCfung.pdf\n"
                               "Content-Transfer-Encoding: base64\n"
                               "\n"
                               "JVBERi0=\n"
                               "--outer\n"
                               "Content-Type: message/rfc822\n"
                               "\n"
                               "Subject: inner\n"
                               "\n"
                               "inner text\n"
                               "--outer--\n");

QByteArray part(int i)
{
    return "--b\r\nContent-Type: text/x-log; name=f" + QByteArray::number(i) + "\r\n\r\nx\r\n";
}

QByteArray withParts(int count)
{
    QByteArray raw = "Subject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < count; ++i)
        raw += part(i);
    return raw + "--b--\r\n";
}

} // namespace

class TestMimeMessage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void tree();
    void headers();
    void headerDecoding_data();
    void headerDecoding();
    void bodyCharsets_data();
    void bodyCharsets();
    void headerCharsets();
    void fileNames_data();
    void fileNames();
    void inlineOnlyWhereTheHtmlShowsIt();
    void textAttachmentIsNoBody();
    void namedTextIsTheBodyWhereThereIsNoOther();
    void htmlOnlyIsReadable();
    void forwardedMessageIsShown();
    void dates_data();
    void dates();
    void badHeaderLines_data();
    void badHeaderLines();
    void garbage_data();
    void garbage();
    void partsUpToTheLimit();
    void bombs_data();
    void bombs();
    void dashesInTextAreNoParts();
    void cost_data();
    void cost();
};

void TestMimeMessage::tree()
{
    const MimeMessage message = MimeMessage::parse(kMixed);
    QCOMPARE(message.text(), QStringLiteral("Grüße"));
    QCOMPARE(message.html(), QStringLiteral("<p>Grüße <img src=\"cid:logo@x\"></p>"));
    QCOMPARE(message.readableText(), message.text());

    const QList<MimePart> inlineParts = message.inlineParts();
    QCOMPARE(inlineParts.size(), 1);
    QCOMPARE(inlineParts[0], (MimePart{"1.2", "image/png", QStringLiteral("logo@x"), "logo@x", true, 8}));
    const QList<MimePart> attachments = message.attachments();
    QCOMPARE(attachments.size(), 2);
    QCOMPARE(message.attachmentCount(), 2);
    QCOMPARE(attachments[0], (MimePart{"2", "application/pdf", QStringLiteral("Prüfung.pdf"), "", false, 5}));
    QCOMPARE(attachments[1].partId, QByteArray("3"));
    QCOMPARE(attachments[1].contentType, QByteArray("message/rfc822"));

    QCOMPARE(message.partContent("2"), QByteArray("%PDF-"));
    QCOMPARE(message.partContent("1.1.1"),
             QByteArray("Gr\xC3\xBC\xC3\x9F"
                        "e"));
    QCOMPARE(message.partContent("3"), crlf("Subject: inner\n\ninner text"));
    QCOMPARE(message.partContent("9"), std::nullopt);
    QCOMPARE(message.partContent("1"), std::nullopt);
    QCOMPARE(message.contentById("logo@x"), QByteArray("\x89PNG\r\n\x1a\n"));
    QCOMPARE(message.contentById(""), std::nullopt);
}

void TestMimeMessage::headers()
{
    const MimeMessage message = MimeMessage::parse(kMixed);
    QCOMPARE(message.subject(), QStringLiteral("Grüße aus Köln"));
    QCOMPARE(message.from(), (MailAddress{QStringLiteral("Jürgen"), QStringLiteral("j@example.test")}));
    QCOMPARE(message.addresses("to"),
             (QList<MailAddress>{{{}, QStringLiteral("a@example.test")},
                                 {QStringLiteral("B, C"), QStringLiteral("b@example.test")},
                                 {{}, QStringLiteral("c@example.test")}}));
    QCOMPARE(message.addresses("Cc"), QList<MailAddress>());
    QCOMPARE(message.messageId(), QStringLiteral("one@example.test"));
    QCOMPARE(message.date(), fromUnixMs(1'777'627'800'000));
    QCOMPARE(message.header("X-Missing"), QString());
    QCOMPARE(message.rawHeaders().size(), 7);
    QCOMPARE(message.rawHeaders()[2].first, QByteArray("Subject"));
    QCOMPARE(message.rawHeaders()[2].second, QByteArray("=?utf-8?q?Gr=C3=BC=C3=9Fe_aus?= =?iso-8859-1?q?_K=F6ln?="));
}

void TestMimeMessage::headerDecoding_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("subject");
    QTest::newRow("plain") << QByteArray("hello") << "hello";
    QTest::newRow("folded") << QByteArray("one\r\n two\r\n\tthree") << "one two three";
    QTest::newRow("word") << QByteArray("=?utf-8?B?w7xiZXI=?=") << "über";
    QTest::newRow("adjacent words join") << QByteArray("=?utf-8?q?a?= =?utf-8?q?b?=") << "ab";
    QTest::newRow("folded words join") << QByteArray("=?utf-8?q?a?=\r\n =?utf-8?q?b?=") << "ab";
    QTest::newRow("character split over two words") << QByteArray("=?utf-8?q?=C3?= =?utf-8?q?=BC?=") << "ü";
    QTest::newRow("padded base64 words join")
        << QByteArray("=?utf-8?B?YWI=?=\r\n =?UTF-8?b?Y8M=?= =?utf-8?B?vGQ=?= e") << "abcüd e";
    QTest::newRow("raw UTF-8") << QByteArray("\xC3\xBC"
                                             "ber")
                               << "über";
    QTest::newRow("raw windows-1252") << QByteArray("\xFC"
                                                    "ber \x80")
                                      << "über €";
    QTest::newRow("unknown charset") << QByteArray("=?x-none?q?plain?=") << "plain";
    QTest::newRow("iso-2022-jp") << QByteArray("=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=") << "テスト";
    QTest::newRow("control characters") << QByteArray("a=?utf-8?q?=0D=0AX-Evil=3A_1?=").replace("a=?", "a =?")
                                        << "a   X-Evil: 1";
    QTest::newRow("broken word") << QByteArray("=?utf-8?q?never ends") << "=?utf-8?q?never ends";
}

void TestMimeMessage::headerDecoding()
{
    QFETCH(QByteArray, field);
    QTEST(MimeMessage::parse("Subject: " + field + "\r\n\r\nx").subject(), "subject");
}

void TestMimeMessage::bodyCharsets_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::newRow("none, UTF-8") << QByteArray() << QByteArray("\xC3\xBC") << "ü";
    QTest::newRow("none, 8-bit") << QByteArray() << QByteArray("\xFC\x80") << "ü€";
    QTest::newRow("us-ascii that lies") << QByteArray("; charset=us-ascii") << QByteArray("\xC3\xBC") << "ü";
    QTest::newRow("iso-8859-1") << QByteArray("; charset=iso-8859-1") << QByteArray("\xFC\x93") << "ü“";
    QTest::newRow("iso-8859-15") << QByteArray("; charset=\"ISO-8859-15\"") << QByteArray("\xA4") << "€";
    QTest::newRow("koi8-r") << QByteArray("; charset=koi8-r") << QByteArray("\xD0\xD2\xC9") << "при";
    QTest::newRow("unknown") << QByteArray("; charset=x-none") << QByteArray("\xFC") << "ü";
    QTest::newRow("broken UTF-8") << QByteArray("; charset=utf-8")
                                  << QByteArray("a\xFF"
                                                "b")
                                  << QStringLiteral("a\uFFFDb");
    QTest::newRow("broken shift_jis") << QByteArray("; charset=shift_jis")
                                      << QByteArray("a\xFF"
                                                    "b")
                                      << QStringLiteral("a\uFFFDb");
    // In each the same as in its own bytes.
    const std::tuple<const char *, QByteArray, QString> charsets[] = {
        {"iso-2022-jp", "\x1B\x24\x42\x46\x7C\x4B\x5C\x38\x6C\x1B\x28\x42", u"日本語"_s},
        {"gb18030", "\xBA\xBA\xD7\xD6", u"汉字"_s},
        {"gb2312", "\xBA\xBA\xD7\xD6", u"汉字"_s},
        {"big5", "\xBA\x7E\xA6\x72", u"漢字"_s},
        {"shift_jis", "\x93\xFA\x96\x7B\x8C\xEA", u"日本語"_s},
        {"euc-jp", "\xC6\xFC\xCB\xDC\xB8\xEC", u"日本語"_s},
        {"euc-kr", "\xC7\xD1\xB1\xB9\xBE\xEE", u"한국어"_s},
        {"windows-1250", "\x9E\x6C\x75\x9D", u"žluť"_s},
        {"windows-1251", "\xEF\xF0\xE8\xE2\xE5\xF2", u"привет"_s},
        {"windows-1252", "\x93\x80\x94", u"“€”"_s},
        {"windows-1253", "\xE3\xE5\xE9\xE1", u"γεια"_s},
        {"windows-1254", "\xFD\xF0\xFE", u"ığş"_s},
        {"windows-1255", "\xF9\xEC\xE5\xED", u"שלום"_s},
        {"windows-1256", "\xD3\xE1\xC7\xE3", u"سلام"_s},
        {"windows-1257", "\xE2\xFE", u"āž"_s},
        {"windows-1258", "\xF0\xF5", u"đơ"_s},
        {"windows-874", "\xE4\xB7\xC2", u"ไทย"_s},
        {"iso-8859-2", "\xBE\x6C\x75\xBB", u"žluť"_s},
        {"iso-8859-9", "\xFD\xF0\xFE", u"ığş"_s},
        {"koi8-u", "\xA7\xA4", u"їє"_s},
        {"utf-7", "\x2B\x41\x50\x77\x67\x72\x41\x2D", u"ü€"_s},
        {"macintosh", "\x9F", u"ü"_s},
        {"ibm866", "\xAF\xE0\xA8\xA2\xA5\xE2", u"привет"_s},
    };
    for (const auto &[name, bytes, text] : charsets)
        QTest::newRow(name) << "; charset=" + QByteArray(name) << bytes << text;
    QTest::newRow("NUL and CRLF") << QByteArray("; charset=utf-8") << QByteArray("a\0b\r\nc", 6) << "ab\nc";
}

void TestMimeMessage::bodyCharsets()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QTEST(MimeMessage::parse("Content-Type: text/plain" + type + "\r\n\r\n" + body).text(), "text");
}

void TestMimeMessage::headerCharsets()
{
    const auto subject = [](const QByteArray &value) {
        return MimeMessage::parse("Subject: " + value + "\r\n\r\n").subject();
    };
    QCOMPARE(subject("=?gb18030?B?" + QByteArray("\xBA\xBA\xD7\xD6").toBase64() + "?="), u"汉字"_s);
    QCOMPARE(subject("=?Shift_JIS?b?" + QByteArray("\x93\xFA\x96\x7B").toBase64() + "?="), u"日本"_s);
    QCOMPARE(subject("=?koi8-r?q?=D0=D2=C9?="), u"при"_s);
    QCOMPARE(subject("=?windows-1251?Q?=EF=F0=E8?="), u"при"_s);
    QCOMPARE(subject("=?utf-8*de?q?gr=C3=BCn?="), u"grün"_s); // RFC 2231 section 5
    QVERIFY(!subject("=?x-unknown?q?a=FCb?=").isEmpty());
    QVERIFY(!subject("=?utf-7?q?+APw-?=").isEmpty());
}

void TestMimeMessage::fileNames_data()
{
    QTest::addColumn<QByteArray>("disposition");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QByteArray("filename=a.txt") << u"a.txt"_s;
    QTest::newRow("quoted") << QByteArray("filename=\"a \\\"b\\\".txt\"") << u"a \"b\".txt"_s;
    QTest::newRow("percent") << QByteArray("filename*=utf-8''gr%C3%BCn.txt") << u"grün.txt"_s;
    QTest::newRow("language") << QByteArray("filename*=iso-8859-1'de'gr%FCn.txt") << u"grün.txt"_s;
    QTest::newRow("continued") << QByteArray("filename*0=\"a b\"; filename*1=c.txt") << u"a bc.txt"_s;
    QTest::newRow("both") << QByteArray("filename*0*=utf-8''gr%C3; filename*1*=%BC; filename*2=n.txt") << u"grün.txt"_s;
    QTest::newRow("encoded word") << QByteArray("filename=\"=?utf-8?q?gr=C3=BCn?=.txt\"") << u"grün.txt"_s;
    QTest::newRow("raw UTF-8") << QByteArray("filename=\"gr\xC3\xBCn.txt\"") << u"grün.txt"_s;
    QTest::newRow("raw windows-1252") << QByteArray("filename=\"gr\xFCn.txt\"") << u"grün.txt"_s;
    QTest::newRow("control characters") << QByteArray("filename*=utf-8''a%0Ab%00.txt") << u"a b"_s;
}

void TestMimeMessage::fileNames()
{
    QFETCH(QByteArray, disposition);
    const MimeMessage message = MimeMessage::parse("Content-Type: application/x-a\r\nContent-Disposition: attachment; "
                                                   + disposition + "\r\n\r\nx");
    QCOMPARE(message.attachments().size(), 1);
    QTEST(message.attachments().first().fileName, "name");
}

void TestMimeMessage::inlineOnlyWhereTheHtmlShowsIt()
{
    const auto withImage = [](const QByteArray &html) {
        return MimeMessage::parse("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n" + html
                                  + "\n--b\nContent-Type: image/png; name=x.png\nContent-Disposition: inline\n"
                                    "Content-ID: <i@x>\n\nabc\n--b--\n");
    };
    QCOMPARE(withImage("<img src=cid:i@x>").inlineParts().size(), 1);
    QCOMPARE(withImage("<img src=cid:i@x>").attachmentCount(), 0);
    QCOMPARE(withImage("<p>").inlineParts().size(), 0);
    QCOMPARE(withImage("<p>").attachments().value(0).fileName, QStringLiteral("x.png"));
}

void TestMimeMessage::textAttachmentIsNoBody()
{
    const MimeMessage message =
        MimeMessage::parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nbody\n--b\n"
                           "Content-Type: text/plain\nContent-Disposition: attachment\n\nlog\n--b\n"
                           "Content-Type: text/plain; name=\"n.txt\"\n\nnotes\n--b\n\nfooter\n--b--\n");
    QCOMPARE(message.text(), QStringLiteral("body\nfooter"));
    QCOMPARE(message.attachmentCount(), 2);
    QCOMPARE(message.attachments()[1].fileName, QStringLiteral("n.txt"));
}

void TestMimeMessage::namedTextIsTheBodyWhereThereIsNoOther()
{
    const MimeMessage message = MimeMessage::parse("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                                                   "Content-Type: text/plain; name=report.txt\n\nreport\n--b\n"
                                                   "Content-Type: message/rfc822\n\nSubject: x\n\noriginal\n--b--\n");
    QCOMPARE(message.text(), QStringLiteral("report"));
    QCOMPARE(message.attachmentCount(), 1);
}

void TestMimeMessage::htmlOnlyIsReadable()
{
    const MimeMessage message = MimeMessage::parse("Content-Type: text/html\n\n<h1>Hi</h1><p>there <b>you</b></p>");
    QCOMPARE(message.text(), QString());
    QCOMPARE(message.readableText(), QStringLiteral("Hi\n\nthere you"));
}

void TestMimeMessage::forwardedMessageIsShown()
{
    const QByteArray head = "Content-Type: message/rfc822\n\n";
    QCOMPARE(MimeMessage::parse(head + "Subject: x\n\ndeep").text(), QStringLiteral("deep"));
    QCOMPARE(MimeMessage::parse(head.repeated(10) + "Subject: x\n\ndeep").text(), QStringLiteral("deep"));
    QCOMPARE(MimeMessage::parse(head.repeated(11) + "Subject: x\n\ndeep").text(), QString());
}

void TestMimeMessage::dates_data()
{
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<qint64>("ms");
    QTest::newRow("RFC 5322") << QByteArray("Fri, 1 May 2026 09:30:00 +0000") << qint64(1'777'627'800'000);
    QTest::newRow("zone") << QByteArray("Fri, 1 May 2026 09:30:00 -0700 (PDT)") << qint64(1'777'653'000'000);
    QTest::newRow("no weekday, obsolete zone") << QByteArray("1 May 2026 09:30:00 GMT") << qint64(1'777'627'800'000);
    QTest::newRow("garbage") << QByteArray("yesterday at noon") << qint64(-1);
    QTest::newRow("empty") << QByteArray() << qint64(-1);
}

void TestMimeMessage::dates()
{
    QFETCH(QByteArray, field);
    QFETCH(qint64, ms);
    const auto date = MimeMessage::parse("Date: " + field + "\n\nx").date();
    QCOMPARE(date ? toUnixMs(*date) : -1, ms);
}

void TestMimeMessage::badHeaderLines_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QString>("subject");
    QTest::newRow("mbox line") << QByteArray("From a@b.test Fri May  1 09:30:00 2026\nSubject: s\n") << "s";
    QTest::newRow("line without a colon") << QByteArray("X: y\nnonsense here\nSubject: s\n") << "s";
    QTest::newRow("blank before the colon") << QByteArray("Subject : s\n") << "s";
    QTest::newRow("body without an empty line") << QByteArray("X: y\nHello you\n\nSubject: s\n") << "";
    QTest::newRow("first of two") << QByteArray("Subject: s\nSubject: t\n") << "s";
    QTest::newRow("CR alone") << QByteArray("Subject: s\rX: y\n") << "s X: y";
}

void TestMimeMessage::badHeaderLines()
{
    QFETCH(QByteArray, header);
    QTEST(MimeMessage::parse(header + "\nbody").subject(), "subject");
}

void TestMimeMessage::garbage_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QByteArray() << "";
    QTest::newRow("line end") << QByteArray("\r\n") << "";
    QTest::newRow("no header") << QByteArray("just some words\nand more\n") << "just some words\nand more\n";
    QTest::newRow("no header after the empty line") << QByteArray("\r\nbody\r\n") << "body\n";
    QTest::newRow("header only") << QByteArray("Subject: x\r\n") << "";
    QTest::newRow("NULs") << QByteArray(100'000, '\0') << "";
    QTest::newRow("8-bit") << QByteArray("\xFF\xFE\xFD") << "ÿþý";
    QTest::newRow("multipart without boundary") << QByteArray("Content-Type: multipart/mixed\n\nhello\n") << "hello\n";
    QTest::newRow("multipart without parts")
        << QByteArray("Content-Type: multipart/mixed; boundary=b\n\nhello\n") << "hello\n";
}

void TestMimeMessage::garbage()
{
    QFETCH(QByteArray, raw);
    const MimeMessage message = MimeMessage::parse(raw);
    QTEST(message.text(), "text");
    QCOMPARE(message.html(), QString());
    QCOMPARE(message.attachments().size(), message.attachmentCount());
}

void TestMimeMessage::partsUpToTheLimit()
{
    const MimeMessage message = MimeMessage::parse(withParts(1'999));
    QCOMPARE(message.attachmentCount(), 1'999);
    QCOMPARE(message.partContent("1999"), QByteArray("x"));
}

void TestMimeMessage::bombs_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<int>("attachments");
    QTest::newRow("300,000 tiny parts") << withParts(300'000) << 300'000;
    QTest::newRow("20,000 tiny parts") << withParts(20'000) << 20'000;

    QByteArray nested = "Subject: many\r\n";
    QByteArray same = nested;
    QByteArray digest = nested;
    QByteArray encodedParameter = nested;
    for (int i = 0; i < 100'000; ++i) {
        const QByteArray name = QByteArray::number(i);
        nested += "Content-Type: multipart/mixed; boundary=b" + name + "\r\n\r\n--b" + name + "\r\n";
        same += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";
        digest += "Content-Type: multipart/digest; boundary=b" + name + "\r\n\r\n--b" + name + "\r\n\r\n";
        encodedParameter += "Content-Type: multipart/mixed;\r\n boundary*0*=utf-8''b; boundary*1=" + name
            + "\r\n\r\n--b" + name + "\r\n";
    }
    QTest::newRow("100,000 multiparts in each other") << nested << 0;
    QTest::newRow("with one boundary for all") << same << 0;
    QTest::newRow("100,000 digests in each other") << digest << 1;
    QTest::newRow("boundaries as RFC 2231 parameters") << encodedParameter << 0;
    QTest::newRow("100,000 messages in each other")
        << "Subject: many\r\n" + QByteArray("Content-Type: message/rfc822\r\n\r\n").repeated(100'000) << 1;
    QTest::newRow("200,000 fields") << "Subject: many\r\n" + QByteArray("X-Field: value\r\n").repeated(200'000)
            + "\r\nbody" << 0;
}

/// Handing these to GMime takes minutes or gigabytes.
void TestMimeMessage::bombs()
{
    QFETCH(QByteArray, raw);
    const MimeMessage message = MimeMessage::parse(raw);
    QCOMPARE(message.subject(), QStringLiteral("many"));
    QTEST(message.attachmentCount(), "attachments");
    QVERIFY(message.attachments().size() <= 2'000);
    QCOMPARE(message.attachments().size() + message.omittedParts(), message.attachmentCount());
    QVERIFY(message.rawHeaders().size() <= 10'000);
}

void TestMimeMessage::dashesInTextAreNoParts()
{
    const QByteArray diff = QByteArray("--- a/file\n--outer\n-- signature\n").repeated(5'000);
    const MimeMessage message = MimeMessage::parse("Subject: diff\nContent-Type: text/plain\n\n" + diff);
    QCOMPARE(message.text().size(), diff.size());
    QCOMPARE(message.attachmentCount(), 0);
}

void TestMimeMessage::cost_data()
{
    QTest::addColumn<QByteArray>("raw");
    const QByteArray head =
        "From: app@example.test\r\nTo: ops@example.test\r\nSubject: Timeout in worker 12\r\n"
        "Date: Fri, 1 May 2026 09:30:00 +0000\r\nMessage-ID: <x@example.test>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n";
    const QByteArray line = "a line of the log that this mail tells about\r\n";
    QTest::newRow("1 KB") << head + line.repeated(16);
    QTest::newRow("10 KB") << head + line.repeated(215);
    QTest::newRow("2 KB mixed") << kMixed;
}

void TestMimeMessage::cost()
{
    QFETCH(QByteArray, raw);
    QBENCHMARK
    {
        const MimeMessage message = MimeMessage::parse(raw);
        QVERIFY(!message.subject().isEmpty() && !message.from().address.isEmpty() && !message.text().isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestMimeMessage)
#include "tst_mime_message.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_message.h"
#include "core/mail/simple_body.h"
#include "tests/support/store_corpora.h"

#include <QTest>

using namespace mailweir;

namespace {

std::optional<QString> textOf(const QByteArray &raw, qsizetype characters)
{
    const auto body = SimpleBody::read(raw);
    return body ? body->text(characters) : std::nullopt;
}

/// Where an answer is given, it is the parser's.
bool agrees(const QByteArray &raw, qsizetype characters)
{
    const auto body = SimpleBody::read(raw);
    if (!body)
        return true;
    const MimeMessage message = MimeMessage::parse(raw);
    const QList<MimePart> shown = message.inlineParts();
    const QList<MimePart> attached = message.attachments();
    qsizetype next[2] = {0, 0};
    for (const SimpleBody::File &file : body->files()) {
        const QList<MimePart> &parts = file.isInline ? shown : attached;
        const qsizetype at = next[file.isInline]++;
        if (at >= parts.size() || parts[at].fileName != file.fileName || parts[at].contentType != file.contentType)
            return false;
    }
    const auto text = body->text(characters);
    const auto html = body->html(characters);
    return (!text || *text == message.text().left(characters)) && (!html || *html == message.html().left(characters))
        && next[0] == attached.size() && next[1] == shown.size() && body->attachmentCount() == attached.size();
}

const QByteArray kQuoted =
    "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    "\r\nGr=C3=BC=C3=9Fe, a=3Db =\r\nand on \r\n=E2=82=AC\r\n";
const QByteArray kBase64 =
    "Subject: s\r\nContent-Type: text/plain; charset=utf-8\r\nMIME-Version: 1.0\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZSBhdXMgS8O2bG4uIEdyw7zDn2UgYXVzIEvDtmxu\r\n"
    "LiBHcsO8w59lCg==\r\n";
const QByteArray kParts =
    "Content-Type: multipart/mixed; boundary=outer\r\n\r\npreamble\r\n--outer\r\n"
    "Content-Type: multipart/related; boundary=\"in ner\"; type=\"multipart/alternative\"\r\n\r\n--in ner\r\n"
    "Content-Type: multipart/alternative; boundary=alt\r\n\r\n--alt\r\n"
    "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n"
    "--alt\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<img src=\"cid:1@x\">Gr\xFC\xDF"
    "e\r\n\r\n--alt--\r\n--in ner\r\nContent-Type: image/png\r\nContent-ID: <1@x>\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--in ner--\r\n\r\n--outer\r\n\r\nand more\r\n--outer\r\n"
    "Content-Type: application/pdf; name=\"a b.pdf\"\r\nContent-Disposition: attachment; filename=\"a b.pdf\"\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--outer\r\nContent-Type: "
    "text/csv\r\n\r\n1,2\r\n--outer--\r\n";

} // namespace

class TestSimpleBody : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void simpleMail_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<QString>("text");
        QTest::newRow("no type") << QByteArray("Subject: s\r\n\r\nHello\r\nworld\r\n")
                                 << QStringLiteral("Hello\nworld\n");
        QTest::newRow("no body") << QByteArray("Subject: s\r\n\r\n") << QString();
        QTest::newRow("LF") << QByteArray("Subject: s\n\nHello\nworld") << QStringLiteral("Hello\nworld");
        QTest::newRow("UTF-8") << QByteArray(
            "Content-Type: text/plain;\r\n charset=UTF-8; format=flowed\r\n\r\nK\xC3\xB6ln")
                               << QStringLiteral("Köln");
        QTest::newRow("Latin-1") << QByteArray("Content-Type: text/plain; charset=ISO-8859-1\r\n"
                                               "Content-Transfer-Encoding: 8bit\r\n\r\nK\xF6ln \x80")
                                 << QStringLiteral("Köln €");
        QTest::newRow("quoted-printable") << kQuoted << QStringLiteral("Grüße, a=b and on \n€\n");
        QTest::newRow("base64") << kBase64 << QStringLiteral("Grüße aus Köln. Grüße aus Köln. Grüße\n");
    }
    void simpleMail()
    {
        QFETCH(QByteArray, raw);
        QFETCH(QString, text);
        for (qsizetype characters = 1; characters <= text.size() + 1; ++characters) {
            QCOMPARE(textOf(raw, characters), std::optional(text.left(characters)));
            QVERIFY(agrees(raw, characters));
        }
    }

    void readsParts()
    {
        const auto body = SimpleBody::read(kParts);
        QVERIFY(body);
        QCOMPARE(body->text(100), std::optional(QStringLiteral("Grüße\nand more")));
        QCOMPARE(body->html(100), std::optional(QStringLiteral("<img src=\"cid:1@x\">Grüße\n")));
        QCOMPARE(body->attachmentCount(), 2);
        QCOMPARE(body->files().size(), 3);
        QCOMPARE(body->files()[0].fileName, QStringLiteral("1@x"));
        QCOMPARE(body->files()[1].fileName, QStringLiteral("a b.pdf"));
        QCOMPARE(body->files()[2].contentType, QByteArrayLiteral("text/csv"));
        for (qsizetype characters = 0; characters < 40; ++characters)
            QVERIFY(agrees(kParts, characters));
    }

    void leavesTheRestToTheParser_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no empty line") << QByteArray("Subject: s\r\n");
        QTest::newRow("no header") << QByteArray("words and words\r\n\r\nbody");
        QTest::newRow("mbox") << QByteArray("From a@x.test Fri May  1 09:30:00 2026\r\nSubject: s\r\n\r\nbody");
        QTest::newRow("no end") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n");
        QTest::newRow("a boundary that begins another")
            << QByteArray("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--bc\r\n\r\n--b--\r\n");
        QTest::newRow("two ends") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b--\r\n");
        QTest::newRow("an empty part") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\n--b--\r\n");
        QTest::newRow("no boundary") << QByteArray("Content-Type: multipart/mixed\r\n\r\nx");
        QTest::newRow("a digest") << QByteArray(
            "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nS: x\r\n\r\nx\r\n--b--\r\n");
        QTest::newRow("a forwarded message") << QByteArray("Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nx");
        QTest::newRow("only a file") << QByteArray("Content-Type: image/png\r\n\r\nx");
        QTest::newRow("a name in another charset") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: image/png;"
            " name*=utf-8''a\r\n\r\nx\r\n--b--\r\n");
        QTest::newRow("an image that may be shown") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: image/png\r\n"
            "Content-ID: <1@x>\r\n\r\nx\r\n--b--\r\n");
        QTest::newRow("a name") << QByteArray("Content-Type: text/plain; name=a.txt\r\n\r\nx");
        QTest::newRow("attached") << QByteArray("Content-Disposition: attachment\r\n\r\nx");
        QTest::newRow("two types") << QByteArray("Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\nx");
        QTest::newRow("8 bit without a charset") << QByteArray("Subject: s\r\n\r\n\xC3\xB6");
        QTest::newRow("another charset") << QByteArray("Content-Type: text/plain; charset=koi8-r\r\n\r\nx");
        QTest::newRow("NUL") << QByteArray("Subject: s\r\n\r\na\0b", 16);
        QTest::newRow("uuencode") << QByteArray("Content-Transfer-Encoding: x-uuencode\r\n\r\nx");
        QTest::newRow("damaged base64") << QByteArray("Content-Transfer-Encoding: base64\r\n\r\nSGVs!bG8=\r\n");
        QTest::newRow("short base64") << QByteArray("Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8\r\n");
        QTest::newRow("damaged quoted-printable")
            << QByteArray("Content-Transfer-Encoding: quoted-printable\r\n\r\na=XY\r\n");
    }
    void leavesTheRestToTheParser()
    {
        QFETCH(QByteArray, raw);
        QCOMPARE(textOf(raw, 100), std::optional<QString>());
    }

    void agreesWhenMutated()
    {
        int answered = 0;
        for (quint32 seed = 0; seed < 30'000; ++seed) {
            const QByteArray raw = mutated(seed % 3 == 0 ? kQuoted : seed % 3 == 1 ? kBase64 : kParts, seed);
            answered += textOf(raw, 20) ? 1 : 0;
            QVERIFY2(agrees(raw, 20) && agrees(raw, 1'000), raw.constData());
        }
        QVERIFY(answered > 1'000);
    }

    void agreesOnRealMail()
    {
        const QList<QByteArray> mails = corpusMails(QStringLiteral(TEST_DATA));
        if (mails.isEmpty())
            QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
        for (const QByteArray &raw : mails)
            QVERIFY2(agrees(raw, 50) && agrees(raw, 4096), raw.left(2'000).constData());
    }
};

QTEST_GUILESS_MAIN(TestSimpleBody)
#include "tst_simple_body.moc"

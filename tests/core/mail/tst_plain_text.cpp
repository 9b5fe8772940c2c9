// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_message.h"
#include "core/mail/plain_text.h"
#include "tests/support/store_corpora.h"

#include <QTest>

using namespace mailweir;

namespace {

/// Where an answer is given, it is the parser's.
bool agrees(const QByteArray &raw, qsizetype characters)
{
    const auto text = plainTextOf(raw, characters);
    if (!text)
        return true;
    const MimeMessage message = MimeMessage::parse(raw);
    return *text == message.text().left(characters) && message.attachmentCount() == 0 && message.html().isEmpty();
}

const QByteArray kQuoted =
    "Content-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    "\r\nGr=C3=BC=C3=9Fe, a=3Db =\r\nand on \r\n=E2=82=AC\r\n";
const QByteArray kBase64 =
    "Subject: s\r\nContent-Type: text/plain; charset=utf-8\r\nMIME-Version: 1.0\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nR3LDvMOfZSBhdXMgS8O2bG4uIEdyw7zDn2UgYXVzIEvDtmxu\r\n"
    "LiBHcsO8w59lCg==\r\n";

} // namespace

class TestPlainText : public QObject {
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
            QCOMPARE(plainTextOf(raw, characters), std::optional(text.left(characters)));
            QVERIFY(agrees(raw, characters));
        }
    }

    void leavesTheRestToTheParser_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no empty line") << QByteArray("Subject: s\r\n");
        QTest::newRow("no header") << QByteArray("words and words\r\n\r\nbody");
        QTest::newRow("mbox") << QByteArray("From a@x.test Fri May  1 09:30:00 2026\r\nSubject: s\r\n\r\nbody");
        QTest::newRow("HTML") << QByteArray("Content-Type: text/html\r\n\r\n<p>x");
        QTest::newRow("parts") << QByteArray(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n");
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
        QCOMPARE(plainTextOf(raw, 100), std::optional<QString>());
    }

    void agreesWhenMutated()
    {
        int answered = 0;
        for (quint32 seed = 0; seed < 20'000; ++seed) {
            const QByteArray raw = mutated(seed % 2 ? kQuoted : kBase64, seed);
            answered += plainTextOf(raw, 20) ? 1 : 0;
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

QTEST_GUILESS_MAIN(TestPlainText)
#include "tst_plain_text.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message_composer.h"
#include "core/mail/mime_message.h"

#include <QtTest>

using namespace mailweir;
using namespace Qt::StringLiterals;

namespace {

MessageDraft draft()
{
    MessageDraft d;
    d.from = "mailweir@example.test";
    d.to = "ops@example.test";
    d.subject = QStringLiteral("[mailweir] 2 instances: Disk full");
    d.messageId = "batch-1.5@example.test";
    d.date = fromUnixMs(1'777'627'800'000);
    d.text = QStringLiteral("Hello\n");
    d.html = QStringLiteral("<p>Hello</p>\n");
    d.headers = {{kOwnMailHeader, "1"}};
    return d;
}

/// Everything that holds for the bytes of any composed mail.
void checkBytes(const QByteArray &raw)
{
    QVERIFY(raw.endsWith("\r\n"));
    qsizetype lineLength = 0;
    for (qsizetype i = 0; i < raw.size(); ++i) {
        QVERIFY2(uchar(raw[i]) < 0x80 && raw[i] != '\0', "8-bit or NUL");
        QCOMPARE(raw[i] == '\n', i > 0 && raw[i - 1] == '\r');
        QVERIFY(raw[i] != '\r' || raw.mid(i + 1, 1) == "\n");
        lineLength = raw[i] == '\n' ? 0 : lineLength + 1;
        QVERIFY2(lineLength <= 999, "a line is too long"); // 998 and its CR
    }
}

QList<QByteArray> fieldNames(const QByteArray &raw)
{
    QList<QByteArray> names;
    for (const auto &[name, value] : MimeMessage::parse(raw).rawHeaders())
        names.append(name);
    return names;
}

} // namespace

class TestMessageComposer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wholeMail();
    void plainTextAlone();
    void textsSurvive_data();
    void textsSurvive();
    void subjectsSurvive_data();
    void subjectsSurvive();
    void nothingCanAddAField();
    void addresses_data();
    void addresses();
    void longHeaders();
};

void TestMessageComposer::wholeMail()
{
    const QByteArray raw = composeMessage(draft());
    const QByteArray boundary = "=_mailweir_" + raw.mid(raw.indexOf("=_mailweir_") + 11, 24);
    const QByteArray expected = "From: mailweir@example.test\n"
                                "To: ops@example.test\n"
                                "Subject: [mailweir] 2 instances: Disk full\n"
                                "Date: Fri, 1 May 2026 09:30:00 +0000\n"
                                "Message-ID: <batch-1.5@example.test>\n"
                                "Auto-Submitted: auto-generated\n"
                                "X-Mailweir-Summary: 1\n"
                                "MIME-Version: 1.0\n"
                                "Content-Type: multipart/alternative;\n\tboundary=\""
        + boundary
        + "\"\n"
          "\n"
          "--"
        + boundary
        + "\n"
          "Content-Type: text/plain; charset=utf-8\n"
          "Content-Transfer-Encoding: quoted-printable\n"
          "\n"
          "Hello\n"
          "\n"
          "--"
        + boundary
        + "\n"
          "Content-Type: text/html; charset=utf-8\n"
          "Content-Transfer-Encoding: quoted-printable\n"
          "\n"
          "<p>Hello</p>\n"
          "\n"
          "--"
        + boundary + "--\n";
    QCOMPARE(raw, QByteArray(expected).replace('\n', "\r\n"));
    QCOMPARE(composeMessage(draft()), raw);
    checkBytes(raw);
}

void TestMessageComposer::plainTextAlone()
{
    MessageDraft d = draft();
    d.html.clear();
    const QByteArray raw = composeMessage(d);
    checkBytes(raw);
    QVERIFY(raw.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"));
    QCOMPARE(MimeMessage::parse(raw).text(), QStringLiteral("Hello\n"));
    QCOMPARE(MimeMessage::parse(raw).html(), QString());
}

void TestMessageComposer::textsSurvive_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("umlauts") << QStringLiteral("Grüße aus Köln\n");
    QTest::newRow("Japanese") << QStringLiteral("メールが届きました。\n").repeated(50);
    QTest::newRow("emoji") << QStringLiteral("🚀 done 🎉\n");
    QTest::newRow("long line") << QString(50'000, u'x') + u'\n';
    QTest::newRow("long line of umlauts") << QString(5'000, u'ü') + u'\n';
    QTest::newRow("dots, From and blanks") << QStringLiteral(".\n..\nFrom here\n  trailing  \t\n\n\n=20 =\n-- \nx\n");
    QTest::newRow("no line end") << QStringLiteral("end");
    QTest::newRow("looks like a boundary") << QStringLiteral("--=_mailweir_0\n--\n----\n");
}

void TestMessageComposer::textsSurvive()
{
    QFETCH(QString, text);
    MessageDraft d = draft();
    d.text = text;
    d.html = u"<p>"_s + text.toHtmlEscaped() + u"</p>\n"_s;
    const QByteArray raw = composeMessage(d);
    checkBytes(raw);
    const MimeMessage message = MimeMessage::parse(raw);
    QCOMPARE(message.text(), d.text);
    QCOMPARE(message.html(), d.html);
    QCOMPARE(message.attachmentCount(), 0);
}

void TestMessageComposer::subjectsSurvive_data()
{
    QTest::addColumn<QString>("subject");
    QTest::newRow("ASCII") << QStringLiteral("plain words");
    QTest::newRow("umlauts") << QStringLiteral("Größenänderung für Käfer");
    QTest::newRow("mixed") << QStringLiteral("[mailweir] 3 instances: Überlauf in worker 12 on host ärger");
    QTest::newRow("Japanese, long") << QStringLiteral("ディスクがいっぱいです").repeated(20);
    QTest::newRow("emoji") << QStringLiteral("🚀").repeated(60);
    QTest::newRow("looks encoded") << QStringLiteral("=?utf-8?q?not=20me?=");
    QTest::newRow("many words") << QStringLiteral("word ").repeated(150).trimmed();
    QTest::newRow("empty") << QString();
}

void TestMessageComposer::subjectsSurvive()
{
    QFETCH(QString, subject);
    MessageDraft d = draft();
    d.subject = subject;
    const QByteArray raw = composeMessage(d);
    checkBytes(raw);
    QCOMPARE(MimeMessage::parse(raw).subject(), subject);
}

void TestMessageComposer::nothingCanAddAField()
{
    const QByteArray evil = "x\r\nX-Evil: 1\r\n\r\n<script>\n";
    MessageDraft d = draft();
    d.from = "a@b.test\r\nX-Evil: 1";
    d.to = "c@d.test\nX-Evil: 1\n\nbody";
    d.subject = QString::fromLatin1(evil) + QChar(0x2028) + u"X-Evil: 2"_s;
    d.messageId = evil;
    d.headers = {{kOwnMailHeader, evil}, {"X-Evil: 1\r\nX", "y"}, {"X Evil", "y"}, {"", "y"}, {"X-F\xFC", "y"}};
    const QByteArray raw = composeMessage(d);
    checkBytes(raw);
    QCOMPARE(fieldNames(raw),
             (QList<QByteArray>{"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", kOwnMailHeader,
                                "MIME-Version", "Content-Type"}));
    QCOMPARE(MimeMessage::parse(raw).text(), d.text);
}

void TestMessageComposer::addresses_data()
{
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("plain") << QByteArray("a.b+c@d.test") << QByteArray("a.b+c@d.test");
    QTest::newRow("none") << QByteArray() << QByteArray("undisclosed-recipients:;");
    QTest::newRow("quoted") << QByteArray("\"a, b\"@d.test") << QByteArray("\"a, b\"@d.test");
    QTest::newRow("needs quotes") << QByteArray("a, b@d.test") << QByteArray("\"a, b\"@d.test");
    QTest::newRow("two in one") << QByteArray("a@x.test, b@d.test") << QByteArray("\"a@x.test, b\"@d.test");
    QTest::newRow("IDN") << QByteArray("a@m\xC3\xBCller.example") << QByteArray("a@xn--mller-kva.example");
    QTest::newRow("literal") << QByteArray("a@[IPv6:::1]") << QByteArray("a@[IPv6:::1]");
    QTest::newRow("no domain") << QByteArray("postmaster") << QByteArray("postmaster");
    QTest::newRow("UTF-8 local part") << QByteArray("j\xC3\xBC@d.test") << QByteArray("j\xC3\xBC@d.test");
}

void TestMessageComposer::addresses()
{
    QFETCH(QByteArray, to);
    MessageDraft d = draft();
    d.to = to;
    const auto fields = MimeMessage::parse(composeMessage(d)).rawHeaders();
    QCOMPARE(fields[1].first, QByteArray("To"));
    QTEST(fields[1].second, "field");
}

void TestMessageComposer::longHeaders()
{
    MessageDraft d = draft();
    d.subject = QString(5'000, u'x');
    d.headers = {{"X-Long", QByteArray(5'000, 'y')}, {"X-Words", QByteArray("word ").repeated(1'000)}};
    const QByteArray raw = composeMessage(d);
    checkBytes(raw);
    const MimeMessage message = MimeMessage::parse(raw);
    QCOMPARE(message.subject().remove(u' '), d.subject);
    QCOMPARE(message.header("X-Long").remove(u' ').size(), 5'000);
    QCOMPARE(message.header("X-Words").count(QStringLiteral("word")), 1'000);
}

QTEST_GUILESS_MAIN(TestMessageComposer)
#include "tst_message_composer.moc"

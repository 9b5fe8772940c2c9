// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/summary_composer.h"
#include "core/mail/message_composer.h"
#include "core/mail/mime_message.h"

#include <QtTest>

using namespace mailweir;

namespace {

const Timestamp kNow = fromUnixMs(1'777'628'400'000); // 2026-05-01T09:40:00Z
const SummaryOptions kOptions{"mailweir@example.test", QStringLiteral("[mailweir]"), "host.example.test"};

Timestamp minute(int m)
{
    return fromUnixMs(1'777'626'000'000 + m * 60'000); // 2026-05-01T09:00Z
}

BatchGroup group(qint64 count, int oldest, int newest, const QByteArray &subject, const QByteArray &text)
{
    BatchGroup g;
    g.count = count;
    g.oldest = minute(oldest);
    g.newest = minute(newest);
    g.lastRaw = "Subject: " + subject + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text;
    return g;
}

BatchContent content(const QList<BatchGroup> &groups)
{
    BatchContent c;
    c.batch.id = BatchId{7};
    c.batch.recipient = "ops@example.test";
    c.batch.first = minute(0);
    c.batch.last = minute(9);
    c.groups = groups;
    return c;
}

} // namespace

class TestSummaryComposer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void subjects_data();
    void subjects();
    void fields();
    void wholeText();
    void htmlSaysTheSame();
    void utf8();
    void sameIdEachTime();
    void lastMessageOfAnyKind_data();
    void lastMessageOfAnyKind();
    void aLostMessageIsNamedByItsGroup();
    void bounded();
};

void TestSummaryComposer::subjects_data()
{
    QTest::addColumn<QList<qint64>>("counts");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("subject");
    QTest::newRow("one") << QList<qint64>{1} << "[mailweir]"
                         << "[mailweir] 1 instance: Disk 0 full";
    QTest::newRow("some of one") << QList<qint64>{12'345} << "[mailweir]"
                                 << "[mailweir] 12345 instances: Disk 0 full";
    QTest::newRow("two") << QList<qint64>{1, 1} << "[mailweir]"
                         << "[mailweir] 2 instances of 2 messages";
    QTest::newRow("many") << QList<qint64>{3, 1, 6} << "[mailweir]"
                          << "[mailweir] 10 instances of 3 messages";
    QTest::newRow("other prefix") << QList<qint64>{2} << "[prod]"
                                  << "[prod] 2 instances: Disk 0 full";
    QTest::newRow("no prefix") << QList<qint64>{2} << ""
                               << "2 instances: Disk 0 full";
}

void TestSummaryComposer::subjects()
{
    QFETCH(QList<qint64>, counts);
    QFETCH(QString, prefix);
    QFETCH(QString, subject);
    QList<BatchGroup> groups;
    for (const qint64 count : counts)
        groups.append(group(count, 0, 1, "Disk " + QByteArray::number(groups.size()) + " full", "text"));
    SummaryOptions options = kOptions;
    options.subjectPrefix = prefix;
    const ComposedSummary summary = composeSummary(content(groups), options, kNow);
    QCOMPARE(summary.subject, subject);
    QCOMPARE(MimeMessage::parse(summary.raw).subject(), subject);
}

void TestSummaryComposer::fields()
{
    const ComposedSummary summary = composeSummary(content({group(2, 0, 9, "s", "t")}), kOptions, kNow);
    QCOMPARE(summary.messageId, QByteArray("batch-7.1777626000000@host.example.test"));
    const MimeMessage mail = MimeMessage::parse(summary.raw);
    QCOMPARE(mail.from().address, QStringLiteral("mailweir@example.test"));
    QCOMPARE(mail.addresses("To"), (QList<MailAddress>{{{}, QStringLiteral("ops@example.test")}}));
    QCOMPARE(mail.date(), kNow);
    QCOMPARE(mail.messageId().toLatin1(), summary.messageId);
    QCOMPARE(mail.header("Auto-Submitted"), QStringLiteral("auto-generated"));
    QCOMPARE(mail.header("MIME-Version"), QStringLiteral("1.0"));
    QCOMPARE(mail.header(kOwnMailHeader), QStringLiteral("7"));
    QVERIFY(mail.header("Content-Type").startsWith(QStringLiteral("multipart/alternative;")));
    QCOMPARE(mail.attachmentCount(), 0);
}

void TestSummaryComposer::wholeText()
{
    const BatchContent c =
        content({group(3, 1, 5, "Disk 1 full", "first line\r\nsecond\r\n\r\n"), group(1, 9, 9, "", "")});
    const QString line(72, u'-');
    const QString expected = QStringLiteral("4 instances of 2 messages\n\n"
                                            "Total:    4\n"
                                            "Distinct: 2\n"
                                            "Oldest:   2026-05-01 09:01:00 UTC\n"
                                            "Newest:   2026-05-01 09:09:00 UTC\n"
                                            "\n%1\n"
                                            "3 instances, 2026-05-01 09:01:00 UTC – 2026-05-01 09:05:00 UTC\n"
                                            "Subject: Disk 1 full\n\n"
                                            "first line\nsecond\n"
                                            "\n%1\n"
                                            "1 instance, 2026-05-01 09:09:00 UTC\n"
                                            "Subject: (no subject)\n\n"
                                            "(no text)\n")
                                 .arg(line);
    QCOMPARE(MimeMessage::parse(composeSummary(c, kOptions, kNow).raw).text(), expected);
}

void TestSummaryComposer::htmlSaysTheSame()
{
    const BatchContent c = content(
        {group(3, 1, 5, "<b>%1 & \"x\"", "a < b\r\n  indented %2\r\n<script>x</script>"), group(1, 9, 9, "two", "t")});
    const QString html = MimeMessage::parse(composeSummary(c, kOptions, kNow).raw).html();
    for (const char *part : {"4 instances of 2 messages", "<b>4</b>", "<b>2</b>", "<b>2026-05-01 09:01:00 UTC</b>",
                             "<b>2026-05-01 09:09:00 UTC</b>", "&lt;b&gt;%1 &amp; &quot;x&quot;", "3 instances",
                             "1 instance ", "a &lt; b<br>\n&nbsp; indented %2<br>\n&lt;script&gt;x&lt;/script&gt;"})
        QVERIFY2(html.contains(QString::fromUtf8(part)), part);
    QVERIFY(!html.contains(QStringLiteral("<script")));
}

void TestSummaryComposer::utf8()
{
    const BatchContent c = content({group(2, 0, 0, "=?iso-8859-1?q?=DCberlauf?= =?utf-8?B?8J+agA==?=",
                                          "Gr\xC3\xBC\xC3\x9F"
                                          "e \xF0\x9F\x9A\x80")});
    const ComposedSummary summary = composeSummary(c, kOptions, kNow);
    QCOMPARE(summary.subject, QStringLiteral("[mailweir] 2 instances: Überlauf🚀"));
    QVERIFY(std::all_of(summary.raw.begin(), summary.raw.end(), [](char byte) { return byte >= 0; }));
    const MimeMessage mail = MimeMessage::parse(summary.raw);
    QCOMPARE(mail.subject(), summary.subject);
    QVERIFY(mail.text().endsWith(QStringLiteral("Subject: Überlauf🚀\n\nGrüße 🚀\n")));
    QVERIFY(mail.html().contains(QStringLiteral("Grüße 🚀")));
}

void TestSummaryComposer::sameIdEachTime()
{
    const BatchContent c = content({group(2, 0, 0, "s", "t")});
    QCOMPARE(composeSummary(c, kOptions, kNow), composeSummary(c, kOptions, kNow));
    QCOMPARE(composeSummary(c, kOptions, kNow + Milliseconds(5'000)).messageId,
             composeSummary(c, kOptions, kNow).messageId);
    SummaryOptions noHost = kOptions;
    noHost.hostName.clear();
    QCOMPARE(composeSummary(c, noHost, kNow).messageId, QByteArray("batch-7.1777626000000@localhost"));
}

void TestSummaryComposer::lastMessageOfAnyKind_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QByteArray() << "(no text)";
    QTest::newRow("no header") << QByteArray("just words") << "just words";
    QTest::newRow("HTML alone") << QByteArray("Content-Type: text/html\r\n\r\n<h1>Hi</h1><p>you</p>") << "Hi\n\nyou";
    QTest::newRow("base64") << QByteArray(
        "Content-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nR3LDvMOfZQ==")
                            << "Grüße";
}

void TestSummaryComposer::lastMessageOfAnyKind()
{
    QFETCH(QByteArray, raw);
    QFETCH(QString, text);
    BatchGroup g = group(1, 0, 0, "", "");
    g.lastRaw = raw;
    const QString shown = MimeMessage::parse(composeSummary(content({g}), kOptions, kNow).raw).text();
    QVERIFY2(shown.endsWith(QString(QStringLiteral("\n\n") + text + u'\n')), qPrintable(shown));
}

void TestSummaryComposer::aLostMessageIsNamedByItsGroup()
{
    BatchGroup lost;
    lost.count = 3;
    lost.oldest = lost.newest = minute(1);
    lost.label = QStringLiteral("Disk N full");
    lost.lastIsLost = true;
    const ComposedSummary summary = composeSummary(content({lost}), kOptions, kNow);
    QCOMPARE(summary.subject, QStringLiteral("[mailweir] 3 instances: Disk N full"));
    const MimeMessage mail = MimeMessage::parse(summary.raw);
    const QString words = QStringLiteral("[the message cannot be read: its stored copy is damaged]");
    QVERIFY(mail.text().endsWith(QStringLiteral("Subject: Disk N full\n\n") + words + u'\n'));
    QVERIFY(mail.html().contains(words));
}

void TestSummaryComposer::bounded()
{
    const QByteArray long100 = QByteArray("0123456789 <&> \r\n").repeated(10'000);
    QList<BatchGroup> groups;
    for (int i = 0; i < 100; ++i)
        groups.append(group(1, 0, 0, QByteArray(2'000, 'S'), long100));
    const ComposedSummary summary = composeSummary(content(groups), kOptions, kNow);
    const MimeMessage mail = MimeMessage::parse(summary.raw);
    const QString mark = QStringLiteral("[cut here: the message is longer]");
    QCOMPARE(mail.text().count(mark), 100);
    QCOMPARE(mail.html().count(mark), 100);
    QVERIFY(mail.text().size() <= 2 * 1024 * 1024);
    const ComposedSummary one = composeSummary(content({groups.first()}), kOptions, kNow);
    QVERIFY(MimeMessage::parse(one.raw).text().size() < 70'000);
    QVERIFY(MimeMessage::parse(one.raw).text().size() > 64'000);
}

QTEST_GUILESS_MAIN(TestSummaryComposer)
#include "tst_summary_composer.moc"

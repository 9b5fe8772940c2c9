// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_classifier.h"
#include "core/mail/message_composer.h"

#include <QtTest>

using namespace mailweir;

namespace {

const Timestamp kReceived = fromUnixMs(1'777'626'000'000);
const MessageId kId{1, 2};

Envelope envelope(const QList<QByteArray> &recipients = {"ops@example.test"})
{
    Envelope e;
    e.sender = EmailAddress::fromText("app@example.test");
    for (const QByteArray &recipient : recipients)
        e.recipients.append({EmailAddress::fromText(recipient), {}});
    e.received = kReceived;
    return e;
}

Classification classified(const QByteArray &raw, const Envelope &e = envelope())
{
    SubjectClassifier classifier;
    return classifier.classify(kId, e, raw);
}

} // namespace

class TestSubjectClassifier : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void summary();
    void flagsAndProject();
    void keysOfSubjects();
    void splitHeaders();
    void oneBatchForEachRecipient();
    void ownMailIsNeverBatched();
    void anyBytes_data();
    void anyBytes();
    void largeMessage();
    void snippets_data();
    void snippets();
    void cost_data();
    void cost();
};

void TestSubjectClassifier::summary()
{
    const QByteArray raw = "From: \"App\" <app@example.test>\r\nTo: a@example.test, B <b@example.test>\r\n"
                           "Cc: c@example.test\r\nBcc: d@example.test\r\nReply-To: r@example.test\r\n"
                           "Subject: =?utf-8?q?=C3=9Cberlauf?= 12\r\nDate: Fri, 1 May 2026 09:30:00 +0000\r\n"
                           "Message-ID: <m@example.test>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                           "--b\r\n\r\n  Hello \r\n\r\n world\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n";
    MessageSummary expected;
    expected.id = kId;
    expected.subject = QStringLiteral("Überlauf 12");
    expected.messageId = QStringLiteral("m@example.test");
    expected.from = {QStringLiteral("App"), QStringLiteral("app@example.test")};
    expected.to = {{{}, QStringLiteral("a@example.test")}, {QStringLiteral("B"), QStringLiteral("b@example.test")}};
    expected.cc = {{{}, QStringLiteral("c@example.test")}};
    expected.bcc = {{{}, QStringLiteral("d@example.test")},
                    {{}, QStringLiteral("ops@example.test")}}; // nobody named ops
    expected.replyTo = {{{}, QStringLiteral("r@example.test")}};
    expected.envelopeSender = "app@example.test";
    expected.envelopeRecipients = {"ops@example.test"};
    expected.received = kReceived;
    expected.date = fromUnixMs(1'777'627'800'000);
    expected.size = raw.size();
    expected.attachments = 1;
    expected.snippet = QStringLiteral("Hello world");
    QCOMPARE(classified(raw).summary, expected);
}

void TestSubjectClassifier::flagsAndProject()
{
    Envelope e = envelope();
    e.project = "caf\xC3\xA9";
    const MessageSummary summary = classified("Subject: s\r\n\r\n\xE9\rx\r\n", e).summary;
    QCOMPARE(summary.flags, MessageFlag::BareCr | MessageFlag::Undeclared8Bit);
    QCOMPARE(summary.project, QStringLiteral("café"));
    e.parameters = {{"BODY", "8BITMIME"}};
    e.lenient = true;
    QCOMPARE(classified("Subject: s\r\n\r\n\xE9\r\n", e).summary.flags, MessageFlags(MessageFlag::Malformed));
    QCOMPARE(classified("Subject: s\r\n\r\nx\r\n").summary.flags, MessageFlags());
}

void TestSubjectClassifier::keysOfSubjects()
{
    const Classification one = classified("Subject: Timeout in worker 12\r\n\r\nx");
    const Classification other = classified("Subject: Timeout in worker 345\r\n\r\ny");
    QCOMPARE(one.groupKey, QStringLiteral("Timeout in worker ‹n›"));
    QCOMPARE(one.groupLabel, one.groupKey);
    QCOMPARE(other.groupKey, one.groupKey);
    QCOMPARE(other.batches, one.batches);
    QCOMPARE(one.batches, (QList<BatchKey>{{one.groupKey, "ops@example.test", "ops@example.test"}}));

    const Classification none = classified("X: y\r\n\r\nx");
    QCOMPARE(none.groupKey, QString());
    QCOMPARE(none.groupLabel, QStringLiteral("(no subject)"));
    QCOMPARE(none.batches.size(), 1);
    QCOMPARE(none.summary.date, kReceived);
}

void TestSubjectClassifier::splitHeaders()
{
    const auto batchKey = [](const QByteArray &fields) {
        return classified(fields + "Subject: s\r\n\r\nx").batches.value(0).key;
    };
    QCOMPARE(batchKey(""), QStringLiteral("s"));
    QCOMPARE(batchKey("X-Failmail-Split: db\r\n"), QStringLiteral("db"));
    QCOMPARE(batchKey("X-Failmail-Split: db\r\nx-mailweir-split: web\r\n"), QStringLiteral("web"));
    QCOMPARE(batchKey("X-Failmail-Split: db\r\nX-Mailweir-Split:  \r\n"), QStringLiteral("db"));
    QCOMPARE(classified("X-Mailweir-Split: db\r\nSubject: s\r\n\r\nx").groupKey, QStringLiteral("s"));
}

void TestSubjectClassifier::oneBatchForEachRecipient()
{
    const Classification result =
        classified("Subject: s\r\n\r\nx", envelope({"Ops@Example.test", "b@x.test", "ops@example.TEST", "b@x.test"}));
    QCOMPARE(result.batches,
             (QList<BatchKey>{{QStringLiteral("s"), "ops@example.test", "Ops@Example.test"},
                              {QStringLiteral("s"), "b@x.test", "b@x.test"}}));
    QCOMPARE(result.summary.envelopeRecipients.size(), 4);
    QVERIFY(classified("Subject: s\r\n\r\nx", envelope({})).batches.isEmpty());
}

void TestSubjectClassifier::ownMailIsNeverBatched()
{
    MessageDraft draft;
    draft.from = "m@x.test";
    draft.subject = QStringLiteral("s");
    draft.messageId = "1@x.test";
    draft.headers = {{kOwnMailHeader, "7"}};
    const Classification result = classified(composeMessage(draft));
    QVERIFY(result.summary.own);
    QVERIFY(result.batches.isEmpty());
    QCOMPARE(result.groupKey, QStringLiteral("s"));
}

void TestSubjectClassifier::anyBytes_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("NULs") << QByteArray(10'000, '\0');
    QTest::newRow("0xFF") << QByteArray(10'000, '\xFF');
    QTest::newRow("no header") << QByteArray("words\r\n");
    QByteArray noise;
    for (quint32 i = 0, x = 1; i < 50'000; ++i, x = x * 1'664'525 + 1'013'904'223)
        noise += char(x >> 24);
    QTest::newRow("noise") << noise;
    QTest::newRow("noise after a header") << "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + noise;
}

void TestSubjectClassifier::anyBytes()
{
    QFETCH(QByteArray, raw);
    const Classification result = classified(raw);
    QCOMPARE(result.summary.size, raw.size());
    QCOMPARE(result.summary.received, kReceived);
    QCOMPARE(result.batches.size(), 1);
    QVERIFY(result.summary.snippet.size() <= 250);
    QVERIFY(!result.groupLabel.isEmpty());
}

void TestSubjectClassifier::largeMessage()
{
    const QByteArray attachment =
        "--b\r\nContent-Type: application/octet-stream\r\n\r\n" + QByteArray(700'000, 'x') + "\r\n";
    const QByteArray raw = "Subject: big 1\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n"
        + attachment + attachment + "--b--\r\n";
    const Classification result = classified(raw);
    QCOMPARE(result.groupKey, QStringLiteral("big ‹n›"));
    QCOMPARE(result.summary.size, raw.size());
    QCOMPARE(result.summary.snippet, QStringLiteral("Hello"));
    QCOMPARE(result.summary.attachments, 1); // the second begins beyond 256 KiB
}

void TestSubjectClassifier::snippets_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("snippet");
    QTest::newRow("cut") << "\r\n" + QByteArray(400, 'x') << QString(250, u'x');
    QTest::newRow("not within a character") << "\r\n" + QByteArray(249, 'x') + "\xF0\x9F\x9A\x80" << QString(249, u'x');
    QTest::newRow("HTML") << QByteArray("Content-Type: text/html\r\n\r\n<style>p{}</style><p>a</p><p>b</p>")
                          << QStringLiteral("a b");
    QTest::newRow("empty text beside HTML")
        << QByteArray("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n \r\n--b\r\n"
                      "Content-Type: text/html\r\n\r\n<p>html</p>\r\n--b--\r\n")
        << QStringLiteral("html");
}

void TestSubjectClassifier::snippets()
{
    QFETCH(QByteArray, raw);
    QTEST(classified(raw).summary.snippet, "snippet");
}

void TestSubjectClassifier::cost_data()
{
    QTest::addColumn<int>("lines");
    QTest::newRow("1 KB") << 16;
    QTest::newRow("10 KB") << 215;
}

void TestSubjectClassifier::cost()
{
    QFETCH(int, lines);
    const QByteArray raw =
        "From: app@example.test\r\nTo: ops@example.test\r\nSubject: Timeout in worker 12\r\n"
        "Date: Fri, 1 May 2026 09:30:00 +0000\r\nMessage-ID: <x@example.test>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n"
        + QByteArray("a line of the log that this mail tells about\r\n").repeated(lines);
    const Envelope e = envelope();
    SubjectClassifier classifier;
    QBENCHMARK
    {
        QVERIFY(!classifier.classify(kId, e, raw).batches.isEmpty());
    }
}

QTEST_GUILESS_MAIN(TestSubjectClassifier)
#include "tst_subject_classifier.moc"

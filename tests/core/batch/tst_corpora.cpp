// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_classifier.h"
#include "core/batch/summary_composer.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/mime_message.h"

#include <QtTest>

using namespace mailweir;

/// Real and malformed mails of other projects' test suites, read where they are and never copied.
class TestCorpora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyMailGoesThrough_data();
    void everyMailGoesThrough();

private:
    QDir m_corpora;
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

void TestCorpora::initTestCase()
{
    const QString fallback = QStringLiteral(TEST_DATA "/../../../shared/corpora");
    m_corpora.setPath(qEnvironmentVariable("MAILWEIR_CORPORA", fallback));
    if (!m_corpora.exists())
        QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
}

void TestCorpora::everyMailGoesThrough_data()
{
    QTest::addColumn<QString>("path");
    QDirIterator files(
        m_corpora.path(),
        {QStringLiteral("*.eml"), QStringLiteral("*.msg"), QStringLiteral("*.raw"), QStringLiteral("*.txt")},
        QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        QTest::newRow(qPrintable(m_corpora.relativeFilePath(path))) << path;
    }
}

/// Also the files that are no mail: replies of servers, decoded bodies.
void TestCorpora::everyMailGoesThrough()
{
    QFETCH(QString, path);
    const QByteArray raw = contentOf(path);
    const Timestamp received = fromUnixMs(1'777'626'000'000);
    Envelope envelope;
    envelope.recipients = {{EmailAddress::fromText("ops@example.test"), {}}};
    envelope.received = received;
    SubjectClassifier classifier;
    const Classification classified = classifier.classify(MessageId{1, 1}, envelope, raw);
    QCOMPARE(classified.batches.size(), 1);
    QCOMPARE(classified.summary.size, raw.size());

    const MimeMessage message = MimeMessage::parse(raw);
    for (const MimePart &part : message.attachments() + message.inlineParts())
        QCOMPARE(message.partContent(part.partId).value_or(QByteArray()).size(), part.size);
    QVERIFY(!sanitizeHtml(message.html()).contains(QStringLiteral("<script"), Qt::CaseInsensitive));

    BatchContent content;
    content.batch.id = BatchId{1};
    content.batch.recipient = "ops@example.test";
    content.batch.first = content.batch.last = received;
    content.groups = {{3, received, received, classified.groupLabel, MessageId{1, 1}, raw}};
    const SummaryOptions options{"mailweir@example.test", QStringLiteral("[mailweir]"), "example.test"};
    const ComposedSummary summary = composeSummary(content, options, received);
    for (const QByteArray &line : summary.raw.split('\n'))
        QVERIFY(line.isEmpty() || (line.endsWith('\r') && line.size() <= 999));
    QVERIFY(std::all_of(summary.raw.begin(), summary.raw.end(), [](char byte) { return byte > 0; }));
    const MimeMessage mail = MimeMessage::parse(summary.raw);
    QCOMPARE(mail.subject(), summary.subject);
    const QString shown = classified.summary.subject.simplified();
    QVERIFY(mail.subject().startsWith(QStringLiteral("[mailweir] 3 instances: ")
                                      + (shown.isEmpty() ? QStringLiteral("(no subject)") : shown.left(1'000))));
    QVERIFY(mail.text().contains(QStringLiteral("Total:    3\n")));
    QVERIFY(!mail.html().isEmpty());
}

QTEST_GUILESS_MAIN(TestCorpora)
#include "tst_corpora.moc"

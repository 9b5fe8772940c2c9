// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/subject_classifier.h"
#include "core/batch/summary_composer.h"
#include "core/mail/html_sanitizer.h"
#include "core/mail/mime_message.h"

#include <QtTest>

using namespace mailweir;

/// Real and malformed mails of other projects' test suites. They are read where they are and never copied; where a
/// folder has a consensus.json, that is what a majority of five independent parsers says of each mail.
class TestCorpora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyMailGoesThrough_data();
    void everyMailGoesThrough();
    void agreesWithOtherParsers_data();
    void agreesWithOtherParsers();

private:
    QDir m_corpora;
};

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList addressesOf(const QList<MailAddress> &addresses)
{
    QStringList list;
    for (const MailAddress &address : addresses)
        list.append(address.address.toLower()); // as in the consensus
    return list;
}

/// How the consensus compares strings.
QString normal(const QString &text)
{
    return text.normalized(QString::NormalizationForm_C).simplified();
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

void TestCorpora::agreesWithOtherParsers_data()
{
    QTest::addColumn<QString>("folder");
    for (const QString &folder : m_corpora.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFileInfo::exists(m_corpora.filePath(folder + QStringLiteral("/consensus.json"))))
            QTest::newRow(qPrintable(folder)) << folder;
    }
}

void TestCorpora::agreesWithOtherParsers()
{
    QFETCH(QString, folder);
    const QString path = m_corpora.filePath(folder);
    const QJsonObject messages = QJsonDocument::fromJson(contentOf(path + QStringLiteral("/consensus.json")))
                                     .object()
                                     .value(QStringLiteral("messages"))
                                     .toObject();
    QVERIFY(!messages.isEmpty());
    int compared = 0;
    int same = 0;
    const auto compare = [&](const QString &file, const char *what, const QJsonValue &agreed, const auto &expected,
                             const auto &ours) {
        if (agreed.isUndefined())
            return;
        ++compared;
        if (expected == ours)
            ++same;
        else
            qInfo() << file << what << "agreed:" << expected << "ours:" << ours;
    };
    for (auto it = messages.begin(); it != messages.end(); ++it) {
        const QJsonObject agreed = it->toObject();
        const auto value = [&agreed](const char *key) {
            return agreed.value(QLatin1StringView(key)).toObject().value(QStringLiteral("value"));
        };
        const MimeMessage message = MimeMessage::parse(contentOf(path + u'/' + it.key()));
        compare(it.key(), "subject", value("subject"), value("subject").toString(), normal(message.subject()));
        compare(it.key(), "from", value("from_addresses"), value("from_addresses").toVariant().toStringList(),
                addressesOf(message.addresses("From")));
        compare(it.key(), "to", value("to_addresses"), value("to_addresses").toVariant().toStringList(),
                addressesOf(message.addresses("To")));
        compare(it.key(), "cc", value("cc_addresses"), value("cc_addresses").toVariant().toStringList(),
                addressesOf(message.addresses("Cc")));
        compare(it.key(), "id", value("message_id"), value("message_id").toString(), message.messageId());
        const std::optional<Timestamp> date = message.date();
        compare(it.key(), "date", value("date_epoch"), value("date_epoch").toVariant().toLongLong(),
                date ? toUnixMs(*date) / 1'000 : 0);
        const QString start = value("first_text_plain").toObject().value(QStringLiteral("start")).toString();
        if (!start.isEmpty())
            compare(it.key(), "text", value("first_text_plain"), normal(start).left(60),
                    normal(message.text()).left(normal(start).left(60).size()));
    }
    qInfo() << folder << same << "of" << compared;
    QVERIFY2(same * 100 >= compared * 97, "fewer than 97 % agree");
}

QTEST_GUILESS_MAIN(TestCorpora)
#include "tst_corpora.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mime_message.h"
#include "core/service/mail_export.h"
#include "core/service/mail_import.h"
#include "core/store/search_document.h"
#include "tests/support/transfer_fixture.h"

#include <QDirIterator>
#include <QtTest>

using namespace mailweir;
using namespace Qt::StringLiterals;

/// Every mail of the corpora through the real store, and from it to files and back. Also files that are no mail.
class TestStoreCorpora : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyMailComesBack();
    void everySummarySaysWhatTheMailSays();
    void everySearchSeesTheText();
    void everyMailSurvivesFiles_data();
    void everyMailSurvivesFiles();

private:
    QList<QByteArray> m_mails;
    std::unique_ptr<OpenStore> m_store;
};

void TestStoreCorpora::initTestCase()
{
    const QString folder =
        qEnvironmentVariable("MAILWEIR_CORPORA", QStringLiteral(TEST_DATA "/../../../shared/corpora"));
    QStringList paths;
    QDirIterator files(folder, {u"*.eml"_s, u"*.msg"_s, u"*.raw"_s, u"*.txt"_s}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext())
        paths.append(files.next());
    if (paths.isEmpty())
        QSKIP("no corpora: set MAILWEIR_CORPORA to their folder");
    QVERIFY(paths.size() >= 439);
    paths.sort();
    for (const QString &path : paths)
        m_mails.append(fileContent(path));
    m_store = std::make_unique<OpenStore>();
    QVERIFY(m_store->opened);
    for (const QByteArray &raw : m_mails)
        QVERIFY(m_store->put(raw));
}

void TestStoreCorpora::everyMailComesBack()
{
    QVERIFY(m_store->raws() == m_mails);
}

void TestStoreCorpora::everySummarySaysWhatTheMailSays()
{
    const QList<MessageSummary> summaries = m_store->messages();
    QCOMPARE(summaries.size(), m_mails.size());
    for (qsizetype i = 0; i < m_mails.size(); ++i) {
        const MimeMessage message = MimeMessage::parse(m_mails[i]);
        const MessageSummary &summary = summaries[i];
        QCOMPARE(summary.subject, message.subject());
        QCOMPARE(summary.from, message.from());
        QCOMPARE(summary.to, message.addresses("To"));
        QCOMPARE(summary.cc, message.addresses("Cc"));
        QCOMPARE(summary.messageId, message.messageId());
        QCOMPARE(summary.date, message.date().value_or(summary.received));
        QCOMPARE(summary.size, m_mails[i].size());
        QCOMPARE(summary.attachments, message.attachmentCount());
        QVERIFY(summary.snippet.size() <= 250);
    }
}

void TestStoreCorpora::everySearchSeesTheText()
{
    for (const QByteArray &raw : m_mails) {
        const MimeMessage message = MimeMessage::parse(raw);
        const SearchContent content = searchContent(raw);
        if (const QString text = message.text().simplified(); !text.isEmpty())
            QVERIFY2(content.texts.join(u'\n').simplified().contains(text), raw.left(200).constData());
        for (const MimePart &part : message.attachments()) {
            if (!part.fileName.isEmpty())
                QVERIFY2(content.fileNames.contains(part.fileName), qPrintable(part.fileName));
        }
    }
}

void TestStoreCorpora::everyMailSurvivesFiles_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("mbox") << int(ExportFormat::Mbox);
    QTest::newRow("maildir") << int(ExportFormat::Maildir);
}

void TestStoreCorpora::everyMailSurvivesFiles()
{
    QFETCH(int, format);
    QTemporaryDir files;
    TransferProgress progress;
    Transfer transfer(m_store->clock, [&progress](const TransferProgress &next) { progress = next; });
    exportMail(*m_store->store, {MessageQuery(), ExportFormat(format), files.filePath(u"out"_s)}, transfer);
    transfer.finish();
    QCOMPARE(progress.messages, m_mails.size());

    OpenStore second;
    Transfer back(second.clock, [&progress](const TransferProgress &next) { progress = next; });
    importMail(*second.store, second.clock, {{files.filePath(u"out"_s)}, {}}, back);
    back.finish();
    QList<QByteArray> expected = m_mails;
    QList<QByteArray> found = second.raws();
    if (ExportFormat(format) == ExportFormat::Maildir) {
        // A file without any CRLF gets the line ends that a mail has; an empty one is none.
        expected.removeAll(QByteArray());
        for (QByteArray &raw : expected) {
            if (!raw.contains("\r\n"))
                raw.replace("\n", "\r\n");
        }
        std::sort(expected.begin(), expected.end());
        std::sort(found.begin(), found.end());
    }
    QCOMPARE(found.size(), expected.size());
    for (qsizetype i = 0; i < found.size(); ++i)
        QVERIFY2(found[i] == expected[i], expected[i].left(200).constData());
}

QTEST_GUILESS_MAIN(TestStoreCorpora)
#include "tst_store_corpora.moc"

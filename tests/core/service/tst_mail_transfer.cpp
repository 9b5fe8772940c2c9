// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mbox.h"
#include "core/service/mail_export.h"
#include "core/service/mail_files.h"
#include "core/service/mail_import.h"
#include "core/service/transfers.h"
#include "tests/support/transfer_fixture.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QtTest>

#include <sys/stat.h>

using namespace mailweir;
using namespace Qt::StringLiterals;

class TestMailTransfer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void importsWhatItFinds();
    void keepsMarks();
    void givesUnixLinesTheWiresEnds();
    void neverBatchesWhatIsImported();
    void goesOnAfterAProblem();
    void importsLargeMessages();
    void importsManyInPages();
    void endsWhereTheStoreTakesNoMore();
    void stopsWhenCancelled();
    void looksForNothingMoreWhenCancelled();
    void refusesPipes();
    void findsOnceWhatIsMovedMeanwhile();
    void endsASearchWhenCancelled();
    void exportsAndImportsTheSameBytes_data();
    void exportsAndImportsTheSameBytes();
    void namesEmlFiles();
    void exportsWhatAQueryFinds();
    void leavesFilesOfOthersAlone();
    void changesNothingWhenCancelled();
    void tellsWhereItCannotWrite();
    void runsBesideAndEndsWithItsOwner();
};

namespace {

QByteArray mailWith(const QByteArray &subject)
{
    return "From: a@x.test\r\nTo: b@x.test\r\nSubject: " + subject + "\r\n\r\nText\r\n";
}

TransferProgress import(OpenStore &into, const QStringList &paths, const QString &project = {})
{
    TransferProgress last;
    Transfer transfer(into.clock, [&last](const TransferProgress &progress) { last = progress; });
    importMail(*into.store, into.clock, {paths, project}, transfer);
    transfer.finish();
    return last;
}

TransferProgress exportAll(OpenStore &from, ExportFormat format, const QString &path)
{
    TransferProgress last;
    Transfer transfer(from.clock, [&last](const TransferProgress &progress) { last = progress; });
    exportMail(*from.store, {MessageQuery(), format, path}, transfer);
    transfer.finish();
    return last;
}

QStringList subjectsIn(OpenStore &store)
{
    QStringList subjects;
    for (const MessageSummary &message : store.messages())
        subjects.append(message.subject);
    return subjects;
}

/// Passes everything on, but not for ever.
class TiredStore final : public MailStore {
public:
    explicit TiredStore(MailStore &store)
        : m_store(store)
    {
    }
    Result<void> admits(qint64 size) override
    {
        return --left < 0 ? Result<void>(Error{ErrorCode::DiskFull, u"disk"_s, {}}) : m_store.admits(size);
    }
    std::unique_ptr<Intake> beginMessage() override { return m_store.beginMessage(); }
    bool congested() const override { return ++asked % 3 != 0; }
    Result<void> open() override { return {}; }
    void close() override { }
    void read(ReadJob job) override
    {
        beforeRead();
        m_store.read(std::move(job));
    }
    void write(WriteJob job, Done done) override { m_store.write(std::move(job), std::move(done)); }
    void restore(RemovalId removal, std::function<void(Result<qint64>)> done) override
    {
        m_store.restore(removal, std::move(done));
    }
    void setRetention(const QList<RetentionRule> &rules) override { m_store.setRetention(rules); }

    std::function<void()> beforeRead = [] {
    };
    int left = 2;
    mutable int asked = 0;

private:
    MailStore &m_store;
};

} // namespace

void TestMailTransfer::importsWhatItFinds()
{
    QTemporaryDir files;
    const QByteArray from = "From mbox@x.test Fri Jan  2 03:04:05 2026\n";
    QVERIFY(writeFile(files.filePath(u"a/one.eml"_s), mailWith("one")));
    QVERIFY(writeFile(files.filePath(u"a/notes.txt"_s), "no mail\n"));
    QVERIFY(writeFile(files.filePath(u"a/b/box"_s), from + "Subject: two\n\nx\n\n" + from + "Subject: three\n\ny\n\n"));
    QVERIFY(writeFile(files.filePath(u"md/new/1.x.host"_s), mailWith("four")));
    QVERIFY(writeFile(files.filePath(u"md/cur/2.x.host:2,S"_s), mailWith("five")));
    QVERIFY(writeFile(files.filePath(u"md/tmp/3.x.host"_s), mailWith("half written")));
    QVERIFY(writeFile(files.filePath(u"md/.Sent/cur/4.x.host:2,"_s), mailWith("six")));
    QVERIFY(QDir().mkpath(files.filePath(u"md/.Sent/new"_s)));
    QVERIFY(writeFile(files.filePath(u"named"_s), mailWith("seven")));

    OpenStore store;
    QVERIFY(store.opened);
    const TransferProgress progress =
        import(store, {files.filePath(u"a"_s), files.filePath(u"md"_s), files.filePath(u"named"_s)}, u"shop"_s);
    QCOMPARE(progress.messages, 7);
    QCOMPARE(progress.failed, 0);
    QVERIFY(progress.finished && !progress.cancelled);
    QStringList subjects = subjectsIn(store);
    subjects.sort();
    QCOMPARE(subjects, (QStringList{u"five"_s, u"four"_s, u"one"_s, u"seven"_s, u"six"_s, u"three"_s, u"two"_s}));
    for (const MessageSummary &message : store.messages()) {
        QCOMPARE(message.project, u"shop"_s);
        QVERIFY(message.flags.testFlag(MessageFlag::Imported));
        if (message.subject == u"two")
            QCOMPARE(message.envelopeSender, QByteArray("mbox@x.test"));
        if (message.subject == u"one")
            QCOMPARE(message.envelopeRecipients, QList<QByteArray>{"b@x.test"});
    }
}

void TestMailTransfer::keepsMarks()
{
    QTemporaryDir files;
    const QByteArray from = "From a@x.test Fri Jan  2 03:04:05 2026\n";
    QVERIFY(writeFile(files.filePath(u"md/new/1"_s), mailWith("new")));
    QVERIFY(writeFile(files.filePath(u"md/cur/2:2,RS"_s), mailWith("read")));
    QVERIFY(writeFile(files.filePath(u"md/cur/3:2,FS"_s), mailWith("both")));
    QVERIFY(writeFile(files.filePath(u"box"_s), from + "Subject: old\nStatus: RO\nX-Status: F\n\nx\n\n"));
    OpenStore store;
    QCOMPARE(import(store, {files.path()}).messages, 4);
    for (const MessageSummary &message : store.messages()) {
        QCOMPARE(message.read, message.subject != u"new");
        QCOMPARE(message.pinned, message.subject == u"both" || message.subject == u"old");
    }
}

void TestMailTransfer::givesUnixLinesTheWiresEnds()
{
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"1.eml"_s), "Subject: unix\n\none\ntwo\n"));
    QVERIFY(writeFile(files.filePath(u"2.eml"_s), "Subject: odd\r\n\r\none\ntwo\r\n"));
    OpenStore store;
    QCOMPARE(import(store, {files.filePath(u"1.eml"_s), files.filePath(u"2.eml"_s)}).messages, 2);
    QCOMPARE(store.raws(),
             (QList<QByteArray>{"Subject: unix\r\n\r\none\r\ntwo\r\n", "Subject: odd\r\n\r\none\ntwo\r\n"}));
}

void TestMailTransfer::neverBatchesWhatIsImported()
{
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"1.eml"_s), "X-Mailweir-Split: all\r\n" + mailWith("imported")));
    OpenStore store;
    QCOMPARE(import(store, {files.path()}).messages, 1);
    const auto batches = [&store] {
        return readAndWait(*store.store, [](StoreReader &reader) { return reader.batches({}).value().size(); });
    };
    QCOMPARE(batches(), 0);
    QVERIFY(store.put(mailWith("imported")));
    QCOMPARE(batches(), 1);
}

void TestMailTransfer::goesOnAfterAProblem()
{
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"1.eml"_s), ""));
    QVERIFY(writeFile(files.filePath(u"2.eml"_s), mailWith("good")));
    QVERIFY(writeFile(files.filePath(u"other"_s), "neither\n"));
    OpenStore store;
    const TransferProgress progress =
        import(store, {files.filePath(u"missing"_s), files.filePath(u"other"_s), files.path()});
    QCOMPARE(progress.messages, 1);
    QCOMPARE(progress.failed, 3);
    QCOMPARE(progress.problems.size(), 3);
    QCOMPARE(progress.problems[0].code, ErrorCode::NotFound);
    QCOMPARE(progress.problems[0].subject, files.filePath(u"missing"_s));
    QCOMPARE(progress.problems[1].code, ErrorCode::Invalid);
    QCOMPARE(progress.problems[2].subject, files.filePath(u"1.eml"_s));
}

void TestMailTransfer::importsLargeMessages()
{
    QTemporaryDir files;
    const QByteArray raw = mailWith("large") + QByteArray(70, 'x').append("\r\n").repeated(300'000);
    QVERIFY(writeFile(files.filePath(u"1.eml"_s), raw));
    OpenStore store;
    QCOMPARE(import(store, {files.path()}).messages, 1);
    QVERIFY(store.raws() == QList<QByteArray>{raw});
}

void TestMailTransfer::importsManyInPages()
{
    QTemporaryDir files;
    QBuffer mbox;
    mbox.open(QIODevice::WriteOnly);
    for (int i = 0; i < 1'500; ++i)
        QVERIFY(writeMboxMessage(mbox, {}, {}, mailWith(QByteArray::number(i))));
    QVERIFY(writeFile(files.filePath(u"box"_s), mbox.data()));
    OpenStore store;
    QCOMPARE(import(store, {files.filePath(u"box"_s)}).messages, 1'500);
    const QStringList subjects = subjectsIn(store);
    QCOMPARE(subjects.size(), 1'500);
    for (int i = 0; i < 1'500; ++i)
        QCOMPARE(subjects[i], QString::number(i));
    // And out again, in more pages than one.
    QTemporaryDir out;
    QCOMPARE(exportAll(store, ExportFormat::Mbox, out.filePath(u"box"_s)).messages, 1'500);
}

void TestMailTransfer::endsWhereTheStoreTakesNoMore()
{
    QTemporaryDir files;
    for (int i = 0; i < 5; ++i)
        QVERIFY(writeFile(files.filePath(u"%1.eml"_s.arg(i)), mailWith("x")));
    OpenStore store;
    TiredStore tired(*store.store);
    TransferProgress last;
    Transfer *running = nullptr;
    Transfer transfer(store.clock, [&](const TransferProgress &progress) {
        last = progress;
        if (running && progress.messages == 2)
            running->cancel(); // instead of waiting until it gives up
    });
    running = &transfer;
    importMail(tired, store.clock, {{files.path()}, {}}, transfer);
    transfer.finish();
    QCOMPARE(last.messages, 2);
    QVERIFY(tired.asked > 2);
    QCOMPARE(store.messages().size(), 2);
}

void TestMailTransfer::stopsWhenCancelled()
{
    QTemporaryDir files;
    const QByteArray entry = "From a@x.test Fri Jan  2 03:04:05 2026\nSubject: x\n\nText\n\n";
    QVERIFY(writeFile(files.filePath(u"box"_s), entry.repeated(2'000)));
    OpenStore store;
    Transfer *running = nullptr;
    TransferProgress last;
    Transfer transfer(store.clock, [&](const TransferProgress &progress) {
        last = progress;
        if (progress.messages > 0)
            running->cancel();
    });
    running = &transfer;
    importMail(*store.store, store.clock, {{files.path()}, {}}, transfer);
    transfer.finish();
    QVERIFY(last.finished && last.cancelled);
    QVERIFY(last.messages > 0 && last.messages < 2'000);
    QCOMPARE(qint64(store.messages().size()), last.messages);
}

void TestMailTransfer::looksForNothingMoreWhenCancelled()
{
    QTemporaryDir files;
    for (int i = 0; i < 20; ++i)
        QVERIFY(writeFile(files.filePath(u"a/%1.txt"_s.arg(i)), "no mail\n"));
    int asked = 0;
    int told = 0;
    findMailFiles(
        {files.path()}, [&asked] { return ++asked <= 5; }, [&told](const MailFile &) { ++told; },
        [&told](const Error &) { ++told; });
    QVERIFY(asked > 5 && asked < 15); // each level asks once more to see that it is over
    QCOMPARE(told, 0);
}

void TestMailTransfer::refusesPipes()
{
    QTemporaryDir files;
    const QString pipe = files.filePath(u"pipe.eml"_s);
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    OpenStore store;
    const TransferProgress progress = import(store, {pipe, files.path()}); // of a directory, it is passed over
    QCOMPARE(progress.problems.size(), 1);
    QCOMPARE(progress.problems.first().code, ErrorCode::Invalid);
    QCOMPARE(progress.problems.first().subject, pipe);
}

void TestMailTransfer::findsOnceWhatIsMovedMeanwhile()
{
    QTemporaryDir maildir;
    for (const QString &name : {u"new/1.host"_s, u"new/2.host"_s, u"new/3.host"_s, u"cur/4.host:2,S"_s})
        QVERIFY(writeFile(maildir.filePath(name), mailWith("x")));
    QStringList found;
    const auto readAll = [&](const MailFile &file) {
        found.append(QFileInfo(file.path).fileName().section(u':', 0, 0));
        for (const QString &name : filesIn(maildir.filePath(u"new"_s)))
            QVERIFY(QFile::rename(maildir.filePath(u"new/"_s + name), maildir.filePath(u"cur/"_s + name + u":2,S"_s)));
    };
    findMailFiles(
        {maildir.path()}, [] { return true; }, readAll, [](const Error &) {});
    found.sort();
    QCOMPARE(found, (QStringList{u"1.host"_s, u"2.host"_s, u"3.host"_s, u"4.host"_s}));
}

void TestMailTransfer::endsASearchWhenCancelled()
{
    OpenStore store;
    QVERIFY(store.put(mailWith("wanted")));
    TransferProgress last;
    Transfer transfer(store.clock, [&last](const TransferProgress &progress) { last = progress; });
    TiredStore tired(*store.store);
    tired.beforeRead = [&transfer] {
        transfer.cancel();
    };
    MessageQuery query;
    query.search = SearchQuery::parse(u"wanted", {}).query;
    QTemporaryDir files;
    exportMail(tired, {query, ExportFormat::Eml, files.filePath(u"out"_s)}, transfer);
    transfer.finish();
    QVERIFY(last.cancelled);
    QCOMPARE(last.problems, QList<Error>());
    QVERIFY(!QFile::exists(files.filePath(u"out"_s)));
    QVERIFY(*transfer.cancelFlag());
}

void TestMailTransfer::exportsAndImportsTheSameBytes_data()
{
    QTest::addColumn<int>("format");
    QTest::newRow("eml") << int(ExportFormat::Eml);
    QTest::newRow("mbox") << int(ExportFormat::Mbox);
    QTest::newRow("maildir") << int(ExportFormat::Maildir);
}

void TestMailTransfer::exportsAndImportsTheSameBytes()
{
    QFETCH(int, format);
    const QByteArrayList words = {"From ",
                                  ">From ",
                                  "\r\n",
                                  "\r\n",
                                  "word",
                                  ">",
                                  "From a@b Fri Jan  2 03:04:05 2026\r\n",
                                  "\r\n\r\n",
                                  "\xE2\x82\xAC",
                                  QByteArray(1, '\0'),
                                  "\n",
                                  "\r"};
    QRandomGenerator random(4);
    OpenStore first;
    QList<QByteArray> expected;
    for (int i = 0; i < 200; ++i) {
        QByteArray raw = "Subject: " + QByteArray::number(i) + "\r\n\r\n";
        for (int n = random.bounded(20); n > 0; --n)
            raw += words[random.bounded(words.size())];
        QVERIFY(first.put(raw));
        expected.append(raw);
    }
    QTemporaryDir files;
    const QString path = files.filePath(u"out"_s);
    const TransferProgress out = exportAll(first, ExportFormat(format), path);
    QCOMPARE(out.messages, 200);
    QCOMPARE(out.expected, 200);
    QCOMPARE(out.failed, 0);
    OpenStore second;
    QCOMPARE(import(second, {path}).messages, 200);
    QList<QByteArray> found = second.raws();
    if (ExportFormat(format) != ExportFormat::Mbox) { // directories have no order
        std::sort(found.begin(), found.end());
        std::sort(expected.begin(), expected.end());
    }
    QCOMPARE(found, expected);
}

void TestMailTransfer::namesEmlFiles()
{
    MessageSummary message;
    message.id = {1'767'323'045'000ULL << 16, 7};
    message.date = fromUnixMs(1'767'323'045'000);
    message.subject = u"Re: a/b \\ <c>:\n..  Grüße \U0001F600"_s;
    const QString id = QString::fromLatin1(message.id.text());
    QCOMPARE(emlFileName(message), u"2026-01-02 030405 Re_ a_b _ _c___.. Grüße \U0001F600 %1.eml"_s.arg(id));
    message.subject.clear();
    QCOMPARE(emlFileName(message), u"2026-01-02 030405 %1.eml"_s.arg(id));
    message.subject = u"\U0001F600"_s.repeated(1'000);
    QVERIFY(emlFileName(message).toUtf8().size() <= 200);
    QVERIFY(QString::fromUtf8(emlFileName(message).toUtf8()) == emlFileName(message));
}

void TestMailTransfer::exportsWhatAQueryFinds()
{
    OpenStore store;
    QVERIFY(store.put(mailWith("wanted")));
    QVERIFY(store.put(mailWith("other")));
    QVERIFY(store.put(mailWith("wanted")));
    MessageQuery query;
    query.group = store.messages().first().group;
    query.limit = 1; // of a page, not of an export
    QTemporaryDir files;
    TransferProgress last;
    Transfer transfer(store.clock, [&last](const TransferProgress &progress) { last = progress; });
    exportMail(*store.store, {query, ExportFormat::Eml, files.filePath(u"out"_s)}, transfer);
    QCOMPARE(filesIn(files.filePath(u"out"_s)).size(), 2);

    const QList<MessageId> ids = {store.messages()[1].id, MessageId{5, 5}};
    exportMail(*store.store, {ids, ExportFormat::Mbox, files.filePath(u"box"_s)}, transfer);
    transfer.finish();
    QVERIFY(fileContent(files.filePath(u"box"_s)).contains("Subject: other\n"));
    QCOMPARE(last.failed, 1);
    QCOMPARE(last.problems.first().code, ErrorCode::NotFound);
}

void TestMailTransfer::leavesFilesOfOthersAlone()
{
    OpenStore store;
    QVERIFY(store.put(mailWith("a")));
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"other.eml"_s), "mine"));
    QCOMPARE(exportAll(store, ExportFormat::Eml, files.path()).messages, 1);
    QCOMPARE(filesIn(files.path()).size(), 2);
    const QString name = emlFileName(store.messages().first());
    QVERIFY(writeFile(files.filePath(name), "changed by the user"));
    QCOMPARE(exportAll(store, ExportFormat::Eml, files.path()).messages, 1);
    QCOMPARE(fileContent(files.filePath(name)), QByteArray("changed by the user"));
    QCOMPARE(fileContent(files.filePath(u"other.eml"_s)), QByteArray("mine"));

    for (int i = 0; i < 2; ++i)
        QCOMPARE(exportAll(store, ExportFormat::Maildir, files.filePath(u"md"_s)).messages, 1);
    QCOMPARE(filesIn(files.filePath(u"md/new"_s)).size(), 1);
}

void TestMailTransfer::changesNothingWhenCancelled()
{
    OpenStore store;
    QVERIFY(store.put(mailWith("a")));
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"box"_s), "old"));
    Transfer *running = nullptr;
    TransferProgress last;
    Transfer transfer(store.clock, [&](const TransferProgress &progress) {
        last = progress;
        running->cancel();
    });
    running = &transfer;
    exportMail(*store.store, {MessageQuery(), ExportFormat::Mbox, files.filePath(u"box"_s)}, transfer);
    transfer.finish();
    QVERIFY(last.cancelled);
    QCOMPARE(filesIn(files.path()), QStringList{u"box"_s});
    QCOMPARE(fileContent(files.filePath(u"box"_s)), QByteArray("old"));
}

void TestMailTransfer::tellsWhereItCannotWrite()
{
    OpenStore store;
    QVERIFY(store.put(mailWith("a")));
    QTemporaryDir files;
    QVERIFY(writeFile(files.filePath(u"file"_s), ""));
    for (const ExportFormat format : {ExportFormat::Eml, ExportFormat::Mbox, ExportFormat::Maildir}) {
        const TransferProgress progress = exportAll(store, format, files.filePath(u"file/out"_s));
        QCOMPARE(progress.messages, 0);
        QCOMPARE(progress.problems.size(), 1);
        QVERIFY(progress.problems.first().subject.startsWith(files.filePath(u"file"_s)));
        QVERIFY(progress.finished);
    }
}

void TestMailTransfer::runsBesideAndEndsWithItsOwner()
{
    SystemClock clock;
    std::promise<void> began;
    std::promise<TransferProgress> ended;
    auto transfers = std::make_unique<Transfers>(clock);
    const auto untilCancelled = [&began](Transfer &transfer) {
        began.set_value();
        while (transfer.pause(Milliseconds(60'000))) { }
    };
    const TransferId id = transfers->start(untilCancelled, [&ended](const TransferProgress &progress) {
        if (progress.finished)
            ended.set_value(progress);
    });
    began.get_future().wait();
    transfers->cancel(id);
    QVERIFY(ended.get_future().get().cancelled);

    began = {};
    ended = {};
    (void)transfers->start(untilCancelled, [&ended](const TransferProgress &progress) { ended.set_value(progress); });
    began.get_future().wait();
    transfers->stop();
    QVERIFY(ended.get_future().get().cancelled);

    TransferProgress late;
    (void)transfers->start([](Transfer &) {}, [&late](const TransferProgress &progress) { late = progress; });
    QVERIFY(late.finished && late.cancelled);
}

QTEST_GUILESS_MAIN(TestMailTransfer)
#include "tst_mail_transfer.moc"

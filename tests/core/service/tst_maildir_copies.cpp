// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/maildir_copies.h"
#include "tests/support/transfer_fixture.h"

#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace mailweir;
using namespace Qt::StringLiterals;

class TestMaildirCopies : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesEveryMessageOnce();
    void catchesUpAfterACrash();
    void bringsNothingBack();
    void copiesNothingOfTheTimeItWasOff();
    void passesOverImportedMail();
    void tellsWhatIsWrongAndCatchesUp();
    void triesAgainWhatItCannotRead();
    void copiesFailuresAfterACrash();
    void bringsNoFailureBack();
    void readsATornList();
    void keepsAListItCannotRead();
    void takesBackHalfALine();
    void neverGoesBack();
};

namespace {

constexpr int kPatience = 20'000;

/// A store whose changes go to the copies, as in the engine.
struct Place {
    explicit Place(const QString &path)
        : store(path, [this](const StoreChange &change) {
            if (copies)
                copies->update(change);
        })
    {
        EngineObserver observer;
        observer.problem = [this](const Error &error) {
            const std::lock_guard lock(mutex);
            problems.append(error);
        };
        observers.add(observer);
        copies = std::make_unique<MaildirCopies>(*store.store, store.clock, observers, path);
    }
    ~Place() { copies->stop(); }

    [[nodiscard]] qsizetype problemCount()
    {
        const std::lock_guard lock(mutex);
        return problems.size();
    }

    std::unique_ptr<MaildirCopies> copies;
    Observers observers;
    std::mutex mutex;
    QList<Error> problems; // guarded by mutex
    OpenStore store; // last: it calls the others
};

Settings withAllDir(const QString &directory)
{
    Settings settings;
    settings.allDir = directory;
    return settings;
}

Settings withFailDir(const QString &directory)
{
    Settings settings;
    settings.failDir = directory;
    return settings;
}

QByteArray mailWith(const QByteArray &subject)
{
    return "Subject: " + subject + "\r\n\r\nText\r\n";
}

QList<QByteArray> copiesIn(const QString &maildir)
{
    QList<QByteArray> copies;
    for (const QString &folder : {maildir + u"/new/"_s, maildir + u"/cur/"_s}) {
        for (const QString &name : filesIn(folder))
            copies.append(fileContent(folder + name));
    }
    return copies;
}

/// A delivery that is recorded as failed.
Delivery failedDelivery(MailStore &store, FailedCopies *copies)
{
    Delivery delivery;
    delivery.subject = u"summary"_s;
    delivery.recipients = {{"ops@shop.test", DeliveryState::Failed, {}}};
    delivery.state = DeliveryState::Failed;
    delivery.createdAt = fromUnixMs(1'767'323'045'000);
    const Result<void> written = writeAndWait(store, [&](StoreWriter &writer) -> Result<void> {
        const auto added = writer.addDelivery(delivery, "Subject: summary\r\n\r\n");
        if (!added)
            return added.error();
        delivery.id = added->id;
        return copies ? copies->announce(delivery.id) : Result<void>();
    });
    return written ? delivery : Delivery();
}

} // namespace

void TestMaildirCopies::copiesEveryMessageOnce()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    QList<QByteArray> expected;
    {
        Place place(directory.path());
        QVERIFY(place.store.opened);
        QVERIFY(place.store.put(mailWith("before")));
        const Timestamp then = place.store.clock.now();
        QTRY_VERIFY(place.store.clock.now() > then); // the position is a millisecond
        place.copies->configure(withAllDir(maildir));
        for (int i = 0; i < 300; ++i) {
            expected.append(mailWith(QByteArray::number(i)));
            QVERIFY(place.store.put(expected.last()));
        }
        QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 300, kPatience);
        QCOMPARE(copiesIn(maildir), expected);
    }
    Place again(directory.path());
    again.copies->configure(withAllDir(maildir));
    QVERIFY(again.store.put(mailWith("after")));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 301, kPatience);
    QCOMPARE(filesIn(maildir + u"/tmp"_s), QStringList());
    QCOMPARE(again.problemCount(), 0);
}

void TestMaildirCopies::catchesUpAfterACrash()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    const QString position = directory.filePath(u"all-dir.json"_s);
    QByteArray old;
    {
        Place place(directory.path());
        place.copies->configure(withAllDir(maildir));
        old = fileContent(position);
        QVERIFY(place.store.put(mailWith("one")));
        QVERIFY(place.store.put(mailWith("two")));
        QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 2, kPatience);
        place.copies->stop();
        QVERIFY(place.store.put(mailWith("three"))); // stored, and then the crash
    }
    // Written, but not noted: a mail reader has even moved one.
    QVERIFY(writeFile(position, old));
    const QString name = filesIn(maildir + u"/new"_s).first();
    QVERIFY(QFile::rename(maildir + u"/new/"_s + name, maildir + u"/cur/"_s + name + u":2,S"_s));
    Place place(directory.path());
    place.copies->configure(withAllDir(maildir));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 3, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(fileContent(position) != old, kPatience);
    QCOMPARE(copiesIn(maildir).size(), 3);
    QCOMPARE(filesIn(maildir + u"/new"_s).size(), 2);
}

void TestMaildirCopies::bringsNothingBack()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    {
        Place place(directory.path());
        place.copies->configure(withAllDir(maildir));
        QVERIFY(place.store.put(mailWith("one")));
        QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 1, kPatience);
    }
    QVERIFY(QFile::remove(maildir + u"/new/"_s + filesIn(maildir + u"/new"_s).first()));
    Place place(directory.path());
    place.copies->configure(withAllDir(maildir));
    QVERIFY(place.store.put(mailWith("two")));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), QList<QByteArray>{mailWith("two")}, kPatience);
}

void TestMaildirCopies::copiesNothingOfTheTimeItWasOff()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    {
        Place place(directory.path());
        place.copies->configure(withAllDir(maildir));
        QVERIFY(place.store.put(mailWith("one")));
        QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 1, kPatience);
    }
    {
        Place place(directory.path());
        place.copies->configure(Settings());
        QVERIFY(place.store.put(mailWith("two")));
    }
    Place place(directory.path());
    place.copies->configure(withAllDir(maildir));
    QVERIFY(place.store.put(mailWith("three")));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), (QList<QByteArray>{mailWith("one"), mailWith("three")}), kPatience);
}

void TestMaildirCopies::passesOverImportedMail()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    Place place(directory.path());
    place.copies->configure(withAllDir(maildir));
    std::promise<void> stored;
    Envelope envelope;
    envelope.imported = true;
    envelope.received = place.store.clock.now();
    auto intake = place.store.store->beginMessage();
    intake->append(mailWith("imported"));
    intake->commit(envelope, [&stored](const Result<MessageId> &) { stored.set_value(); });
    stored.get_future().wait();
    QVERIFY(place.store.put(mailWith("received")));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), QList<QByteArray>{mailWith("received")}, kPatience);
}

void TestMaildirCopies::tellsWhatIsWrongAndCatchesUp()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    Place place(directory.path());
    place.copies->configure(withAllDir(maildir));
    QVERIFY(MaildirCopies::prepare(withAllDir(maildir)));
    QVERIFY(QDir(maildir + u"/tmp"_s).removeRecursively());
    QVERIFY(writeFile(maildir + u"/tmp"_s, "in the way"));
    QVERIFY(!MaildirCopies::prepare(withAllDir(maildir)));
    QVERIFY(place.store.put(mailWith("one")));
    QTRY_COMPARE_WITH_TIMEOUT(place.problemCount(), 1, kPatience);
    QVERIFY(place.store.put(mailWith("two")));
    QVERIFY(QFile::remove(maildir + u"/tmp"_s));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), (QList<QByteArray>{mailWith("one"), mailWith("two")}), kPatience);
    QCOMPARE(place.problemCount(), 1);
}

void TestMaildirCopies::triesAgainWhatItCannotRead()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"all"_s);
    const QString position = directory.filePath(u"all-dir.json"_s);
    Place place(directory.path());
    QVERIFY(place.store.put(mailWith("one")));
    const QByteArray beginning =
        R"({"directory":")" + maildir.toUtf8() + R"(","after":")" + MessageId{1, 0}.text() + R"("})";
    QVERIFY(writeFile(position, beginning));
    QDirIterator segments(directory.path(), {u"*.seg"_s}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(segments.hasNext());
    const QString segment = segments.next();
    QVERIFY(QFile::rename(segment, segment + u".away"_s));
    QVERIFY(QDir().mkdir(segment)); // opens, and fails to be read
    place.copies->configure(withAllDir(maildir));
    QTRY_COMPARE_WITH_TIMEOUT(place.problemCount(), 1, kPatience);
    QCOMPARE(fileContent(position), beginning);
    QVERIFY(QDir().rmdir(segment));
    QVERIFY(QFile::rename(segment + u".away"_s, segment));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), QList<QByteArray>{mailWith("one")}, kPatience);
    QCOMPARE(place.problemCount(), 1);
}

void TestMaildirCopies::copiesFailuresAfterACrash()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"failed"_s);
    {
        Place place(directory.path());
        place.copies->configure(withFailDir(maildir));
        QVERIFY(!failedDelivery(*place.store.store, place.copies->failed().get()).id.isNull());
        // No word of it any more: the crash.
    }
    Place place(directory.path());
    place.copies->configure(withFailDir(maildir));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir), QList<QByteArray>{"Subject: summary\r\n\r\n"}, kPatience);
}

void TestMaildirCopies::bringsNoFailureBack()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"failed"_s);
    const QString list = directory.filePath(u"fail-dir.list"_s);
    {
        Place place(directory.path());
        place.copies->configure(withFailDir(maildir));
        QVERIFY(!failedDelivery(*place.store.store, nullptr).id.isNull()); // of a time without the directory
        const Delivery delivery = failedDelivery(*place.store.store, place.copies->failed().get());
        QVERIFY(!fileContent(list).isEmpty());
        place.copies->failed()->add(delivery);
        QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(fileContent(list), QByteArray(), kPatience);
    }
    QVERIFY(QFile::remove(maildir + u"/new/"_s + filesIn(maildir + u"/new"_s).first()));
    Place place(directory.path());
    place.copies->configure(withFailDir(maildir));
    const Delivery delivery = failedDelivery(*place.store.store, place.copies->failed().get());
    place.copies->failed()->add(delivery);
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 1, kPatience);
    QVERIFY(filesIn(maildir + u"/new"_s).first().contains(u".M%1."_s.arg(delivery.id.value)));
}

void TestMaildirCopies::readsATornList()
{
    QTemporaryDir directory;
    const QString maildir = directory.filePath(u"failed"_s);
    const QString list = directory.filePath(u"fail-dir.list"_s);
    DeliveryId lost;
    {
        Place place(directory.path());
        place.copies->configure(withFailDir(maildir));
        lost = failedDelivery(*place.store.store, place.copies->failed().get()).id;
    }
    QFile file(list);
    QVERIFY(file.open(QIODevice::Append));
    QVERIFY(file.write("+99\n-99\n+1") > 0);
    file.close();
    Place place(directory.path());
    place.copies->configure(withFailDir(maildir));
    QVERIFY(place.copies->failed()->announce(DeliveryId{77}));
    QTRY_COMPARE_WITH_TIMEOUT(copiesIn(maildir).size(), 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(fileContent(list).contains('-' + lost.text() + '\n'), kPatience);
    QVERIFY(fileContent(list).contains("+77\n"));
    QVERIFY(!fileContent(list).contains("99"));
}

void TestMaildirCopies::keepsAListItCannotRead()
{
    QTemporaryDir directory;
    const QString list = directory.filePath(u"fail-dir.list"_s);
    QVERIFY(QDir().mkpath(list)); // as root reads anything else
    Place place(directory.path());
    place.copies->configure(withFailDir(directory.filePath(u"failed"_s)));
    QVERIFY(!place.copies->failed()->announce(DeliveryId{77}));
    QTRY_COMPARE_WITH_TIMEOUT(place.problemCount(), 1, kPatience);
    QVERIFY(QFileInfo(list).isDir());
    QVERIFY(QDir().rmdir(list));
    QVERIFY(writeFile(list, "+99\n"));
    QVERIFY(place.copies->failed()->announce(DeliveryId{77}));
    QCOMPARE(fileContent(list), QByteArray("+99\n+77\n"));
}

void TestMaildirCopies::takesBackHalfALine()
{
    QTemporaryDir directory;
    const QString list = directory.filePath(u"fail-dir.list"_s);
    Place place(directory.path());
    place.copies->configure(withFailDir(directory.filePath(u"failed"_s)));
    QVERIFY(place.copies->failed()->announce(DeliveryId{7}));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const rlimit small{rlim_t(fileContent(list).size() + 2), before.rlim_max};
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<void> announced = place.copies->failed()->announce(DeliveryId{1234});
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    (void)std::signal(SIGXFSZ, handler);
    QVERIFY(!announced);
    QVERIFY(place.copies->failed()->announce(DeliveryId{8}));
    QCOMPARE(fileContent(list), QByteArray("+7\n+8\n"));
}

void TestMaildirCopies::neverGoesBack()
{
    QTemporaryDir directory;
    const QString position = directory.filePath(u"all-dir.json"_s);
    Place place(directory.path());
    const auto stored = place.store.put(mailWith("one"));
    QVERIFY(stored);
    ReceivedCopies copies(directory.filePath(u"all"_s), position, *place.store.store, place.store.clock,
                          [](const Error &) {});
    StoreChange change;
    change.added.resize(2);
    change.added[0].id = {stored->order + 1'000'000'000, 1};
    change.added[1].id = {stored->order + 999'999'999, 1};
    copies.update(change);
    QTRY_VERIFY_WITH_TIMEOUT(fileContent(position).contains(change.added[0].id.text()), kPatience);
    copies.stop();
    QVERIFY(fileContent(position).contains(change.added[0].id.text()));
}

QTEST_GUILESS_MAIN(TestMaildirCopies)
#include "tst_maildir_copies.moc"

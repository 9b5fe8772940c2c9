// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/indexer.h"
#include "core/store/message_index.h"
#include "core/store/migrator.h"
#include "core/store/segment_medium.h"
#include "core/store/segment_source.h"
#include "tests/support/store_fixture.h"

#include <QDir>
#include <QTest>

#include <future>
#include <sys/resource.h>

using namespace mailweir;

class TestMessageIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passesOverWhatTheDiskDoesNotGive()
    {
        // Reading a directory fails with EISDIR, as reading a bad sector does with EIO.
        QTemporaryDir directory;
        QVERIFY(QDir().mkpath(segmentPath(directory.path(), 3)));
        const QString path = directory.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write));
        QVERIFY(Migrator(database, path).migrate());
        LogReader log(std::make_unique<SegmentSource>(directory.path()));
        SubjectLineClassifier classifier;
        MessageIndex index(database, log, classifier, {});

        const LogEntry bad{{1, 7}, {3, 16, 100}, nullptr, {}};
        const LogEntry alsoBad{{2, 7}, {3, 116, 100}, nullptr, {}};
        const auto envelope = std::make_shared<const Envelope>(envelopeTo({"a@example.test"}, fromUnixMs(1000)));
        const LogEntry good{{3, 7}, {3, 216, 100}, envelope, mail("good")};
        const QList<LogEntry> entries{bad, alsoBad, good};
        for (int tries = 1; tries < 2 * MessageIndex::kReadTries - 1; ++tries) {
            const auto failed = index.add(entries);
            QVERIFY(!failed);
            QCOMPARE(failed.error().code, ErrorCode::Io);
        }
        const auto added = index.add(entries);
        QVERIFY(added);
        QCOMPARE(added->added.size(), 1);
        QCOMPARE(added->added[0].id, good.id);

        // What may be of them is kept: their own segment, and those before it, where they may have chunks.
        auto rows = database.query("SELECT number, unread FROM segments ORDER BY number");
        QVERIFY(rows);
        for (int segment = 1; segment <= 3; ++segment) {
            QVERIFY(rows->next());
            QCOMPARE(rows->integer(0), segment);
            QCOMPARE(rows->integer(1), 2);
        }
        QVERIFY(!rows->next());
    }

    void waitsForFreeFiles()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write));
        QVERIFY(Migrator(database, path).migrate());
        LogReader log(std::make_unique<SegmentSource>(directory.path()));
        SubjectLineClassifier classifier;
        MessageIndex index(database, log, classifier, {});
        const QList<LogEntry> entries{{{1, 7}, {1, 16, 100}, nullptr, {}}};
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit none{3, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        QList<ErrorCode> codes;
        for (int tries = 0; tries < 2 * MessageIndex::kReadTries; ++tries) {
            const auto failed = index.add(entries);
            codes.append(failed ? ErrorCode::Io : failed.error().code);
        }
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QCOMPARE(codes, QList<ErrorCode>(2 * MessageIndex::kReadTries, ErrorCode::Unavailable));
    }

    void jobsThatMustSeeAllWaitForIt()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write));
        QVERIFY(Migrator(database, path).migrate());
        const SegmentMedium medium(directory.path(), {});
        SubjectLineClassifier classifier;
        const FakeClock clock;
        Indexer indexer({path, &medium, {}, &clock}, classifier, [](const StoreChange &) {});
        QVERIFY(indexer.start());

        QVERIFY(database.execute(QStringLiteral("ALTER TABLE messages RENAME TO away")));
        const auto envelope = std::make_shared<const Envelope>(envelopeTo({"a@example.test"}, fromUnixMs(1000)));
        const LogEntry entry{{1, 7}, {1, 16, 100}, envelope, mail("good")};
        indexer.add({entry});
        QTRY_VERIFY(indexer.failure());

        const auto pin = [id = entry.id](StoreWriter &writer) {
            return writer.setPinned({id}, true);
        };
        std::promise<Result<void>> waited;
        std::promise<Result<void>> failed;
        auto waitedFor = waited.get_future();
        indexer.writeOnceIndexed(pin, [&waited](const Result<void> &done) { waited.set_value(done); });
        indexer.write(pin, [&failed](const Result<void> &done) { failed.set_value(done); });
        QVERIFY(!failed.get_future().get());
        QCOMPARE(waitedFor.wait_for(std::chrono::seconds(0)), std::future_status::timeout);

        QVERIFY(database.execute(QStringLiteral("ALTER TABLE away RENAME TO messages")));
        QVERIFY(waitedFor.get());
        auto rows = database.query("SELECT pinned FROM messages");
        QVERIFY(rows && rows->next());
        QCOMPARE(rows->integer(0), 1);
    }

    void jobsThatMustSeeAllEndWithTheIndexer()
    {
        QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write));
        QVERIFY(Migrator(database, path).migrate());
        const SegmentMedium medium(directory.path(), {});
        SubjectLineClassifier classifier;
        const FakeClock clock;
        Indexer indexer({path, &medium, {}, &clock}, classifier, [](const StoreChange &) {});
        QVERIFY(indexer.start());
        QVERIFY(database.execute(QStringLiteral("ALTER TABLE messages RENAME TO away")));
        const auto envelope = std::make_shared<const Envelope>(envelopeTo({"a@example.test"}, fromUnixMs(1000)));
        indexer.add({{{1, 7}, {1, 16, 100}, envelope, mail("good")}});
        std::optional<Result<void>> ended;
        indexer.writeOnceIndexed([](StoreWriter &) { return Result<void>(); },
                                 [&ended](const Result<void> &done) { ended = done; });
        QTRY_VERIFY(indexer.failure());
        indexer.stop();
        QVERIFY(ended);
        QCOMPARE(ended->error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestMessageIndex)
#include "tst_message_index.moc"

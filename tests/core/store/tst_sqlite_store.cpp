// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrator.h"
#include "tests/support/store_failing_file.h"
#include "tests/support/store_suite.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace mailweir;

class TestSqliteStore : public StoreSuite {
    Q_OBJECT
private:
    enum class Loss { Missing, Head, Table, OnlyHeader, OnlyTables };

    void scribble(qint64 page)
    {
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((page - 1) * 4096));
        QCOMPARE(file.write(QByteArray(4096, 'x')), 4096);
    }
    void lose(Loss loss)
    {
        if (loss == Loss::Head)
            return scribble(1);
        if (loss == Loss::Table) {
            const QVariant page =
                sql({QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("UPDATE log_state SET clean = 0"),
                     QStringLiteral("SELECT rootpage FROM sqlite_schema WHERE name = 'messages'")});
            return scribble(page.toLongLong());
        }
        QVERIFY(QFile::remove(database()));
        if (loss == Loss::OnlyHeader)
            QCOMPARE(sql({QStringLiteral("PRAGMA journal_mode = WAL")}).toString(), QStringLiteral("wal"));
        if (loss == Loss::OnlyTables) {
            Database half;
            QVERIFY(half.open(database(), Database::Access::Write));
            QVERIFY(Migrator(half, database()).migrate());
        }
    }

private Q_SLOTS:
    void bringsBackMailWhenTheDatabaseIsLost_data()
    {
        QTest::addColumn<Loss>("loss");
        QTest::newRow("missing") << Loss::Missing;
        QTest::newRow("damaged at its head") << Loss::Head;
        QTest::newRow("damaged in a table") << Loss::Table;
        QTest::newRow("killed when it had only a header") << Loss::OnlyHeader;
        QTest::newRow("killed when it had only tables") << Loss::OnlyTables;
    }

    void bringsBackMailWhenTheDatabaseIsLost()
    {
        if (inMemory())
            QSKIP("there are no files");
        QFETCH(Loss, loss);
        const MessageId id = putMail("one", {kA, kB});
        putMail("two");
        m_store.reset();
        lose(loss);
        openStore();
        QCOMPARE(QFile::exists(database() + QStringLiteral(".damaged-1")), loss == Loss::Head || loss == Loss::Table);
        QCOMPARE(counts().messages, 2);
        // A damaged table leaves the others to be read: what was collecting is held.
        const bool saved = loss == Loss::Table;
        QCOMPARE(batches({BatchState::Held}).size(), saved ? 3 : 0);
        QCOMPARE(batches().size(), saved ? 3 : 0);
        const auto back = ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
        QVERIFY(back->recovered);
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }), mail("one", "\r\nx\r\n"));
        QCOMPARE(group(QStringLiteral("one")).state, saved ? GroupState::Held : GroupState::Caught);
        const MessageId next = putMail("one");
        QVERIFY(next > id);
        QVERIFY(!ask(*m_store, [next](StoreReader &reader) { return reader.message(next); })->recovered);
        QCOMPARE(batches().size(), saved ? 3 : 1);
        QCOMPARE(batches()[0].count, saved ? 2 : 1);
    }

    void tellsWhetherItWasClosedCleanly()
    {
        if (inMemory())
            QSKIP("there are no files");
        const QStringList clean{QStringLiteral("SELECT clean FROM log_state")};
        QCOMPARE(sql(clean), QVariant(0));
        m_store.reset();
        QCOMPARE(sql(clean), QVariant(1));
        openStore();
        sql({QStringLiteral("ALTER TABLE messages RENAME TO away")});
        putMail("one");
        m_store.reset();
        QCOMPARE(sql(clean), QVariant(0));
    }

    void isForOneEngineOnly()
    {
        if (inMemory())
            QSKIP("there are no files");
        SqliteStore other(options(), m_classifier, m_clock, m_changes.observer(), {});
        const auto opened = other.open();
        QCOMPARE(opened.error().code, ErrorCode::Locked);
        QCOMPARE(opened.error().subject, database());
        QVERIFY(opened.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
        other.close();
        const MessageId id = putMail("one"); // the first one goes on
        QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.message(id); }));
        m_store->close();
        QVERIFY(SqliteStore(options(), m_classifier, m_clock, m_changes.observer(), {}).open());
    }

    void refusesMailWhileTheIndexFails()
    {
        if (inMemory())
            QSKIP("there are no files");
        m_store.reset();
        openStore({.log = {}, .maxBacklog = 2});
        sql({QStringLiteral("ALTER TABLE messages RENAME TO away")});
        putMail("one");
        QVERIFY(m_store->admits(1));
        putMail("one");
        putMail("one");
        QTRY_VERIFY(!m_store->admits(1));
        QCOMPARE(m_store->admits(1).error().code, ErrorCode::Io);
        QVERIFY(!m_store->congested());
        sql({QStringLiteral("ALTER TABLE away RENAME TO messages")});
        QTRY_VERIFY(m_store->admits(1));
        QCOMPARE(counts().messages, 3);
    }

    void aBatchOutlivesTheBytesOfItsMail()
    {
        if (!hasSegments())
            QSKIP("there are no segments");
        const auto content = [this] {
            const BatchId id = batches().first().id;
            return *ask(*m_store, [id](StoreReader &reader) { return reader.batchContent(id); });
        };
        const QByteArray large(3 * 1024 * 1024, 'x');
        putMail("one", {kA}, "X-Key: shared\r\n\r\n" + large);
        QCOMPARE(content().groups[0].lastRaw.size(), BatchGroup::kMaxRaw);
        QFile file(segment(1));
        putMail("two", {kA}, "X-Key: shared\r\n\r\nx\r\n");
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qsizetype second = file.readAll().indexOf("Subject: two");
        QVERIFY(second > large.size() && file.seek(second));
        QCOMPARE(file.write(QByteArray(10, 'x')), 10);
        file.close();
        const auto both = content();
        QCOMPARE(both.groups.size(), 2);
        QVERIFY(!both.groups[0].lastIsLost);
        QVERIFY(both.groups[1].lastIsLost);
        QVERIFY(both.groups[1].lastRaw.isEmpty());
        QCOMPARE(both.groups[1].label, QStringLiteral("two"));
    }

    void opensADatabaseOfVersion1()
    {
        if (inMemory())
            QSKIP("there are no files");
        m_store.reset();
        QVERIFY(QFile::remove(database()));
        QFile script(QStringLiteral(":/mailweir/sql/0001_initial.sql"));
        QVERIFY(script.open(QIODevice::ReadOnly));
        sql(QString::fromUtf8(script.readAll()).split(QStringLiteral(";\n"), Qt::SkipEmptyParts)
            << QStringLiteral("INSERT INTO groups VALUES (1, 'one', 'one', 1, 1, 9, 5, 5, x'80', 0, x'', 0, 7)")
            << QStringLiteral("INSERT INTO messages VALUES (3, 4, 1, 1, 16, 60, 'one', 'm@x', 'App', 'app@x', x'80', "
                              "x'61', x'80', 5, 6, 9, 0, 'words', 0, 0, 0)")
            << QStringLiteral("UPDATE log_state SET recovered_position = 0")
            << QStringLiteral("PRAGMA user_version = 1"));
        openStore();
        QCOMPARE(sql({QStringLiteral("PRAGMA user_version")}), QVariant(3));
        MessageSummary expected;
        expected.id = {3, 4};
        expected.group = {1};
        expected.subject = QStringLiteral("one");
        expected.messageId = QStringLiteral("m@x");
        expected.from = {QStringLiteral("App"), QStringLiteral("app@x")};
        expected.envelopeSender = "a";
        expected.received = fromUnixMs(5);
        expected.date = fromUnixMs(6);
        expected.size = 9;
        expected.snippet = QStringLiteral("words");
        QCOMPARE(messages(), QList<MessageSummary>{expected});
        QVERIFY(write([&](StoreWriter &writer) { return writer.setProcess({{3, 4}}, {17, "/bin/sh", "/"}); }));
        putMail("one");
        QCOMPARE(group(QStringLiteral("one")).count, 2);
    }

    void refusesANewerDatabase()
    {
        if (inMemory())
            QSKIP("there are no files");
        m_store.reset();
        sql({QStringLiteral("PRAGMA user_version = 9000")});
        m_store = std::make_unique<SqliteStore>(options(), m_classifier, m_clock, m_changes.observer(),
                                                SqliteStore::Tuning{});
        const auto opened = m_store->open();
        QCOMPARE(opened.error().code, ErrorCode::TooNew);
        QCOMPARE(opened.error().subject, database());
    }

    void refusesADirectoryThatIsMissing()
    {
        if (inMemory())
            QSKIP("there are no files");
        StoreOptions nowhere = options();
        nowhere.database = m_dir->filePath(QStringLiteral("no/such/x.db"));
        SqliteStore store(nowhere, m_classifier, m_clock, m_changes.observer(), {});
        QVERIFY(!store.open());
    }

    void filesAreForTheirOwnerOnly()
    {
        if (inMemory())
            QSKIP("there are no files");
        putMail("one");
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(database()) & others));
        QVERIFY(!(QFile::permissions(database() + QStringLiteral("-wal")) & others));
    }

    void normalSyncsALittleLater()
    {
        if (m_kind != Kind::Normal)
            QSKIP("an answer waits for the disk, or there is none");
        m_store.reset();
        const auto orders = std::make_shared<FailingFile::Orders>();
        orders->failSync = true;
        openStore({.log = failingFiles(orders)});
        putMail("one");
        QVERIFY(orders->failSync); // the answer did not wait for it
        QTRY_VERIFY(!orders->failSync); // it came and failed
        putMail("two"); // into another segment
        QTRY_VERIFY(orders->syncedSize > kSegmentHeaderSize);
        QVERIFY(QFile::exists(segment(2)));
        reopen();
        QCOMPARE(counts().messages, 2); // nothing that was acknowledged was cut off
    }

    void aPowerCutTakesRowsWithTheirMail()
    {
        if (m_kind != Kind::Normal)
            QSKIP("what was acknowledged is on the disk, or nothing is");
        const MessageId first = putMail("one");
        QCOMPARE(counts().messages, 1);
        const qint64 synced = QFileInfo(segment(1)).size();
        m_clock.advance(Milliseconds(60'000));
        const MessageId second = putMail("two");
        QCOMPARE(counts().messages, 2);
        m_store.reset();
        QFile file(segment(1));
        QVERIFY(file.size() < synced); // the zeros ahead are gone
        QVERIFY(file.resize(file.size() - 20));
        sql({QStringLiteral("UPDATE log_state SET clean = 0")});
        openStore();
        QTRY_COMPARE(counts().messages, 1);
        QVERIFY(ask(*m_store, [first](StoreReader &reader) { return reader.raw(first); }));
        QVERIFY(putMail("three") > second);
    }

    void staysWithItsMedium()
    {
        if (inMemory())
            QSKIP("there are no files");
        putMail("one");
        m_store.reset();
        StoreOptions other = options();
        other.bodiesInDatabase = !other.bodiesInDatabase;
        const auto opened = SqliteStore(other, m_classifier, m_clock, m_changes.observer(), {}).open();
        QCOMPARE(opened.error().code, ErrorCode::Conflict);
        QVERIFY(opened.error().detail.contains(QLatin1String("?bodies=database")));
        openStore();
        QCOMPARE(counts().messages, 1);
    }

    void memoryLeavesNothingOnTheDisk()
    {
        if (!inMemory())
            QSKIP("what is on the disk is looked at elsewhere");
        putMail("one");
        QCOMPARE(counts().messages, 1);
        QVERIFY(QDir(m_dir->path()).isEmpty());
        SqliteStore other(options(), m_classifier, m_clock, m_changes.observer(), {});
        QVERIFY(other.open()); // a store of its own
        QCOMPARE(ask(other, [](StoreReader &reader) { return reader.counts(); })->messages, 0);
    }

    void makesTheIndexAnew()
    {
        if (inMemory())
            QSKIP("there is nothing to make it from");
        const MessageId id = putMail("one");
        putMail("two");
        seal(batches()[0], DeliveryState::Waiting);
        QVERIFY(write([id](StoreWriter &writer) { return writer.markRead({id}, true); }));
        m_store.reset();
        for (const char *aside : {".replaced-1", ".replaced-2"}) {
            StoreOptions anew = options();
            anew.rebuildIndex = true;
            m_store =
                std::make_unique<SqliteStore>(anew, m_classifier, m_clock, m_changes.observer(), SqliteStore::Tuning{});
            QVERIFY(m_store->open());
            QCOMPARE(counts().messages, 2);
            QVERIFY(QFile::exists(database() + QLatin1String(aside)));
            QVERIFY(batches().isEmpty());
            QCOMPARE(counts().deliveries, (std::array<qint64, 8>{}));
            const auto back = ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
            QVERIFY(back->recovered && !back->read);
            m_store.reset();
        }
        openStore();
        QCOMPARE(counts().messages, 2);
        QVERIFY(putMail("three") > id);
    }

    void answersAndGoesOnWhenTheDiskFails()
    {
        if (m_kind != Kind::Files)
            QSKIP("no file of the log that an answer waits for");
        m_store.reset();
        const auto orders = std::make_shared<FailingFile::Orders>();
        openStore({.log = failingFiles(orders)});
        const MessageId first = putMail("one");
        orders->failSync = true;
        const auto failed = put(*m_store, mail("one"), envelopeTo({kA}, m_clock.now()));
        QCOMPARE(failed.error().code, ErrorCode::Io);
        orders->failWrite = true;
        const auto full = put(*m_store, mail("one"), envelopeTo({kA}, m_clock.now()));
        QCOMPARE(full.error().code, ErrorCode::DiskFull);
        const MessageId second = putMail("one");
        QVERIFY(QFile::exists(segment(3)));
        reopen();
        QCOMPARE(counts().messages, 2);
        QVERIFY(ask(*m_store, [first](StoreReader &reader) { return reader.raw(first); }));
        QVERIFY(ask(*m_store, [second](StoreReader &reader) { return reader.raw(second); }));
    }

    void aLargeMailThatLostAPartIsRefused()
    {
        if (m_kind != Kind::Files)
            QSKIP("no file of the log that an answer waits for");
        m_store.reset();
        const auto orders = std::make_shared<FailingFile::Orders>();
        openStore({.log = failingFiles(orders)});
        auto large = m_store->beginMessage();
        large->append(QByteArray(2 * 1024 * 1024, 'x'));
        putMail("makes the first part durable");
        large->append(QByteArray(1024 * 1024, 'y'));
        orders->failSync = true;
        QVERIFY(!put(*m_store, mail("fails"), envelopeTo({kA}, m_clock.now())));
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        large->commit(envelopeTo({kA}, m_clock.now()), [answer](Result<MessageId> id) { answer->set(id); });
        QVERIFY(!answer->get()->ok());
        QCOMPARE(counts().messages, 1);
    }
};

QTEST_GUILESS_MAIN(TestSqliteStore)
#include "tst_sqlite_store.moc"

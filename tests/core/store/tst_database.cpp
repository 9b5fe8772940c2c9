// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace mailweir;

class TestDatabase : public QObject {
    Q_OBJECT
private:
    static QString memory() { return QStringLiteral("file:/tst-database?vfs=memdb"); }

    static qint64 count(Database &database)
    {
        auto rows = database.query("SELECT COUNT(*) FROM t");
        return rows && rows->next() ? rows->integer(0) : -1;
    }

private Q_SLOTS:
    void keepsNumbersAndEmptyValues()
    {
        const QTemporaryDir dir;
        Database database;
        QVERIFY(database.open(dir.filePath(QStringLiteral("x.db")), Database::Access::Write));
        QVERIFY(database.execute(QStringLiteral("CREATE TABLE t (a INTEGER, b TEXT NOT NULL, c BLOB NOT NULL)")));
        QVERIFY(database.run("INSERT INTO t VALUES (?, ?, ?)", {quint64(1) << 63, QString(), QByteArray()}));
        auto rows = database.query("SELECT a, b, c, typeof(a), typeof(c) FROM t");
        QVERIFY(rows && rows->next());
        QCOMPARE(quint64(rows->integer(0)), quint64(1) << 63);
        QCOMPARE(rows->text(3), QStringLiteral("integer"));
        QCOMPARE(rows->text(4), QStringLiteral("blob"));
        // What a row gives can be put into another.
        const QList<SqlValue> copied{SqlValue(rows->value(0)), SqlValue(rows->value(1)), SqlValue(rows->value(2))};
        QVERIFY(database.query(QStringLiteral("INSERT INTO t VALUES (?, ?, ?)"), copied));
        QCOMPARE(count(database), 2);
    }

    void connectionsShareADatabaseInMemory()
    {
        Database writer;
        QVERIFY(writer.open(memory(), Database::Access::Write));
        QVERIFY(writer.execute(QStringLiteral("CREATE TABLE t (a INTEGER)")));
        Database reader;
        QVERIFY(reader.open(memory(), Database::Access::Read));
        QVERIFY(writer.run("INSERT INTO t VALUES (1)"));
        QCOMPARE(count(reader), 1);
        QVERIFY(!reader.run("INSERT INTO t VALUES (1)"));
        reader.close();
        writer.close();
        Database later;
        QVERIFY(later.open(memory(), Database::Access::Write));
        QCOMPARE(count(later), -1); // it went with its last connection
    }

    /// Left to SQLite, a reader gets its turn after thousands of transactions.
    void nobodyStarvesInMemory()
    {
        constexpr int kReads = 100;
        Database writer;
        QVERIFY(writer.open(memory(), Database::Access::Write));
        QVERIFY(writer.execute(QStringLiteral("CREATE TABLE t (a INTEGER)")));
        std::atomic<int> reads{0};
        std::thread reading([&reads] {
            Database reader;
            if (!reader.open(memory(), Database::Access::Read))
                return;
            for (; reads < kReads; ++reads) {
                if (!reader.begin(Database::Durability::Later) || count(reader) < 0)
                    return;
                reader.rollback();
            }
        });
        int transactions = 0;
        bool sound = true;
        for (; sound && reads < kReads && transactions < kReads * 100; ++transactions) {
            sound = writer.begin().ok();
            for (int i = 0; sound && i < 100; ++i)
                sound = writer.run("INSERT INTO t VALUES (?)", {i}).ok();
            sound = sound && writer.commit();
        }
        reading.join();
        QVERIFY(sound);
        QCOMPARE(reads.load(), kReads);
        QVERIFY2(transactions < kReads * 20, qPrintable(QString::number(transactions)));
    }

    void givesSpaceBack()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write, Database::FreePages::Returnable));
        QVERIFY(database.execute(QStringLiteral("CREATE TABLE t (a BLOB)")));
        QVERIFY(database.run("INSERT INTO t VALUES (?)", {QByteArray(1024 * 1024, 'x')}));
        QVERIFY(database.checkpoint(Database::Checkpoint::All));
        QVERIFY(QFileInfo(path).size() > 1024 * 1024);
        QVERIFY(database.run("DELETE FROM t"));
        QVERIFY(database.giveBack(1000));
        QVERIFY(database.checkpoint(Database::Checkpoint::All));
        QVERIFY(QFileInfo(path).size() < 64 * 1024);
    }
};

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"

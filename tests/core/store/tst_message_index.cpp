// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/message_index.h"
#include "core/store/migrator.h"
#include "tests/support/store_fixture.h"

#include <QDir>
#include <QTest>

using namespace mailweir;

class TestMessageIndex : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void passesOverWhatTheDiskDoesNotGive()
    {
        // Reading a directory fails with EISDIR, as reading a bad sector does with EIO.
        QTemporaryDir directory;
        QVERIFY(QDir().mkpath(segmentPath(directory.path(), 1)));
        const QString path = directory.filePath(QStringLiteral("x.db"));
        Database database;
        QVERIFY(database.open(path, Database::Access::Write));
        QVERIFY(Migrator(database, path).migrate());
        LogReader log(directory.path());
        SubjectClassifier classifier;
        MessageIndex index(database, log, classifier, {});

        const LogEntry bad{{1, 7}, {1, 16, 100}, nullptr, {}};
        const LogEntry alsoBad{{2, 7}, {1, 116, 100}, nullptr, {}};
        const auto envelope = std::make_shared<const Envelope>(envelopeTo({"a@example.test"}, fromUnixMs(1000)));
        const LogEntry good{{3, 7}, {1, 216, 100}, envelope, mail("good")};
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
    }
};

QTEST_GUILESS_MAIN(TestMessageIndex)
#include "tst_message_index.moc"

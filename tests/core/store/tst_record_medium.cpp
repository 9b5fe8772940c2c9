// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/memory_medium.h"
#include "core/store/row_medium.h"
#include "core/store/segment_medium.h"

#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

/// What holds for records, whatever holds them.
class TestRecordMedium : public QObject {
    Q_OBJECT
public:
    enum class Kind { Files, Rows, Memory };
    Q_ENUM(Kind)

private:
    static constexpr qint64 kTarget = 4096;

    std::unique_ptr<RecordMedium> make() const
    {
        const QString path = m_dir->filePath(QStringLiteral("x"));
        if (m_kind == Kind::Memory)
            return std::make_unique<MemoryMedium>(kTarget);
        if (m_kind == Kind::Rows)
            return std::make_unique<RowMedium>(path, kTarget);
        BodyLogOptions options;
        options.segmentTarget = kTarget;
        return std::make_unique<SegmentMedium>(path, options);
    }
    static RecordLocation add(RecordLog &log, quint64 id, const QByteArray &body, RecordKind kind = RecordKind::Message)
    {
        [&] {
            QVERIFY(log.beginGroup());
        }();
        const RecordLocation location = log.add(kind, {id, id + 1}, "envelope", body);
        [&] {
            QVERIFY(log.endGroup(false));
        }();
        return location;
    }
    static qint64 held(RecordRemover &remover, quint32 segment)
    {
        const auto segments = remover.segments();
        for (const HeldSegment &one : *segments) {
            if (one.number == segment)
                return one.bytes;
        }
        return -1;
    }

    Kind m_kind = Kind::Files;
    std::unique_ptr<QTemporaryDir> m_dir;

private Q_SLOTS:
    void initTestCase_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::newRow("files") << Kind::Files;
        QTest::newRow("rows") << Kind::Rows;
        QTest::newRow("memory") << Kind::Memory;
    }
    void init()
    {
        QFETCH_GLOBAL(Kind, kind);
        m_kind = kind;
        m_dir = std::make_unique<QTemporaryDir>();
    }

    void givesBackWhatWasAdded()
    {
        const auto medium = make();
        const auto log = medium->makeLog();
        QVERIFY(log->open({}));
        QByteArray bytes;
        for (int i = 0; i < 256; ++i)
            bytes.append(char(i));
        const RecordLocation one = add(*log, 7, bytes);
        const RecordLocation two = add(*log, 9, {});
        QCOMPARE(one.length, kRecordHeaderSize + 8 + 256);
        QVERIFY(two.offset >= one.offset + one.length);
        QVERIFY(!log->wasLost(one));
        const auto source = medium->makeSource();
        const auto record = source->record(one);
        QVERIFY(record);
        QCOMPARE(record->kind, RecordKind::Message);
        QCOMPARE(record->id, (MessageId{7, 8}));
        QCOMPARE(record->envelope, QByteArrayLiteral("envelope"));
        QCOMPARE(record->body, bytes);
        QVERIFY(source->record(two)->body.isEmpty());
        QVERIFY(!source->record({one.segment, one.offset + 1, one.length}));
        QVERIFY(!source->record({77, 0, one.length}));
    }

    void findsWhatLiesBehind()
    {
        if (m_kind == Kind::Memory)
            QSKIP("nothing is left of it");
        RecordLocation first;
        {
            const auto medium = make();
            const auto log = medium->makeLog();
            QVERIFY(log->open({}));
            first = add(*log, 1, QByteArray(3000, 'a'));
            add(*log, 2, QByteArray(3000, 'b'), RecordKind::Chunk);
            add(*log, 3, QByteArray(3000, 'c')); // in another segment
        }
        const auto medium = make();
        const auto all = medium->makeLog()->open({});
        QCOMPARE(all->entries.size(), 2);
        QCOMPARE(all->entries[0].id, (MessageId{1, 2}));
        QCOMPARE(all->entries[0].location, first);
        const auto log = medium->makeLog();
        const auto rest = log->open(first.end());
        QCOMPARE(rest->entries.size(), 1);
        QCOMPARE(rest->entries[0].id, (MessageId{3, 4}));
        QCOMPARE(rest->end, rest->entries[0].location.end());
        const RecordLocation next = add(*log, 5, "d");
        QVERIFY(LogPosition(next.segment, next.offset) >= rest->end);
        QCOMPARE(medium->makeSource()->record(next)->body, QByteArrayLiteral("d"));
    }

    void forgetsAllButTheLiving()
    {
        const auto medium = make();
        const auto log = medium->makeLog();
        QVERIFY(log->open({}));
        QList<RecordLocation> locations;
        for (quint64 i = 1; i <= 1300; ++i) // more than one slice
            locations.append(add(*log, i, i % 2 ? "a" : "bb"));
        const quint32 segment = locations[0].segment;
        QVERIFY(log->segment() > segment);
        QList<RecordLocation> live;
        qint64 bytes = 0;
        for (qsizetype i = 0; i < locations.size(); i += 7) {
            if (locations[i].segment == segment) {
                live.append(locations[i]);
                bytes += locations[i].length;
            }
        }
        const auto remover = medium->makeRemover();
        const qint64 before = held(*remover, segment);
        QVERIFY(before > bytes * 6);
        QVERIFY(remover->keepOnly(segment, live));
        QCOMPARE(held(*remover, segment), bytes);
        const auto source = medium->makeSource();
        for (const RecordLocation &location : std::as_const(locations)) {
            const bool stays = location.segment != segment || live.contains(location);
            QCOMPARE(bool(source->record(location)), stays);
        }
        QVERIFY(remover->keepOnly(segment, {}));
        QCOMPARE(held(*remover, segment), -1);
        QCOMPARE(source->record(live[0]).error().code, ErrorCode::NotFound);
        QVERIFY(source->record(locations.last()));
    }

    void aDamagedRowIsNotBelieved()
    {
        if (m_kind != Kind::Rows)
            QSKIP("files are tested elsewhere, memory is believed");
        const auto medium = make();
        const auto log = medium->makeLog();
        QVERIFY(log->open({}));
        const RecordLocation one = add(*log, 7, "abc");
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("test"));
            connection.setDatabaseName(m_dir->filePath(QStringLiteral("x")));
            QVERIFY(connection.open());
            QVERIFY(QSqlQuery(connection).exec(QStringLiteral("UPDATE records SET body = x'616264'")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("test"));
        QCOMPARE(medium->makeSource()->record(one).error().code, ErrorCode::Corrupt);
    }

    void rowsShrinkTheirFile()
    {
        if (m_kind != Kind::Rows)
            QSKIP("that is about the database");
        const auto medium = make();
        const auto log = medium->makeLog();
        QVERIFY(log->open({}));
        const RecordLocation large = add(*log, 1, QByteArray(2'000'000, 'x'));
        add(*log, 2, "y");
        QVERIFY(log->sync());
        const QString path = m_dir->filePath(QStringLiteral("x"));
        const qint64 before = QFileInfo(path).size();
        QVERIFY(before > 2'000'000);
        QVERIFY(medium->makeRemover()->keepOnly(large.segment, {}));
        QVERIFY(log->sync());
        QVERIFY(QFileInfo(path).size() < before / 10);
    }
};

QTEST_GUILESS_MAIN(TestRecordMedium)
#include "tst_record_medium.moc"

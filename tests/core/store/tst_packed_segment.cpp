// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/body_log.h"
#include "core/store/crc32c.h"
#include "core/store/packed_segment.h"
#include "core/store/segment_packer.h"
#include "core/store/segment_source.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

namespace {

/// What applications send: all alike, and yet each its own.
QByteArray letter(int number)
{
    QByteArray body("Subject: Invoice is ready\r\nFrom: Billing <billing@example.test>\r\nMIME-Version: 1.0\r\n"
                    "Content-Type: text/html; charset=utf-8\r\n\r\n<html><body style=\"font-family: sans-serif\">");
    QRandomGenerator random(quint32(number) + 1);
    for (int line = 0; line < 12; ++line)
        body += "<tr><td>" + QByteArray::number(random.generate()) + "</td><td class=\"price\">EUR</td></tr>\r\n";
    return body + "</body></html>\r\n";
}

QByteArray noise(qsizetype size, quint32 seed)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(seed);
    for (char &byte : bytes)
        byte = char(random.generate());
    return bytes;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPackedSegment : public QObject {
    Q_OBJECT
private:
    struct Put {
        RecordLocation location;
        RecordKind kind = RecordKind::Message;
        MessageId id;
        QByteArray envelope;
        QByteArray body;
    };

    /// Writes all of it into segment 1.
    void fill(const QList<Put> &records)
    {
        BodyLogOptions options;
        options.segmentTarget = 64 * 1024 * 1024;
        BodyLog log(m_dir->path(), options);
        QVERIFY(log.open({}));
        QVERIFY(log.beginGroup());
        for (const Put &record : records) {
            m_records.append(record);
            m_records.last().location = log.add(record.kind, record.id, record.envelope, record.body);
        }
        QVERIFY(log.endGroup(true));
    }
    void fillWithLetters(int count)
    {
        QList<Put> records;
        for (int i = 0; i < count; ++i)
            records.append(
                {{}, RecordKind::Message, {quint64(i + 1), 7}, "envelope " + QByteArray::number(i), letter(i)});
        fill(records);
    }
    QList<RecordLocation> all() const
    {
        QList<RecordLocation> locations;
        for (const Put &record : m_records)
            locations.append(record.location);
        return locations;
    }
    QString plain() const { return segmentPath(m_dir->path(), 1); }
    QString packed() const { return packedSegmentPath(m_dir->path(), 1); }
    bool reads(SegmentSource &source, const Put &put)
    {
        const auto record = source.record(put.location);
        return record && record->kind == put.kind && record->id == put.id && record->envelope == put.envelope
            && record->body == put.body;
    }
    void verifyAll()
    {
        SegmentSource source(m_dir->path());
        for (const Put &put : std::as_const(m_records))
            QVERIFY(reads(source, put));
    }
    void flip(qint64 at, char bits = 0x10)
    {
        QFile file(packed());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const qint64 place = at < 0 ? file.size() + at : at;
        QVERIFY(file.seek(place));
        const char byte = char(file.read(1).at(0) ^ bits);
        QVERIFY(file.seek(place));
        file.write(&byte, 1);
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QList<Put> m_records;

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_records.clear();
    }

    void givesEveryRecordBackByteForByte()
    {
        QList<Put> records;
        for (int i = 0; i < 400; ++i)
            records.append({{}, RecordKind::Message, {quint64(i + 1), 7}, "envelope", letter(i)});
        records.append({{}, RecordKind::Message, {500, 7}, {}, {}});
        records.append({{}, RecordKind::Message, {501, 7}, noise(300, 1), noise(100'000, 2)});
        records.append({{}, RecordKind::Chunk, {}, {}, QByteArray(1024 * 1024, 'x')});
        records.append({{}, RecordKind::Chunk, {}, {}, noise(1024 * 1024, 3)});
        records.append({{}, RecordKind::Commit, {502, 7}, "envelope", noise(32, 4)});
        fill(records);
        QList<QByteArray> before;
        const auto view = openSegment(m_dir->path(), 1);
        QVERIFY(view);
        for (const RecordLocation &location : all())
            before.append(*(*view)->record(location.offset, location.length));
        const qint64 size = QFileInfo(plain()).size();

        SegmentPacker packer(m_dir->path());
        QVERIFY(packer.keepOnly(1, all()));
        QVERIFY(!QFile::exists(plain()));
        QVERIFY2(QFileInfo(packed()).size() < size * 6 / 10, qPrintable(QString::number(QFileInfo(packed()).size())));
        QCOMPARE(QFileInfo(packed()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        verifyAll();
        const auto after = openSegment(m_dir->path(), 1);
        for (qsizetype i = 0; i < before.size(); ++i)
            QCOMPARE(*(*after)->record(all()[i].offset, all()[i].length), before[i]);
        const auto missing = (*after)->record(all()[3].offset + 1, 50);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);

        const auto held = packer.segments();
        QCOMPARE(held->size(), 1);
        QVERIFY(held->at(0).packed);
        qint64 bytes = 0;
        for (const RecordLocation &location : all())
            bytes += location.length;
        QCOMPARE(held->at(0).bytes, bytes);
    }

    void aDictionaryPaysForLettersThatAreAlike()
    {
        fillWithLetters(5000);
        const qint64 size = QFileInfo(plain()).size();
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        // One by one and without a dictionary these come to half of their size at best.
        QVERIFY2(QFileInfo(packed()).size() < size * 4 / 10, qPrintable(QString::number(QFileInfo(packed()).size())));
        verifyAll();
    }

    void storesNoiseAsItIs()
    {
        QList<Put> records;
        for (int i = 0; i < 200; ++i)
            records.append({{}, RecordKind::Message, {quint64(i + 1), 7}, {}, noise(3000, quint32(i))});
        fill(records);
        const qint64 size = QFileInfo(plain()).size();
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        const qint64 overhead = kPackedEntrySize + kPackedTableEntrySize;
        QVERIFY(QFileInfo(packed()).size() <= size + 2 * kPackedHeadSize + kPackedFooterSize + 200 * overhead);
        verifyAll();
    }

    void keepsOnlyWhatItIsTold()
    {
        fillWithLetters(300);
        SegmentPacker packer(m_dir->path());
        QVERIFY(packer.keepOnly(1, all()));
        QList<RecordLocation> some;
        for (qsizetype i = 0; i < m_records.size(); i += 3)
            some.append(m_records[i].location);
        const qint64 size = QFileInfo(packed()).size();
        QVERIFY(packer.keepOnly(1, some));
        QVERIFY(QFileInfo(packed()).size() < size);
        SegmentSource source(m_dir->path());
        for (qsizetype i = 0; i < m_records.size(); ++i) {
            if (i % 3 == 0)
                QVERIFY(reads(source, m_records[i]));
            else
                QCOMPARE(source.record(m_records[i].location).error().code, ErrorCode::NotFound);
        }
        QVERIFY(packer.keepOnly(1, {}));
        QVERIFY(QDir(m_dir->path()).isEmpty());
        QCOMPARE(source.record(some[0]).error().code, ErrorCode::NotFound);
        QVERIFY(packer.segments()->isEmpty());
    }

    void readersFollowAndTheSpaceIsFreeAtOnce()
    {
        fillWithLetters(300);
        SegmentSource source(m_dir->path());
        QVERIFY(reads(source, m_records[0]));
        QFile old(plain());
        QVERIFY(old.open(QIODevice::ReadOnly));
        SegmentPacker packer(m_dir->path());
        QVERIFY(packer.keepOnly(1, all()));
        QCOMPARE(old.size(), 0);
        QVERIFY(reads(source, m_records[1]));
        QFile replaced(packed());
        QVERIFY(replaced.open(QIODevice::ReadOnly));
        QVERIFY(packer.keepOnly(1, all().first(10)));
        QCOMPARE(replaced.size(), 0);
        QVERIFY(reads(source, m_records[2]));
        QCOMPARE(source.record(m_records[20].location).error().code, ErrorCode::NotFound);
    }

    void finishesWhatWasInterrupted()
    {
        fillWithLetters(300);
        const QByteArray before = contents(plain());
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        // Killed between the new name and the end of the old one, and in the middle of another try.
        for (const auto &[path, bytes] :
             {std::pair(plain(), before), std::pair(packed() + QStringLiteral(".tmp"), before)}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
        }
        verifyAll();
        QCOMPARE(segmentNumbersIn(m_dir->path()), QList<quint32>{1});
        QVERIFY(SegmentPacker(m_dir->path()).segments());
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("0000000001.zseg")});
        verifyAll();
    }

    void keepsAllWhenARecordCannotBeRead()
    {
        fillWithLetters(10);
        QFile file(plain());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(m_records[4].location.offset + 60));
        file.write("!");
        file.close();
        const auto packing = SegmentPacker(m_dir->path()).keepOnly(1, all());
        QCOMPARE(packing.error().code, ErrorCode::Corrupt);
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList{QStringLiteral("0000000001.seg")});
        SegmentSource source(m_dir->path());
        for (qsizetype i = 0; i < m_records.size(); ++i)
            QCOMPARE(reads(source, m_records[i]), i != 4);
    }

    void scansLikeThePlainOne()
    {
        QList<Put> records{{{}, RecordKind::Message, {1, 7}, "envelope", letter(1)},
                           {{}, RecordKind::Chunk, {}, {}, letter(2)},
                           {{}, RecordKind::Commit, {2, 7}, "envelope", noise(16, 3)},
                           {{}, RecordKind::Message, {3, 7}, "envelope", letter(4)}};
        fill(records);
        const auto before = scanSegmentIn(m_dir->path(), 1, 0);
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        for (const qint64 from : {qint64(0), m_records[2].location.offset, m_records[2].location.offset + 1}) {
            const auto after = scanSegmentIn(m_dir->path(), 1, from);
            QVERIFY(after);
            QList<LogEntry> expected;
            for (const LogEntry &entry : before->entries) {
                if (entry.location.offset >= from)
                    expected.append(entry);
            }
            QCOMPARE(after->entries.size(), expected.size());
            for (qsizetype i = 0; i < expected.size(); ++i) {
                QCOMPARE(after->entries[i].id, expected[i].id);
                QCOMPARE(after->entries[i].location, expected[i].location);
            }
            QCOMPARE(after->end, before->end);
            QVERIFY(after->damage.isEmpty() && !after->torn);
        }
        QCOMPARE(scanSegmentIn(m_dir->path(), 2, 0).error().code, ErrorCode::NotFound);
    }

    void damageCostsTheRecordItIsIn_data()
    {
        QTest::addColumn<int>("place");
        QTest::addColumn<bool>("costs");
        QTest::newRow("first head") << 3 << false;
        QTest::newRow("salt") << 9 << false;
        QTest::newRow("dictionary") << int(kPackedHeadSize) + 50 << false;
        QTest::newRow("an entry") << 0 << true; // found below
        QTest::newRow("table") << -int(kPackedFooterSize) - 300'000 << false; // likewise
        QTest::newRow("footer's table") << -int(kPackedFooterSize) + 1 << false;
        QTest::newRow("footer's sum") << -5 << false;
        QTest::newRow("footer's end") << -1 << false;
    }

    void damageCostsTheRecordItIsIn()
    {
        QFETCH(int, place);
        QFETCH(bool, costs);
        fillWithLetters(2000);
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        const QByteArray bytes = contents(packed());
        const qint64 dictionary = qFromLittleEndian<quint32>(bytes.constData() + 12);
        QVERIFY(dictionary > 0);
        const qint64 table = qFromLittleEndian<qint64>(bytes.constData() + bytes.size() - kPackedFooterSize);
        const QByteArray tag = QTest::currentDataTag();
        const auto entry = qFromLittleEndian<qint64>(bytes.constData() + table + 1000 * kPackedTableEntrySize + 8);
        for (const qint64 at : tag == "an entry" ? QList<qint64>{entry + 2, entry + 17, entry + kPackedEntrySize + 40}
                                                 : QList<qint64>{tag == "table" ? table + 16'003 : place}) {
            QFile file(packed());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(bytes);
            file.close();
            flip(at);
            SegmentSource source(m_dir->path());
            for (qsizetype i = 0; i < m_records.size(); ++i)
                QVERIFY2(reads(source, m_records[i]) == (!costs || i != 1000), qPrintable(QString::number(i)));
            const auto scan = scanSegmentIn(m_dir->path(), 1, 0);
            QVERIFY(scan);
            QCOMPARE(scan->entries.size(), costs ? 1999 : 2000);
            QCOMPARE(scan->damage.size(), costs ? 1 : 0);
        }
    }

    void placesThatCannotBeAreNotBelieved()
    {
        fillWithLetters(10);
        const qint64 end = m_records.last().location.end().offset;
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        const QByteArray bytes = contents(packed());
        const auto write = [this](const QByteArray &changed) {
            QFile file(packed());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(changed);
        };
        QByteArray broken = bytes;
        char *footer = broken.data() + broken.size() - kPackedFooterSize;
        qToLittleEndian(qint64(-1), footer + 24);
        qToLittleEndian(crc32c(0, QByteArrayView(footer, 36)), footer + 36);
        write(broken);
        const auto whole = scanSegmentIn(m_dir->path(), 1, 0);
        QVERIFY(whole);
        QCOMPARE(whole->end, end);
        QCOMPARE(whole->entries.size(), 10);

        char *entry = broken.data() + kPackedHeadSize; // so few have no dictionary
        const auto salt = qFromLittleEndian<quint32>(bytes.constData() + 8);
        qToLittleEndian(qint64(-5), entry);
        qToLittleEndian(crc32c(salt, QByteArrayView(entry, 16)), entry + 16);
        write(broken);
        const auto rest = scanSegmentIn(m_dir->path(), 1, std::numeric_limits<qint64>::min());
        QVERIFY(rest);
        QCOMPARE(rest->entries.size(), 9);
        QVERIFY(rest->damage.isEmpty()); // it is not known that there was another one
    }

    void aSegmentWithADamagedHeadIsNotLookedAfter()
    {
        fillWithLetters(10);
        SegmentPacker packer(m_dir->path());
        QCOMPARE(packer.segments()->size(), 1);
        QFile file(plain());
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("!");
        file.close();
        QVERIFY(packer.segments()->isEmpty());
        QVERIFY(file.resize(kSegmentHeaderSize)); // nothing can be in it
        QCOMPARE(packer.segments()->size(), 1);
    }

    void neverGivesOtherBytes()
    {
        fillWithLetters(150);
        QVERIFY(SegmentPacker(m_dir->path()).keepOnly(1, all()));
        const QByteArray bytes = contents(packed());
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            QByteArray broken = bytes;
            for (int flips = 0; flips < 8; ++flips)
                broken[random.bounded(int(broken.size()))] = char(random.generate());
            if (round % 3 == 0)
                broken.truncate(random.bounded(int(broken.size())));
            QFile file(packed());
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(broken);
            file.close();
            SegmentSource source(m_dir->path());
            for (const Put &put : std::as_const(m_records)) {
                if (const auto record = source.record(put.location))
                    QVERIFY(record->body == put.body && record->envelope == put.envelope && record->id == put.id);
            }
            if (const auto scan = scanSegmentIn(m_dir->path(), 1, 0))
                QVERIFY(scan->entries.size() <= m_records.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestPackedSegment)
#include "tst_packed_segment.moc"

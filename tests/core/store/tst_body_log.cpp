// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/body_log.h"
#include "core/store/crc32c.h"
#include "core/store/log_reader.h"
#include "core/store/segment_source.h"
#include "tests/support/store_failing_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace mailweir;

namespace {

const QByteArray kEnvelope = encodeEnvelope({});

RecordLocation append(BodyLog &log, quint64 order, const QByteArray &body)
{
    [&] {
        QVERIFY(log.beginGroup());
    }();
    const RecordLocation location = log.add(RecordKind::Message, {order, 7}, kEnvelope, body);
    [&] {
        QVERIFY(log.endGroup(true));
    }();
    return location;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    [&] {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    }();
    file.write(bytes);
}

QList<quint64> orders(const LogRecovery &recovery)
{
    QList<quint64> out;
    for (const LogEntry &entry : recovery.entries)
        out.append(entry.id.order);
    return out;
}

} // namespace

class TestBodyLog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_root = std::make_unique<QTemporaryDir>();
        m_dir = m_root->filePath(QStringLiteral("x.log"));
    }

    void sumIsCrc32c()
    {
        // RFC 3720 appendix B.4.
        QCOMPARE(crc32c(0, QByteArray(32, '\0')), 0x8a9136aau);
        QCOMPARE(crc32c(0, QByteArray(32, '\xff')), 0x62a8ab43u);
        QByteArray rising;
        for (int i = 0; i < 32; ++i)
            rising.append(char(i));
        QCOMPARE(crc32c(0, rising), 0x46dd794eu);
        QCOMPARE(crc32cByTable(0, rising), 0x46dd794eu);
        for (int length = 0; length < 32; ++length)
            QCOMPARE(crc32c(5, rising.first(length)), crc32cByTable(5, rising.first(length)));
    }

    void givesBackWhatWasWritten()
    {
        BodyLog log(m_dir, {});
        QVERIFY(log.open({}));
        const QByteArray body("a\0b\r\n.\r\n", 8);
        const auto first = append(log, 1, body);
        const auto second = append(log, 2, {});
        LogReader reader(std::make_unique<SegmentSource>(m_dir));
        QCOMPARE(reader.message(first)->raw, body);
        QCOMPARE(reader.message(first)->id, (MessageId{1, 7}));
        QCOMPARE(reader.message(second)->raw, QByteArray());
        QCOMPARE(QFile::permissions(m_dir) & ~(QFile::ReadUser | QFile::WriteUser | QFile::ExeUser),
                 QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QCOMPARE(QFile::permissions(segmentPath(m_dir, 1)) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::ReadOwner | QFile::WriteOwner);
    }

    void findsWhatLiesBehindAPosition()
    {
        RecordLocation first;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            first = append(log, 1, "one");
            append(log, 2, "two");
        }
        BodyLog all(m_dir, {});
        QCOMPARE(orders(*all.open({})), (QList<quint64>{1, 2}));
        BodyLog rest(m_dir, {});
        QCOMPARE(orders(*rest.open(first.end())), (QList<quint64>{2}));
        append(rest, 3, "three");
        BodyLog again(m_dir, {});
        QCOMPARE(orders(*again.open(first.end())), (QList<quint64>{2, 3}));
    }

    void cutsATornTailAtEveryByte()
    {
        RecordLocation last;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
            last = append(log, 2, "two and more");
        }
        const QString path = segmentPath(m_dir, 1);
        const QByteArray whole = contents(path);
        QCOMPARE(whole.size(), last.end().offset);
        for (qint64 size = last.offset; size < whole.size(); ++size) {
            overwrite(path, whole.first(size));
            BodyLog log(m_dir, {});
            const auto recovery = log.open({});
            QVERIFY(recovery);
            QCOMPARE(orders(*recovery), (QList<quint64>{1}));
            QCOMPARE(contents(path).size(), last.offset);
            const auto next = append(log, 3, "three");
            QCOMPARE(next.offset, last.offset);
            LogReader reader(std::make_unique<SegmentSource>(m_dir));
            QCOMPARE(reader.message(next)->raw, QByteArray("three"));
        }
    }

    void cutsATornTailOfZeros()
    {
        RecordLocation first;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            first = append(log, 1, "one");
        }
        const QString path = segmentPath(m_dir, 1);
        overwrite(path, contents(path) + QByteArray(5000, '\0'));
        BodyLog log(m_dir, {});
        QCOMPARE(orders(*log.open({})), (QList<quint64>{1}));
        QCOMPARE(contents(path).size(), first.end().offset);
    }

    void passesOverFlippedBits()
    {
        RecordLocation second;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
            second = append(log, 2, "two");
            append(log, 3, "three");
        }
        const QString path = segmentPath(m_dir, 1);
        const QByteArray whole = contents(path);
        for (qint64 at = second.offset; at < second.end().offset; ++at) {
            QByteArray bad = whole;
            bad[at] = char(bad[at] ^ 0x10);
            overwrite(path, bad);
            LogReader reader(std::make_unique<SegmentSource>(m_dir));
            QCOMPARE(reader.message(second).error().code, ErrorCode::Corrupt);
            QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("is damaged from byte")));
            BodyLog log(m_dir, {});
            const auto recovery = log.open({});
            QCOMPARE(orders(*recovery), (QList<quint64>{1, 3}));
            QCOMPARE(recovery->damaged, QList<quint32>{1});
            QCOMPARE(append(log, 4, "four").segment, 2u);
            QCOMPARE(contents(path), bad); // kept as it is
            QVERIFY(QFile::remove(segmentPath(m_dir, 2)));
        }
    }

    void doesNotTakeATornGroupForDamage()
    {
        // One group of three, of which the first never reached the disk: nobody was told that they are stored.
        BodyLog log(m_dir, {});
        QVERIFY(log.open({}));
        append(log, 1, "one");
        QVERIFY(log.beginGroup());
        const auto torn = log.add(RecordKind::Message, {2, 7}, kEnvelope, "two");
        log.add(RecordKind::Message, {3, 7}, kEnvelope, "three");
        QVERIFY(log.endGroup(true));
        const QString path = segmentPath(m_dir, 1);
        overwrite(path, contents(path).replace(torn.offset, torn.length, QByteArray(torn.length, '\0')));
        BodyLog again(m_dir, {});
        QCOMPARE(orders(*again.open({})), (QList<quint64>{1}));
        QCOMPARE(contents(path).size(), torn.offset);
    }

    void aBadSectorCostsNoMoreThanItMust_data()
    {
        QTest::addColumn<int>("place"); // in the second of three records; negative: in the head of the segment
        QTest::addColumn<QList<quint64>>("left");
        QTest::newRow("body") << int(kRecordHeaderSize) + 1 << QList<quint64>{1, 3};
        QTest::newRow("header") << 5 << QList<quint64>{1};
        QTest::newRow("head") << -1 << QList<quint64>{};
    }
    void aBadSectorCostsNoMoreThanItMust()
    {
        QFETCH(int, place);
        QFETCH(QList<quint64>, left);
        RecordLocation second;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
            second = append(log, 2, "two");
            append(log, 3, "three");
        }
        const QByteArray before = contents(segmentPath(m_dir, 1));
        const auto orders_ = std::make_shared<FailingFile::Orders>();
        orders_->badByte = place < 0 ? 3 : second.offset + place;
        BodyLog log(m_dir, failingFiles(orders_));
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("is damaged")));
        const auto recovery = log.open({});
        QVERIFY(recovery);
        QCOMPARE(orders(*recovery), left);
        QCOMPARE(recovery->damaged, QList<quint32>{1});
        QCOMPARE(append(log, 4, "four").segment, 2u);
        QCOMPARE(contents(segmentPath(m_dir, 1)), before);
    }

    void mailFullOfHeadersDoesNotHoldUpRecovery_data()
    {
        QTest::addColumn<quint32>("durable");
        QTest::addColumn<bool>("possible");
        QTest::newRow("possible ones") << 0u << true;
        QTest::newRow("impossible ones") << 0xffffffffu << false;
    }
    void mailFullOfHeadersDoesNotHoldUpRecovery()
    {
        QFETCH(quint32, durable);
        QFETCH(bool, possible);
        // Fifty thousand, each of which claims two megabytes.
        const auto header = encodeRecordHeader({RecordKind::Message, 0, 2 * 1024 * 1024, durable, {5, 7}}, 0, {}, {});
        RecordLocation last;
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
            last = append(log, 2, QByteArray(header.data(), kRecordHeaderSize).repeated(100'000));
        }
        const QString path = segmentPath(m_dir, 1);
        QByteArray bytes = contents(path);
        bytes.chop(1); // torn: recovery looks at what is behind
        overwrite(path, bytes);
        if (possible)
            QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("is damaged from byte")));
        BodyLog log(m_dir, {});
        const auto recovery = log.open({});
        QCOMPARE(orders(*recovery), (QList<quint64>{1}));
        QCOMPARE(recovery->damaged, possible ? QList<quint32>{1} : QList<quint32>{});
        QCOMPARE(contents(path).size(), possible ? bytes.size() : last.offset);
    }

    void aListOfChunksNamesPossiblePlaces()
    {
        const QList<RecordLocation> good{{1, 0, kRecordHeaderSize}, {9, 16, kRecordHeaderSize + kMaxBodySize}};
        QCOMPARE(decodeChunkList(encodeChunkList(good)), good);
        for (const RecordLocation &bad :
             {RecordLocation{0, 16, 50}, RecordLocation{1, -1, 50}, RecordLocation{1, qint64(1) << 62, 50},
              RecordLocation{1, 16, kRecordHeaderSize - 1},
              RecordLocation{1, 16, kRecordHeaderSize + kMaxBodySize + 1}})
            QVERIFY(!decodeChunkList(encodeChunkList({good[0], bad})));
    }

    void rollsSegments()
    {
        BodyLogOptions options;
        options.segmentTarget = 200;
        QList<RecordLocation> locations;
        {
            BodyLog log(m_dir, options);
            QVERIFY(log.open({}));
            for (quint64 i = 1; i <= 10; ++i)
                locations.append(append(log, i, QByteArray(100, char('a' + i))));
        }
        QCOMPARE(locations.last().segment, 5u);
        BodyLog log(m_dir, options);
        QCOMPARE(log.open(locations[3].end())->entries.size(), 6);
        LogReader reader(std::make_unique<SegmentSource>(m_dir));
        for (quint64 i = 1; i <= 10; ++i)
            QCOMPARE(reader.message(locations[qsizetype(i) - 1])->raw, QByteArray(100, char('a' + i)));
    }

    void recordsInsideABodyAreNotBelieved()
    {
        // A mail that holds a copy of a whole segment with sound records of another log.
        QTemporaryDir other;
        {
            BodyLog log(other.path(), {});
            QVERIFY(log.open({}));
            append(log, 66, "forged");
            append(log, 67, "forged");
        }
        const QByteArray forged = contents(segmentPath(other.path(), 1));
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
            append(log, 2, forged);
        }
        const QString path = segmentPath(m_dir, 1);
        QByteArray bytes = contents(path);
        bytes.chop(1); // torn: recovery looks at what is behind
        overwrite(path, bytes);
        BodyLog log(m_dir, {});
        QCOMPARE(orders(*log.open({})), (QList<quint64>{1}));
    }

    void chunksAreJoinedAndNothingWithoutACommit()
    {
        BodyLog log(m_dir, {});
        QVERIFY(log.open({}));
        QVERIFY(log.beginGroup());
        const auto a = log.add(RecordKind::Chunk, {}, {}, "hello ");
        log.add(RecordKind::Chunk, {}, {}, "of another");
        QVERIFY(log.endGroup(false));
        QVERIFY(log.beginGroup());
        const auto b = log.add(RecordKind::Chunk, {}, {}, "world");
        const auto commit = log.add(RecordKind::Commit, {9, 7}, kEnvelope, encodeChunkList({a, b}));
        QVERIFY(log.endGroup(true));
        LogReader reader(std::make_unique<SegmentSource>(m_dir));
        QCOMPARE(reader.message(commit)->raw, QByteArray("hello world"));
        BodyLog again(m_dir, {});
        QCOMPARE(orders(*again.open({})), (QList<quint64>{9}));
    }

    void aFailureClosesTheSegment_data()
    {
        QTest::addColumn<bool>("onSync");
        QTest::newRow("write") << false;
        QTest::newRow("sync") << true;
    }
    void aFailureClosesTheSegment()
    {
        QFETCH(bool, onSync);
        const auto orders_ = std::make_shared<FailingFile::Orders>();
        BodyLog log(m_dir, failingFiles(orders_));
        QVERIFY(log.open({}));
        const auto first = append(log, 1, "one");
        QVERIFY(log.beginGroup());
        const auto chunk = log.add(RecordKind::Chunk, {}, {}, "written ahead");
        QVERIFY(log.endGroup(false));
        orders_->syncedSize = 0;
        (onSync ? orders_->failSync : orders_->failWrite) = true;
        QVERIFY(log.beginGroup());
        log.add(RecordKind::Message, {2, 7}, kEnvelope, "two");
        QTest::ignoreMessage(QtCriticalMsg, QRegularExpression(QStringLiteral("could not be written")));
        QVERIFY(!log.endGroup(true));
        QVERIFY(log.wasLost(chunk));
        QVERIFY(!log.wasLost(first));
        QCOMPARE(contents(segmentPath(m_dir, 1)).size(), first.end().offset);
        QCOMPARE(orders_->syncedSize, first.end().offset); // a power cut does not bring it back either
        QCOMPARE(append(log, 3, "three").segment, 2u);
        BodyLog again(m_dir, {});
        QCOMPARE(orders(*again.open({})), (QList<quint64>{1, 3}));
    }

    void aSegmentThatCannotBeMadeIsPassedOver()
    {
        const auto orders_ = std::make_shared<FailingFile::Orders>();
        BodyLog log(m_dir, failingFiles(orders_));
        QVERIFY(log.open({}));
        orders_->failCreate = true;
        QVERIFY(!log.beginGroup());
        QCOMPARE(append(log, 1, "one").segment, 2u);
        BodyLog again(m_dir, {});
        QCOMPARE(orders(*again.open({})), (QList<quint64>{1}));
    }

    void aFileThatCannotBeMadeLeavesNothing()
    {
        // One descriptor is left: enough for the file, not for the directory that has to be synced.
        const QString path = m_root->filePath(QStringLiteral("x.seg"));
        const int next = ::dup(STDERR_FILENO);
        ::close(next);
        rlimit old;
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &old), 0);
        const rlimit few{rlim_t(next) + 1, old.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &few), 0);
        const auto failed = openSegmentFile(path, SegmentFile::Mode::Create);
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &old), 0);
        QCOMPARE(failed.error().code, ErrorCode::Unavailable);
        QCOMPARE(failed.error().subject, m_root->path());
        QVERIFY(!QFile::exists(path));
        QVERIFY(openSegmentFile(path, SegmentFile::Mode::Create));
    }

    void readsNoMoreThanIsAskedFor()
    {
        BodyLog log(m_dir, {});
        QVERIFY(log.open({}));
        QVERIFY(log.beginGroup());
        const auto a = log.add(RecordKind::Chunk, {}, {}, "hello ");
        const auto b = log.add(RecordKind::Chunk, {}, {}, "world");
        const auto commit = log.add(RecordKind::Commit, {9, 7}, kEnvelope, encodeChunkList({a, b}));
        const auto whole = log.add(RecordKind::Message, {10, 7}, kEnvelope, "hello world");
        QVERIFY(log.endGroup(true));
        const QString path = segmentPath(m_dir, 1);
        overwrite(path, contents(path).replace(b.offset, b.length, QByteArray(b.length, '\0')));
        LogReader reader(std::make_unique<SegmentSource>(m_dir));
        QCOMPARE(reader.message(commit, 6)->raw, QByteArray("hello "));
        QCOMPARE(reader.message(commit, 4)->raw, QByteArray("hell"));
        QCOMPARE(reader.message(commit, 7).error().code, ErrorCode::Corrupt); // the second one is looked at
        QCOMPARE(reader.message(whole, 4)->raw, QByteArray("hell"));
    }

    void aHeadlessSegmentIsLeftAlone()
    {
        {
            BodyLog log(m_dir, {});
            QVERIFY(log.open({}));
            append(log, 1, "one");
        }
        overwrite(segmentPath(m_dir, 2), "MWLOG");
        BodyLog log(m_dir, {});
        QCOMPARE(orders(*log.open({})), (QList<quint64>{1}));
        QCOMPARE(append(log, 2, "two").segment, 3u);
    }

private:
    std::unique_ptr<QTemporaryDir> m_root;
    QString m_dir;
};

QTEST_GUILESS_MAIN(TestBodyLog)
#include "tst_body_log.moc"

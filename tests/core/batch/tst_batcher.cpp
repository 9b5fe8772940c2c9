// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/batcher.h"

#include <QtTest>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

Timestamp second(qint64 seconds)
{
    return fromUnixMs(1'777'626'000'000 + seconds * 1'000);
}

Batch collecting(qint64 id, qint64 first, qint64 last, qint64 count = 1)
{
    Batch batch;
    batch.id = BatchId{id};
    batch.first = second(first);
    batch.last = second(last);
    batch.count = count;
    return batch;
}

Batch inState(Batch batch, BatchState state)
{
    batch.state = state;
    return batch;
}

} // namespace

class TestBatcher : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void softAndHardLimit();
    void forcedFlush();
    void limitsAreInclusive();
    void handsOutOnceUntilUpdated();
    void forgetsWhatLeft();
    void newRule();
    void longestDueFirst();
    void manyOpenBatches();
};

/// Soft 5 s, hard 9 s, mails at 0 and 5.
void TestBatcher::softAndHardLimit()
{
    Batcher batcher({5s, 9s});
    batcher.update(collecting(1, 0, 0));
    QCOMPARE(batcher.all(), QList<BatchId>{BatchId{1}});
    batcher.update(collecting(1, 0, 5, 2));
    QVERIFY(batcher.takeDue(second(5)).isEmpty());
    QVERIFY(batcher.takeDue(second(8)).isEmpty());
    QCOMPARE(batcher.nextDue(), second(9));
    QCOMPARE(batcher.takeDue(second(9)), QList<BatchId>{BatchId{1}});
    batcher.update(inState(collecting(1, 0, 5, 2), BatchState::Sealing));
    QVERIFY(batcher.all().isEmpty());
    QVERIFY(!batcher.nextDue());
}

/// Soft 5 s, mail at 0: nothing is due at 4, but a forced flush has it.
void TestBatcher::forcedFlush()
{
    Batcher batcher({5s, 300s});
    batcher.update(collecting(7, 0, 0));
    QVERIFY(batcher.takeDue(second(4)).isEmpty());
    QCOMPARE(batcher.all(), QList<BatchId>{BatchId{7}});
}

void TestBatcher::limitsAreInclusive()
{
    Batcher batcher({5s, 9s});
    batcher.update(collecting(1, 0, 0));
    batcher.update(collecting(2, 0, 8));
    QVERIFY(batcher.takeDue(second(5) - 1ms).isEmpty());
    QCOMPARE(batcher.takeDue(second(5)), QList<BatchId>{BatchId{1}});
    QVERIFY(batcher.takeDue(second(9) - 1ms).isEmpty());
    QCOMPARE(batcher.takeDue(second(9)), QList<BatchId>{BatchId{2}});
}

void TestBatcher::handsOutOnceUntilUpdated()
{
    Batcher batcher({5s, 9s});
    batcher.update(collecting(1, 0, 0));
    QCOMPARE(batcher.takeDue(second(5)).size(), 1);
    QVERIFY(batcher.takeDue(second(60)).isEmpty());
    QVERIFY(!batcher.nextDue());
    QCOMPARE(batcher.all().size(), 1);
    batcher.update(collecting(1, 0, 6, 2));
    QCOMPARE(batcher.nextDue(), second(9));
    QCOMPARE(batcher.takeDue(second(60)).size(), 1);
}

void TestBatcher::forgetsWhatLeft()
{
    Batcher batcher({5s, 9s});
    for (const BatchState state : {BatchState::Held, BatchState::Sealing, BatchState::Sealed, BatchState::Discarded}) {
        batcher.update(collecting(1, 0, 0));
        batcher.update(inState(collecting(1, 0, 0), state));
        QVERIFY(batcher.takeDue(second(100)).isEmpty());
        QVERIFY(batcher.all().isEmpty());
    }
    batcher.update(inState(collecting(9, 0, 0), BatchState::Sealed)); // never seen before
    QVERIFY(batcher.all().isEmpty());
}

void TestBatcher::newRule()
{
    Batcher batcher({5s, 9s});
    batcher.update(collecting(1, 0, 0));
    batcher.update(collecting(2, 3, 3));
    QCOMPARE(batcher.takeDue(second(5)), QList<BatchId>{BatchId{1}});
    batcher.setRule({60s, 90s});
    QCOMPARE(batcher.nextDue(), second(60));
    QVERIFY(batcher.takeDue(second(59)).isEmpty());
    QCOMPARE(batcher.takeDue(second(63)), (QList<BatchId>{BatchId{1}, BatchId{2}}));
}

void TestBatcher::longestDueFirst()
{
    Batcher batcher({5s, 9s});
    batcher.update(collecting(1, 4, 4));
    batcher.update(collecting(2, 2, 2));
    batcher.update(collecting(3, 3, 3));
    QCOMPARE(batcher.takeDue(second(100)), (QList<BatchId>{BatchId{2}, BatchId{3}, BatchId{1}}));
}

/// A scan of 100,000 batches for each of 200,000 updates would take minutes.
void TestBatcher::manyOpenBatches()
{
    constexpr qint64 kBatches = 100'000;
    Batcher batcher({30s, 300s});
    for (qint64 id = 1; id <= kBatches; ++id)
        batcher.update(collecting(id, id % 100, id % 100));
    for (qint64 i = 0; i < 200'000; ++i) {
        batcher.update(collecting(i % kBatches + 1, i % 100, 100));
        QVERIFY(batcher.nextDue() <= second(130));
    }
    QCOMPARE(batcher.takeDue(second(400)).size(), kBatches);
    QVERIFY(!batcher.nextDue());
}

QTEST_GUILESS_MAIN(TestBatcher)
#include "tst_batcher.moc"

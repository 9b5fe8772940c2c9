// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/delivery_queue.h"
#include "tests/support/fake_clock.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

using Ids = QList<DeliveryId>;

Delivery delivery(qint64 id, QList<DeliveryState> states, std::optional<Timestamp> due = std::nullopt)
{
    Delivery made;
    made.id = {id};
    for (const DeliveryState state : states)
        made.recipients.append({"a@example.test", state, {}});
    made.state = worstOf(made.recipients);
    made.nextAttemptAt = due;
    return made;
}

} // namespace

class TestDeliveryQueue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesWhatIsDueInOrder();
    void tracksOnlyWhatIsPending();
    void inFlightIsNotGivenTwice();
    void aLaterPutReplacesTheFormer();
    void pauses();
    void allDueNow();
};

void TestDeliveryQueue::givesWhatIsDueInOrder()
{
    FakeClock clock;
    const Timestamp start = clock.now();
    DeliveryQueue queue;
    QCOMPARE(queue.nextDue(), std::nullopt);
    queue.put(delivery(1, {DeliveryState::Deferred}, start + 2min));
    queue.put(delivery(2, {DeliveryState::Uncertain}, start + 1min));
    queue.put(delivery(3, {DeliveryState::Waiting}));
    queue.put(delivery(4, {DeliveryState::Waiting}, start + 1min));
    QCOMPARE(queue.takeDue(clock.now(), 10), (Ids{{3}}));
    QCOMPARE(queue.nextDue(), start + 1min);
    clock.advance(1min - 1ms);
    QCOMPARE(queue.takeDue(clock.now(), 10), Ids());
    clock.advance(1ms);
    QCOMPARE(queue.takeDue(clock.now(), 1), (Ids{{2}}));
    clock.advance(1h);
    QCOMPARE(queue.takeDue(clock.now(), 0), Ids());
    QCOMPARE(queue.takeDue(clock.now(), 10), (Ids{{4}, {1}}));
    QCOMPARE(queue.inFlight(), 4);
    QCOMPARE(queue.queued(), 0);
}

void TestDeliveryQueue::tracksOnlyWhatIsPending()
{
    DeliveryQueue queue;
    for (const DeliveryState state :
         {DeliveryState::Sent, DeliveryState::Held, DeliveryState::Failed, DeliveryState::Cancelled})
        queue.put(delivery(1, {state}));
    QCOMPARE(queue.queued(), 0);
    // Its worst recipient has failed, another one is still to be tried.
    queue.put(delivery(2, {DeliveryState::Failed, DeliveryState::Deferred}));
    QCOMPARE(queue.queued(), 1);
    queue.put(delivery(2, {DeliveryState::Failed, DeliveryState::Cancelled}));
    QCOMPARE(queue.queued(), 0);
}

void TestDeliveryQueue::inFlightIsNotGivenTwice()
{
    FakeClock clock;
    DeliveryQueue queue;
    queue.put(delivery(1, {DeliveryState::Waiting}));
    QCOMPARE(queue.takeDue(clock.now(), 5).size(), 1);
    QCOMPARE(queue.takeDue(clock.now(), 5).size(), 0);
    queue.put(delivery(1, {DeliveryState::Sending}));
    QCOMPARE(queue.inFlight(), 1);
    QCOMPARE(queue.takeDue(clock.now(), 5).size(), 0);
    queue.put(delivery(1, {DeliveryState::Deferred}, clock.now() + 1min));
    QCOMPARE(queue.inFlight(), 0);
    clock.advance(1min);
    QCOMPARE(queue.takeDue(clock.now(), 5), (Ids{{1}}));
    queue.put(delivery(1, {DeliveryState::Sent}));
    QCOMPARE(queue.inFlight(), 0);
    QCOMPARE(queue.queued(), 0);
}

void TestDeliveryQueue::aLaterPutReplacesTheFormer()
{
    FakeClock clock;
    DeliveryQueue queue;
    queue.put(delivery(1, {DeliveryState::Deferred}, clock.now() + 1h));
    queue.put(delivery(1, {DeliveryState::Waiting}, clock.now()));
    QCOMPARE(queue.queued(), 1);
    QCOMPARE(queue.takeDue(clock.now(), 5), (Ids{{1}}));
    clock.advance(2h);
    QCOMPARE(queue.takeDue(clock.now(), 5), Ids());
}

void TestDeliveryQueue::pauses()
{
    FakeClock clock;
    DeliveryQueue queue;
    queue.put(delivery(1, {DeliveryState::Waiting}));
    queue.setPaused(true);
    QCOMPARE(queue.nextDue(), std::nullopt);
    QCOMPARE(queue.takeDue(clock.now(), 5), Ids());
    queue.setPaused(false);
    QCOMPARE(queue.takeDue(clock.now(), 5), (Ids{{1}}));
}

void TestDeliveryQueue::allDueNow()
{
    FakeClock clock;
    DeliveryQueue queue;
    for (qint64 id = 1; id <= 1000; ++id)
        queue.put(delivery(id, {DeliveryState::Deferred}, clock.now() + std::chrono::minutes(id - 500)));
    queue.allDueNow(clock.now());
    QCOMPARE(queue.nextDue(), clock.now() - 499min);
    QCOMPARE(queue.takeDue(clock.now(), 2000).size(), 1000);
}

QTEST_GUILESS_MAIN(TestDeliveryQueue)
#include "tst_delivery_queue.moc"

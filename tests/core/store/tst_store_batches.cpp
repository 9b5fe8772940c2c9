// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_suite.h"

#include <QTest>

using namespace mailweir;

class TestStoreBatches : public StoreSuite {
    Q_OBJECT
private Q_SLOTS:
    void describesBatches()
    {
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 5000\r\n\r\n1\r\n");
        putMail("two", {kA}, "X-Key: shared\r\n\r\n2\r\n");
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 4000\r\n\r\n3\r\n");
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 4500\r\n\r\n4\r\n");
        const auto all = batches();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].count, 4);
        QCOMPARE(all[0].groups, 2);
        QCOMPARE(all[0].label, QStringLiteral("shared"));
        QCOMPARE(all[0].recipient, QByteArray(kA));
        QCOMPARE(all[0].last - all[0].first, Milliseconds(3000));
        const auto content = ask(*m_store, [&](StoreReader &reader) { return reader.batchContent(all[0].id); });
        QVERIFY(content);
        QCOMPARE(content->batch, all[0]);
        QCOMPARE(content->groups.size(), 2);
        QCOMPARE(content->groups[0].label, QStringLiteral("one"));
        QCOMPARE(content->groups[0].count, 3);
        QCOMPARE(content->groups[0].oldest, fromUnixMs(4000));
        QCOMPARE(content->groups[0].newest, fromUnixMs(5000));
        QVERIFY(content->groups[0].lastRaw.endsWith("4\r\n"));
        QCOMPARE(content->groups[1].label, QStringLiteral("two"));
        putMail("own mail");
        QCOMPARE(batches().size(), 1);
        QCOMPARE(group(QStringLiteral("own mail")).state, GroupState::Caught);
    }

    void sealingFixesWhatBelongs()
    {
        putMail("one");
        const Batch open = batches()[0];
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto sealing = writer.beginSealing(open.id);
            return sealing && sealing->state == BatchState::Sealing ? Result<void>() : Error{};
        }));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Sending);
        QCOMPARE(group(QStringLiteral("one")).batch, std::nullopt);
        putMail("one");
        const auto both = batches();
        QCOMPARE(both.size(), 2);
        QCOMPARE(both[0].count, 1);
        QCOMPARE(both[1].count, 1);
        QVERIFY(both[1].id > both[0].id);
        m_changes.take();
        Delivery stored;
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto sealed = writer.finishSealing(open.id, summaryFor(open), "raw summary");
            if (sealed)
                stored = *sealed;
            return sealed ? Result<void>() : sealed.error();
        }));
        const auto seen = m_changes.take();
        QCOMPARE(seen[0].deliveries, QList<Delivery>{stored});
        QCOMPARE(seen[0].batches[0].delivery, stored.id);
        QCOMPARE(seen[0].groups[0].state, GroupState::Sending);
        QCOMPARE(seen[0].groups[0].batch, std::optional(both[1]));
        QCOMPARE(stored.batch, open.id);
        QCOMPARE(stored.size, 11);
        const auto again = write([&](StoreWriter &writer) -> Result<void> {
            const auto begun = writer.beginSealing(open.id);
            return begun ? Result<void>() : begun.error();
        });
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void holdsAndDiscards()
    {
        putMail("one");
        const BatchId id = batches()[0].id;
        const auto set = [&](BatchState state) {
            return write([=](StoreWriter &writer) -> Result<void> {
                const auto done = writer.setBatchState(id, state);
                return done ? Result<void>() : done.error();
            });
        };
        QVERIFY(set(BatchState::Held));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Held);
        putMail("one");
        QCOMPARE(batches({BatchState::Held})[0].count, 2);
        QCOMPARE(group(QStringLiteral("one")).batch->state, BatchState::Held);
        QVERIFY(set(BatchState::Collecting));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Collecting);
        QVERIFY(set(BatchState::Discarded));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Caught);
        QCOMPARE(set(BatchState::Held).error().code, ErrorCode::Conflict);
        putMail("one");
        QCOMPARE(batches({BatchState::Collecting})[0].count, 1);
        QCOMPARE(write([](StoreWriter &writer) -> Result<void> { return writer.batch({99}).error(); }).error().code,
                 ErrorCode::NotFound);
    }

    void groupsShowTheirDeliveries_data()
    {
        QTest::addColumn<DeliveryState>("delivery");
        QTest::addColumn<GroupState>("expected");
        QTest::newRow("waiting") << DeliveryState::Waiting << GroupState::Sending;
        QTest::newRow("sending") << DeliveryState::Sending << GroupState::Sending;
        QTest::newRow("sent") << DeliveryState::Sent << GroupState::Sent;
        QTest::newRow("deferred") << DeliveryState::Deferred << GroupState::Deferred;
        QTest::newRow("held") << DeliveryState::Held << GroupState::Held;
        QTest::newRow("uncertain") << DeliveryState::Uncertain << GroupState::Uncertain;
        QTest::newRow("failed") << DeliveryState::Failed << GroupState::Failed;
        QTest::newRow("cancelled") << DeliveryState::Cancelled << GroupState::Caught;
    }

    void groupsShowTheirDeliveries()
    {
        QFETCH(DeliveryState, delivery);
        QFETCH(GroupState, expected);
        putMail("one");
        Delivery stored = seal(batches()[0], DeliveryState::Waiting);
        stored.state = stored.recipients[0].state = delivery;
        QVERIFY(write([&](StoreWriter &writer) { return writer.updateDelivery(stored); }));
        QCOMPARE(group(QStringLiteral("one")).state, expected);
        QCOMPARE(counts().deliveries[size_t(delivery)], 1);
        // New mail hides only what is less urgent.
        putMail("one");
        QCOMPARE(group(QStringLiteral("one")).state, std::min(expected, GroupState::Collecting));
        seal(batches({BatchState::Collecting})[0], DeliveryState::Sent);
        QCOMPARE(group(QStringLiteral("one")).state, std::min(expected, GroupState::Sent));
    }

    void keepsDeliveriesAndAttempts()
    {
        Delivery delivery = summaryFor({});
        delivery.kind = DeliveryKind::Release;
        delivery.recipients = {{"x@example.test", DeliveryState::Sent, {250, {2, 0, 0}, {"ok"}}},
                               {"y@example.test", DeliveryState::Deferred, {451, {4, 3, 0}, {"later", "please"}}}};
        delivery.state = DeliveryState::Deferred;
        delivery.nextAttemptAt = fromUnixMs(42);
        delivery.endOfDataSent = true;
        delivery.attempts = 3;
        DeliveryAttempt attempt;
        attempt.at = fromUnixMs(77);
        attempt.stage = Stage::Recipient;
        attempt.host = QStringLiteral("mx.example.test:25");
        attempt.code = 451;
        attempt.enhanced = {4, 3, 0};
        attempt.text = QStringLiteral("später");
        attempt.durationMs = 12;
        attempt.transcript = {{1, TranscriptLine::Side::Client, "EHLO x"},
                              {2, TranscriptLine::Side::Server, "250 \xff"}};
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto stored = writer.addDelivery(delivery, QByteArray("raw\0mail", 8));
            if (!stored)
                return stored.error();
            delivery = *stored;
            attempt.delivery = stored->id;
            return writer.addAttempt(attempt);
        }));
        QCOMPARE(delivery.size, 8);
        reopen();
        const DeliveryId id = delivery.id;
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.delivery(id); }), delivery);
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.deliveryRaw(id); }),
                 QByteArray("raw\0mail", 8));
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.attempts(id); }),
                 QList<DeliveryAttempt>{attempt});
        delivery.recipients[1].state = DeliveryState::Sent;
        delivery.state = DeliveryState::Sent;
        delivery.nextAttemptAt.reset();
        QVERIFY(write([&](StoreWriter &writer) { return writer.updateDelivery(delivery); }));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
                return writer.addDelivery(summaryFor({}), "x") ? Result<void>() : Error{};
            }));
        }
        const auto list = [&](const DeliveryQuery &query) {
            return *ask(*m_store, [query](StoreReader &reader) { return reader.deliveries(query); });
        };
        QCOMPARE(list({}).size(), 4);
        QCOMPARE(list({}).last(), delivery);
        QCOMPARE(list({.states = {DeliveryState::Sent}}).size(), 1);
        QCOMPARE(list({.before = DeliveryId{3}, .limit = 1})[0].id, DeliveryId{2});
        Delivery unknown = delivery;
        unknown.id = {99};
        QCOMPARE(write([&](StoreWriter &writer) { return writer.updateDelivery(unknown); }).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(ask(*m_store, [](StoreReader &reader) { return reader.attempts({99}); }).error().code,
                 ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestStoreBatches)
#include "tst_store_batches.moc"

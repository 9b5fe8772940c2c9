// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/models/feed.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace mailweir;

class TestFeed final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        m_observer = {};
        m_feed = std::make_unique<Feed>(FeedSource{
                                            .subscribe =
                                                [this](EngineObserver observer) {
                                                    m_observer = std::move(observer);
                                                    return 7;
                                                },
                                            .unsubscribe = [this](int subscription) { m_unsubscribed = subscription; },
                                            .read = m_store->runner(),
                                            .search = m_store->runner(),
                                            .status = [] { return EngineStatus{.clients = 3}; },
                                        },
                                        m_clock);
    }

    void cleanup()
    {
        m_feed.reset();
        QCOMPARE(m_unsubscribed, 7);
        m_observer = {};
        m_store.reset();
    }

    void loadsTheFirstState()
    {
        m_store->storedGroups = {makeGroup(1), makeGroup(2)};
        m_store->storedDeliveries = {Delivery{.id = DeliveryId{1}, .state = DeliveryState::Failed},
                                     Delivery{.id = DeliveryId{2}, .state = DeliveryState::Sent}};
        ready();
        QCOMPARE(m_feed->groups()->rowCount(), 2);
        QCOMPARE(m_feed->deliveries()->rowCount(), 1);
        QCOMPARE(m_feed->counts().groups, 2);
        QCOMPARE(m_feed->status().clients, 3);
    }

    void endsRightWhenChangesOvertakeTheSnapshot()
    {
        m_feed->setWatched(true);
        m_store->storedGroups = {makeGroup(1, 6)};
        m_observer.storeChanged({.groups = {makeGroup(1, 5)}});
        m_observer.storeChanged({.groups = {makeGroup(1, 6), makeGroup(2)}});
        ready();
        QTRY_COMPARE(m_feed->groups()->rowCount(), 2);
        QCOMPARE(m_feed->groups()->find(GroupId{1})->count, 6);
    }

    void bringsManyThreadsChangesInFewBatches()
    {
        ready();
        m_feed->setWatched(true);
        const QAbstractItemModelTester tester(m_feed->groups(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QSignalSpy inserted(m_feed->groups(), &QAbstractItemModel::rowsInserted);
        std::thread engine([this] {
            for (int i = 1; i <= 200; ++i)
                m_observer.storeChanged({.groups = {makeGroup(i)}});
        });
        engine.join();
        QTRY_COMPARE(m_feed->groups()->rowCount(), 200);
        QCOMPARE(inserted.count(), 1); // they were all there when the first flush was due
    }

    void leavesTheModelsAloneWhileNobodyLooks()
    {
        ready();
        const QSignalSpy flushed(m_feed.get(), &Feed::flushed);
        m_observer.storeChanged({.groups = {makeGroup(1, 1)}});
        m_observer.storeChanged({.groups = {makeGroup(1, 2)}});
        QTest::qWait(0); // one turn of the loop brings the changes in
        m_feed->setWatched(true);
        QCOMPARE(flushed.count(), 1);
        QCOMPARE(m_feed->groups()->find(GroupId{1})->count, 2);
    }

    void showsArrivalsOfTheShownGroup()
    {
        m_store->storedGroups = {makeGroup(1), makeGroup(2)};
        ready();
        m_feed->setWatched(true);
        m_feed->messages()->setGroup(GroupId{1});
        const QSignalSpy loaded(m_feed->messages(), &MessageTableModel::loaded);
        m_store->runJobs();
        QTRY_COMPARE(loaded.count(), 1);
        m_observer.storeChanged({.added = {makeMessage(1, 1), makeMessage(2, 2), makeMessage(3, 1)}});
        QTRY_COMPARE(m_feed->messages()->rowCount(), 2);
        m_observer.storeChanged({.removed = {MessageId{1}}});
        QTRY_COMPARE(m_feed->messages()->rowCount(), 1);
    }

    void tellsASearchOfRestoredMessagesOfEveryGroup()
    {
        ready();
        m_feed->setWatched(true);
        m_store->matching = [](const MessageSummary &) {
            return true;
        };
        for (quint64 id = 1; id <= 300; ++id)
            m_store->stored.append(makeMessage(id, 1));
        const MessageSummary gone = m_store->stored.takeAt(10);
        MessageTableModel *results = m_feed->results();
        results->setSearch({});
        m_store->runJobs();
        QTRY_COMPARE(results->rowCount(), 200);
        results->fetchMore({});
        m_store->runJobs();
        QTRY_COMPARE(results->rowCount(), 299);
        m_store->stored.insert(10, gone);
        m_observer.storeChanged({.restored = {gone}});
        const auto pageAgain = [this, results] {
            m_store->runJobs();
            return results->rowCount() == 200;
        };
        QTRY_VERIFY(pageAgain());
        results->fetchMore({});
        m_store->runJobs();
        QTRY_COMPARE(results->rowCount(), 300);
    }

    void emptiesWhenAllIsRemoved()
    {
        m_store->storedGroups = {makeGroup(1)};
        ready();
        m_feed->setWatched(true);
        m_observer.storeChanged({.groups = {makeGroup(2)}});
        m_observer.storeChanged({.allRemoved = true});
        m_observer.storeChanged({.groups = {makeGroup(3)}});
        QTRY_VERIFY(m_feed->groups()->find(GroupId{3}));
        QCOMPARE(m_feed->groups()->rowCount(), 1);
    }

    void dropsAnswersAfterItsEnd()
    {
        const EngineObserver late = m_observer;
        m_feed.reset();
        late.storeChanged({.groups = {makeGroup(1)}});
        m_store->runJobs();
        QTest::qWait(0);
    }

private:
    static Group makeGroup(qint64 id, qint64 count = 1)
    {
        return {.id = GroupId{id}, .label = QStringLiteral("Group %1").arg(id), .count = count};
    }
    static MessageSummary makeMessage(quint64 id, qint64 group)
    {
        return {.id = MessageId{id}, .group = GroupId{group}};
    }

    void ready()
    {
        const QSignalSpy spy(m_feed.get(), &Feed::ready);
        m_store->runJobs();
        QTRY_COMPARE(spy.count(), 1);
    }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    EngineObserver m_observer;
    std::unique_ptr<Feed> m_feed;
    int m_unsubscribed = 0;
};

QTEST_GUILESS_MAIN(TestFeed)
#include "tst_feed.moc"

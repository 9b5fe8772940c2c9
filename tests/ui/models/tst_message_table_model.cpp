// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/models/message_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

class TestMessageTableModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        m_model = std::make_unique<MessageTableModel>(m_store->runner(), m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_last = 0;
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_store.reset();
    }

    void pagesByKeyNewestFirst()
    {
        m_tester.reset(); // it fetches by itself
        store(450);
        open();
        QCOMPARE(m_model->rowCount(), 200);
        QCOMPARE(m_model->message(0)->id.order, 450U);
        QVERIFY(m_model->canFetchMore({}));
        m_model->fetchMore({});
        QVERIFY(!m_model->canFetchMore({})); // it is on its way
        QCOMPARE(m_model->rowCount(), 200); // and nothing waits for it
        answer();
        QCOMPARE(m_model->rowCount(), 400);
        m_model->fetchMore({});
        answer();
        QCOMPARE(m_model->rowCount(), 450);
        QVERIFY(!m_model->canFetchMore({}));
        QCOMPARE(m_model->message(449)->id.order, 1U);
        QCOMPARE(m_model->indexOf(MessageId{17}).row(), 433);
        QVERIFY(!m_model->indexOf(MessageId{451}).isValid());
    }

    void insertsArrivalsOnTopInOneBatch()
    {
        store(3);
        open();
        const QPersistentModelIndex selected(m_model->index(1, 0));
        const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QList<MessageSummary> arrivals = store(4);
        arrivals.append(make(GroupId{2})); // of another group
        m_model->apply({.added = arrivals});
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(m_model->rowCount(), 7);
        QCOMPARE(m_model->message(0)->id.order, 7U);
        QCOMPARE(selected.row(), 5);
    }

    void doublesNothingWhenArrivalsOvertakeThePage()
    {
        store(2);
        m_model->setGroup(kGroup);
        const QList<MessageSummary> inPage =
            store(2); // stored before the page is read, and heard of before it is there
        m_model->apply({.added = inPage});
        m_store->runJobs();
        const QList<MessageSummary> later = store(1); // heard of before the page is there, but not in it
        m_model->apply({.added = later});
        QTRY_COMPARE(m_model->rowCount(), 5);
        QCOMPARE(m_model->message(0)->id.order, 5U);
        QCOMPARE(m_model->message(4)->id.order, 1U);
    }

    void dropsAnswersForAnotherGroup()
    {
        store(5);
        m_model->setGroup(kGroup);
        m_model->setGroup(GroupId{2});
        m_store->stored.append(make(GroupId{2}));
        const QSignalSpy loaded(m_model.get(), &MessageTableModel::loaded);
        m_store->runJobs();
        QTRY_COMPARE(loaded.count(), 1);
        QCOMPARE(m_model->rowCount(), 1);
        m_model->setGroup({});
        QCOMPARE(m_model->rowCount(), 0);
    }

    void removesAndMarksRead()
    {
        store(10);
        open();
        m_model->apply({.removed = {MessageId{2}, MessageId{3}, MessageId{9}, MessageId{77}},
                        .marked = {{MessageId{10}, {.id = MessageId{10}, .read = true, .pinned = true, .tags = {}}}}});
        QCOMPARE(m_model->rowCount(), 7);
        QCOMPARE(m_model->index(0, 0).data(MessageTableModel::UnreadRole).toBool(), false);
        QCOMPARE(m_model->index(1, 0).data(MessageTableModel::UnreadRole).toBool(), true);
        QCOMPARE(m_model->index(0, 0).data(MessageTableModel::PinnedRole).toBool(), true);
        QCOMPARE(m_model->index(0, MessageTableModel::SubjectColumn).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Message 10, pinned"));
        QCOMPARE(m_model->message(1)->id.order, 8U);
        m_model->apply(
            {.marked = {{MessageId{10}, {.id = MessageId{10}, .read = false, .pinned = false, .tags = {}}}}});
        QCOMPARE(m_model->index(0, 0).data(MessageTableModel::UnreadRole).toBool(), true);
        m_model->clear();
        QCOMPARE(m_model->rowCount(), 0);
    }

    void letsTheOldestGoAndPagesThemInAgain()
    {
        m_tester.reset(); // it looks at every row at every change
        store(200);
        open();
        for (int i = 0; i < 100; ++i)
            m_model->apply({.added = store(1000)});
        QCOMPARE(m_model->rowCount(), MessageTableModel::kMaxRows);
        QCOMPARE(m_model->message(0)->id.order, 100'200U);
        m_model->fetchMore({});
        answer();
        QCOMPARE(m_model->rowCount(), MessageTableModel::kMaxRows + 200);
        const quint64 kept = m_model->message(MessageTableModel::kMaxRows - 1)->id.order;
        QCOMPARE(m_model->message(MessageTableModel::kMaxRows)->id.order, kept - 1);
    }

    void keepsRowsWhileReloading()
    {
        store(3);
        open();
        m_store->stored.removeLast();
        m_model->reload();
        QCOMPARE(m_model->rowCount(), 3);
        answer();
        QCOMPARE(m_model->rowCount(), 2);
    }

    void putsRestoredMessagesInTheirPlace()
    {
        store(6);
        const QList<MessageSummary> all = m_store->stored;
        m_store->stored.removeIf(
            [](const MessageSummary &m) { return m.id.order == 2 || m.id.order == 3 || m.id.order == 5; });
        open();
        QCOMPARE(m_model->rowCount(), 3);
        const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        m_model->apply({.restored = {all[1], all[4], all[2], all[5]}}); // the last one was never gone
        QCOMPARE(inserted.count(), 2); // runs, not rows
        QCOMPARE(orders(), (QList<quint64>{6, 5, 4, 3, 2, 1}));
    }

    void leavesRestoredMessagesBelowTheWindowToTheirPage()
    {
        m_tester.reset(); // it fetches by itself
        store(450);
        open();
        MessageSummary old = m_store->stored.at(10);
        m_model->apply({.restored = {old}});
        QCOMPARE(m_model->rowCount(), 200);
    }

    void takesMessagesThatAreRestoredWhileLoading()
    {
        const QList<MessageSummary> gone = store(1);
        store(2);
        m_store->stored.removeFirst();
        m_model->setGroup(kGroup);
        m_store->runJobs(); // the page without it
        m_store->stored.prepend(gone.first());
        m_model->apply({.restored = gone});
        QTRY_COMPARE(orders(), (QList<quint64>{3, 2, 1}));
    }

    void marksWhatComesWithItsMarks()
    {
        store(1);
        open();
        const QList<MessageSummary> arrived = store(2);
        m_model->apply(
            {.added = {arrived.last()}, .restored = {arrived.first()}, .marked = {marked(2, true), marked(3, true)}});
        QCOMPARE(orders(), (QList<quint64>{3, 2, 1}));
        QVERIFY(m_model->message(0)->read);
        QVERIFY(m_model->message(1)->read);
        m_model->reload();
        const QList<MessageSummary> last = store(1);
        m_model->apply({.added = last, .marked = {marked(4, true)}});
        m_model->apply({.marked = {marked(1, true)}});
        answer();
        QCOMPARE(orders(), (QList<quint64>{4, 3, 2, 1}));
        QVERIFY(m_model->message(0)->read);
        QVERIFY(m_model->message(3)->read);
    }

    void bringsNoGhostsWithAPageThatWasReadBefore()
    {
        m_tester.reset(); // it fetches by itself
        store(300);
        open();
        m_model->fetchMore({});
        m_store->runJobs(); // the page is read
        m_model->apply({.removed = {MessageId{50}, MessageId{51}, MessageId{250}}, .marked = {marked(60, true)}});
        m_model->apply({.restored = {m_store->stored.at(49)}});
        QTRY_COMPARE(m_model->rowCount(), 298);
        QVERIFY(m_model->indexOf(MessageId{50}).isValid());
        QVERIFY(!m_model->indexOf(MessageId{51}).isValid());
        QVERIFY(m_model->message(m_model->indexOf(MessageId{60}).row())->read);
        m_model->reload();
        m_store->runJobs();
        m_model->apply({.removed = {MessageId{300}}});
        QTRY_COMPARE(m_model->rowCount(), 199);
        QCOMPARE(m_model->message(0)->id.order, 299U);
    }

    void fillsUpWhenAllLoadedRowsAreRemoved()
    {
        m_tester.reset();
        store(450);
        open();
        MessageChanges changes;
        for (quint64 order = 251; order <= 450; ++order)
            changes.removed.insert(MessageId{order});
        m_store->stored.resize(250);
        m_model->apply(changes);
        QCOMPARE(m_model->rowCount(), 0);
        answer();
        QCOMPARE(m_model->message(0)->id.order, 250U);
    }

    void goesToTheOldestAndBackUp()
    {
        m_tester.reset();
        store(1050);
        open();
        const QSignalSpy shown(m_model.get(), &MessageTableModel::oldestShown);
        m_model->showOldest(1050);
        m_store->runJobs();
        QTRY_COMPARE(shown.count(), 1);
        QCOMPARE(m_model->message(m_model->rowCount() - 1)->id.order, 1U);
        QVERIFY(m_model->rowCount() <= MessageTableModel::kPage);
        QVERIFY(!m_model->canFetchMore({}));
        QVERIFY(m_model->hasNewer());
        m_model->apply({.added = store(3)}); // far above
        QVERIFY(m_model->hasNewer());
        while (m_model->hasNewer()) {
            m_model->fetchNewer();
            answer();
        }
        QCOMPARE(m_model->rowCount(), 1053);
        for (int row = 0; row < 1053; ++row)
            QCOMPARE(m_model->message(row)->id.order, quint64(1053 - row));
        m_model->apply({.added = store(1)}); // on top again
        QCOMPARE(m_model->message(0)->id.order, 1054U);
    }

    void findsRestoredMessagesOnTheWayUp()
    {
        m_tester.reset();
        store(700);
        const QList<MessageSummary> all = m_store->stored;
        const QList<MessageSummary> gone = all.mid(300, 250);
        m_store->stored.remove(300, 250);
        open();
        const QSignalSpy shown(m_model.get(), &MessageTableModel::oldestShown);
        m_model->showOldest(450);
        m_store->runJobs();
        QTRY_COMPARE(shown.count(), 1);
        m_model->fetchNewer(); // asked for with a number that is wrong then
        m_store->stored = all;
        m_model->apply({.restored = gone});
        while (m_model->hasNewer()) {
            answer();
            m_model->fetchNewer();
        }
        QCOMPARE(m_model->rowCount(), 700);
        QCOMPARE(m_model->message(0)->id.order, 700U);
    }

    void keepsWhatASearchFoundUntilTheNextAnswer()
    {
        store(10);
        search([](const MessageSummary &m) { return m.id.order % 2 == 0; });
        QCOMPARE(orders(), (QList<quint64>{10, 8, 6, 4, 2}));
        m_store->matching = [](const MessageSummary &m) {
            return m.id.order > 8;
        };
        m_model->setSearch({});
        QCOMPARE(m_model->rowCount(), 5);
        m_store->runJobs();
        QTRY_COMPARE(orders(), (QList<quint64>{10, 9}));
    }

    void asksForEachTextButRunsOnlyTheLast()
    {
        store(10);
        m_store->matching = [](const MessageSummary &) {
            return true;
        };
        for (int key = 0; key < 5; ++key)
            m_model->setSearch({});
        m_store->runJobs();
        QCOMPARE(m_store->pages, 1);
        QTRY_COMPARE(m_model->rowCount(), 10);
    }

    void findsNewMessagesAndKeepsTheSelectedOne()
    {
        store(3);
        search([](const MessageSummary &m) { return m.id.order != 5; });
        const QPersistentModelIndex selected(m_model->index(1, 0));
        store(4);
        const int asked = m_store->pages;
        for (int flush = 0; flush < 10; ++flush)
            m_model->apply({.matchesOld = true});
        m_store->runJobs();
        QTRY_COMPARE(orders(), (QList<quint64>{7, 6, 4, 3, 2, 1}));
        QCOMPARE(selected.row(), 4);
        m_store->runJobs();
        QCOMPARE(m_store->pages, asked + 1); // the others wait until kRefreshInterval has passed
        QTRY_COMPARE(m_store->waitingJobs(), 1U);
        m_store->runJobs();
        QCOMPARE(m_store->pages, asked + 2);
    }

    void startsAnewWhenMoreIsFoundThanFitsOnAPage()
    {
        m_tester.reset();
        store(5);
        search([](const MessageSummary &) { return true; });
        store(500);
        m_model->apply({.matchesOld = true});
        answer();
        QCOMPARE(m_model->rowCount(), MessageTableModel::kPage);
        QCOMPARE(m_model->message(0)->id.order, 505U);
        m_model->fetchMore({});
        answer();
        QCOMPARE(m_model->message(399)->id.order, 106U);
    }

    void findsRestoredMessagesBelowTheFirstPage()
    {
        m_tester.reset();
        store(450);
        const QList<MessageSummary> all = m_store->stored;
        m_store->stored.removeAt(100);
        search([](const MessageSummary &) { return true; });
        for (const int rows : {400, 449}) {
            m_model->fetchMore({});
            answer();
            QCOMPARE(m_model->rowCount(), rows);
        }
        m_store->stored = all;
        m_model->apply({.matchesOld = true, .restoredFrom = all.at(100).id});
        const auto startedAnew = [this] { // once the first page has shown that more is missing
            m_store->runJobs();
            return m_model->rowCount() == MessageTableModel::kPage;
        };
        QTRY_VERIFY(startedAnew());
        while (m_model->canFetchMore({})) {
            m_model->fetchMore({});
            answer();
        }
        QCOMPARE(m_model->rowCount(), 450);
    }

    void outlivesItsAnswers()
    {
        store(3);
        m_model->setGroup(kGroup);
        m_tester.reset();
        m_model.reset();
        m_store->runJobs(); // must not reach the model that is gone
        QCOMPARE(m_store->pages, 1);
    }

private:
    static constexpr GroupId kGroup{1};

    MessageSummary make(GroupId group)
    {
        MessageSummary message;
        message.id = MessageId{++m_last};
        message.group = group;
        message.subject = QStringLiteral("Message %1").arg(m_last);
        message.received = m_clock.now();
        return message;
    }

    QList<MessageSummary> store(int count)
    {
        QList<MessageSummary> made;
        for (int i = 0; i < count; ++i)
            made.append(make(kGroup));
        m_store->stored += made;
        return made;
    }

    void open()
    {
        const QSignalSpy loaded(m_model.get(), &MessageTableModel::loaded);
        m_model->setGroup(kGroup);
        m_store->runJobs();
        QTRY_COMPARE(loaded.count(), 1);
    }

    void search(std::function<bool(const MessageSummary &)> matching)
    {
        const QSignalSpy loaded(m_model.get(), &MessageTableModel::loaded);
        m_store->matching = std::move(matching);
        m_model->setSearch({});
        m_store->runJobs();
        QTRY_COMPARE(loaded.count(), 1);
    }

    static std::pair<MessageId, MessageMarks> marked(quint64 order, bool read)
    {
        return {MessageId{order}, {.id = MessageId{order}, .read = read, .pinned = false, .tags = {}}};
    }

    [[nodiscard]] QList<quint64> orders() const
    {
        QList<quint64> orders;
        for (int row = 0; row < m_model->rowCount(); ++row)
            orders.append(m_model->message(row)->id.order);
        return orders;
    }

    void answer()
    {
        const int before = m_model->rowCount();
        m_store->runJobs();
        QTRY_VERIFY(m_model->rowCount() != before);
    }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<MessageTableModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    quint64 m_last = 0;
};

QTEST_GUILESS_MAIN(TestMessageTableModel)
#include "tst_message_table_model.moc"

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
        m_model->apply(arrivals, {}, {});
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
        m_model->apply(inPage, {}, {});
        m_store->runJobs();
        const QList<MessageSummary> later = store(1); // heard of before the page is there, but not in it
        m_model->apply(later, {}, {});
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
        m_model->apply({}, {MessageId{2}, MessageId{3}, MessageId{9}, MessageId{77}}, {MessageId{10}});
        QCOMPARE(m_model->rowCount(), 7);
        QCOMPARE(m_model->index(0, 0).data(MessageTableModel::UnreadRole).toBool(), false);
        QCOMPARE(m_model->index(1, 0).data(MessageTableModel::UnreadRole).toBool(), true);
        QCOMPARE(m_model->message(1)->id.order, 8U);
        m_model->clear();
        QCOMPARE(m_model->rowCount(), 0);
    }

    void letsTheOldestGoAndPagesThemInAgain()
    {
        m_tester.reset(); // it looks at every row at every change
        store(200);
        open();
        for (int i = 0; i < 100; ++i)
            m_model->apply(store(1000), {}, {});
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

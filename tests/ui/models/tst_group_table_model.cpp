// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "ui/models/group_table_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

namespace {

Group makeGroup(qint64 id, const QString &label, Timestamp last, qint64 count = 1)
{
    Group group;
    group.id = GroupId{id};
    group.label = label;
    group.count = count;
    group.first = group.last = last;
    group.recipients = {QStringLiteral("ops@example.test")};
    group.recipientCount = 1;
    return group;
}

} // namespace

class TestGroupTableModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock.set(FakeClock().now());
        m_model = std::make_unique<GroupTableModel>(m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void entersBatchesInOnePair()
    {
        const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QList<Group> batch;
        for (int i = 1; i <= 500; ++i)
            batch.append(makeGroup(i, QString::number(i), ago(i)));
        m_model->apply(batch, {});
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(m_model->rowCount(), 500);
        QCOMPARE(labels().first(), QStringLiteral("1"));
        m_model->apply({makeGroup(501, QStringLiteral("new"), ago(0)), makeGroup(7, QStringLiteral("7"), ago(0))}, {});
        QCOMPARE(inserted.count(), 2);
        QCOMPARE(labels().first(), QStringLiteral("new"));
        QCOMPARE(m_model->indexOf(GroupId{7}).row(), 7); // it keeps its rank until arrange()
    }

    void takesHundredThousandRows()
    {
        m_tester.reset(); // it looks at every row at every change
        QList<Group> batch;
        for (int i = 1; i <= 100'000; ++i)
            batch.append(makeGroup(i, QStringLiteral("Subject %1").arg(i), ago(i % 997)));
        m_model->apply(batch, {});
        QCOMPARE(m_model->rowCount(), 100'000);
        const QPersistentModelIndex kept(m_model->indexOf(GroupId{4711}));
        m_model->sort(GroupTableModel::SubjectColumn, Qt::DescendingOrder);
        QCOMPARE(labels().first(), QStringLiteral("Subject 100000"));
        QCOMPARE(kept.data(GroupTableModel::IdRole).toLongLong(), 4711);
        QList<GroupId> odd;
        for (int i = 1; i < 100'000; i += 2)
            odd.append(GroupId{i});
        const QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_model->apply({}, odd);
        QCOMPARE(m_model->rowCount(), 50'000);
        QCOMPARE(removed.count(), 1);
        QVERIFY(!kept.isValid());
    }

    void sortsOnEachColumn_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QStringList>("ascending");
        QTest::newRow("state") << int(GroupTableModel::StateColumn)
                               << QStringList{QStringLiteral("a9"), QStringLiteral("b10"), QStringLiteral("C2")};
        QTest::newRow("subject") << int(GroupTableModel::SubjectColumn)
                                 << QStringList{QStringLiteral("a9"), QStringLiteral("b10"), QStringLiteral("C2")};
        QTest::newRow("count") << int(GroupTableModel::CountColumn)
                               << QStringList{QStringLiteral("b10"), QStringLiteral("C2"), QStringLiteral("a9")};
        QTest::newRow("rate") << int(GroupTableModel::RateColumn)
                              << QStringList{QStringLiteral("C2"), QStringLiteral("a9"), QStringLiteral("b10")};
        QTest::newRow("history") << int(GroupTableModel::HistoryColumn)
                                 << QStringList{QStringLiteral("a9"), QStringLiteral("C2"), QStringLiteral("b10")};
        QTest::newRow("first") << int(GroupTableModel::FirstColumn)
                               << QStringList{QStringLiteral("C2"), QStringLiteral("b10"), QStringLiteral("a9")};
        QTest::newRow("last") << int(GroupTableModel::LastColumn)
                              << QStringList{QStringLiteral("b10"), QStringLiteral("a9"), QStringLiteral("C2")};
        QTest::newRow("to") << int(GroupTableModel::ToColumn)
                            << QStringList{QStringLiteral("a9"), QStringLiteral("C2"), QStringLiteral("b10")};
    }

    void sortsOnEachColumn()
    {
        QFETCH(int, column);
        QFETCH(QStringList, ascending);
        Group a = makeGroup(1, QStringLiteral("a9"), ago(20), 300);
        Group b = makeGroup(2, QStringLiteral("b10"), ago(30), 5);
        Group c = makeGroup(3, QStringLiteral("C2"), ago(10), 40);
        a.state = GroupState::Failed;
        b.state = GroupState::Collecting;
        c.state = GroupState::Sent;
        a.first = ago(100);
        b.first = ago(200);
        c.first = ago(300);
        a.historyEnd = b.historyEnd = c.historyEnd = toUnixMs(m_clock.now()) / 60'000;
        a.history[59] = 3;
        b.history[59] = 9;
        c.history[30] = 5; // much, but long ago
        b.recipientCount = 2;
        a.recipients = {QStringLiteral("ann@example.test")};
        m_model->apply({a, b, c}, {});
        m_model->sort(column, Qt::AscendingOrder);
        QCOMPARE(labels(), ascending);
        m_model->sort(column, Qt::DescendingOrder);
        std::reverse(ascending.begin(), ascending.end());
        QCOMPARE(labels(), ascending);
    }

    void keepsPersistentIndexesOnTheirGroups()
    {
        m_model->apply({makeGroup(1, QStringLiteral("one"), ago(1)), makeGroup(2, QStringLiteral("two"), ago(2)),
                        makeGroup(3, QStringLiteral("three"), ago(3))},
                       {});
        const QPersistentModelIndex selected(m_model->indexOf(GroupId{3}, GroupTableModel::SubjectColumn));
        const QSignalSpy resets(m_model.get(), &QAbstractItemModel::modelReset);
        const QSignalSpy layouts(m_model.get(), &QAbstractItemModel::layoutChanged);
        m_model->apply({makeGroup(3, QStringLiteral("three"), ago(0), 2)}, {});
        QCOMPARE(selected.row(), 2);
        m_model->arrange();
        QCOMPARE(selected.row(), 0);
        QCOMPARE(selected.data().toString(), QStringLiteral("three"));
        QCOMPARE(layouts.count(), 1);
        m_model->apply({makeGroup(2, QStringLiteral("two"), ago(2), 9)}, {});
        m_model->arrange(); // changed, but still in order
        QCOMPARE(layouts.count(), 1);
        QCOMPARE(resets.count(), 0);
    }

    void movesNothingWhileHeld()
    {
        m_model->apply({makeGroup(1, QStringLiteral("one"), ago(1)), makeGroup(2, QStringLiteral("two"), ago(2))}, {});
        m_model->setHeld(true);
        m_model->apply({makeGroup(3, QStringLiteral("three"), ago(0)), makeGroup(2, QStringLiteral("two"), ago(0))},
                       {});
        m_model->arrange();
        QCOMPARE(labels(), (QStringList{QStringLiteral("one"), QStringLiteral("two"), QStringLiteral("three")}));
        m_model->setHeld(false);
        m_model->arrange();
        QCOMPARE(labels().last(), QStringLiteral("one"));
    }

    void removesScatteredRowsAtOnce()
    {
        QList<Group> batch;
        for (int i = 1; i <= 10; ++i)
            batch.append(makeGroup(i, QString::number(i), ago(i)));
        m_model->apply(batch, {});
        const QPersistentModelIndex five(m_model->indexOf(GroupId{5}));
        const QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_model->apply({}, {GroupId{2}, GroupId{9}, GroupId{4}, GroupId{77}});
        QCOMPARE(removed.count(), 1);
        QCOMPARE(labels(),
                 (QStringList{QStringLiteral("1"), QStringLiteral("3"), QStringLiteral("5"), QStringLiteral("6"),
                              QStringLiteral("7"), QStringLiteral("8"), QStringLiteral("10")}));
        QCOMPARE(five.data(GroupTableModel::IdRole).toInt(), 5);
        m_model->reset({});
        QCOMPARE(m_model->rowCount(), 0);
        QCOMPARE(m_model->totalGroups(), 0);
    }

    void countsDown()
    {
        Group group = makeGroup(1, QStringLiteral("one"), m_clock.now());
        group.state = GroupState::Collecting;
        group.batch = Batch{.id = BatchId{1}, .first = m_clock.now(), .last = m_clock.now()};
        m_model->setBatchRule({.wait = Milliseconds(20'000), .maxWait = Milliseconds(60'000)});
        m_model->apply({group}, {});
        const QModelIndex state = m_model->index(0, GroupTableModel::StateColumn);
        QCOMPARE(state.data().toString(), QStringLiteral("20 s"));
        QCOMPARE(state.data(GroupTableModel::CountdownRole).toDouble(), 1.0);
        m_clock.advance(Milliseconds(5'500));
        QCOMPARE(state.data().toString(), QStringLiteral("15 s"));
        QCOMPARE(state.data(GroupTableModel::CountdownRole).toDouble(), 14.5 / 20);
        m_clock.advance(Milliseconds(60'000));
        QCOMPARE(state.data().toString(), QStringLiteral("Sends now"));
        QCOMPARE(state.data(GroupTableModel::CountdownRole).toDouble(), 0.0);
    }

    void tellsHeldFromNotSent()
    {
        Group group = makeGroup(1, QStringLiteral("one"), m_clock.now());
        group.state = GroupState::Held;
        m_model->apply({group}, {});
        QCOMPARE(m_model->index(0, 0).data().toString(), QStringLiteral("Not sent"));
        group.batch = Batch{.state = BatchState::Held};
        m_model->apply({group}, {});
        QCOMPARE(m_model->index(0, 0).data().toString(), QStringLiteral("On hold"));
    }

private:
    [[nodiscard]] Timestamp ago(int seconds) const { return m_clock.now() - std::chrono::seconds(seconds); }

    [[nodiscard]] QStringList labels() const
    {
        QStringList list;
        for (int row = 0; row < m_model->rowCount(); ++row)
            list.append(m_model->index(row, GroupTableModel::SubjectColumn).data().toString());
        return list;
    }

    FakeClock m_clock;
    std::unique_ptr<GroupTableModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestGroupTableModel)
#include "tst_group_table_model.moc"

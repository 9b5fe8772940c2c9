// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_pane.h"

#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

class TestMessagePane final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        m_store->matching = [](const MessageSummary &) {
            return true;
        };
        m_last = 0;
        m_read.clear();
        m_model = std::make_unique<MessageTableModel>(m_store->runner(), m_clock);
    }

    void cleanup()
    {
        m_pane.reset();
        m_model.reset();
        m_store.reset();
    }

    void opensTheNewestOfAGroup()
    {
        store(3);
        show(MessagePane::Opens::TheNewest);
        QCOMPARE(table()->currentIndex().row(), 0);
        m_store->runJobs();
        QTRY_COMPARE(m_read, QList<MessageId>{MessageId{3}});
    }

    void opensNothingThatASearchFound()
    {
        store(3);
        makePane(MessagePane::Opens::Nothing);
        m_model->setSearch({});
        runUntil([this] { return m_model->rowCount() == 3; });
        QVERIFY(!table()->currentIndex().isValid());
        QCOMPARE(m_store->waitingJobs(), 0U);
    }

    void keepsTheSelectedMessageThroughAnotherAnswer()
    {
        store(6);
        makePane(MessagePane::Opens::Nothing);
        m_model->setSearch({});
        runUntil([this] { return m_model->rowCount() == 6; });
        table()->setCurrentIndex(m_model->index(2, 0)); // id 4
        m_store->runJobs();
        QTRY_COMPARE(m_read.size(), 1);
        m_store->matching = [](const MessageSummary &m) {
            return m.id.order % 2 == 0;
        };
        m_model->setSearch({});
        runUntil([this] { return m_model->rowCount() == 3; });
        QCOMPARE(table()->currentIndex().row(), 1);
        QCOMPARE(m_pane->selected(), QList<MessageId>{MessageId{4}});
        QCOMPARE(m_store->waitingJobs(), 0U); // it is open already
    }

    void goesOnWithTheNextWhenTheOpenOneIsRemoved()
    {
        store(3);
        show(MessagePane::Opens::TheNewest);
        const QSignalSpy asked(m_pane.get(), &MessagePane::removeRequested);
        QTest::keyClick(table(), Qt::Key_Delete);
        QCOMPARE(asked.count(), 1);
        m_model->apply({.removed = {MessageId{3}}});
        QCOMPARE(m_pane->selected(), QList<MessageId>{MessageId{2}});
        m_model->apply({.removed = {MessageId{2}, MessageId{1}}});
        QVERIFY(m_pane->selected().isEmpty());
    }

    void arrivalsLeaveWhatIsReadWhereItIs()
    {
        store(150);
        show(MessagePane::Opens::TheNewest);
        QScrollBar *bar = table()->verticalScrollBar();
        bar->setValue(40);
        const QModelIndex first = table()->indexAt({5, 2});
        const QPersistentModelIndex top(first);
        m_model->apply({.added = store(7)});
        QCOMPARE(table()->indexAt({5, 2}), QModelIndex(top));
        bar->setValue(0);
        m_model->apply({.added = store(7)});
        QCOMPARE(bar->value(), 0); // who looks at the newest sees them come
        QCOMPARE(m_model->message(table()->indexAt({5, 2}).row())->id.order, 164U);
    }

    void endGoesToTheOldestOfAHugeGroup()
    {
        store(5'000);
        makePane(MessagePane::Opens::TheNewest);
        m_pane->setTotal([] { return 5'000; });
        m_model->setGroup(GroupId{1});
        runUntil([this] { return m_model->rowCount() == MessageTableModel::kPage; });
        QTest::keyClick(table(), Qt::Key_End);
        runUntil([this] { return m_model->hasNewer(); });
        QCOMPARE(m_pane->selected(), QList<MessageId>{MessageId{1}});
        QCOMPARE(m_store->pages, 2);
        QScrollBar *bar = table()->verticalScrollBar();
        bar->setValue(20);
        const QPersistentModelIndex top(table()->indexAt({5, 2}));
        runUntil([this] { return m_model->rowCount() > MessageTableModel::kPage; });
        QCOMPARE(table()->indexAt({5, 2}), QModelIndex(top)); // what comes above moves nothing
        QTest::keyClick(table(), Qt::Key_Home);
        runUntil([this] { return !m_model->hasNewer(); });
        QCOMPARE(m_pane->selected(), QList<MessageId>{MessageId{5'000}});
    }

private:
    void makePane(MessagePane::Opens opens)
    {
        m_pane = std::make_unique<MessagePane>(
            MessageActions{
                .read = m_store->runner(),
                .remove = {},
                .removeAll = {},
                .undo = {},
                .markRead = [this](const QList<MessageId> &ids, bool, const auto &) { m_read += ids; },
                .setPinned = {},
            },
            *m_model, opens);
        m_pane->resize(900, 400);
        m_pane->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_pane.get()));
    }

    void show(MessagePane::Opens opens)
    {
        makePane(opens);
        m_model->setGroup(GroupId{1});
        const int stored = int(m_store->stored.size());
        runUntil([this, stored] { return m_model->rowCount() == stored; });
    }

    void runUntil(const std::function<bool()> &reached)
    {
        const auto step = [&] {
            m_store->runJobs();
            return reached();
        };
        QTRY_VERIFY(step());
    }

    QList<MessageSummary> store(int count)
    {
        QList<MessageSummary> made;
        for (int i = 0; i < count; ++i) {
            const MessageId id{++m_last};
            made.append({.id = id, .group = GroupId{1}, .subject = QString::number(m_last)});
            m_store->storedRaw.insert(id, "Subject: x\r\n\r\nhello\r\n");
        }
        m_store->stored += made;
        return made;
    }

    [[nodiscard]] MailTable *table() const { return m_pane->table(); }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<MessageTableModel> m_model;
    std::unique_ptr<MessagePane> m_pane;
    QList<MessageId> m_read;
    quint64 m_last = 0;
};

QTEST_MAIN(TestMessagePane)
#include "tst_message_pane.moc"

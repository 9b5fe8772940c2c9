// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "tests/support/ui_fake_store.h"
#include "ui/models/removals.h"

#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

class TestRemovals final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_store = std::make_unique<FakeStore>();
        m_last = 0;
        m_removed.clear();
        m_undone.clear();
        m_error.reset();
        m_removals = std::make_unique<Removals>(
            MessageActions{
                .read = m_store->runner(),
                .remove =
                    [this](const QList<MessageId> &ids, const MailService::Done<RemovalId> &done) {
                        m_removed += ids;
                        answer(done);
                    },
                .removeAll = [this](const MailService::Done<RemovalId> &done) { answer(done); },
                .undo =
                    [this](RemovalId id, const MailService::Done<qint64> &done) {
                        m_undone.append(id.value);
                        if (m_error)
                            done(*m_error);
                        else
                            done(qint64(2));
                    },
                .markRead = {},
                .setPinned = {},
            },
            m_clock);
    }

    void cleanup() { m_removals.reset(); }

    void offersToUndo()
    {
        const QSignalSpy undone(m_removals.get(), &Removals::undone);
        QVERIFY(!m_removals->canUndo());
        m_removals->undo(); // nothing
        m_removals->remove({MessageId{1}, MessageId{2}});
        QTRY_COMPARE(m_removals->offered(), 2);
        QVERIFY(m_removals->canUndo());
        m_removals->undo();
        QCOMPARE(m_removals->offered(), 0);
        QVERIFY(!m_removals->canUndo());
        QTRY_COMPARE(undone.count(), 1);
        QCOMPARE(undone.first().first().toLongLong(), 2);
        QCOMPARE(m_undone, QList<qint64>{1});
    }

    void joinsWhatIsDeletedInARow()
    {
        const QSignalSpy undone(m_removals.get(), &Removals::undone);
        m_removals->remove({MessageId{1}});
        m_removals->remove({MessageId{2}});
        QTRY_COMPARE(m_removals->offered(), 2);
        m_removals->undo();
        QTRY_COMPARE(undone.count(), 1);
        QCOMPARE(undone.first().first().toLongLong(), 4); // two of each, says the store
        QCOMPARE(m_undone, (QList<qint64>{1, 2}));
    }

    void undoesEarlierOnesToo()
    {
        m_removals->remove({MessageId{1}});
        QTRY_COMPARE(m_removals->offered(), 1);
        m_removals->dismiss();
        QCOMPARE(m_removals->offered(), 0);
        m_removals->remove({MessageId{2}, MessageId{3}});
        QTRY_COMPARE(m_removals->offered(), 2);
        m_removals->undo();
        QCOMPARE(m_undone, QList<qint64>{2});
        m_removals->undo();
        QCOMPARE(m_undone, (QList<qint64>{2, 1}));
    }

    void forgetsWhatTheStoreForgets()
    {
        m_removals->remove({MessageId{1}});
        QTRY_COMPARE(m_removals->offered(), 1);
        m_clock.advance(MailStore::kUndoTime);
        QVERIFY(!m_removals->canUndo());
        m_removals->undo();
        QCOMPARE(m_undone.size(), 0);
    }

    void removesAllOfALargeGroup()
    {
        for (quint64 id = 1; id <= 12'000; ++id)
            m_store->stored.append({.id = MessageId{id}, .group = GroupId{qint64(id % 2) + 1}});
        m_removals->removeGroup(GroupId{1});
        for (int page = 1; page <= 2; ++page) {
            QTRY_COMPARE(m_store->waitingJobs(), 1U);
            m_store->runJobs();
        }
        QTRY_COMPARE(m_removals->offered(), 6'000);
        QCOMPARE(m_removed.size(), 6'000);
        QCOMPARE(m_removed.first().order, 12'000U);
        QCOMPARE(m_removed.last().order, 2U);
    }

    void saysWhenItIsTooLate()
    {
        const QSignalSpy failed(m_removals.get(), &Removals::failed);
        const QSignalSpy undone(m_removals.get(), &Removals::undone);
        m_error = Error{ErrorCode::NotFound};
        m_removals->removeAll(77);
        QTRY_COMPARE(m_removals->offered(), 77);
        m_removals->undo();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(undone.count(), 0);
    }

private:
    void answer(const MailService::Done<RemovalId> &done) { done(RemovalId{++m_last}); }

    FakeClock m_clock;
    std::unique_ptr<FakeStore> m_store;
    std::unique_ptr<Removals> m_removals;
    QList<MessageId> m_removed;
    QList<qint64> m_undone;
    std::optional<Error> m_error;
    qint64 m_last = 0;
};

QTEST_GUILESS_MAIN(TestRemovals)
#include "tst_removals.moc"

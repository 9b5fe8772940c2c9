// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_counters.h"
#include "tests/support/store_suite.h"

#include <QTest>

using namespace mailweir;

class TestStoreRemoval : public StoreSuite {
    Q_OBJECT
private:
    Result<qint64> undo(RemovalId removal)
    {
        auto answer = std::make_shared<Awaited<Result<qint64>>>();
        m_store->restore(removal, [answer](Result<qint64> restored) { answer->set(std::move(restored)); });
        return answer->get().value_or(Error{ErrorCode::TimedOut, QStringLiteral("undo"), {}});
    }
    QStringList wrong() { return inMemory() ? QStringList() : wrongCounters(database()); }
    /// Mail in three groups, some of it marked.
    QList<MessageId> putMails()
    {
        QList<MessageId> ids;
        for (int i = 0; i < 20; ++i)
            ids.append(putMail("subject " + QByteArray::number(i % 3), {i % 2 == 0 ? kA : kB, "c@example.test"}));
        [&] {
            QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
                auto done = writer.markRead(ids.mid(3, 9), true);
                if (done)
                    done = writer.setPinned(ids.mid(5, 2), true);
                if (done)
                    done = writer.setTags(ids.mid(6, 4), {QStringLiteral("red"), QStringLiteral("blue")});
                if (done)
                    done = writer.setProcess({ids[7]}, {42, "/usr/bin/app", "/srv"});
                return done;
            }));
        }();
        return ids;
    }

private Q_SLOTS:
    void bringsBackWhatWasRemoved_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("count");
        QTest::newRow("some") << 4 << 6;
        QTest::newRow("the oldest") << 0 << 5;
        QTest::newRow("the newest") << 15 << 5;
        QTest::newRow("each") << 0 << 20;
        QTest::newRow("all") << -1 << 20;
    }

    void bringsBackWhatWasRemoved()
    {
        QFETCH(int, first);
        QFETCH(int, count);
        const QList<MessageId> ids = putMails();
        const QList<MessageSummary> before = messages();
        const QList<Group> groupsBefore = groups();
        const QList<Batch> batchesBefore = batches();
        const StoreCounts countsBefore = counts();
        m_changes.take();

        const QList<MessageId> some = first < 0 ? ids : ids.mid(first, count);
        const RemovalId removal = first < 0 ? removeAll() : remove(some);
        QCOMPARE(counts().messages, 20 - count);
        QCOMPARE(wrong(), QStringList());
        for (const MessageId id : some) {
            QVERIFY(!ask(*m_store, [id](StoreReader &reader) { return reader.message(id); }));
            QVERIFY(!ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }));
        }
        reopen();
        const auto restored = undo(removal);
        QVERIFY2(restored, qPrintable(restored ? QString() : describe(restored.error())));
        QCOMPARE(*restored, count);
        QCOMPARE(messages(), before);
        QCOMPARE(groups(), groupsBefore);
        QCOMPARE(batches(), batchesBefore);
        QCOMPARE(counts().unread, countsBefore.unread);
        QCOMPARE(counts().bytes, countsBefore.bytes);
        QCOMPARE(counts().groups, countsBefore.groups);
        QCOMPARE(counts().lastReceived, countsBefore.lastReceived);
        QCOMPARE(wrong(), QStringList());
        const auto envelope = ask(*m_store, [&](StoreReader &reader) { return reader.envelope(ids[7]); });
        QCOMPARE(envelope->process->pid, 42);
        QCOMPARE(undo(removal).error().code, ErrorCode::NotFound);
    }

    void tellsWhatCameBack()
    {
        const MessageId id = putMail("one");
        const MessageId other = putMail("two");
        QVERIFY(write([&](StoreWriter &writer) { return writer.setPinned({id}, true); }));
        const MessageSummary before = messages().last();
        const RemovalId removal = remove({id});
        QCOMPARE(counts().messages, 1);
        m_changes.take();
        QVERIFY(undo(removal));
        QList<MessageSummary> restored;
        QList<Group> changed;
        for (const StoreChange &change : m_changes.take()) {
            restored += change.restored;
            changed += change.groups;
            QVERIFY(change.added.isEmpty() && change.removed.isEmpty() && change.batches.isEmpty());
        }
        QCOMPARE(restored, QList<MessageSummary>{before});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0], group(QStringLiteral("one")));
        QVERIFY(other > id);
    }

    void comesInSlicesBetweenNewMail()
    {
        QList<MessageId> ids;
        for (int i = 0; i < 600; ++i)
            ids.append(putMail("many"));
        const RemovalId removal = removeAll();
        m_changes.take();
        auto answer = std::make_shared<Awaited<Result<qint64>>>();
        m_store->restore(removal, [answer](Result<qint64> restored) { answer->set(std::move(restored)); });
        const MessageId late = putMail("late");
        QCOMPARE(answer->get().value().value(), 600);
        QVERIFY(ask(*m_store, [late](StoreReader &reader) { return reader.message(late); }));
        QCOMPARE(counts().messages, 601);
        int slices = 0;
        for (const StoreChange &change : m_changes.take()) {
            slices += change.restored.isEmpty() ? 0 : 1;
            QVERIFY(change.restored.size() <= 250);
        }
        QCOMPARE(slices, 3);
        QCOMPARE(group(QStringLiteral("many")).count, 600);
        QCOMPARE(batches()[0].count, 600);
        QCOMPARE(wrong(), QStringList());
        QCOMPARE(messages({.limit = 0}).last().id, ids.first());
    }

    void countsNewMailInAGroupThatIsAway()
    {
        const QList<MessageId> ids{putMail("one"), putMail("one", {kB})};
        const Group before = group(QStringLiteral("one"));
        const RemovalId removal = removeAll();
        QVERIFY(groups().isEmpty());
        const MessageId next = putMail("one");
        QCOMPARE(group(QStringLiteral("one")).count, 1);
        QCOMPARE(group(QStringLiteral("one")).id, before.id);
        QCOMPARE(*undo(removal), 2);
        const Group after = group(QStringLiteral("one"));
        QCOMPARE(after.count, 3);
        QCOMPARE(after.first, before.first);
        QCOMPARE(after.last, ask(*m_store, [next](StoreReader &reader) { return reader.message(next); })->received);
        QCOMPARE(after.recipientCount, 2);
        qint64 arrivals = 0;
        for (const quint32 minute : after.history)
            arrivals += minute;
        QCOMPARE(arrivals, 3);
        QCOMPARE(wrong(), QStringList());
    }

    void bringsBackLargeMail()
    {
        QByteArray rest("\r\n");
        while (rest.size() < 3 * 1024 * 1024)
            rest += QByteArray::number(rest.size()) + "\r\n";
        const MessageId id = putMail("large", {kA}, rest);
        const RemovalId removal = remove({id});
        QCOMPARE(*undo(removal), 1);
        const auto raw = ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); });
        QCOMPARE(*raw, mail("large", rest));
        QCOMPARE(wrong(), QStringList());
    }

    void isTooLateAfterAWhile()
    {
        m_store.reset();
        openStore({.tidyPause = Milliseconds(1), .tidyPoll = Milliseconds(5)});
        const MessageId id = putMail("one");
        const MessageId kept = putMail("two");
        seal(batches()[0], DeliveryState::Sent);
        const RemovalId removal = remove({id});
        m_clock.advance(MailStore::kUndoTime - Milliseconds(1));
        QCOMPARE(*undo(removal), 1);
        const RemovalId again = remove({id});
        m_clock.advance(MailStore::kUndoTime);
        QCOMPARE(undo(again).error().code, ErrorCode::NotFound);
        QCOMPARE(undo(RemovalId{77}).error().code, ErrorCode::NotFound);
        if (!inMemory()) {
            QTRY_COMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM removed_messages")}), QVariant(0));
            QTRY_COMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM removals")}), QVariant(0));
            QCOMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM removed_groups")}), QVariant(0));
            QCOMPARE(sql({QStringLiteral("SELECT COUNT(*) FROM groups")}), QVariant(1));
        }
        QCOMPARE(wrong(), QStringList());
        QCOMPARE(messages().first().id, kept);
    }

    void undoesEachRemovalByItself()
    {
        const MessageId first = putMail("one");
        const MessageId second = putMail("one");
        const MessageId third = putMail("one");
        const RemovalId a = remove({first});
        const RemovalId b = remove({first, second, {1, 2}}); // the first one is gone already
        const RemovalId c = removeAll();
        QCOMPARE(*undo(b), 1);
        QCOMPARE(*undo(c), 1);
        QCOMPARE(*undo(a), 1);
        QList<MessageId> ids;
        for (const MessageSummary &message : messages())
            ids.prepend(message.id);
        QCOMPARE(ids, (QList<MessageId>{first, second, third}));
        QCOMPARE(wrong(), QStringList());
    }

    void marksAreKeptAndTold()
    {
        const MessageId id = putMail("one");
        QCOMPARE(counts().unread, 1);
        m_changes.take();
        QVERIFY(write([id](StoreWriter &writer) -> Result<void> {
            auto done = writer.markRead({id, {1, 2}}, true);
            if (done)
                done = writer.setPinned({id}, true);
            return done ? writer.setTags({id}, {QStringLiteral("red")}) : done;
        }));
        const QList<StoreChange> seen = m_changes.take();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].marked, (QList<MessageMarks>{{id, true, true, {QStringLiteral("red")}}}));
        QCOMPARE(seen[0].groups[0].unread, 0);
        reopen();
        const auto message = ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
        QVERIFY(message->read && message->pinned);
        QCOMPARE(message->tags, QStringList{QStringLiteral("red")});
        QCOMPARE(counts().unread, 0);
        QVERIFY(write([id](StoreWriter &writer) -> Result<void> {
            auto done = writer.markRead({id}, false);
            if (done)
                done = writer.setPinned({id}, false);
            return done ? writer.setTags({id}, {}) : done;
        }));
        QCOMPARE(counts().unread, 1);
        QCOMPARE(group(QStringLiteral("one")).unread, 1);
        QCOMPARE(wrong(), QStringList());
        m_changes.take();
        QVERIFY(write([id](StoreWriter &writer) { return writer.setPinned({id}, false); })); // as it is already
        for (const StoreChange &change : m_changes.take())
            QVERIFY(change.marked.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestStoreRemoval)
#include "tst_store_removal.moc"

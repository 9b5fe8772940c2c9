// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_suite.h"

#include <QFile>
#include <QTest>

using namespace mailweir;

class TestSalvage : public StoreSuite {
    Q_OBJECT
private:
    enum class Kept { Nothing, Batches, Deliveries, Marks };

    /// Two messages of which one is marked; batches that collect, are held, are being sealed and sealed; a delivery of
    /// each state; a removal that can be undone.
    void fill()
    {
        m_read = putMail("collecting", {kA, kB});
        m_plain = putMail("held");
        const MessageId removed = putMail("own removed");
        QVERIFY(write([this](StoreWriter &writer) -> Result<void> {
            if (const auto done = writer.markRead({m_read}, true); !done)
                return done;
            if (const auto done = writer.setPinned({m_read}, true); !done)
                return done;
            return writer.setTags({m_read}, {QStringLiteral("später"), QStringLiteral("b")});
        }));
        remove({removed});
        QVERIFY(write([id = batches()[2].id](StoreWriter &writer) -> Result<void> {
            const auto held = writer.setBatchState(id, BatchState::Held);
            return held ? Result<void>() : held.error();
        }));
        putMail("sealing");
        QVERIFY(write([id = batches()[3].id](StoreWriter &writer) -> Result<void> {
            const auto sealing = writer.beginSealing(id);
            return sealing ? Result<void>() : sealing.error();
        }));
        putMail("sealed");
        m_delivered = seal(batches()[4], DeliveryState::Waiting);
        for (int state = 0; state < 8; ++state)
            deliver(DeliveryState(state));
        QCOMPARE(counts().messages, 4);
    }
    void deliver(DeliveryState state)
    {
        QVERIFY(write([state](StoreWriter &writer) -> Result<void> {
            Delivery delivery = summaryFor({}, state);
            delivery.lastError = QStringLiteral("before");
            delivery.endOfDataSent = state == DeliveryState::Sending;
            const auto stored = writer.addDelivery(delivery, "raw of " + deliveryStateName(state));
            if (!stored)
                return stored.error();
            DeliveryAttempt attempt;
            attempt.delivery = stored->id;
            attempt.text = QStringLiteral("tried");
            return writer.addAttempt(attempt);
        }));
    }
    /// Overwrites the root page of a table and has the file looked through at the next start.
    void damage(const char *table)
    {
        const QVariant page =
            sql({QStringLiteral("PRAGMA journal_mode = DELETE"), QStringLiteral("UPDATE log_state SET clean = 0"),
                 QStringLiteral("SELECT rootpage FROM sqlite_schema WHERE name = '%1'").arg(QLatin1String(table))});
        scribble(page.toLongLong());
    }
    void scribble(qint64 page)
    {
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((page - 1) * 4096));
        QCOMPARE(file.write(QByteArray(4096, 'x')), 4096);
    }
    Result<MessageSummary> message(MessageId id)
    {
        return ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
    }
    QList<Delivery> deliveries()
    {
        return *ask(*m_store, [](StoreReader &reader) { return reader.deliveries({.limit = 0}); });
    }
    QList<Error> problems()
    {
        QList<Error> all;
        for (const StoreChange &change : m_changes.take())
            all += change.problems;
        return all;
    }

    MessageId m_read;
    MessageId m_plain;
    Delivery m_delivered;

private Q_SLOTS:
    void carriesOverWhatCanBeRead_data()
    {
        QTest::addColumn<QByteArray>("table");
        for (const char *table : {"messages", "batches", "deliveries", "delivery_mail", "groups", "removed_messages"})
            QTest::newRow(table) << QByteArray(table);
    }
    void carriesOverWhatCanBeRead()
    {
        if (inMemory() || m_kind == Kind::Normal)
            QSKIP("no file, or none of another kind");
        QFETCH(const QByteArray, table);
        fill();
        const QList<Batch> batchesBefore = batches();
        const QList<Delivery> deliveriesBefore = deliveries();
        const GroupId sealedGroup = group(QStringLiteral("sealed")).id;
        m_store.reset();
        m_changes.take();
        damage(table.constData());
        openStore();
        QVERIFY(QFile::exists(database() + QStringLiteral(".damaged-1")));

        const auto told = problems();
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0].code, ErrorCode::Corrupt);
        QCOMPARE(told[0].subject, database());
        QVERIFY(told[0].detail.contains(QLatin1String(".damaged-1")));

        // All mail is back and, a moment later, marked again where that could be read.
        const bool marked = table != "messages";
        QTRY_COMPARE(message(m_read)->pinned, marked);
        QTRY_COMPARE(counts().messages, table == "removed_messages" ? 5 : 4);
        const auto back = message(m_read);
        QVERIFY(back && back->recovered);
        QCOMPARE(back->read, marked);
        QCOMPARE(back->pinned, marked);
        QCOMPARE(back->tags, marked ? (QStringList{QStringLiteral("später"), QStringLiteral("b")}) : QStringList());
        QVERIFY(!message(m_plain)->read);
        QCOMPARE(counts().unread, counts().messages - (marked ? 1 : 0));
        if (table != "groups")
            QCOMPARE(group(QStringLiteral("sealed")).id, sealedGroup);

        if (table == "batches") {
            QVERIFY(batches().isEmpty());
        } else {
            QList<BatchState> states;
            for (const Batch &batch : batches())
                states.append(batch.state);
            QCOMPARE(states,
                     (QList<BatchState>{BatchState::Held, BatchState::Held, BatchState::Held, BatchState::Held,
                                        BatchState::Sealed}));
            QCOMPARE(batches()[1].count, batchesBefore[1].count);
            const auto content =
                ask(*m_store, [id = batches()[0].id](StoreReader &reader) { return reader.batchContent(id); });
            QCOMPARE(content->groups[0].lastRaw, mail("collecting", "\r\nx\r\n"));
            if (table != "groups") // else it is another group of the same name
                QCOMPARE(group(QStringLiteral("collecting")).state, GroupState::Held);
        }
        checkDeliveries(table, deliveriesBefore);

        // Nothing is told twice, and no id is used again.
        deliver(DeliveryState::Waiting);
        QVERIFY(deliveries().first().id > deliveriesBefore.first().id || table == "deliveries");
        reopen();
        QVERIFY(problems().isEmpty());
        QCOMPARE(message(m_read)->pinned, marked);
    }
    void checkDeliveries(const QByteArray &table, const QList<Delivery> &before)
    {
        const QList<Delivery> now = deliveries();
        if (table == "deliveries") {
            QVERIFY(now.isEmpty());
            return;
        }
        QCOMPARE(now.size(), before.size());
        for (qsizetype i = 0; i < now.size(); ++i) {
            const bool toBeSent = isPending(before[i].state) || before[i].state == DeliveryState::Sending;
            const DeliveryState expected = !toBeSent ? before[i].state
                : table == "delivery_mail"           ? DeliveryState::Failed
                                                     : DeliveryState::Held;
            QCOMPARE(now[i].state, expected);
            QCOMPARE(now[i].id, before[i].id);
            QCOMPARE(now[i].lastError.contains(QLatin1String("damaged")), toBeSent);
            QCOMPARE(now[i].lastError.contains(QLatin1String("may have been sent")),
                     expected == DeliveryState::Held
                         && (before[i].endOfDataSent || before[i].state == DeliveryState::Uncertain));
            if (before[i].batch.isNull())
                QCOMPARE(ask(*m_store, [id = now[i].id](StoreReader &reader) { return reader.attempts(id); })->size(),
                         1);
        }
        QCOMPARE(now.last().batch, table == "batches" ? BatchId() : m_delivered.batch);
    }

    void readsAroundTheDamage()
    {
        if (m_kind != Kind::Files)
            QSKIP("the index is the same");
        constexpr int kCount = 1000;
        QVERIFY(write([](StoreWriter &writer) -> Result<void> {
            for (int i = 0; i < kCount; ++i) {
                Delivery delivery = summaryFor({}, DeliveryState::Sent);
                delivery.subject = QStringLiteral("number %1 of them").arg(i);
                if (const auto added = writer.addDelivery(delivery, "raw"); !added)
                    return added.error();
            }
            return {};
        }));
        m_store.reset();
        sql({QStringLiteral("PRAGMA journal_mode = DELETE"), QStringLiteral("UPDATE log_state SET clean = 0")});
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const qsizetype middle = file.readAll().indexOf("number 500 of them");
        QVERIFY(middle > 0);
        scribble(middle / 4096 + 1);
        openStore();
        const QList<Delivery> left = deliveries();
        QVERIFY(left.size() > kCount * 9 / 10 && left.size() < kCount);
        QCOMPARE(left.first().subject, QStringLiteral("number 999 of them"));
        QCOMPARE(left.last().subject, QStringLiteral("number 0 of them"));
        for (const Delivery &delivery : left)
            QCOMPARE(delivery.recipients.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestSalvage)
#include "tst_salvage.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_counters.h"
#include "tests/support/store_suite.h"

#include <QMap>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace mailweir;

/// Whatever is done in whatever order, the store is what a simple model in memory says. MAILWEIR_SEED and
/// MAILWEIR_STEPS run another or a longer life.
class TestStoreLife : public StoreSuite {
    Q_OBJECT
private:
    struct Known {
        QByteArray raw;
        QString project;
        bool read = false;
        bool pinned = false;
    };
    struct Removal {
        RemovalId id;
        QMap<MessageId, Known> messages;
        Timestamp at{};
    };

    void open()
    {
        m_store.reset();
        SqliteStore::Tuning tuning;
        tuning.log.segmentTarget = 100 * 1024;
        tuning.tidyPause = Milliseconds(1);
        tuning.tidyPoll = Milliseconds(5);
        openStore(tuning);
    }
    int number(int end) { return m_random.bounded(end); }
    QByteArray body()
    {
        const int kind = number(40);
        QByteArray body("\r\n");
        const qsizetype size = kind == 0 ? 1'500'000 : kind < 5 ? 30'000 : number(4000);
        while (body.size() < size)
            body += kind % 2 == 0 ? QByteArray::number(m_random.generate()) + "\r\n" : QByteArray("the same again\r\n");
        return body;
    }
    void putOne()
    {
        m_clock.advance(Milliseconds(1 + number(3000)));
        Known known{mail("subject " + QByteArray::number(number(6)), body()),
                    number(3) == 0 ? QStringLiteral("shop") : QString(), false, false};
        Envelope envelope = envelopeTo({number(2) == 0 ? kA : kB}, m_clock.now());
        envelope.project = known.project.toUtf8();
        const auto id = put(*m_store, known.raw, envelope);
        QVERIFY(id);
        QVERIFY(!m_model.contains(*id));
        m_model.insert(*id, known);
    }
    QList<MessageId> some()
    {
        QList<MessageId> ids;
        const int part = 1 + number(6);
        for (auto known = m_model.cbegin(); known != m_model.cend(); ++known) {
            if (number(part) == 0)
                ids.append(known.key());
        }
        return ids;
    }
    void removeSome(bool all)
    {
        Removal removal;
        const QList<MessageId> ids = all ? m_model.keys() : some();
        removal.at = m_clock.now();
        removal.id = all ? removeAll() : remove(ids);
        for (const MessageId id : ids)
            removal.messages.insert(id, m_model.take(id));
        m_removals.append(removal);
    }
    void undoOne()
    {
        if (m_removals.isEmpty())
            return;
        const Removal removal = m_removals.takeAt(number(int(m_removals.size())));
        auto answer = std::make_shared<Awaited<Result<qint64>>>();
        m_store->restore(removal.id, [answer](Result<qint64> restored) { answer->set(std::move(restored)); });
        const auto restored = answer->get();
        QVERIFY(restored);
        if (m_clock.now() - removal.at >= MailStore::kUndoTime) {
            QVERIFY(!*restored);
            return;
        }
        QVERIFY2(*restored, qPrintable(*restored ? QString() : describe(restored->error())));
        QCOMPARE(restored->value(), removal.messages.size());
        m_model.insert(removal.messages);
    }
    void mark()
    {
        const QList<MessageId> ids = some();
        const bool on = number(2) == 0;
        const bool pin = number(3) == 0;
        QVERIFY(write([&](StoreWriter &writer) { return pin ? writer.setPinned(ids, on) : writer.markRead(ids, on); }));
        for (const MessageId id : ids)
            (pin ? m_model[id].pinned : m_model[id].read) = on;
    }
    void retain()
    {
        QMap<QString, QList<MessageId>> byProject;
        for (auto known = m_model.cbegin(); known != m_model.cend(); ++known) {
            if (!known->pinned)
                byProject[known->project].append(known.key());
        }
        const qint64 limit = 5 + number(40);
        m_store->setRetention({{.messages = limit}, {.project = QStringLiteral("shop"), .messages = limit / 2}});
        for (auto project = byProject.cbegin(); project != byProject.cend(); ++project) {
            const qint64 kept = project.key().isEmpty() ? limit : limit / 2;
            for (qsizetype i = 0; i < project->size() - kept; ++i)
                m_model.remove(project->at(i));
        }
        QTRY_COMPARE(counts().messages, m_model.size());
        m_store->setRetention({});
    }
    void verify()
    {
        QList<MessageId> ids;
        for (const MessageSummary &message : messages({.limit = 0})) {
            ids.prepend(message.id);
            QVERIFY(m_model.contains(message.id));
            QCOMPARE(message.read, m_model[message.id].read);
            QCOMPARE(message.pinned, m_model[message.id].pinned);
            QCOMPARE(message.project, m_model[message.id].project);
        }
        QCOMPARE(ids, m_model.keys()); // none is missing, none is there twice
        for (auto known = m_model.cbegin(); known != m_model.cend(); ++known) {
            const auto raw = ask(*m_store, [id = known.key()](StoreReader &reader) { return reader.raw(id); });
            QVERIFY2(raw, qPrintable(raw ? QString() : describe(raw.error())));
            QVERIFY(*raw == known->raw);
        }
        if (!inMemory())
            QCOMPARE(wrongCounters(database()), QStringList());
    }

    QRandomGenerator m_random;
    QMap<MessageId, Known> m_model;
    QList<Removal> m_removals;

private Q_SLOTS:
    void isWhatTheModelSays_data()
    {
        QTest::addColumn<int>("seed");
        const int seed = qEnvironmentVariableIntValue("MAILWEIR_SEED");
        for (int i = 0; i < (seed != 0 ? 1 : 3); ++i)
            QTest::addRow("%d", seed + i) << seed + i;
    }

    void isWhatTheModelSays()
    {
        QFETCH(int, seed);
        m_random.seed(quint32(seed));
        m_model.clear();
        m_removals.clear();
        open();
        const int steps =
            qEnvironmentVariableIsSet("MAILWEIR_STEPS") ? qEnvironmentVariableIntValue("MAILWEIR_STEPS") : 60;
        for (int step = 0; step < steps && !QTest::currentTestFailed(); ++step) {
            const int choice = number(20);
            if (choice < 9) {
                for (int count = 1 + number(8); count > 0; --count)
                    putOne();
            } else if (choice < 12) {
                removeSome(number(8) == 0);
            } else if (choice < 14) {
                undoOne();
            } else if (choice < 16) {
                mark();
            } else if (choice == 16) {
                retain();
            } else if (choice == 17) {
                m_clock.advance(MailStore::kUndoTime / 3);
            } else if (choice == 18 && !inMemory()) {
                open();
                verify();
            } else {
                // Mail goes out, so that its records are free.
                for (const Batch &batch : batches({BatchState::Collecting}))
                    seal(batch, DeliveryState::Sent);
            }
        }
        if (!QTest::currentTestFailed())
            verify();
    }
};

QTEST_GUILESS_MAIN(TestStoreLife)
#include "tst_store_life.moc"

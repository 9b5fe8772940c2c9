// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_suite.h"

#include <QTest>

#include <thread>

using namespace mailweir;

class TestStoreMessages : public StoreSuite {
    Q_OBJECT
private Q_SLOTS:
    void aReadSeesWhatWasAcknowledged()
    {
        for (int i = 0; i < 20; ++i) {
            const MessageId id = putMail("one");
            const auto seen = ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
            QVERIFY(seen);
            QCOMPARE(seen->id, id);
            QCOMPARE(*ask(*m_store, [](StoreReader &reader) { return reader.latest(); }), std::optional(id));
        }
    }

    void keepsBytesAndEnvelope()
    {
        QByteArray raw = mail("all bytes", "\r\n");
        for (int i = 0; i < 256; ++i)
            raw.append(char(i));
        Envelope envelope = envelopeTo({kA, kB, kA}, m_clock.now());
        envelope.parameters = {{"SMTPUTF8", ""}};
        const auto id = put(*m_store, raw, envelope);
        QVERIFY(id);
        QCOMPARE(*ask(*m_store, [&](StoreReader &reader) { return reader.raw(*id); }), raw);
        QCOMPARE(*ask(*m_store, [&](StoreReader &reader) { return reader.envelope(*id); }), envelope);
        const auto unknown = ask(*m_store, [](StoreReader &reader) { return reader.raw({1, 2}); });
        QCOMPARE(unknown.error().code, ErrorCode::NotFound);
        const auto guessed = ask(*m_store, [&](StoreReader &reader) { return reader.message({id->order, 2}); });
        QCOMPARE(guessed.error().code, ErrorCode::NotFound);
    }

    void keepsLargeMailInChunks()
    {
        QByteArray raw = mail("large", "\r\n");
        while (raw.size() < 3 * 1024 * 1024 + 17)
            raw += QByteArray::number(raw.size()) + "\r\n";
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        auto dropped = m_store->beginMessage();
        auto intake = m_store->beginMessage();
        for (qsizetype at = 0; at < raw.size(); at += 70'001) {
            intake->append(QByteArrayView(raw).sliced(at, std::min<qsizetype>(70'001, raw.size() - at)));
            dropped->append(QByteArray(50'000, 'd'));
        }
        dropped.reset();
        QCOMPARE(intake->size(), raw.size());
        intake->commit(envelopeTo({kA}, m_clock.now()), [answer](Result<MessageId> id) { answer->set(id); });
        const auto id = answer->get();
        QVERIFY(id && *id);
        QCOMPARE(*ask(*m_store, [&](StoreReader &reader) { return reader.raw(**id); }), raw);
        reopen();
        QCOMPARE(*ask(*m_store, [&](StoreReader &reader) { return reader.raw(**id); }), raw);
        QCOMPARE(counts().messages, 1);
    }

    void keepsFlagsAndProject()
    {
        Envelope envelope = envelopeTo({kA}, m_clock.now());
        envelope.project = "shop";
        envelope.lenient = true;
        const auto id = put(*m_store, mail("odd", "\r\na\nb\r\n"), envelope);
        QVERIFY(id);
        const auto summary = ask(*m_store, [&](StoreReader &reader) { return reader.message(*id); });
        QVERIFY(summary);
        QCOMPARE(summary->flags, MessageFlag::BareLf | MessageFlag::Malformed);
        QCOMPARE(summary->project, QStringLiteral("shop"));
        QCOMPARE(messages().first(), *summary);
        QCOMPARE(m_changes.take().last().added.first(), *summary);
    }

    void learnsTheProcessLater()
    {
        const PeerProcess cron{17, "/usr/sbin/cron", "/var/spool/cron"};
        const PeerProcess php{18, "/usr/bin/php", {}};
        const auto processOf = [this](MessageId id) {
            const auto envelope = ask(*m_store, [id](StoreReader &reader) { return reader.envelope(id); });
            return envelope ? envelope->process : std::optional<PeerProcess>();
        };
        const MessageId early = *put(*m_store, mail("one"), [&] {
            Envelope envelope = envelopeTo({kA}, m_clock.now());
            envelope.process = php;
            return envelope;
        }());
        const MessageId late = putMail("one");
        const MessageId never = putMail("one");
        const MessageId forged{late.order, late.salt + 1};
        // Right after the acknowledgement: the job waits for the index.
        QVERIFY(write([&](StoreWriter &writer) { return writer.setProcess({late, {1, 2}}, cron); }));
        QVERIFY(write([&](StoreWriter &writer) { return writer.setProcess({forged, early}, cron); }));
        QCOMPARE(processOf(early), std::optional(php)); // what the log has is what was seen first
        QCOMPARE(processOf(late), std::optional(cron));
        QCOMPARE(processOf(never), std::optional<PeerProcess>());
        reopen();
        QCOMPARE(processOf(late), std::optional(cron));
        const RemovalId removal = remove({late});
        QCOMPARE(processOf(late), std::optional<PeerProcess>());
        auto restored = std::make_shared<Awaited<Result<qint64>>>();
        m_store->restore(removal, [restored](const Result<qint64> &count) { restored->set(count); });
        QCOMPARE(**restored->get(), 1);
        QCOMPARE(processOf(late), std::optional(cron));
    }

    void pages()
    {
        QList<MessageId> ids;
        for (int i = 0; i < 10; ++i)
            ids.prepend(putMail(i % 2 ? "odd" : "even"));
        const auto first = messages({.limit = 4});
        QCOMPARE(first.size(), 4);
        QCOMPARE(first[0].id, ids[0]);
        const auto second = messages({.before = first.last().id, .limit = 4});
        QCOMPARE(second[0].id, ids[4]);
        QCOMPARE(messages({.start = 8, .limit = 4}).size(), 2);
        QCOMPARE(messages({.limit = 0}).size(), 10);
        QCOMPARE(messages({.group = group(QStringLiteral("odd")).id, .limit = 0}).size(), 5);
        QCOMPARE(messages({.group = group(QStringLiteral("odd")).id, .before = ids[4], .limit = 2})[0].id, ids[6]);
    }

    void countsGroups()
    {
        m_clock.set(fromUnixMs(60'000 * 29'000'000LL));
        for (int i = 0; i < 3; ++i)
            putMail("one", {kA});
        m_clock.advance(Milliseconds(60'000));
        putMail("one", {kA, kB, "C@Example.test", "d@example.test", "d@example.test"});
        putMail("two", {kB, kA});
        const Group one = group(QStringLiteral("one"));
        QCOMPARE(one.count, 4);
        QCOMPARE(one.unread, 4);
        QCOMPARE(one.recipientCount, 4);
        QCOMPARE(one.recipients.size(), 3);
        QCOMPARE(one.recipients[0], QStringLiteral("a@example.test"));
        QCOMPARE(one.historyEnd, 29'000'001);
        QCOMPARE(one.history[59], 1u);
        QCOMPARE(one.history[58], 3u);
        QCOMPARE(one.last - one.first, Milliseconds(63'000));
        QCOMPARE(one.state, GroupState::Collecting);
        const StoreCounts now = counts();
        QCOMPARE(now.messages, 5);
        QCOMPARE(now.groups, 2);
        QCOMPARE(now.activeBatches, 6);
        QCOMPARE(now.activeMessages, 3 + 4 + 2);
        QCOMPARE(now.lastReceived, std::optional(m_clock.now()));
        QCOMPARE(now.bytes, 4 * mail("one", "\r\nx\r\n").size() + mail("two", "\r\nx\r\n").size());
        QCOMPARE(now.backlog, 0);
        QCOMPARE(groups().first().label, QStringLiteral("two"));
        const auto recent = ask(*m_store, [this](StoreReader &reader) { return reader.groups(m_clock.now()); });
        QCOMPARE(recent->size(), 1);
        const auto groupOf = [this](GroupId id) {
            return ask(*m_store, [id](StoreReader &reader) { return reader.group(id); });
        };
        for (const Group &group : groups())
            QCOMPARE(*groupOf(group.id), group);
        QCOMPARE(groupOf({12345}).error().code, ErrorCode::NotFound);
        const QList<Group> before = groups();
        reopen();
        QCOMPARE(groups(), before);
    }

    void tellsTheObserverWholeRows()
    {
        const MessageId id = putMail("one");
        QCOMPARE(counts().messages, 1);
        const auto seen = m_changes.take();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].added.size(), 1);
        QCOMPARE(seen[0].added[0], *ask(*m_store, [id](StoreReader &reader) { return reader.message(id); }));
        QCOMPARE(seen[0].groups, groups());
        QCOMPARE(seen[0].batches, batches());
        QCOMPARE(seen[0].groups[0].batch, std::optional(batches()[0]));
    }

    void removesMessages()
    {
        const MessageId first = putMail("one", {kA});
        const MessageId second = putMail("one", {kB});
        putMail("two");
        QCOMPARE(counts().messages, 3);
        m_changes.take();
        remove({first, {1, 1}});
        auto seen = m_changes.take();
        QCOMPARE(seen.size(), 1);
        QCOMPARE(seen[0].removed, QList<MessageId>{first});
        QCOMPARE(seen[0].groups.size(), 1);
        const Group one = group(QStringLiteral("one"));
        QCOMPARE(one, seen[0].groups[0]);
        QCOMPARE(one.count, 1);
        QCOMPARE(one.recipients, QStringList{QString::fromLatin1(kB)});
        QCOMPARE(one.recipientCount, 1);
        QCOMPARE(one.first, one.last);
        remove({second});
        seen = m_changes.take();
        QCOMPARE(seen[0].removedGroups, QList<GroupId>{one.id});
        QCOMPARE(counts().groups, 1);
        // The batches keep what they have, and the group is the same when it comes back into one that is open.
        QCOMPARE(batches().size(), 3);
        const BatchId open = batches()[0].id;
        const auto content = ask(*m_store, [open](StoreReader &reader) { return reader.batchContent(open); });
        QCOMPARE(content->groups[0].lastRaw, mail("one", "\r\nx\r\n"));
        putMail("one", {kA});
        QCOMPARE(group(QStringLiteral("one")).id, one.id);
        QCOMPARE(group(QStringLiteral("one")).count, 1);
        QCOMPARE(batches()[0].count, 2);
        QCOMPARE(batches()[0].groups, 1);
    }

    void removesAll()
    {
        putMail("one");
        putMail("two");
        seal(batches()[1], DeliveryState::Sent);
        m_changes.take();
        removeAll();
        const auto seen = m_changes.take();
        QVERIFY(seen[0].allRemoved);
        QVERIFY(seen[0].removed.isEmpty() && seen[0].removedGroups.isEmpty());
        QCOMPARE(counts().messages, 0);
        QCOMPARE(counts().groups, 0);
        QCOMPARE(counts().unread, 0);
        QCOMPARE(counts().activeBatches, 1);
        putMail("two");
        QCOMPARE(groups().size(), 1);
        QCOMPARE(groups()[0].unread, 1);
    }

    void marksRead()
    {
        const MessageId id = putMail("one");
        putMail("one");
        QCOMPARE(counts().unread, 2);
        m_changes.take();
        QVERIFY(write([&](StoreWriter &writer) { return writer.markRead({id, id, {5, 5}}, true); }));
        const auto seen = m_changes.take();
        QCOMPARE(seen[0].marked, (QList<MessageMarks>{{id, true, false, {}}}));
        QCOMPARE(seen[0].groups[0].unread, 1);
        QCOMPARE(counts().unread, 1);
        QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.message(id); })->read);
    }

    void aFailedJobLeavesNothing()
    {
        const MessageId id = putMail("one");
        QCOMPARE(counts().unread, 1);
        m_changes.take();
        const auto result = write([&](StoreWriter &writer) -> Result<void> {
            if (const auto removed = writer.removeMessages({id}); !removed)
                return removed.error();
            return Error{ErrorCode::Refused, QStringLiteral("changed my mind"), {}};
        });
        QCOMPARE(result.error().code, ErrorCode::Refused);
        QVERIFY(m_changes.take().isEmpty());
        QCOMPARE(counts().messages, 1);
        putMail("one");
        QCOMPARE(group(QStringLiteral("one")).count, 2);
    }

    void keepsAllOverAReopen()
    {
        putMail("one", {kA, kB});
        putMail("two");
        const Delivery delivery = seal(batches()[0], DeliveryState::Failed);
        const auto groupsBefore = groups();
        const auto batchesBefore = batches();
        const auto messagesBefore = messages();
        reopen();
        QCOMPARE(groups(), groupsBefore);
        QCOMPARE(batches(), batchesBefore);
        QCOMPARE(messages(), messagesBefore);
        QCOMPARE(ask(*m_store, [&](StoreReader &reader) { return reader.delivery(delivery.id); })->state,
                 DeliveryState::Failed);
        const MessageId next = putMail("one", {kB});
        QVERIFY(next > messagesBefore[0].id);
        QCOMPARE(batches()[1].count, 2); // the open one goes on
    }

    void takesManyAtOnce()
    {
        constexpr int kThreads = 8;
        constexpr int kEach = 100;
        std::mutex mutex;
        std::condition_variable all;
        QHash<MessageId, QByteArray> acknowledged;
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back([&, t] {
                for (int i = 0; i < kEach; ++i) {
                    const QByteArray raw =
                        mail("many " + QByteArray::number(i % 3), "\r\n" + QByteArray::number(t * kEach + i) + "\r\n");
                    auto intake = m_store->beginMessage();
                    intake->append(raw);
                    intake->commit(envelopeTo({kA}, m_clock.now()), [&, raw](Result<MessageId> id) {
                        const std::lock_guard lock(mutex);
                        acknowledged.insert(id ? *id : MessageId{}, raw);
                        all.notify_one();
                    });
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        std::unique_lock lock(mutex);
        QVERIFY(all.wait_for(lock, std::chrono::seconds(20), [&] { return acknowledged.size() == kThreads * kEach; }));
        QCOMPARE(counts().messages, kThreads * kEach);
        QCOMPARE(groups().size(), 3);
        for (auto entry = acknowledged.cbegin(); entry != acknowledged.cend(); ++entry)
            QCOMPARE(*ask(*m_store, [&](StoreReader &reader) { return reader.raw(entry.key()); }), entry.value());
    }

    void closingAnswersWhatIsQueued()
    {
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        auto late = m_store->beginMessage();
        auto intake = m_store->beginMessage();
        intake->append(mail("one"));
        intake->commit(envelopeTo({kA}, m_clock.now()), [answer](Result<MessageId> id) { answer->set(id); });
        auto changed = std::make_shared<Awaited<Result<void>>>();
        m_store->write([](StoreWriter &) { return Result<void>(); },
                       [changed](Result<void> done) { changed->set(done); });
        m_store->close();
        QVERIFY(answer->get()->ok());
        QVERIFY(changed->get()->ok());
        auto tooLate = std::make_shared<Awaited<Result<MessageId>>>();
        late->commit({}, [tooLate](Result<MessageId> id) { tooLate->set(id); });
        QCOMPARE(tooLate->get()->error().code, ErrorCode::Unavailable);
        if (inMemory())
            return; // all is gone
        openStore();
        QCOMPARE(counts().messages, 1);
    }

    void admitsWhileThereIsRoom()
    {
        QVERIFY(m_store->admits(1024));
        QCOMPARE(m_store->admits(std::numeric_limits<qint64>::max()).error().code, ErrorCode::DiskFull);
        QVERIFY(!m_store->congested());
    }
};

QTEST_GUILESS_MAIN(TestStoreMessages)
#include "tst_store_messages.moc"

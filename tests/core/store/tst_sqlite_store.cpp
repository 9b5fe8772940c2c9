// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrator.h"
#include "core/store/sqlite_store.h"
#include "tests/support/store_failing_file.h"
#include "tests/support/store_fixture.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

#include <thread>

using namespace mailweir;

namespace {

constexpr char kA[] = "a@example.test";
constexpr char kB[] = "b@example.test";

Delivery summaryFor(const Batch &batch, DeliveryState state = DeliveryState::Waiting)
{
    Delivery delivery;
    delivery.subject = QStringLiteral("[mailweir] ") + batch.label;
    delivery.messageId = "summary@example.test";
    delivery.sender = "mailweir@example.test";
    delivery.relay = QStringLiteral("default");
    delivery.recipients = {{batch.recipient, state, {}}};
    delivery.state = state;
    delivery.createdAt = fromUnixMs(1'777'626'000'000);
    delivery.roundStartedAt = delivery.createdAt;
    return delivery;
}

} // namespace

class TestSqliteStore : public QObject {
    Q_OBJECT
private:
    enum class Loss { Missing, Head, Table, OnlyHeader, OnlyTables };

    void openStore(const SqliteStore::Options &options = {})
    {
        m_store = std::make_unique<SqliteStore>(StoreLocation{database()}, m_classifier, m_clock, m_changes.observer(),
                                                options);
        QVERIFY(m_store->open());
    }
    void reopen()
    {
        m_store.reset();
        openStore();
    }
    /// Runs statements on a connection of its own and returns the first column of the last one's first row.
    QVariant sql(const QStringList &statements)
    {
        const QString name = QStringLiteral("test");
        QVariant value;
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
            connection.setDatabaseName(database());
            [&] {
                QVERIFY(connection.open());
                for (const QString &statement : statements) {
                    QSqlQuery query(connection);
                    QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
                    value = query.next() ? query.value(0) : QVariant();
                }
            }();
        }
        QSqlDatabase::removeDatabase(name);
        return value;
    }
    QString database() const { return m_dir->filePath(QStringLiteral("mailweir.db")); }

    MessageId putMail(const QByteArray &subject, const QList<QByteArray> &to = {kA},
                      const QByteArray &rest = "\r\nx\r\n")
    {
        m_clock.advance(Milliseconds(1000));
        const auto id = put(*m_store, mail(subject, rest), envelopeTo(to, m_clock.now()));
        [&] {
            QVERIFY2(id, qPrintable(id ? QString() : describe(id.error())));
        }();
        return id ? *id : MessageId{};
    }
    QList<Group> groups()
    {
        return *ask(*m_store, [](StoreReader &reader) { return reader.groups({}); });
    }
    Group group(const QString &label)
    {
        for (const Group &candidate : groups()) {
            if (candidate.label == label)
                return candidate;
        }
        return {};
    }
    QList<Batch> batches(const QList<BatchState> &states = {})
    {
        return *ask(*m_store, [states](StoreReader &reader) { return reader.batches(states); });
    }
    StoreCounts counts()
    {
        return *ask(*m_store, [](StoreReader &reader) { return reader.counts(); });
    }
    QList<MessageSummary> messages(const MessageQuery &query = {})
    {
        return *ask(*m_store, [query](StoreReader &reader) { return reader.messages(query); });
    }
    Result<void> write(const MailStore::WriteJob &job) { return change(*m_store, job); }
    /// Seals the batch with a delivery of that state.
    Delivery seal(const Batch &batch, DeliveryState state)
    {
        Delivery stored;
        const auto done = write([&](StoreWriter &writer) -> Result<void> {
            if (const auto begun = writer.beginSealing(batch.id); !begun)
                return begun.error();
            const auto sealed = writer.finishSealing(batch.id, summaryFor(batch, state), "raw summary");
            if (!sealed)
                return sealed.error();
            stored = *sealed;
            return {};
        });
        [&] {
            QVERIFY(done);
        }();
        return stored;
    }

    void scribble(qint64 page)
    {
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek((page - 1) * 4096));
        QCOMPARE(file.write(QByteArray(4096, 'x')), 4096);
    }
    void lose(Loss loss)
    {
        if (loss == Loss::Head)
            return scribble(1);
        if (loss == Loss::Table) {
            const QVariant page =
                sql({QStringLiteral("PRAGMA journal_mode = WAL"), QStringLiteral("UPDATE log_state SET clean = 0"),
                     QStringLiteral("SELECT rootpage FROM sqlite_schema WHERE name = 'messages'")});
            return scribble(page.toLongLong());
        }
        QVERIFY(QFile::remove(database()));
        if (loss == Loss::OnlyHeader)
            QCOMPARE(sql({QStringLiteral("PRAGMA journal_mode = WAL")}).toString(), QStringLiteral("wal"));
        if (loss == Loss::OnlyTables) {
            Database half;
            QVERIFY(half.open(database(), Database::Access::Write));
            QVERIFY(Migrator(half, database()).migrate());
        }
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    FakeClock m_clock;
    SubjectClassifier m_classifier;
    ChangeLog m_changes;
    std::unique_ptr<SqliteStore> m_store;

private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_changes.take();
        openStore();
    }
    void cleanup() { m_store.reset(); }

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
        const QStringList rows{QStringLiteral("SELECT COUNT(*) FROM message_process")};
        QCOMPARE(sql(rows), QVariant(2));
        QVERIFY(write([&](StoreWriter &writer) { return writer.removeMessages({late}); }));
        QCOMPARE(sql(rows), QVariant(1));
        QVERIFY(write([&](StoreWriter &writer) { return writer.removeAllMessages(); }));
        QCOMPARE(sql(rows), QVariant(0));
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
        QVERIFY(write([&](StoreWriter &writer) { return writer.removeMessages({first, {1, 1}}); }));
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
        QVERIFY(write([&](StoreWriter &writer) { return writer.removeMessages({second}); }));
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
        QVERIFY(write([](StoreWriter &writer) { return writer.removeAllMessages(); }));
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
        QVERIFY(write([&](StoreWriter &writer) { return writer.markRead({id, id, {5, 5}}); }));
        const auto seen = m_changes.take();
        QCOMPARE(seen[0].readStateChanged, QList<MessageId>{id});
        QCOMPARE(seen[0].groups[0].unread, 1);
        QCOMPARE(counts().unread, 1);
        QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.message(id); })->read);
    }

    void describesBatches()
    {
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 5000\r\n\r\n1\r\n");
        putMail("two", {kA}, "X-Key: shared\r\n\r\n2\r\n");
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 4000\r\n\r\n3\r\n");
        putMail("one", {kA}, "X-Key: shared\r\nX-Date: 4500\r\n\r\n4\r\n");
        const auto all = batches();
        QCOMPARE(all.size(), 1);
        QCOMPARE(all[0].count, 4);
        QCOMPARE(all[0].groups, 2);
        QCOMPARE(all[0].label, QStringLiteral("shared"));
        QCOMPARE(all[0].recipient, QByteArray(kA));
        QCOMPARE(all[0].last - all[0].first, Milliseconds(3000));
        const auto content = ask(*m_store, [&](StoreReader &reader) { return reader.batchContent(all[0].id); });
        QVERIFY(content);
        QCOMPARE(content->batch, all[0]);
        QCOMPARE(content->groups.size(), 2);
        QCOMPARE(content->groups[0].label, QStringLiteral("one"));
        QCOMPARE(content->groups[0].count, 3);
        QCOMPARE(content->groups[0].oldest, fromUnixMs(4000));
        QCOMPARE(content->groups[0].newest, fromUnixMs(5000));
        QVERIFY(content->groups[0].lastRaw.endsWith("4\r\n"));
        QCOMPARE(content->groups[1].label, QStringLiteral("two"));
        putMail("own mail");
        QCOMPARE(batches().size(), 1);
        QCOMPARE(group(QStringLiteral("own mail")).state, GroupState::Caught);
    }

    void sealingFixesWhatBelongs()
    {
        putMail("one");
        const Batch open = batches()[0];
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto sealing = writer.beginSealing(open.id);
            return sealing && sealing->state == BatchState::Sealing ? Result<void>() : Error{};
        }));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Sending);
        QCOMPARE(group(QStringLiteral("one")).batch, std::nullopt);
        putMail("one");
        const auto both = batches();
        QCOMPARE(both.size(), 2);
        QCOMPARE(both[0].count, 1);
        QCOMPARE(both[1].count, 1);
        QVERIFY(both[1].id > both[0].id);
        m_changes.take();
        Delivery stored;
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto sealed = writer.finishSealing(open.id, summaryFor(open), "raw summary");
            if (sealed)
                stored = *sealed;
            return sealed ? Result<void>() : sealed.error();
        }));
        const auto seen = m_changes.take();
        QCOMPARE(seen[0].deliveries, QList<Delivery>{stored});
        QCOMPARE(seen[0].batches[0].delivery, stored.id);
        QCOMPARE(seen[0].groups[0].state, GroupState::Sending);
        QCOMPARE(seen[0].groups[0].batch, std::optional(both[1]));
        QCOMPARE(stored.batch, open.id);
        QCOMPARE(stored.size, 11);
        const auto again = write([&](StoreWriter &writer) -> Result<void> {
            const auto begun = writer.beginSealing(open.id);
            return begun ? Result<void>() : begun.error();
        });
        QCOMPARE(again.error().code, ErrorCode::Conflict);
    }

    void holdsAndDiscards()
    {
        putMail("one");
        const BatchId id = batches()[0].id;
        const auto set = [&](BatchState state) {
            return write([=](StoreWriter &writer) -> Result<void> {
                const auto done = writer.setBatchState(id, state);
                return done ? Result<void>() : done.error();
            });
        };
        QVERIFY(set(BatchState::Held));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Held);
        putMail("one");
        QCOMPARE(batches({BatchState::Held})[0].count, 2);
        QCOMPARE(group(QStringLiteral("one")).batch->state, BatchState::Held);
        QVERIFY(set(BatchState::Collecting));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Collecting);
        QVERIFY(set(BatchState::Discarded));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Caught);
        QCOMPARE(set(BatchState::Held).error().code, ErrorCode::Conflict);
        putMail("one");
        QCOMPARE(batches({BatchState::Collecting})[0].count, 1);
        QCOMPARE(write([](StoreWriter &writer) -> Result<void> { return writer.batch({99}).error(); }).error().code,
                 ErrorCode::NotFound);
    }

    void groupsShowTheirDeliveries_data()
    {
        QTest::addColumn<DeliveryState>("delivery");
        QTest::addColumn<GroupState>("expected");
        QTest::newRow("waiting") << DeliveryState::Waiting << GroupState::Sending;
        QTest::newRow("sending") << DeliveryState::Sending << GroupState::Sending;
        QTest::newRow("sent") << DeliveryState::Sent << GroupState::Sent;
        QTest::newRow("deferred") << DeliveryState::Deferred << GroupState::Deferred;
        QTest::newRow("held") << DeliveryState::Held << GroupState::Held;
        QTest::newRow("uncertain") << DeliveryState::Uncertain << GroupState::Uncertain;
        QTest::newRow("failed") << DeliveryState::Failed << GroupState::Failed;
        QTest::newRow("cancelled") << DeliveryState::Cancelled << GroupState::Caught;
    }
    void groupsShowTheirDeliveries()
    {
        QFETCH(DeliveryState, delivery);
        QFETCH(GroupState, expected);
        putMail("one");
        Delivery stored = seal(batches()[0], DeliveryState::Waiting);
        stored.state = stored.recipients[0].state = delivery;
        QVERIFY(write([&](StoreWriter &writer) { return writer.updateDelivery(stored); }));
        QCOMPARE(group(QStringLiteral("one")).state, expected);
        QCOMPARE(counts().deliveries[size_t(delivery)], 1);
        // New mail hides only what is less urgent.
        putMail("one");
        QCOMPARE(group(QStringLiteral("one")).state, std::min(expected, GroupState::Collecting));
        seal(batches({BatchState::Collecting})[0], DeliveryState::Sent);
        QCOMPARE(group(QStringLiteral("one")).state, std::min(expected, GroupState::Sent));
    }

    void keepsDeliveriesAndAttempts()
    {
        Delivery delivery = summaryFor({});
        delivery.kind = DeliveryKind::Release;
        delivery.recipients = {{"x@example.test", DeliveryState::Sent, {250, {2, 0, 0}, {"ok"}}},
                               {"y@example.test", DeliveryState::Deferred, {451, {4, 3, 0}, {"later", "please"}}}};
        delivery.state = DeliveryState::Deferred;
        delivery.nextAttemptAt = fromUnixMs(42);
        delivery.endOfDataSent = true;
        delivery.attempts = 3;
        DeliveryAttempt attempt;
        attempt.at = fromUnixMs(77);
        attempt.stage = Stage::Recipient;
        attempt.host = QStringLiteral("mx.example.test:25");
        attempt.code = 451;
        attempt.enhanced = {4, 3, 0};
        attempt.text = QStringLiteral("später");
        attempt.durationMs = 12;
        attempt.transcript = {{1, TranscriptLine::Side::Client, "EHLO x"},
                              {2, TranscriptLine::Side::Server, "250 \xff"}};
        QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
            const auto stored = writer.addDelivery(delivery, QByteArray("raw\0mail", 8));
            if (!stored)
                return stored.error();
            delivery = *stored;
            attempt.delivery = stored->id;
            return writer.addAttempt(attempt);
        }));
        QCOMPARE(delivery.size, 8);
        reopen();
        const DeliveryId id = delivery.id;
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.delivery(id); }), delivery);
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.deliveryRaw(id); }),
                 QByteArray("raw\0mail", 8));
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.attempts(id); }),
                 QList<DeliveryAttempt>{attempt});
        delivery.recipients[1].state = DeliveryState::Sent;
        delivery.state = DeliveryState::Sent;
        delivery.nextAttemptAt.reset();
        QVERIFY(write([&](StoreWriter &writer) { return writer.updateDelivery(delivery); }));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(write([&](StoreWriter &writer) -> Result<void> {
                return writer.addDelivery(summaryFor({}), "x") ? Result<void>() : Error{};
            }));
        }
        const auto list = [&](const DeliveryQuery &query) {
            return *ask(*m_store, [query](StoreReader &reader) { return reader.deliveries(query); });
        };
        QCOMPARE(list({}).size(), 4);
        QCOMPARE(list({}).last(), delivery);
        QCOMPARE(list({.states = {DeliveryState::Sent}}).size(), 1);
        QCOMPARE(list({.before = DeliveryId{3}, .limit = 1})[0].id, DeliveryId{2});
        Delivery unknown = delivery;
        unknown.id = {99};
        QCOMPARE(write([&](StoreWriter &writer) { return writer.updateDelivery(unknown); }).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(ask(*m_store, [](StoreReader &reader) { return reader.attempts({99}); }).error().code,
                 ErrorCode::NotFound);
    }

    void aFailedJobLeavesNothing()
    {
        const MessageId id = putMail("one");
        QCOMPARE(counts().unread, 1);
        m_changes.take();
        const auto result = write([&](StoreWriter &writer) -> Result<void> {
            if (const auto removed = writer.removeMessages({id}); !removed)
                return removed;
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

    void bringsBackMailWhenTheDatabaseIsLost_data()
    {
        QTest::addColumn<Loss>("loss");
        QTest::newRow("missing") << Loss::Missing;
        QTest::newRow("damaged at its head") << Loss::Head;
        QTest::newRow("damaged in a table") << Loss::Table;
        QTest::newRow("killed when it had only a header") << Loss::OnlyHeader;
        QTest::newRow("killed when it had only tables") << Loss::OnlyTables;
    }
    void bringsBackMailWhenTheDatabaseIsLost()
    {
        QFETCH(Loss, loss);
        const MessageId id = putMail("one", {kA, kB});
        putMail("two");
        m_store.reset();
        lose(loss);
        openStore();
        QCOMPARE(QFile::exists(database() + QStringLiteral(".damaged-1")), loss == Loss::Head || loss == Loss::Table);
        QCOMPARE(counts().messages, 2);
        QVERIFY(batches().isEmpty());
        const auto back = ask(*m_store, [id](StoreReader &reader) { return reader.message(id); });
        QVERIFY(back->recovered);
        QCOMPARE(*ask(*m_store, [id](StoreReader &reader) { return reader.raw(id); }), mail("one", "\r\nx\r\n"));
        QCOMPARE(group(QStringLiteral("one")).state, GroupState::Caught);
        const MessageId next = putMail("one");
        QVERIFY(next > id);
        QVERIFY(!ask(*m_store, [next](StoreReader &reader) { return reader.message(next); })->recovered);
        QCOMPARE(batches().size(), 1);
        QCOMPARE(batches()[0].count, 1);
    }

    void tellsWhetherItWasClosedCleanly()
    {
        const QStringList clean{QStringLiteral("SELECT clean FROM log_state")};
        QCOMPARE(sql(clean), QVariant(0));
        m_store.reset();
        QCOMPARE(sql(clean), QVariant(1));
        openStore();
        sql({QStringLiteral("ALTER TABLE messages RENAME TO away")});
        putMail("one");
        m_store.reset();
        QCOMPARE(sql(clean), QVariant(0));
    }

    void isForOneEngineOnly()
    {
        SqliteStore other({database()}, m_classifier, m_clock, m_changes.observer(), {});
        const auto opened = other.open();
        QCOMPARE(opened.error().code, ErrorCode::Locked);
        QCOMPARE(opened.error().subject, database());
        QVERIFY(opened.error().detail.contains(QString::number(QCoreApplication::applicationPid())));
        other.close();
        const MessageId id = putMail("one"); // the first one goes on
        QVERIFY(ask(*m_store, [id](StoreReader &reader) { return reader.message(id); }));
        m_store->close();
        QVERIFY(SqliteStore({database()}, m_classifier, m_clock, m_changes.observer(), {}).open());
    }

    void refusesMailWhileTheIndexFails()
    {
        m_store.reset();
        openStore({.log = {}, .maxBacklog = 2});
        sql({QStringLiteral("ALTER TABLE messages RENAME TO away")});
        putMail("one");
        QVERIFY(m_store->admits(1));
        putMail("one");
        putMail("one");
        QTRY_VERIFY(!m_store->admits(1));
        QCOMPARE(m_store->admits(1).error().code, ErrorCode::Io);
        QVERIFY(!m_store->congested());
        sql({QStringLiteral("ALTER TABLE away RENAME TO messages")});
        QTRY_VERIFY(m_store->admits(1));
        QCOMPARE(counts().messages, 3);
    }

    void aBatchOutlivesTheBytesOfItsMail()
    {
        const auto content = [this] {
            const BatchId id = batches().first().id;
            return *ask(*m_store, [id](StoreReader &reader) { return reader.batchContent(id); });
        };
        const QByteArray large(3 * 1024 * 1024, 'x');
        putMail("one", {kA}, "X-Key: shared\r\n\r\n" + large);
        QCOMPARE(content().groups[0].lastRaw.size(), BatchGroup::kMaxRaw);
        QFile segment(m_dir->filePath(QStringLiteral("mailweir.log/0000000001.seg")));
        putMail("two", {kA}, "X-Key: shared\r\n\r\nx\r\n");
        QVERIFY(segment.open(QIODevice::ReadWrite));
        const qsizetype second = segment.readAll().indexOf("Subject: two");
        QVERIFY(second > large.size() && segment.seek(second));
        QCOMPARE(segment.write(QByteArray(10, 'x')), 10);
        segment.close();
        const auto both = content();
        QCOMPARE(both.groups.size(), 2);
        QVERIFY(!both.groups[0].lastIsLost);
        QVERIFY(both.groups[1].lastIsLost);
        QVERIFY(both.groups[1].lastRaw.isEmpty());
        QCOMPARE(both.groups[1].label, QStringLiteral("two"));
    }

    void opensADatabaseOfVersion1()
    {
        m_store.reset();
        QVERIFY(QFile::remove(database()));
        QFile script(QStringLiteral(":/mailweir/sql/0001_initial.sql"));
        QVERIFY(script.open(QIODevice::ReadOnly));
        sql(QString::fromUtf8(script.readAll()).split(QStringLiteral(";\n"), Qt::SkipEmptyParts)
            << QStringLiteral("INSERT INTO groups VALUES (1, 'one', 'one', 1, 1, 9, 5, 5, x'80', 0, x'', 0, 7)")
            << QStringLiteral("INSERT INTO messages VALUES (3, 4, 1, 1, 16, 60, 'one', 'm@x', 'App', 'app@x', x'80', "
                              "x'61', x'80', 5, 6, 9, 0, 'words', 0, 0, 0)")
            << QStringLiteral("UPDATE log_state SET recovered_position = 0")
            << QStringLiteral("PRAGMA user_version = 1"));
        openStore();
        QCOMPARE(sql({QStringLiteral("PRAGMA user_version")}), QVariant(2));
        MessageSummary expected;
        expected.id = {3, 4};
        expected.group = {1};
        expected.subject = QStringLiteral("one");
        expected.messageId = QStringLiteral("m@x");
        expected.from = {QStringLiteral("App"), QStringLiteral("app@x")};
        expected.envelopeSender = "a";
        expected.received = fromUnixMs(5);
        expected.date = fromUnixMs(6);
        expected.size = 9;
        expected.snippet = QStringLiteral("words");
        QCOMPARE(messages(), QList<MessageSummary>{expected});
        QVERIFY(write([&](StoreWriter &writer) { return writer.setProcess({{3, 4}}, {17, "/bin/sh", "/"}); }));
        putMail("one");
        QCOMPARE(group(QStringLiteral("one")).count, 2);
    }

    void refusesANewerDatabase()
    {
        m_store.reset();
        sql({QStringLiteral("PRAGMA user_version = 9000")});
        m_store = std::make_unique<SqliteStore>(StoreLocation{database()}, m_classifier, m_clock, m_changes.observer(),
                                                SqliteStore::Options{});
        const auto opened = m_store->open();
        QCOMPARE(opened.error().code, ErrorCode::TooNew);
        QCOMPARE(opened.error().subject, database());
    }

    void refusesADirectoryThatIsMissing()
    {
        SqliteStore store({m_dir->filePath(QStringLiteral("no/such/x.db"))}, m_classifier, m_clock,
                          m_changes.observer(), {});
        QVERIFY(!store.open());
    }

    void filesAreForTheirOwnerOnly()
    {
        putMail("one");
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(database()) & others));
        QVERIFY(!(QFile::permissions(database() + QStringLiteral("-wal")) & others));
    }

    void answersAndGoesOnWhenTheDiskFails()
    {
        m_store.reset();
        const auto orders = std::make_shared<FailingFile::Orders>();
        openStore({.log = failingFiles(orders)});
        const MessageId first = putMail("one");
        orders->failSync = true;
        const auto failed = put(*m_store, mail("one"), envelopeTo({kA}, m_clock.now()));
        QCOMPARE(failed.error().code, ErrorCode::Io);
        orders->failWrite = true;
        const auto full = put(*m_store, mail("one"), envelopeTo({kA}, m_clock.now()));
        QCOMPARE(full.error().code, ErrorCode::DiskFull);
        const MessageId second = putMail("one");
        QVERIFY(QFile::exists(m_dir->filePath(QStringLiteral("mailweir.log/0000000003.seg"))));
        reopen();
        QCOMPARE(counts().messages, 2);
        QVERIFY(ask(*m_store, [first](StoreReader &reader) { return reader.raw(first); }));
        QVERIFY(ask(*m_store, [second](StoreReader &reader) { return reader.raw(second); }));
    }

    void aLargeMailThatLostAPartIsRefused()
    {
        m_store.reset();
        const auto orders = std::make_shared<FailingFile::Orders>();
        openStore({.log = failingFiles(orders)});
        auto large = m_store->beginMessage();
        large->append(QByteArray(2 * 1024 * 1024, 'x'));
        putMail("makes the first part durable");
        large->append(QByteArray(1024 * 1024, 'y'));
        orders->failSync = true;
        QVERIFY(!put(*m_store, mail("fails"), envelopeTo({kA}, m_clock.now())));
        auto answer = std::make_shared<Awaited<Result<MessageId>>>();
        large->commit(envelopeTo({kA}, m_clock.now()), [answer](Result<MessageId> id) { answer->set(id); });
        QVERIFY(!answer->get()->ok());
        QCOMPARE(counts().messages, 1);
    }

    void admitsWhileThereIsRoom()
    {
        QVERIFY(m_store->admits(1024));
        QCOMPARE(m_store->admits(std::numeric_limits<qint64>::max()).error().code, ErrorCode::DiskFull);
        QVERIFY(!m_store->congested());
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
        openStore();
        QCOMPARE(counts().messages, 1);
    }
};

QTEST_GUILESS_MAIN(TestSqliteStore)
#include "tst_sqlite_store.moc"

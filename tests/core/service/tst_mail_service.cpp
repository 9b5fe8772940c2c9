// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_service.h"

#include "core/base/mailbox.h"
#include "tests/support/memory_secret_store.h"
#include "tests/support/smtp_dialogue.h"

#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <future>

using namespace mailweir;

namespace {

constexpr int kPatience = 10'000; // ms until something counts as missed

/// An engine on a directory of its own, with what it told.
struct Engine {
    explicit Engine(Settings wanted = {}, const QString &path = {})
        : directory(path.isEmpty() ? temporary.path() : path)
    {
        if (wanted.listeners.isEmpty()) {
            ListenerSettings listener;
            listener.bind = {QStringLiteral("127.0.0.1"), 0};
            wanted.listeners = {listener};
        }
        service = std::make_unique<MailService>(wanted, directory, clock, secrets);
        EngineObserver observer;
        observer.storeChanged = mailbox.wrap<StoreChange>([this](const StoreChange &change) {
            added += change.added;
            for (const Delivery &delivery : change.deliveries)
                deliveries.insert(delivery.id, delivery);
            for (const Batch &batch : change.batches)
                batches.insert(batch.id, batch);
        });
        observer.alertChanged = mailbox.wrap<Alert>([this](const Alert &alert) { alerts.append(alert); });
        observer.deliveryFailed = mailbox.wrap<Delivery>([this](const Delivery &delivery) { failed.append(delivery); });
        service->subscribe(observer);
    }
    ~Engine() { service->stop(); }

    [[nodiscard]] quint16 port() const { return service->status().listeners.first().port; }

    [[nodiscard]] Result<void> apply(const Settings &settings)
    {
        std::promise<Result<void>> answer;
        service->applySettings(settings, [&answer](const Result<void> &result) { answer.set_value(result); });
        return answer.get_future().get();
    }

    /// Runs a query and waits for it.
    template <typename T> T ask(std::function<T(StoreReader &)> query)
    {
        std::promise<T> answer;
        service->read([&](StoreReader &reader) { answer.set_value(query(reader)); });
        return answer.get_future().get();
    }

    QTemporaryDir temporary;
    QString directory;
    SystemClock clock;
    MemorySecretStore secrets;
    Mailbox mailbox;
    std::unique_ptr<MailService> service;
    QList<MessageSummary> added;
    QHash<DeliveryId, Delivery> deliveries;
    QHash<BatchId, Batch> batches;
    QList<Alert> alerts;
    QList<Delivery> failed;
};

/// Sends messages as an application does; the ids of the 250s.
QList<QByteArray> sendMail(quint16 port, const QList<QByteArray> &subjects,
                           const QByteArray &recipient = "ops@shop.test")
{
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    QByteArray input;
    const auto reply = [&]() -> QByteArray {
        while (true) {
            const qsizetype end = input.indexOf("\r\n");
            if (end < 0) {
                if (!socket.waitForReadyRead(kPatience))
                    return {};
                input += socket.readAll();
                continue;
            }
            const QByteArray line = input.first(end);
            input.remove(0, end + 2);
            if (line.size() < 4 || line[3] != '-')
                return line;
        }
    };
    const auto command = [&](const QByteArray &line) {
        socket.write(line + "\r\n");
        socket.flush();
        return reply();
    };
    QList<QByteArray> ids;
    if (!socket.waitForConnected(kPatience) || !reply().startsWith("220") || !command("EHLO test").startsWith("250"))
        return ids;
    for (const QByteArray &subject : subjects) {
        command("MAIL FROM:<app@shop.test>");
        command("RCPT TO:<" + recipient + '>');
        command("DATA");
        const QByteArray answer = command("From: app@shop.test\r\nTo: " + recipient + "\r\nSubject: " + subject
                                          + "\r\n\r\nbody of " + subject + "\r\n.");
        if (answer.startsWith("250 2.0.0 queued as "))
            ids.append(answer.mid(20));
    }
    command("QUIT");
    return ids;
}

Settings relayTo(quint16 port, Milliseconds wait = Milliseconds{50})
{
    Settings settings;
    settings.batching.wait = wait;
    RelaySettings relay;
    relay.host = QStringLiteral("127.0.0.1");
    relay.port = port;
    relay.tls = RelayTls::None;
    settings.relay = relay;
    return settings;
}

} // namespace

class TestMailService : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMessageIsSeenByItsIdAndByTheObservers()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        const QList<QByteArray> ids = sendMail(engine.port(), {"Timeout in worker 1", "Timeout in worker 2"});
        QCOMPARE(ids.size(), 2);
        const auto listed = engine.ask<QList<MessageSummary>>([](StoreReader &reader) { return *reader.messages({}); });
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed.at(0).id.text(), ids.at(1));
        QCOMPARE(listed.at(0).group, listed.at(1).group);
        QTRY_COMPARE_WITH_TIMEOUT(engine.added.size(), 2, kPatience);
        QCOMPARE(engine.added.at(0).subject, QStringLiteral("Timeout in worker 1"));
        QTRY_COMPARE_WITH_TIMEOUT(engine.service->status().clients, 0, kPatience);
    }

    void aQuietBatchLeavesAsOneSummaryThatIsNotBatchedAgain()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        Engine engine(relayTo(upstream.port()));
        QVERIFY(engine.service->start());
        QCOMPARE(sendMail(engine.port(), {"Error 1", "Error 2", "Error 3"}).size(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.added.size(), 1, kPatience);
        QCOMPARE(upstream.added.first().subject, QStringLiteral("[mailweir] 3 instances: Error 3"));
        QVERIFY(upstream.added.first().own);
        QVERIFY(upstream.batches.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(
            engine.deliveries.size() == 1 && engine.deliveries.begin()->state == DeliveryState::Sent, kPatience);
        const DeliveryId id = engine.deliveries.begin()->id;
        const auto attempts =
            engine.ask<QList<DeliveryAttempt>>([id](StoreReader &reader) { return *reader.attempts(id); });
        QCOMPARE(attempts.size(), 1);
        QCOMPARE(attempts.first().code, 250);
        QVERIFY(!attempts.first().transcript.isEmpty());
    }

    void withoutARelaySummariesAreHeldUntilTheyAreResent()
    {
        Settings settings;
        settings.batching.wait = Milliseconds{50};
        Engine engine(settings);
        QVERIFY(engine.service->start());
        QCOMPARE(sendMail(engine.port(), {"Welcome"}).size(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(engine.deliveries.size() == 1, kPatience);
        QCOMPARE(engine.deliveries.begin()->state, DeliveryState::Held);
        QCOMPARE(engine.deliveries.begin()->lastError, QStringLiteral("no_relay"));

        Engine upstream;
        QVERIFY(upstream.service->start());
        Settings changed = relayTo(upstream.port());
        changed.listeners = engine.service->settings().listeners;
        changed.relay->redirectTo = QStringLiteral("me@shop.test");
        QVERIFY(engine.apply(changed));
        QCOMPARE(engine.deliveries.begin()->state, DeliveryState::Held); // nothing old is sent by itself

        engine.service->resend({engine.deliveries.begin()->id}, {});
        QTRY_COMPARE_WITH_TIMEOUT(upstream.added.size(), 1, kPatience);
        QCOMPARE(upstream.added.first().envelopeRecipients, QList<QByteArray>{"me@shop.test"});
        QCOMPARE(upstream.added.first().to.first().address, QStringLiteral("ops@shop.test"));
        QTRY_COMPARE_WITH_TIMEOUT(engine.deliveries.begin()->state, DeliveryState::Sent, kPatience);
    }

    void anUnreachableRelayDefersAndAResendDelivers()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        const quint16 port = upstream.port();
        upstream.service->stop();
        Engine engine(relayTo(port));
        QVERIFY(engine.service->start());
        sendMail(engine.port(), {"Backup failed"});
        QTRY_VERIFY_WITH_TIMEOUT(
            engine.deliveries.size() == 1 && engine.deliveries.begin()->state == DeliveryState::Deferred, kPatience);
        QVERIFY(engine.deliveries.begin()->nextAttemptAt);

        Settings again;
        ListenerSettings listener;
        listener.bind = {QStringLiteral("127.0.0.1"), port};
        again.listeners = {listener};
        Engine revived(again);
        QVERIFY(revived.service->start());
        std::promise<qsizetype> found;
        engine.service->resendAll(DeliveryState::Deferred, [&](const Result<QList<Delivery>> &result) {
            found.set_value(result ? result->size() : -1);
        });
        QCOMPARE(found.get_future().get(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(revived.added.size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(engine.deliveries.begin()->state, DeliveryState::Sent, kPatience);
        QCOMPARE(engine.deliveries.begin()->attempts, 2);
    }

    void flushSealsNow()
    {
        Settings settings;
        settings.batching.wait = std::chrono::hours(1);
        settings.batching.maxWait = std::chrono::hours(2);
        settings.batching.flushOnExit = false;
        Engine engine(settings);
        QVERIFY(engine.service->start());
        sendMail(engine.port(), {"Slow query"});
        QTRY_COMPARE_WITH_TIMEOUT(engine.batches.size(), 1, kPatience);
        std::promise<Result<Batch>> sealed;
        engine.service->flushBatch(engine.batches.begin()->id,
                                   [&](const Result<Batch> &batch) { sealed.set_value(batch); });
        const Result<Batch> batch = sealed.get_future().get();
        QVERIFY(batch);
        QCOMPARE(batch->state, BatchState::Sealed);
        QVERIFY(!batch->delivery.isNull());

        std::promise<ErrorCode> again;
        engine.service->flushBatch(batch->id,
                                   [&](const Result<Batch> &result) { again.set_value(result.error().code); });
        QCOMPARE(again.get_future().get(), ErrorCode::Conflict);
    }

    void collectingBatchesSurviveARestart()
    {
        QTemporaryDir directory;
        Settings settings;
        settings.batching.wait = std::chrono::hours(1);
        settings.batching.maxWait = std::chrono::hours(2);
        settings.batching.flushOnExit = false;
        {
            Engine engine(settings, directory.path());
            QVERIFY(engine.service->start());
            QCOMPARE(sendMail(engine.port(), {"Kept 1", "Kept 2"}).size(), 2);
        }
        Engine engine(settings, directory.path());
        QVERIFY(engine.service->start());
        const auto batches =
            engine.ask<QList<Batch>>([](StoreReader &reader) { return *reader.batches({BatchState::Collecting}); });
        QCOMPARE(batches.size(), 1);
        QCOMPARE(batches.first().count, 2);
    }

    void stoppingSealsAndSendsWhatWasCollecting()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        Engine engine(relayTo(upstream.port(), std::chrono::hours(1)));
        QVERIFY(engine.service->start());
        sendMail(engine.port(), {"Last words"});
        engine.service->stop();
        QTRY_COMPARE_WITH_TIMEOUT(upstream.added.size(), 1, kPatience);
    }

    void aStartThatFailsSendsNothing()
    {
        QTemporaryDir directory;
        Settings settings;
        settings.batching.wait = std::chrono::hours(1);
        settings.batching.maxWait = std::chrono::hours(2);
        settings.batching.flushOnExit = false;
        {
            Engine engine(settings, directory.path());
            QVERIFY(engine.service->start());
            QCOMPARE(sendMail(engine.port(), {"Patience"}).size(), 1);
        }
        Engine other;
        QVERIFY(other.service->start());
        Settings taken = relayTo(other.port(), std::chrono::hours(1));
        ListenerSettings listener;
        listener.bind = {QStringLiteral("127.0.0.1"), other.port()};
        taken.listeners = {listener};
        {
            Engine engine(taken, directory.path());
            QVERIFY(!engine.service->start());
        }
        Engine again(settings, directory.path());
        QVERIFY(again.service->start());
        const auto batches = again.ask<QList<Batch>>([](StoreReader &reader) { return *reader.batches({}); });
        QCOMPARE(batches.size(), 1);
        QCOMPARE(batches.first().state, BatchState::Collecting);
        QVERIFY(other.added.isEmpty());
    }

    void stoppingSaysGoodbyeToIdleClients()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        Engine engine(relayTo(upstream.port(), std::chrono::hours(1)));
        QVERIFY(engine.service->start());
        QCOMPARE(sendMail(engine.port(), {"Before the end"}).size(), 1);
        std::array<QTcpSocket, 3> idle;
        for (QTcpSocket &socket : idle) {
            socket.connectToHost(QStringLiteral("127.0.0.1"), engine.port());
            QVERIFY(socket.waitForReadyRead(kPatience));
            QVERIFY(socket.readAll().startsWith("220 "));
        }
        engine.service->stop();
        for (QTcpSocket &socket : idle) {
            QTRY_VERIFY_WITH_TIMEOUT(socket.state() == QAbstractSocket::UnconnectedState, kPatience);
            QVERIFY(socket.readAll().startsWith("421 "));
        }
        QTRY_COMPARE_WITH_TIMEOUT(upstream.added.size(), 1, kPatience);
    }

    void manyBatchesLeaveAtOnce()
    {
        Settings settings;
        settings.batching.wait = Milliseconds{200};
        Engine engine(settings);
        QVERIFY(engine.service->start());
        QList<QByteArray> subjects;
        for (char a = 'a'; a <= 'z'; ++a) {
            for (char b = 'a'; b <= 'd'; ++b)
                subjects.append(QByteArray("Subject ") + a + b);
        }
        QCOMPARE(sendMail(engine.port(), subjects).size(), subjects.size());
        QTRY_COMPARE_WITH_TIMEOUT(engine.deliveries.size(), subjects.size(), kPatience);
    }

    void theKeychainIsAskedOnce()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        Settings settings = relayTo(upstream.port());
        settings.relay->user = QStringLiteral("mailer");
        Engine engine(settings);
        QVERIFY(engine.service->start());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(sendMail(engine.port(), {"Locked " + QByteArray::number(i)}).size(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(
            !engine.deliveries.isEmpty() && engine.deliveries.begin()->state == DeliveryState::Deferred, kPatience);
        // Once ahead, and once by each attempt; not once by each commit of the index.
        QVERIFY2(engine.secrets.reads <= 1 + engine.deliveries.size(),
                 qPrintable(QString::number(engine.secrets.reads)));
    }

    void aFloodIsToldOnce()
    {
        Settings settings;
        settings.alert.limitPerMinute = 20;
        settings.batching.flushOnExit = false;
        Engine engine(settings);
        QVERIFY(engine.service->start());
        QList<QByteArray> subjects;
        for (int i = 0; i < 60; ++i)
            subjects.append("Flood " + QByteArray::number(i));
        QCOMPARE(sendMail(engine.port(), subjects).size(), 60);
        QTRY_VERIFY_WITH_TIMEOUT(!engine.alerts.isEmpty(), kPatience);
        QCOMPARE(engine.alerts.first().label, QStringLiteral("Flood ‹n›"));
        for (const Alert &alert : std::as_const(engine.alerts)) {
            QCOMPARE(alert.since, engine.alerts.first().since);
            QVERIFY(!alert.over);
        }
    }

    void aRelayThatIsOurOwnListenerIsRefused()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        const QList<ListenerStatus> before = engine.service->status().listeners;
        Settings settings = relayTo(engine.port());
        settings.listeners = engine.service->settings().listeners;
        ListenerSettings second = settings.listeners.first();
        second.name = QStringLiteral("second");
        settings.listeners.append(second);
        const Result<void> result = engine.apply(settings);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Invalid);
        QVERIFY(!engine.service->settings().relay);
        QCOMPARE(engine.service->status().listeners, before);
    }

    void norDoesTheEngineStartWithOne()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        Settings settings = relayTo(engine.port());
        settings.listeners = engine.service->settings().listeners;
        settings.listeners.first().bind.port = engine.port();
        engine.service->stop();
        Engine again(settings);
        const Result<void> result = again.service->start();
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Invalid);
    }

    void aRelayMayBeWhereAListenerLeaves()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        Settings settings = relayTo(engine.port());
        settings.listeners = engine.service->settings().listeners;
        settings.listeners.first().name = QStringLiteral("elsewhere");
        QVERIFY(engine.apply(settings));
        QVERIFY(engine.port() != settings.relay->port);
    }

    void aDirectoryThatCannotBeMadeIsRefused()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        const EngineStatus before = engine.service->status();
        QFile file(engine.temporary.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        Settings settings = engine.service->settings();
        settings.listeners.first().name = QStringLiteral("other");
        settings.failDir = file.fileName() + QStringLiteral("/failed");
        const Result<void> applied = engine.apply(settings);
        QVERIFY(!applied);
        QVERIFY2(applied.error().subject.startsWith(file.fileName()), qPrintable(describe(applied.error())));
        QCOMPARE(engine.service->status(), before);
        QVERIFY(engine.service->settings().failDir.isEmpty());
        settings.failDir = engine.temporary.filePath(QStringLiteral("failed"));
        QVERIFY(engine.apply(settings));
        QVERIFY(QFileInfo(settings.failDir + QStringLiteral("/new")).isDir());
    }

    void whatIsStoredAtTheEndIsAnswered()
    {
        constexpr int kMessages = 1000;
        QTemporaryDir directory;
        Settings settings;
        settings.batching.flushOnExit = false;
        settings.shutdownTimeout = Milliseconds{0};
        int answered = 0;
        {
            Engine engine(settings, directory.path());
            QVERIFY(engine.service->start());
            SmtpDialogue client(engine.port());
            QByteArray script = "EHLO test";
            for (int i = 0; i < kMessages; ++i)
                script += "\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 16 LAST\r\nSubject: last\r\n";
            client.say(script + "\r\nNOOP");
            const auto isStored = [](const QByteArray &answer) {
                return answer.startsWith("250 2.0.0 queued as ");
            };
            while (!isStored(client.answer())) { }
            answered = 1;
            engine.service->stop(); // one is nearly always being stored
            for (QByteArray answer = client.answer(); !answer.isEmpty(); answer = client.answer())
                answered += isStored(answer) ? 1 : 0;
        }
        QVERIFY2(answered < kMessages, "the end came too late to tell");
        Engine again(settings, directory.path());
        QVERIFY(again.service->start());
        QCOMPARE(again.ask<qint64>([](StoreReader &reader) { return reader.counts()->messages; }), answered);
    }

    void clientsThatComeAndGoAreNotToldOneByOne()
    {
        std::atomic<int> told = 0;
        std::atomic<int> clients = -1;
        Engine engine;
        QVERIFY(engine.service->start());
        EngineObserver observer;
        observer.statusChanged = [&](const EngineStatus &status) {
            ++told;
            clients = status.clients;
        };
        engine.service->subscribe(observer);
        QElapsedTimer time;
        time.start();
        for (int i = 0; i < 100; ++i) {
            SmtpDialogue client(engine.port());
            QVERIFY(engine.service->status().clients > 0); // who asks is told at once
        }
        QTRY_COMPARE_WITH_TIMEOUT(clients.load(), 0, kPatience);
        const qint64 most = time.elapsed() / 90 + 1; // the timer may be early by a twentieth
        QVERIFY2(told <= most, qPrintable(QStringLiteral("%1, not %2").arg(told).arg(most)));
    }

    void aListenerThatCannotBeOpenedLeavesTheOldOnes()
    {
        Engine other;
        QVERIFY(other.service->start());
        Engine engine;
        QVERIFY(engine.service->start());
        const quint16 port = engine.port();
        Settings settings = engine.service->settings();
        settings.listeners.first().bind.port = other.port();
        const Result<void> result = engine.apply(settings);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::AddressInUse);
        QCOMPARE(engine.port(), port);
        QCOMPARE(sendMail(engine.port(), {"still here"}).size(), 1);
    }

    void theTestMailArrives()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        std::promise<Result<Reply>> answer;
        engine.service->sendTestMail([&](const Result<Reply> &reply) { answer.set_value(reply); });
        const Result<Reply> reply = answer.get_future().get();
        QVERIFY(reply);
        QCOMPARE(reply->code, 250);
        QTRY_COMPARE_WITH_TIMEOUT(engine.added.size(), 1, kPatience);
        QCOMPARE(engine.added.first().subject, QStringLiteral("Test mail from Mailweir"));
        QVERIFY(!engine.added.first().own);
    }

    void testingARelayTellsHowFarItCame()
    {
        Engine upstream;
        QVERIFY(upstream.service->start());
        Engine engine;
        QVERIFY(engine.service->start());
        const auto probe = [&](const RelaySettings &relay) {
            std::promise<Result<DeliveryAttempt>> answer;
            engine.service->testRelay(relay, {},
                                      [&](const Result<DeliveryAttempt> &result) { answer.set_value(result); });
            return answer.get_future().get();
        };
        RelaySettings relay = *relayTo(upstream.port()).relay;
        const Result<DeliveryAttempt> good = probe(relay);
        QVERIFY(good);
        QVERIFY2(good->code < 400, qPrintable(good->text));
        relay.tls = RelayTls::Required; // it has none
        const Result<DeliveryAttempt> refused = probe(relay);
        QVERIFY(refused);
        QCOMPARE(refused->stage, Stage::Hello);
        QVERIFY2(refused->text.contains(u"TLS"), qPrintable(refused->text));
        QVERIFY(upstream.added.isEmpty());
    }

    void pausedIntakeTakesNoMail()
    {
        Engine engine;
        QVERIFY(engine.service->start());
        engine.service->setPaused(true, std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(engine.service->status().intakePaused, kPatience);
        QVERIFY(sendMail(engine.port(), {"refused"}).isEmpty());
        engine.service->setPaused(false, std::nullopt);
        QTRY_VERIFY_WITH_TIMEOUT(!engine.service->status().intakePaused, kPatience);
        QCOMPARE(sendMail(engine.port(), {"taken"}).size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestMailService)
#include "tst_mail_service.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The listeners of an engine that runs, through the settings.
#include "core/service/mail_service.h"
#include "tests/support/memory_secret_store.h"
#include "tests/support/smtp_dialogue.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int kPatience = SmtpDialogue::kPatience;

ListenerSettings listenerAt(const QString &name, quint16 port = 0)
{
    ListenerSettings listener;
    listener.name = name;
    listener.bind = {u"127.0.0.1"_s, port};
    return listener;
}

FaultSettings refusal(const QString &name, const QString &recipient)
{
    FaultSettings fault;
    fault.name = name;
    fault.recipient = recipient;
    fault.reply = u"550 no"_s;
    return fault;
}

struct Engine {
    explicit Engine(const QList<ListenerSettings> &listeners = {listenerAt(u"default"_s)},
                    const QList<FaultSettings> &faults = {})
    {
        settings.listeners = listeners;
        settings.faults = faults;
        settings.batching.wait = 1h;
        settings.batching.maxWait = 1h;
        service = std::make_unique<MailService>(settings, directory.path(), clock, secrets);
        started = service->start();
    }
    ~Engine() { service->stop(); }

    /// The ones of that name, as they are open.
    [[nodiscard]] QList<ListenerStatus> open(const QString &name) const
    {
        QList<ListenerStatus> all = service->status().listeners;
        all.removeIf([&name](const ListenerStatus &status) { return status.name != name; });
        return all;
    }
    [[nodiscard]] quint16 port(const QString &name = u"default"_s) const { return open(name).value(0).port; }

    [[nodiscard]] Result<void> apply(const Settings &wanted)
    {
        std::promise<Result<void>> answer;
        service->applySettings(wanted, [&answer](const Result<void> &result) { answer.set_value(result); });
        return answer.get_future().get();
    }
    void setFaultsOn(bool on)
    {
        std::promise<Result<void>> answer;
        service->setFaultsOn(on, [&answer](const Result<void> &result) { answer.set_value(result); });
        QVERIFY(answer.get_future().get());
    }
    [[nodiscard]] Result<Reply> sendTestMail()
    {
        std::promise<Result<Reply>> answer;
        service->sendTestMail([&answer](const Result<Reply> &result) { answer.set_value(result); });
        return answer.get_future().get();
    }
    [[nodiscard]] Result<Envelope> newestEnvelope()
    {
        std::promise<Result<Envelope>> answer;
        service->read([&answer](StoreReader &reader) {
            const auto latest = reader.latest();
            answer.set_value(latest && *latest ? reader.envelope(**latest) : Error{ErrorCode::NotFound, {}, {}});
        });
        return answer.get_future().get();
    }

    QTemporaryDir directory;
    Settings settings;
    SystemClock clock;
    MemorySecretStore secrets;
    std::unique_ptr<MailService> service;
    Result<void> started;
};

} // namespace

class TestListeners : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newValuesCountForNewClients()
    {
        Engine engine;
        QVERIFY(engine.started);
        const quint16 port = engine.port();
        SmtpDialogue early(port);
        QVERIFY(early.say("EHLO a").contains("SIZE 52428800"));

        Settings changed = engine.settings;
        changed.listeners[0].maxMessageSize = 1000;
        changed.listeners[0].tls = ListenerTls::StartTls;
        changed.listeners[0].project = u"shop"_s;
        QVERIFY(engine.apply(changed));
        QCOMPARE(engine.port(), port);
        QCOMPARE(engine.open(u"default"_s).value(0).tls, ListenerTls::StartTls);
        QCOMPARE(engine.service->status().clients, 1);
        QVERIFY(early.send("a@b").startsWith("250 2.0.0 queued as "));
        QCOMPARE(engine.newestEnvelope()->project, QByteArray());

        SmtpDialogue late(port);
        const QByteArray extensions = late.say("EHLO a");
        QVERIFY2(extensions.contains("SIZE 1000") && extensions.contains("STARTTLS"), extensions.constData());
        QVERIFY(late.send("a@b").startsWith("250 2.0.0 queued as "));
        QCOMPARE(engine.newestEnvelope()->project, "shop"_ba);
    }

    void aChangedAddressLeavesTheOthersAlone()
    {
        Engine engine({listenerAt(u"a"_s), listenerAt(u"b"_s)});
        QVERIFY(engine.started);
        const quint16 before = engine.port(u"b"_s);
        SmtpDialogue stays(engine.port(u"a"_s));
        SmtpDialogue leaves(before);
        SmtpDialogue finishes(before);
        for (const char *line : {"EHLO a", "MAIL FROM:<a@b>", "RCPT TO:<b@c>", "DATA"})
            finishes.say(line);

        Settings changed = engine.settings;
        changed.listeners[1].bind.host = u"127.0.0.2"_s;
        QVERIFY(engine.apply(changed));
        QVERIFY(leaves.answer().startsWith("421 "));
        QVERIFY(stays.say("NOOP").startsWith("250 "));
        QVERIFY(finishes.say("Subject: last\r\n\r\n.").startsWith("250 2.0.0 queued as "));
        QVERIFY(finishes.answer().startsWith("421 "));
        QCOMPARE(engine.open(u"b"_s).value(0).host, u"127.0.0.2"_s);
        QVERIFY(SmtpDialogue(before).greeting().isEmpty());
    }

    void aNameMovesToAnother()
    {
        Engine engine;
        QVERIFY(engine.started);
        const quint16 port = engine.port();
        Settings changed = engine.settings;
        changed.listeners[0].bind.port = port;
        QVERIFY(engine.apply(changed)); // a port that was any becomes this one
        changed.listeners[0].name = u"other"_s;
        QVERIFY(engine.apply(changed));
        QCOMPARE(engine.port(u"other"_s), port);
        SmtpDialogue client(port);
        client.say("EHLO a");
        QVERIFY(client.send("a@b").startsWith("250 "));
        QCOMPARE(engine.newestEnvelope()->listener, "other"_ba);
    }

    void whatCannotBeAppliedChangesNothing_data()
    {
        QTest::addColumn<int>("mistake");
        QTest::newRow("a port that is taken") << 0;
        QTest::newRow("a certificate that is not there") << 1;
        QTest::newRow("a certificate that is none") << 2;
        QTest::newRow("users who are not there") << 3;
        QTest::newRow("a socket in a folder that is not there") << 4;
    }
    void whatCannotBeAppliedChangesNothing()
    {
        QFETCH(const int, mistake);
        Engine other;
        Engine engine({listenerAt(u"default"_s), listenerAt(u"second"_s)});
        QVERIFY(engine.started && other.started);
        const EngineStatus before = engine.service->status();
        SmtpDialogue client(engine.port());
        SmtpDialogue client2(engine.port(u"second"_s));

        const QString none = engine.directory.filePath(u"none.pem"_s);
        const QString broken = engine.directory.filePath(u"broken.pem"_s);
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("nonsense") > 0);
        file.close();
        Settings changed = engine.settings;
        changed.listeners[0].maxMessageSize = 1000;
        ListenerSettings &second = changed.listeners[1];
        QString subject;
        if (mistake == 0)
            second.bind.port = other.port();
        if (mistake == 1 || mistake == 2) {
            second.tls = ListenerTls::StartTls;
            second.certificate = mistake == 1 ? none : broken;
            subject = second.certificate;
        }
        if (mistake == 3) {
            second.auth = ListenerAuth::Required;
            second.users = none;
            subject = none;
        }
        if (mistake == 4)
            second.unixPath = engine.directory.filePath(u"none/socket"_s);
        const Result<void> applied = engine.apply(changed);
        QVERIFY(!applied);
        QVERIFY2(applied.error().subject.startsWith(subject), qPrintable(describe(applied.error())));
        QCOMPARE(engine.service->settings(), engine.settings);
        QCOMPARE(engine.service->status().listeners, before.listeners);
        QVERIFY(client.say("EHLO a").contains("SIZE 52428800"));
        QVERIFY(client2.say("NOOP").startsWith("250 "));
        QVERIFY(SmtpDialogue(engine.port()).say("EHLO a").contains("SIZE 52428800"));
    }

    void anAddressGrowsAndShrinks()
    {
        Engine engine;
        QVERIFY(engine.started);
        Settings changed = engine.settings;
        changed.listeners[0].bind.port = engine.port();
        for (const QString &host : {u"0.0.0.0"_s, u"localhost"_s, u"127.0.0.1"_s}) {
            changed.listeners[0].bind.host = host;
            const Result<void> applied = engine.apply(changed);
            QVERIFY2(applied.ok(), applied.ok() ? "" : qPrintable(describe(applied.error())));
            QVERIFY(SmtpDialogue(changed.listeners[0].bind.port).greeting().startsWith("220 "));
        }
    }

    void aPortThatCannotBeHadAgainGoesBack_data()
    {
        QTest::addColumn<bool>("any");
        QTest::addColumn<bool>("optional");
        QTest::newRow("asked for") << false << false;
        QTest::newRow("any") << true << false;
        QTest::newRow("asked for, optional") << false << true;
        QTest::newRow("any, optional") << true << true;
    }
    void aPortThatCannotBeHadAgainGoesBack()
    {
        QFETCH(const bool, any);
        QFETCH(const bool, optional);
        QList<ListenerSettings> listeners{listenerAt(u"default"_s), listenerAt(u"second"_s)};
        listeners[1].optional = optional;
        Engine engine(listeners);
        QVERIFY(engine.started);
        Settings settings = engine.settings;
        if (!any)
            settings.listeners[1].bind.port = engine.port(u"second"_s);
        QVERIFY(engine.apply(settings));
        const QList<ListenerStatus> before = engine.service->status().listeners;
        QCOMPARE(before.size(), 2);

        Settings changed = settings;
        changed.listeners[1].name = u"other"_s;
        changed.listeners[1].optional = false;
        changed.listeners[1].bind = {u"192.0.2.1"_s, before[1].port}; // TEST-NET-1: no machine has it
        QVERIFY(!engine.apply(changed));
        QCOMPARE(engine.service->settings(), settings);
        QCOMPARE(engine.service->status().listeners, before);
        QVERIFY(SmtpDialogue(before[1].port).greeting().startsWith("220 "));
    }

    void whatWasClosedStaysClosedWhenNothingCanBeApplied()
    {
        auto other = std::make_unique<Engine>();
        QVERIFY(other->started);
        QList<ListenerSettings> listeners{listenerAt(u"default"_s), listenerAt(u"built-in"_s, other->port())};
        listeners[1].optional = true;
        Engine engine(listeners);
        QVERIFY(engine.started);
        const QList<ListenerStatus> before = engine.service->status().listeners;
        QCOMPARE(before.size(), 1);
        other.reset(); // and its port is free
        Settings changed = engine.settings;
        changed.listeners[0].bind = {u"192.0.2.1"_s, before[0].port};
        QVERIFY(!engine.apply(changed));
        QCOMPARE(engine.service->status().listeners, before);
        QVERIFY(engine.apply(engine.settings));
        QCOMPARE(engine.open(u"built-in"_s).size(), 1);
    }

    void nothingOfTlsIsMadeUnasked()
    {
        Engine engine;
        QVERIFY(engine.started);
        const auto pemFiles = [&] {
            return QDir(engine.directory.path()).entryList({u"*.pem"_s});
        };
        QVERIFY(pemFiles().isEmpty());
        Settings changed = engine.settings;
        changed.listeners[0].tls = ListenerTls::Implicit;
        QVERIFY(engine.apply(changed));
        QCOMPARE(pemFiles(), (QStringList{u"certificate.pem"_s, u"key.pem"_s}));
    }

    void lmtpOnASocket()
    {
        const QTemporaryDir directory;
        ListenerSettings listener;
        listener.name = u"local"_s;
        listener.unixPath = directory.filePath(u"lmtp.sock"_s);
        listener.protocol = ListenerProtocol::Lmtp;
        Engine engine({listener});
        QVERIFY2(engine.started.ok(), engine.started.ok() ? "" : qPrintable(describe(engine.started.error())));
        QCOMPARE(
            engine.service->status().listeners,
            (QList<ListenerStatus>{{u"local"_s, {}, 0, listener.unixPath, ListenerTls::None, ListenerProtocol::Lmtp}}));
        SmtpDialogue client(listener.unixPath);
        QVERIFY(client.say("LHLO a").startsWith("250-"));
        QVERIFY(client.send("a@b").startsWith("250 2.0.0 queued as "));
        const Result<Envelope> envelope = engine.newestEnvelope();
        QVERIFY(envelope && envelope->lmtp);
        QCOMPARE(envelope->listener, "local"_ba);
        const Result<Reply> test = engine.sendTestMail();
        QVERIFY(!test);
        QCOMPARE(test.error().code, ErrorCode::Unavailable);
        engine.service->stop();
        QVERIFY(!QFile::exists(listener.unixPath));
    }

    void theTestMailTakesTheFirstPlainListener()
    {
        QList<ListenerSettings> listeners{listenerAt(u"tls"_s), listenerAt(u"login"_s), listenerAt(u"lmtp"_s),
                                          listenerAt(u"proxied"_s), listenerAt(u"secret"_s)};
        const QTemporaryDir directory;
        QFile users(directory.filePath(u"users"_s));
        QVERIFY(users.open(QIODevice::WriteOnly) && users.write("me:{PLAIN}secret\n") > 0);
        users.close();
        listeners[0].tls = ListenerTls::Implicit;
        listeners[1].auth = ListenerAuth::Required;
        listeners[1].users = users.fileName();
        listeners[2].protocol = ListenerProtocol::Lmtp;
        listeners[3].proxyProtocol = {u"127.0.0.0/8"_s};
        listeners[4].tls = ListenerTls::StartTls;
        listeners[4].requireTls = true;
        Engine engine(listeners);
        QVERIFY2(engine.started.ok(), engine.started.ok() ? "" : qPrintable(describe(engine.started.error())));
        const Result<Reply> nowhere = engine.sendTestMail();
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error(),
                 (Error{ErrorCode::Unavailable, u"listener"_s, u"none takes SMTP without TLS and login"_s}));

        Settings changed = engine.settings;
        changed.listeners[4].requireTls = false;
        QVERIFY(engine.apply(changed));
        const Result<Reply> sent = engine.sendTestMail();
        QVERIFY(sent);
        QCOMPARE(sent->code, 250);
        QCOMPARE(engine.newestEnvelope()->listener, "secret"_ba);
    }

    void faultsStrikeAtOnceAndCanBeSuspended()
    {
        Engine engine({listenerAt(u"default"_s)}, {refusal(u"no-b"_s, u"b@*"_s)});
        QVERIFY(engine.started);
        QCOMPARE(engine.service->status().faults, QStringList{u"no-b"_s});
        QVERIFY(engine.service->status().faultsOn);
        SmtpDialogue client(engine.port());
        client.say("EHLO a");
        const auto rcpt = [&client](const QByteArray &recipient) {
            client.say("MAIL FROM:<a@a>");
            const QByteArray reply = client.say("RCPT TO:<" + recipient + '>');
            client.say("RSET");
            return reply;
        };
        QCOMPARE(rcpt("b@x"), "550 5.0.0 no"_ba);
        QVERIFY(rcpt("c@x").startsWith("250 "));
        engine.setFaultsOn(false);
        QVERIFY(!engine.service->status().faultsOn);
        QVERIFY(rcpt("b@x").startsWith("250 "));

        Settings changed = engine.settings;
        changed.batching.wait = 2h;
        changed.batching.maxWait = 2h;
        QVERIFY(engine.apply(changed)); // says nothing about faults
        QVERIFY(!engine.service->status().faultsOn);
        changed.faults.append(refusal(u"no-c"_s, u"c@*"_s));
        QVERIFY(engine.apply(changed));
        QVERIFY(engine.service->status().faultsOn);
        QCOMPARE(rcpt("b@x"), "550 5.0.0 no"_ba);
        QCOMPARE(rcpt("c@x"), "550 5.0.0 no"_ba);
    }

    void theSenderIsFound()
    {
        Engine engine;
        QVERIFY(engine.started);
        SmtpDialogue client(engine.port());
        client.say("EHLO a");
        QVERIFY(client.send("a@b").startsWith("250 "));
        const auto pid = [&engine] {
            const Result<Envelope> envelope = engine.newestEnvelope();
            return envelope && envelope->process ? envelope->process->pid : 0;
        };
        QTRY_COMPARE_WITH_TIMEOUT(pid(), QCoreApplication::applicationPid(), kPatience);
        QVERIFY(engine.newestEnvelope()->process->executable.endsWith("tst_listeners"));
    }

    void theEndCutsMessagesThatTakeTooLong()
    {
        Engine engine;
        QVERIFY(engine.started);
        Settings changed = engine.settings;
        changed.shutdownTimeout = 200ms;
        QVERIFY(engine.apply(changed));
        SmtpDialogue client(engine.port());
        for (const char *line : {"EHLO a", "MAIL FROM:<a@b>", "RCPT TO:<b@c>", "DATA"})
            QVERIFY(!client.say(line).isEmpty());
        engine.service->stop();
        QVERIFY(client.answer().startsWith("421 "));
    }
};

QTEST_GUILESS_MAIN(TestListeners)
#include "tst_listeners.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/toml_reader.h"
#include "core/settings/toml_writer.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

using Change = std::function<void(Settings &)>;

Settings read(const QByteArray &text)
{
    return readSettings(text, {}).settings;
}

RelaySettings office()
{
    RelaySettings relay;
    relay.name = u"office"_s;
    relay.host = u"mail.example.test"_s;
    relay.port = 587;
    relay.user = u"me \"and\" \\ you\t"_s;
    relay.redirectTo = u"me@example.test"_s;
    relay.retry.attempts = 7;
    return relay;
}

ListenerSettings listener(const QString &name, const HostPort &bind)
{
    ListenerSettings listener;
    listener.name = name;
    listener.bind = bind;
    return listener;
}

ListenerSettings guarded()
{
    ListenerSettings out = listener(u"guarded"_s, {u"::"_s, 465});
    out.tls = ListenerTls::Implicit;
    out.requireTls = true;
    out.certificate = u"/c \\ü.pem"_s;
    out.key = u"/k.pem"_s;
    out.auth = ListenerAuth::Required;
    out.users = u"/u"_s;
    out.allowInsecureAuth = false;
    out.recipients = {u"*@a.test"_s, u"b?@*"_s};
    out.strict = true;
    out.proxyProtocol = {u"10.0.0.0/8"_s};
    out.project = u"x"_s;
    return out;
}

FaultSettings fault(const QString &name)
{
    FaultSettings fault;
    fault.name = name;
    fault.reply = u"450 4.7.1 \"later\""_s;
    return fault;
}

FaultSettings everyFault()
{
    FaultSettings out = fault(u"every"_s);
    out.enabled = false;
    out.at = u"dot"_s;
    out.listener = u"a"_s;
    out.sender = u"b"_s;
    out.recipient = u"c"_s;
    out.subject = u"d e"_s;
    out.login = u"f"_s;
    out.drop = true;
    out.delay = 1ms;
    out.speed = 1025;
    out.greylist = true;
    out.ratePerMinute = 1;
    out.probability = 1e-5;
    out.times = 2;
    out.duration = 3s;
    return out;
}

} // namespace

class TestTomlWriter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenReadsBack_data()
    {
        QTest::addColumn<Change>("change");
        QTest::newRow("the defaults") << Change([](Settings &) {});
        QTest::newRow("a relay") << Change([](Settings &s) { s.relay = office(); });
        QTest::newRow("a relay that prints") << Change([](Settings &s) {
            s.relay = RelaySettings{};
            s.relay->protocol = RelayProtocol::Debug;
        });
        QTest::newRow("listeners") << Change([](Settings &s) {
            s.listeners = {listener(u"a"_s, {u"::1"_s, 0}), listener(u"b"_s, {u"0.0.0.0"_s, 25})};
            s.listeners[0].maxMessageSize = 1;
            s.listeners[0].maxRecipients = 100;
            s.listeners[0].maxClients = 1;
            s.listeners[0].idleTimeout = 1s;
        });
        QTest::newRow("a listener with all") << Change([](Settings &s) { s.listeners = {guarded()}; });
        QTest::newRow("a socket") << Change([](Settings &s) {
            s.listeners[0].unixPath = u"/run/my \"mail\".sock"_s;
            s.listeners[0].protocol = ListenerProtocol::Lmtp;
            s.listeners[0].allowInsecureAuth = true;
            s.listeners.removeLast();
        });
        QTest::newRow("faults") << Change([](Settings &s) {
            s.faults = {fault(u"a"_s), fault(u"b"_s)};
            s.faults[0].probability = 0.1;
            s.faults[1] = everyFault();
        });
        QTest::newRow("the store") << Change([](Settings &s) {
            s.store.durability = StoreDurability::Memory;
            s.store.keep = {{}, 5, 90min, 0};
            s.store.projects = {{u"\"a\" ü"_s, 1, 2s, 3}, {u"b"_s, 0, 0ms, 0}};
        });
        QTest::newRow("time-outs") << Change([](Settings &s) {
            s.timeouts = {1ms, 2s, 3min, 4h};
            s.timeouts.relayConnect = 5s;
            s.timeouts.relayEndOfData = 6min;
        });
        QTest::newRow("everything else") << Change([](Settings &s) {
            s.from = u"wëir@example.test"_s;
            s.shutdownTimeout = 90s;
            s.batching = {1500ms, 26h, u"\"[x]\" \\ ü"_s, false};
            s.alert = {u"storm"_s, false, 3, 1min};
            s.http = {true, {u"127.0.0.1"_s, 1}, {u"a"_s, u"b"_s}};
        });
        QTest::newRow("no HTTP") << Change([](Settings &s) { s.http.enabled = false; });
    }
    void whatIsWrittenReadsBack()
    {
        QFETCH(const Change, change);
        Settings settings = read({});
        change(settings);
        if (settings.relay)
            settings.relay->user.remove(u'\t'); // the reader takes no control characters
        const QByteArray text = writeSettings(settings);
        const SettingsReading reading = readSettings(text, {});
        QVERIFY2(reading.ok(), qPrintable(reading.mistakes.value(0).text()));
        QCOMPARE(reading.settings, settings);
    }

    void aChangeStaysInItsPlace()
    {
        QFile file(QStringLiteral(TEST_DATA "/settings/commented.toml"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray original = file.readAll();
        const Settings before = read(original);

        const QList<std::tuple<Change, QByteArray, QByteArray>> changes{
            {[](Settings &s) { s.batching.wait = 2s; }, "wait     = '10s'", "wait     = \"2s\""},
            {[](Settings &s) { s.alert.limitPerMinute = 5; }, "'rate(\"1m\") > 50'", "\"rate('1m') > 5\""},
            {[](Settings &s) { s.alert.enabled = false; }, "enabled = true", "enabled = false"},
            {[](Settings &s) { s.relay->host = u"new.example.test"_s; }, "\"smtp://mail.example.test:587\"",
             "\"smtp://new.example.test:587\""},
            {[](Settings &s) { s.relay->retry.first = 5s; }, "first = '2m'", "first = \"5s\""},
            {[](Settings &s) { s.listeners[1].bind.port = 2700; }, "'localhost:2601'", "\"localhost:2700\""},
            {[](Settings &s) { s.listeners[0].name = u"büro"_s.replace(u'ü', u'u'); }, "name = \"shop\"",
             "name = \"buro\""},
            {[](Settings &s) { s.from = u"x@example.test"_s; }, "\"müller@example.test\"", "\"x@example.test\""},
        };
        for (const auto &[change, old, now] : changes) {
            QCOMPARE(original.count(old), 1);
            Settings after = before;
            change(after);
            const Result<QByteArray> edited = editSettings(original, before, after);
            QVERIFY2(edited.ok(), edited.ok() ? "" : qPrintable(describe(edited.error())));
            QCOMPARE(*edited, QByteArray(original).replace(old, now));
            QCOMPARE(read(*edited), after);
        }
        QCOMPARE(*editSettings(original, before, before), original);
    }

    void edit_data()
    {
        QTest::addColumn<QByteArray>("original");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *name, const QByteArray &original, const Change &change,
                            const QByteArray &expected) {
            QTest::newRow(name) << original << change << expected;
        };
        const Change wait = [](Settings &s) {
            s.batching.wait = 2s;
        };
        row("an empty file", "", wait, "[batching]\nwait = \"2s\"\n");
        row("a missing table", "# mine\nfrom = \"a@b\"", wait, "# mine\nfrom = \"a@b\"\n\n[batching]\nwait = \"2s\"\n");
        row("a missing key", "[batching]\n  max_wait = \"9s\" # c\n\n# on\n[http]\n", wait,
            "[batching]\n  max_wait = \"9s\" # c\n  wait = \"2s\"\n\n# on\n[http]\n");
        row("a table without keys", "[batching]\n[http]\n", wait, "[batching]\nwait = \"2s\"\n[http]\n");
        row("an inline table", "batching = { max_wait = \"9s\" } # c\n", wait,
            "batching = { max_wait = \"9s\", wait = \"2s\" } # c\n");
        row("an empty inline table", "batching = {}\n", wait, "batching = { wait = \"2s\" }\n");
        row("dotted keys", "batching.max_wait = \"9s\"\n", wait,
            "batching.max_wait = \"9s\"\nbatching.wait = \"2s\"\n");
        row("lines of DOS", "[batching]\r\nwait = \"1s\"\r\n\r\n[http]\r\n", wait,
            "[batching]\r\nwait = \"2s\"\r\n\r\n[http]\r\n");
        row(
            "a first key of the root", "# mine\n\n# the table\n[batching]\n", [](Settings &s) { s.from = u"a@b"_s; },
            "# mine\n\nfrom = \"a@b\"\n\n# the table\n[batching]\n");
        row(
            "a relay is set", "[batching]\nwait = \"1s\"\n",
            [](Settings &s) {
                s.relay = office();
                s.relay->user = u"me"_s;
            },
            "[batching]\nwait = \"1s\"\n\n[[relay]]\nname = \"office\"\nurl = \"smtp://mail.example.test:587\"\nuser = "
            "\"me\"\n"
            "redirect_to = \"me@example.test\"\nretry = { attempts = 7 }\n");
        row(
            "a relay is removed",
            "# a\n[[relay]]\nurl = \"smtp://x\"\n[relay.retry]\nfirst = \"1s\" # c\n\n# b\n[http]\n",
            [](Settings &s) { s.relay.reset(); }, "# a\n\n# b\n[http]\n");
        row(
            "a retry table", "[[relay]]\nurl = \"smtp://x\"\n[relay.retry]\nfirst = \"1s\"\n",
            [](Settings &s) { s.relay->retry.attempts = 3; },
            "[[relay]]\nurl = \"smtp://x\"\n[relay.retry]\nfirst = \"1s\"\nattempts = 3\n");
        row(
            "the built-in listeners are replaced", "", [](Settings &s) { s.listeners[0].bind.port = 2600; },
            "[[listener]]\nname = \"default\"\nbind = \"localhost:2600\"\n");
        row(
            "a listener more", "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n",
            [](Settings &s) {
                s.listeners.append(listener(u"b"_s, {u"localhost"_s, 2}));
                s.listeners[1].maxMessageSize = 1024;
            },
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n\n[[listener]]\nname = \"b\"\nbind = \"localhost:2\"\n"
            "max_message_size = \"1KiB\"\n");
        row(
            "a listener less",
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n\n[[listener]]\nname=\"b\"\nbind=\"localhost:2\"\n",
            [](Settings &s) { s.listeners.removeFirst(); }, "\n[[listener]]\nname=\"b\"\nbind=\"localhost:2\"\n");
        row(
            "a listener becomes a socket", "[[listener]]\nname=\"a\"\nbind='localhost:1' # c\n",
            [](Settings &s) {
                s.listeners[0].unixPath = u"/run/x"_s;
                s.listeners[0].bind = ListenerSettings().bind;
            },
            "[[listener]]\nname=\"a\"\nbind=\"unix:/run/x\" # c\n");
        row(
            "TLS and logins", "[[listener]]\nbind='localhost:1'\n# next\n[http]\n",
            [](Settings &s) {
                s.listeners[0].tls = ListenerTls::StartTls;
                s.listeners[0].auth = ListenerAuth::Any;
                s.listeners[0].recipients = {u"a@b"_s};
            },
            "[[listener]]\nbind='localhost:1'\ntls = \"starttls\"\nauth = \"any\"\nrecipients = [\"a@b\"]\n# next\n"
            "[http]\n");
        row(
            "a value is unset", "[[listener]]\nbind='localhost:1'\n  allow_insecure_auth = true # c\ntls='none'\n",
            [](Settings &s) {
                s.listeners[0].allowInsecureAuth.reset();
                s.listeners[0].strict = true;
            },
            "[[listener]]\nbind='localhost:1'\ntls='none'\nstrict = true\n");
        row(
            "a first fault", "[http]\n", [](Settings &s) { s.faults = {fault(u"a"_s)}; },
            "[http]\n\n[[fault]]\nname = \"a\"\nat = \"rcpt\"\nreply = \"450 4.7.1 \\\"later\\\"\"\n");
        const QByteArray faults = "# a\n[[fault]]\nname='a' # 1\ndrop=true\n\n# b\n[[fault]]\nname='b'\ndrop=true\n"
                                  "delay='1s' # 2\n\n# c\n[[fault]]\nname='c'\ndrop=true\n"_ba;
        row(
            "faults change", faults,
            [](Settings &s) {
                s.faults[0].times = 3;
                s.faults[1].delay = Milliseconds{0};
                s.faults[2].enabled = false;
            },
            "# a\n[[fault]]\nname='a' # 1\ndrop=true\ntimes = 3\n\n# b\n[[fault]]\nname='b'\ndrop=true\n"
            "\n# c\n[[fault]]\nname='c'\ndrop=true\nenabled = false\n");
        row(
            "a fault in the middle goes", faults, [](Settings &s) { s.faults.remove(1); },
            "# a\n[[fault]]\nname='a' # 1\ndrop=true\n\n# b\n\n# c\n[[fault]]\nname='c'\ndrop=true\n");
        row(
            "all faults go", faults, [](Settings &s) { s.faults.clear(); }, "# a\n\n# b\n\n# c\n");
        row(
            "faults change places", faults, [](Settings &s) { s.faults.swapItemsAt(0, 2); },
            "# a\n[[fault]]\nname=\"c\" # 1\ndrop=true\n\n# b\n[[fault]]\nname='b'\ndrop=true\n"
            "delay='1s' # 2\n\n# c\n[[fault]]\nname=\"a\"\ndrop=true\n");
        row(
            "a fault in front", "[[fault]]\nname='a'\ndrop=true\n",
            [](Settings &s) { s.faults.prepend(fault(u"b"_s)); },
            "[[fault]]\nname=\"b\"\ndrop=false\nreply = \"450 4.7.1 \\\"later\\\"\"\n\n"
            "[[fault]]\nname = \"a\"\nat = \"rcpt\"\ndrop = true\n");
        row(
            "time-outs", "[timeouts]\nwrite = '1s' # c\n",
            [](Settings &s) {
                s.timeouts.write = 2s;
                s.timeouts.block = 3s;
            },
            "[timeouts]\nwrite = \"2s\" # c\nblock = \"3s\"\n");
        row(
            "a store", "", [](Settings &s) { s.store.keep.bytes = 0; }, "[store]\nkeep_bytes = \"\"\n");
        row(
            "limits", "[store]\nkeep_age = '7d' # c\nkeep_messages = 9\n",
            [](Settings &s) {
                s.store.keep.age = 0ms;
                s.store.keep.messages = 10;
                s.store.durability = StoreDurability::Normal;
            },
            "[store]\nkeep_age = \"\" # c\nkeep_messages = 10\ndurability = \"normal\"\n");
        const QByteArray projects = "[[store.project]]\nname = 'a'\nkeep_messages = 1 # c\n\n[http]\n"_ba;
        row(
            "a project changes", projects, [](Settings &s) { s.store.projects[0].messages = 2; },
            "[[store.project]]\nname = 'a'\nkeep_messages = 2 # c\n\n[http]\n");
        row(
            "a store with projects only", projects, [](Settings &s) { s.store.keep.messages = 2; },
            projects + "\n[store]\nkeep_messages = 2\n");
        row(
            "a project comes", "[store]\ndurability = 'full'\n",
            [](Settings &s) {
                s.store.projects = {{u"a"_s, 0, 0ms, 1024}};
            },
            "[store]\ndurability = 'full'\n\n[[store.project]]\nname = \"a\"\nkeep_messages = 0\nkeep_bytes = "
            "\"1KiB\"\n");
        row(
            "a project goes", "[store]\nkeep_messages = 3\n" + projects, [](Settings &s) { s.store.projects.clear(); },
            "[store]\nkeep_messages = 3\n\n[http]\n");
        row(
            "an alert", "", [](Settings &s) { s.alert.limitPerMinute = 7; }, "[[alert]]\nwhen = \"rate('1m') > 7\"\n");
        row(
            "HTTP off", "[http]\nbind = 'localhost:80' #\n", [](Settings &s) { s.http.enabled = false; },
            "[http]\nbind = \"off\" #\n");
    }
    void edit()
    {
        QFETCH(const QByteArray, original);
        QFETCH(const Change, change);
        QFETCH(const QByteArray, expected);
        const Settings before = read(original);
        Settings after = before;
        change(after);
        const Result<QByteArray> edited = editSettings(original, before, after);
        QVERIFY2(edited.ok(), edited.ok() ? "" : qPrintable(describe(edited.error())));
        QCOMPARE(*edited, expected);
    }

    void whatAFlagSaysIsNotWritten()
    {
        const QByteArray original = "[batching]\nwait = \"9s\"\n"_ba;
        Settings before = read(original);
        before.batching.wait = 1s; // --wait 1s
        before.listeners = {listener(u"default"_s, {u"localhost"_s, 0})}; // --bind localhost:0
        before.relay = office(); // --relay
        Settings after = before;
        after.batching.maxWait = 2min;
        const Result<QByteArray> edited = editSettings(original, before, after);
        QVERIFY(edited.ok());
        QCOMPARE(*edited, original + "max_wait = \"2m\"\n");
    }

    void whatCannotBeDoneIsAnError()
    {
        const Settings before = read({});
        QCOMPARE(editSettings("[http", before, before).error().code, ErrorCode::Invalid);
        Settings after = before;
        after.batching.wait = 0s;
        QCOMPARE(editSettings("", before, after).error().code, ErrorCode::Invalid);

        const QByteArray inlineListener = "listener = [{ bind = 'localhost:1', allow_insecure_auth = true }]\n"_ba;
        Settings unset = read(inlineListener);
        QCOMPARE(unset.listeners[0].allowInsecureAuth, true);
        unset.listeners[0].allowInsecureAuth.reset();
        QCOMPARE(editSettings(inlineListener, read(inlineListener), unset).error().code, ErrorCode::Conflict);

        const QByteArray inlineRelay = "relay = [{ url = \"smtp://x\" }]\n"_ba;
        const Settings relayed = read(inlineRelay);
        QVERIFY(relayed.relay);
        Settings without = relayed;
        without.relay.reset();
        QCOMPARE(editSettings(inlineRelay, relayed, without).error().code, ErrorCode::Conflict);
    }

    void savedFilesArePrivate()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(u"a/b/mailweir.toml"_s);
        QVERIFY(saveSettingsFile(path, "x"));
        QVERIFY(saveSettingsFile(path, "y"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "y"_ba);
        const auto others =
            QFileDevice::ReadGroup | QFileDevice::ExeGroup | QFileDevice::ReadOther | QFileDevice::ExeOther;
        QVERIFY(!(file.permissions() & others));
        QVERIFY(!(QFileInfo(dir.filePath(u"a"_s)).permissions() & others));
        QVERIFY(!(QFileInfo(dir.filePath(u"a/b"_s)).permissions() & others));
        QCOMPARE(QDir(dir.filePath(u"a/b"_s)).entryList(QDir::Files), QStringList{u"mailweir.toml"_s});

        const Result<void> refused = saveSettingsFile(path + u"/x.toml"_s, "z");
        QVERIFY(!refused);
        QVERIFY(refused.error().subject.startsWith(path));
    }
};

QTEST_GUILESS_MAIN(TestTomlWriter)
#include "tst_toml_writer.moc"

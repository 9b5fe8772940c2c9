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
            s.listeners = {{u"a"_s, {u"::1"_s, 0}, false, 1, 100, 1, 1s}, {u"b"_s, {u"0.0.0.0"_s, 25}}};
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
                s.listeners.append({u"b"_s, {u"localhost"_s, 2}, false, 1024});
            },
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n\n[[listener]]\nname = \"b\"\nbind = \"localhost:2\"\n"
            "max_message_size = \"1KiB\"\n");
        row(
            "a listener less",
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n\n[[listener]]\nname=\"b\"\nbind=\"localhost:2\"\n",
            [](Settings &s) { s.listeners.removeFirst(); }, "\n[[listener]]\nname=\"b\"\nbind=\"localhost:2\"\n");
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
        before.listeners = {{u"default"_s, {u"localhost"_s, 0}}}; // --bind localhost:0
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

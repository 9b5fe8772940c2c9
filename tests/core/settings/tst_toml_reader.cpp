// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/toml_reader.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

Settings defaults()
{
    Settings settings;
    settings.listeners = defaultListeners();
    return settings;
}

QStringList mistakesOf(const QByteArray &text)
{
    QStringList out;
    for (const SettingsMistake &mistake : readSettings(text, u"mailweir.toml"_s).mistakes)
        out.append(mistake.text());
    return out;
}

} // namespace

class TestTomlReader : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaults_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("comments") << "# nothing\n\n"_ba;
        QTest::newRow("empty tables") << "[store]\n[batching]\n[spool]\n[http]\n"_ba;
        QTest::newRow("an empty alert") << "[[alert]]\n"_ba;
        QTest::newRow("reserved keys at their defaults")
            << "[store]\ndurability = \"full\"\nkeep_messages = 0\nkeep_age = \"\"\nkeep_bytes = \"5GiB\"\n"
               "[batching]\nbatch = \"split() || group()\"\ngroup = 'mask(subject)'\nmax_messages = 0\nrecipients = "
               "\"each\"\n"
               "coalesce_above = 20\nattach = \"none\"\n"
               "[[alert]]\nscope = \"group\"\nactions = [ \"desktop\" ]\n"
               "[spool]\ndir = \"\"\nscan = \"10s\"\n[http]\nusers = \"\"\nallowed_origins = []\n"_ba;
    }
    void defaults()
    {
        QFETCH(const QByteArray, text);
        const SettingsReading reading = readSettings(text, {});
        QVERIFY2(reading.ok(), qPrintable(reading.mistakes.value(0).text()));
        QCOMPARE(reading.settings, ::defaults());
    }

    void everyKey()
    {
        const SettingsReading reading = loadSettings(QStringLiteral(TEST_DATA "/settings/every_key.toml"));
        QVERIFY2(reading.ok(), qPrintable(reading.mistakes.value(0).text()));
        Settings expected;
        expected.from = u"weir@example.test"_s;
        expected.shutdownTimeout = 7s;
        expected.listeners = {{u"shop"_s, {u"127.0.0.1"_s, 2600}, false, 65'536, 100, 3, 1min},
                              {u"six"_s, {u"::1"_s, 2601}, false, 1000, 1000, 200, 5min}};
        expected.batching = {500ms, 90min, u"[zusammengefaßt]"_s, false};
        RelaySettings relay;
        relay.name = u"office"_s;
        relay.protocol = RelayProtocol::Smtps;
        relay.host = u"mail.example.test"_s;
        relay.port = 465;
        relay.user = u"me"_s;
        relay.auth = RelayAuth::Login;
        relay.mode = RelayMode::Off;
        relay.redirectTo = u"me@example.test"_s;
        relay.retry = {2min, 3min, 4, 5h};
        expected.relay = relay;
        expected.alert = {u"storm"_s, false, 7, 1min};
        expected.http = {true, {u"::1"_s, 0}, {u"weir.example.test"_s}};
        QCOMPARE(reading.settings, expected);
    }

    void oneMistake_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("begin"); // of the only mistake, after the file's name
        const auto row = [](const char *name, const QByteArray &text, const QString &begin) {
            QTest::newRow(name) << text << begin;
        };
        row("unknown key", "[batching]\nwiat = \"1s\"\n",
            u"2: batching.wiat: there is no such key; did you mean wait?"_s);
        row("unknown table", "\n[bacthing]\nwait = \"1s\"\n",
            u"2: bacthing: there is no such key; did you mean batching?"_s);
        row("unknown and nothing near", "xyzzyplugh = 1\n", u"1: xyzzyplugh: there is no such key; known are: from,"_s);
        row("wrong type", "from = 5\n", u"1: from: this is a number; write a string in quotes"_s);
        row("a table instead of tables", "[listener]\n", u"1: listener: this is a [table]; write [[listener]]"_s);
        row("a duration without a unit", "[batching]\nwait = \"30\"\n",
            u"2: batching.wait: \"30\" is not a duration; write"_s);
        row("no duration at all", "[batching]\nwait = \"0\"\n", u"2: batching.wait: \"0\" is out of range"_s);
        row("port", "[http]\nbind = \"localhost:65536\"\n",
            u"2: http.bind: \"localhost:65536\" is not an address; write HOST:PORT"_s);
        row("IPv6 without brackets", "[http]\nbind = \"::1:25\"\n", u"2: http.bind: \"::1:25\" is not an address"_s);
        row("size", "[[listener]]\nmax_message_size = \"0\"\n", u"2: listener.max_message_size: this is not a size"_s);
        row("too few recipients", "[[listener]]\nmax_recipients = 99\n",
            u"2: listener.max_recipients: 99 is out of range; write a whole number from 100 to"_s);
        row("one name twice", "[[listener]]\nbind=\"localhost:1\"\n[[listener]]\nbind=\"localhost:2\"\n",
            u"3: listener.name: there is another listener of this name"_s);
        row("one address twice",
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n[[listener]]\nname=\"b\"\nbind=\"127.0.0.1:1\"\n",
            u"6: listener.bind: the listener \"a\" has this address already"_s);
        row("the address of the API", "[[listener]]\nbind=\"localhost:8025\"\n",
            u"2: listener.bind: the HTTP API has this"_s);
        row("a relay without a URL", "[[relay]]\nname=\"a\"\n", u"1: relay.url: a relay needs one; write smtp://"_s);
        row("a relay's port", "[[relay]]\nurl=\"smtp://x:0\"\n",
            u"2: relay.url: \"smtp://x:0\" is not a relay; write"_s);
        row("a password in the URL", "[[relay]]\nurl=\"smtp://u:p@x\"\n",
            u"2: relay.url: a relay's URL holds no user"_s);
        row("smtps without TLS", "[[relay]]\nurl=\"smtps://x\"\ntls=\"none\"\n",
            u"3: relay.tls: smtps:// is always encrypted"_s);
        row("tls", "[[relay]]\nurl=\"smtp://x\"\ntls=\"maybe\"\n",
            u"3: relay.tls: \"maybe\" is not allowed; write one of: required, opportunistic, none"_s);
        row("retry", "[[relay]]\nurl=\"smtp://x\"\nretry={first=\"2m\",max=\"1m\"}\n",
            u"3: relay.retry.max: the longest delay"_s);
        row("from", "from = \"me\"\n", u"1: from: \"me\" is not an address"_s);
        row("alert", "[[alert]]\nwhen = \"rate('1m') > 0\"\n", u"2: alert.when: the limit is out of range"_s);
        row("a column in characters", "[http]\nallowed_hosts = [\"ü\", 1]\n",
            u"2: http.allowed_hosts: this is a list; write"_s);
    }
    void oneMistake()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QString, begin);
        const QStringList mistakes = mistakesOf(text);
        QCOMPARE(mistakes.size(), 1);
        QVERIFY2(mistakes.first().startsWith(u"mailweir.toml:"_s + begin), qPrintable(mistakes.first()));
    }

    void notInThisVersion_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QList<QByteArray> texts{"[[listener]]\ntls = \"starttls\"",
                                      "[[listener]]\nauth = \"any\"",
                                      "[[listener]]\nstrict = true",
                                      "[[listener]]\nbind = \"unix:/run/x\"",
                                      "[[listener]]\nrecipients = [\"*\"]",
                                      "[store]\nkeep_messages = 10",
                                      "[store]\nkeep_bytes = \"\"",
                                      "[batching]\nbatch = \"split()\"",
                                      "[batching]\nattach = \"first\"",
                                      "[batching]\nrecipients = \"union\"",
                                      "[[batching.rule]]\nwait = \"1s\"",
                                      "[[relay]]\nurl = \"lmtp://x\"",
                                      "[[relay]]\nurl = \"smtp://x\"\nauth = \"cram-md5\"",
                                      "[[relay]]\nurl = \"smtp://x\"\nauth = \"xoauth2\"",
                                      "[[relay]]\nurl = \"smtp://x\"\nmode = \"each\"",
                                      "[[relay]]\nurl = \"smtp://x\"\nrate = \"100/m\"",
                                      "[[relay]]\nurl = \"smtp://x\"\nallow_recipients = [\"a\"]",
                                      "[[relay]]\nurl=\"smtp://x\"\n[[relay]]\nurl=\"smtp://y\"",
                                      "[[rewrite]]\nmatch = 'x'",
                                      "[[webhook]]\nname = \"x\"",
                                      "[[command]]\nname = \"x\"",
                                      "[[route]]\nwhen = \"x\"",
                                      "[[fault]]\nwhen = \"x\"",
                                      "[templates]\nsummary_subject = \"x\"",
                                      "[timeouts]\ndata = \"1s\"",
                                      "[spool]\ndir = \"/x\"",
                                      "[[alert]]\nwhen = \"spike(3)\"",
                                      "[[alert]]\nscope = \"all\"",
                                      "[[alert]]\nactions = [\"mail:x@example.test\"]",
                                      "[[alert]]\n[[alert]]\nname = \"b\"",
                                      "[http]\nusers = \"/x\""};
        for (const QByteArray &text : texts)
            QTest::newRow(text.constData()) << text;
    }
    void notInThisVersion()
    {
        QFETCH(const QByteArray, text);
        const QStringList mistakes = mistakesOf(text);
        QCOMPARE(mistakes.size(), 1);
        QVERIFY2(mistakes.first().contains(u"not in this version"_s), qPrintable(mistakes.first()));
    }

    void everyMistakeAtOnceInOrder()
    {
        const QStringList mistakes =
            mistakesOf("[http]\nbind = 1\nusrs = \"\"\n[batching]\nwait = \"x\"\nfrom = \"y\"\n");
        QCOMPARE(mistakes.size(), 4);
        for (int i = 0; i < 4; ++i)
            QVERIFY2(mistakes[i].startsWith(u"mailweir.toml:%1:"_s.arg(QList{2, 3, 5, 6}[i])), qPrintable(mistakes[i]));
    }

    void aSyntaxErrorStandsAlone()
    {
        const SettingsReading reading = readSettings("[http]\nbind = 1\n[batching\nwait = \"x\"\n", u"f"_s);
        QCOMPARE(reading.mistakes.size(), 1);
        QCOMPARE(reading.mistakes.first().line, 3);
        QVERIFY(reading.mistakes.first().text().startsWith(u"f:3: not valid TOML: "_s));
    }

    void aFileThatIsNotThere()
    {
        const SettingsReading reading = loadSettings(u"/nonexistent/mailweir.toml"_s);
        QCOMPARE(reading.mistakes.size(), 1);
        QVERIFY(reading.mistakes.first().text().startsWith(u"/nonexistent/mailweir.toml: "_s));
    }
};

QTEST_GUILESS_MAIN(TestTomlReader)
#include "tst_toml_reader.moc"

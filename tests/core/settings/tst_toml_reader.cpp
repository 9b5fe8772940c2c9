// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/setting_values.h"
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
    void furtherOnesNeedNoName();
    void defaults_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << ""_ba;
        QTest::newRow("comments") << "# nothing\n\n"_ba;
        QTest::newRow("empty tables") << "[store]\n[batching]\n[spool]\n[http]\n[timeouts]\n"_ba;
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
        ListenerSettings shop;
        shop.name = u"shop"_s;
        shop.bind = {u"127.0.0.1"_s, 2600};
        shop.protocol = ListenerProtocol::Lmtp;
        shop.tls = ListenerTls::StartTls;
        shop.requireTls = true;
        shop.certificate = u"/etc/weir/shop.pem"_s;
        shop.key = u"/etc/weir/shop.key"_s;
        shop.auth = ListenerAuth::Required;
        shop.users = u"/etc/weir/htpasswd"_s;
        shop.allowInsecureAuth = false;
        shop.maxMessageSize = 65'536;
        shop.maxRecipients = 100;
        shop.maxClients = 3;
        shop.idleTimeout = 1min;
        shop.recipients = {u"*@shop.example.test"_s, u"ops?@example.test"_s};
        shop.strict = true;
        shop.proxyProtocol = {u"10.0.0.0/8"_s, u"fd00::/8"_s, u"::1"_s};
        shop.project = u"der Laden"_s;
        ListenerSettings six;
        six.name = u"six"_s;
        six.bind = {u"::1"_s, 2601};
        six.maxMessageSize = 1000;
        ListenerSettings socket;
        socket.name = u"socket"_s;
        socket.unixPath = u"/run/weir.sock"_s;
        socket.tls = ListenerTls::Implicit;
        socket.auth = ListenerAuth::Any;
        expected.listeners = {shop, six, socket};
        expected.timeouts.block = 1min;
        expected.timeouts.handshake = 2s;
        expected.timeouts.login = 3s;
        expected.timeouts.write = 4s;
        expected.timeouts.relayEndOfData = 5min;
        FaultSettings slow;
        slow.name = u"slow"_s;
        slow.enabled = false;
        slow.at = u"dot"_s;
        slow.listener = u"shop"_s;
        slow.sender = u"*@a.example.test"_s;
        slow.recipient = u"b@*"_s;
        slow.subject = u"Job * failed"_s;
        slow.login = u"me"_s;
        slow.reply = u"451 4.3.0 come back"_s;
        slow.drop = true;
        slow.delay = 1500ms;
        slow.speed = 1024;
        slow.greylist = true;
        slow.ratePerMinute = 30;
        slow.probability = 0.25;
        slow.times = 3;
        slow.duration = 10min;
        FaultSettings few;
        few.name = u"few"_s;
        few.greylist = true;
        expected.faults = {slow, few};
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
        expected.store.durability = StoreDurability::Normal;
        expected.store.keep = {{}, 1000, std::chrono::days(30), 0};
        expected.store.projects = {{u"der Laden"_s, 0, 1h, 65'536}, {u"b"_s, 7, 0ms, 0}};
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
        row("too few recipients", "[[listener]]\nmax_recipients = 0\n",
            u"2: listener.max_recipients: 0 is out of range; write a whole number from 1 to"_s);
        row("one name twice",
            "[[listener]]\nbind=\"localhost:1\"\n[[listener]]\nname=\"default\"\nbind=\"localhost:2\"\n",
            u"4: listener.name: there is another listener of this name"_s);
        row("one address twice",
            "[[listener]]\nname=\"a\"\nbind=\"localhost:1\"\n[[listener]]\nname=\"b\"\nbind=\"127.0.0.1:1\"\n",
            u"6: listener.bind: the listener \"a\" has this address already"_s);
        row("one socket twice",
            "[[listener]]\nname=\"a\"\nbind=\"unix:/s\"\n[[listener]]\nname=\"b\"\nbind=\"unix:/s\"\n",
            u"6: listener.bind: the listener \"a\" has this address already"_s);
        row("a socket without a root", "[[listener]]\nbind=\"unix:run/x\"\n",
            u"2: listener.bind: \"unix:run/x\" is not a socket's path; write unix: and an absolute path"_s);
        row("a socket's path too long", "[[listener]]\nbind=\"unix:/" + QByteArray(107, 'x') + "\"\n",
            u"2: listener.bind: \"unix:/xxx"_s);
        row("TLS that there is not", "[[listener]]\nrequire_tls = true\n",
            u"2: listener.require_tls: there is no TLS here; write tls ="_s);
        row("a key alone", "[[listener]]\nkey = \"/k\"\n", u"2: listener.key: a key needs its certificate; write"_s);
        row("a certificate without a root", "[[listener]]\ncertificate = \"c.pem\"\n",
            u"2: listener.certificate: \"c.pem\" is not an absolute path; write"_s);
        row("logins without users", "[[listener]]\nname = \"a\"\nauth = \"required\"\n",
            u"3: listener.auth: there is nobody who could log in; write users ="_s);
        row("auth", "[[listener]]\nauth = \"on\"\n",
            u"2: listener.auth: \"on\" is not allowed; write one of: off, any, required"_s);
        row("insecure", "[[listener]]\nallow_insecure_auth = \"yes\"\n",
            u"2: listener.allow_insecure_auth: this is a string; write true or false"_s);
        row("LMTP on port 25", "[[listener]]\nbind = \"localhost:25\"\nprotocol = \"lmtp\"\n",
            u"3: listener.protocol: LMTP must not be on port 25 (RFC 2033); choose"_s);
        row("a pattern with a blank", "[[listener]]\nrecipients = [\"a@b\", \"c d\"]\n",
            u"2: listener.recipients: \"c d\" is not a pattern; write an address"_s);
        row("patterns that are no list", "[[listener]]\nrecipients = \"*\"\n",
            u"2: listener.recipients: this is a string; write a list of strings"_s);
        for (const char *network : {"10", "10.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/255.0.0.0", "::1/129", "x"})
            row(network, QByteArray("[[listener]]\nproxy_protocol = [\"") + network + "\"]\n",
                u"2: listener.proxy_protocol: \"%1\" is not a network; write an address, as 10.0.0.7"_s.arg(
                    QLatin1StringView(network)));
        row("a time-out", "[timeouts]\nblock = \"2d\"\n", u"2: timeouts.block: \"2d\" is out of range"_s);
        row("a stage without one", "[timeouts]\ndata = \"1s\"\n", u"2: timeouts.data: there is no such key"_s);
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
    void storeMistakes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("begin");
        const auto row = [](const char *name, const QByteArray &keys, const QString &begin) {
            QTest::newRow(name) << "[store]\n" + keys << begin;
        };
        row("durability", "durability = \"none\"\n",
            u"2: store.durability: \"none\" is not allowed; write one of: full, normal, memory"_s);
        row("messages", "keep_messages = -1\n", u"2: store.keep_messages: -1 is out of range; write a whole number"_s);
        row("age", "keep_age = \"7\"\n", u"2: store.keep_age: \"7\" is not a duration"_s);
        row("no age", "keep_age = \"0\"\n", u"2: store.keep_age: \"0\" is out of range"_s);
        row("bytes", "keep_bytes = \"5GB\"\n", u"2: store.keep_bytes: this is not a size that can be used; write a"_s);
        row("how to have no limit", "keep_bytes = 0\n",
            u"2: store.keep_bytes: this is not a size that can be used; write a size above 0 and at most 1048576GiB, "
            u"as "
            "\"64KiB\" or \"50MiB\", or \"\" for no limit"_s);
        row("unknown", "keep_mesages = 1\n",
            u"2: store.keep_mesages: there is no such key; did you mean keep_messages?"_s);
        row("one project", "[store.project]\nname = \"a\"\n",
            u"2: store.project: this is a [table]; write [[store.project]]"_s);
        row("nobody's", "[[store.project]]\nkeep_messages = 1\n",
            u"2: store.project.name: whose mail is it? Write name"_s);
        row("twice", "[[store.project]]\nname = \"a\"\n[[store.project]]\nname = \"a\"\n",
            u"5: store.project.name: there is another [[store.project]] of this name; keep one"_s);
        row("project's key", "[[store.project]]\nname = \"a\"\ndurability = \"full\"\n",
            u"4: store.project.durability: there is no such key"_s);
    }
    void storeMistakes() { oneMistake(); }

    void faultMistakes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("begin");
        const auto row = [](const char *name, const QByteArray &keys, const QString &begin) {
            QTest::newRow(name) << "[[fault]]\n" + keys << begin;
        };
        row("does nothing", "at = \"rcpt\"\n", u"1: fault.reply: the rule does nothing; write reply, drop,"_s);
        row("stage", "at = \"bye\"\ndrop = true\n",
            u"2: fault.at: \"bye\" is not allowed; write one of: connect, ehlo, auth, mail, rcpt, data, dot"_s);
        row("subject too early", "at = \"data\"\ndrop = true\nsubject = \"x\"\n",
            u"4: fault.subject: this is not known yet at data; write at = \"dot\""_s);
        row("recipient too early", "at = \"mail\"\ndrop = true\nrecipient = \"x\"\n",
            u"4: fault.recipient: this is not known yet at mail; write at = \"rcpt\" or later"_s);
        row("sender too early", "at = \"auth\"\ndrop = true\nsender = \"x\"\n", u"4: fault.sender: this is not"_s);
        row("login too early", "at = \"ehlo\"\ndrop = true\nlogin = \"x\"\n", u"4: fault.login: this is not known"_s);
        for (const char *reply : {"250 2.0.0 fine", "450", "450 ", "450-a", "460 x", "4500 x", "450 4.7.1",
                                  "450 4.7.1 ", "450 \\t", "450 \u00fc"})
            row(reply, QByteArray("reply = \"") + reply + "\"\n", u"2: fault.reply: \""_s);
        row("classes", "reply = \"550 4.7.1 no\"\n",
            u"2: fault.reply: \"550 4.7.1 no\" has an enhanced code of another class than its code; write"_s);
        row("rate", "rate = \"30/h\"\n", u"2: fault.rate: \"30/h\" is not a rate; write 30/m"_s);
        row("rate of none", "rate = \"0/m\"\n", u"2: fault.rate: \"0/m\" is not a rate"_s);
        row("probability", "drop = true\nprobability = 1.5\n",
            u"3: fault.probability: 1.5 is out of range; write a number from 0 to 1"_s);
        row("no number", "drop = true\nprobability = nan\n", u"3: fault.probability: nan is out of range"_s);
        row("a text", "drop = true\nprobability = \"1\"\n",
            u"3: fault.probability: this is a string; write a number"_s);
        row("times", "drop = true\ntimes = -1\n", u"3: fault.times: -1 is out of range"_s);
        row("speed", "speed = 0\n", u"2: fault.speed: this is not a size"_s);
        row("one name twice", "drop = true\n[[fault]]\nname = \"fault\"\ndrop = true\n",
            u"4: fault.name: there is another rule of this name"_s);
    }
    void faultMistakes() { oneMistake(); }

    void refusals()
    {
        for (const char *reply : {"450 later", "450 4.7.1 later", "559 5.999.999 x", "421 4.3.2 (bye) ~"})
            QVERIFY2(parseRefusal(QString::fromLatin1(reply)), reply);
        QVERIFY(parseRefusal(u"450 "_s + QString(396, u'x')));
        QVERIFY(!parseRefusal(u"450 "_s + QString(397, u'x')));
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
        const QList<QByteArray> texts{"[batching]\nbatch = \"split()\"",
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
                                      "[[fault]]\ndrop = true\nwhen = \"x\"",
                                      "[templates]\nsummary_subject = \"x\"",
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

void TestTomlReader::furtherOnesNeedNoName()
{
    const SettingsReading reading =
        readSettings("[[listener]]\nbind=\"localhost:1\"\n[[listener]]\nbind=\"localhost:2\"\n"
                     "[[fault]]\ndrop=true\n[[fault]]\ndrop=true\n[[fault]]\ndrop=true\n",
                     QStringLiteral("x.toml"));
    QVERIFY(reading.mistakes.isEmpty());
    QCOMPARE(reading.settings.listeners.at(1).name, QStringLiteral("default-2"));
    QCOMPARE(reading.settings.faults.at(2).name, QStringLiteral("fault-3"));
}

QTEST_GUILESS_MAIN(TestTomlReader)
#include "tst_toml_reader.moc"

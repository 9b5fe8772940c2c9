// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/command_line.h"
#include "core/settings/setting_values.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

const Environment kHome{{u"HOME"_s, u"/home/me"_s}};

CommandLineReading readServer(const QStringList &arguments, const Environment &more = {})
{
    Environment environment = kHome;
    environment.insert(more);
    return readCommandLine(Program::Server, arguments, environment);
}

} // namespace

class TestCommandLine : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void defaults()
    {
        const CommandLineReading read = readServer({});
        QVERIFY(read.ok());
        const CommandLine &line = read.commandLine;
        QCOMPARE(line.action, CommandLine::Action::Run);
        QCOMPARE(line.configFile, u"/home/me/.config/mailweir/mailweir.toml"_s);
        QVERIFY(!line.configFileNamed);
        QCOMPARE(line.dataDirectory, u"/home/me/.local/share/mailweir"_s);
        QVERIFY(line.readyFile.isEmpty() && line.runtimeReadyFile.isEmpty());
        QCOMPARE(line.overrides, SettingsOverrides{});
    }

    void directoriesOfTheDesktop()
    {
        const CommandLine line =
            readServer(
                {}, {{u"XDG_CONFIG_HOME"_s, u"/c"_s}, {u"XDG_DATA_HOME"_s, u"/d"_s}, {u"XDG_RUNTIME_DIR"_s, u"/r"_s}})
                .commandLine;
        QCOMPARE(line.configFile, u"/c/mailweir/mailweir.toml"_s);
        QCOMPARE(line.dataDirectory, u"/d/mailweir"_s);
        QCOMPARE(line.runtimeReadyFile, u"/r/mailweir/ready.json"_s);

        const CommandLineReading homeless = readCommandLine(Program::Server, {}, {});
        QCOMPARE(homeless.mistakes.size(), 1);
        QCOMPARE(homeless.mistakes.first().key, u"--data-dir"_s);
    }

    void everyFlag()
    {
        const QStringList arguments{u"--config"_s,
                                    u"/f.toml"_s,
                                    u"--data-dir=/data/"_s,
                                    u"--bind"_s,
                                    u"localhost:0"_s,
                                    u"--bind=[::1]:2525"_s,
                                    u"--bind=unix:/run//x.sock"_s,
                                    u"--http"_s,
                                    u"127.0.0.1:0"_s,
                                    u"--relay"_s,
                                    u"smtps://mail.example.test"_s,
                                    u"--from"_s,
                                    u"a@example.test"_s,
                                    u"--wait"_s,
                                    u"1s"_s,
                                    u"--max-wait"_s,
                                    u"1h30m"_s,
                                    u"--fail-dir"_s,
                                    u"/fail"_s,
                                    u"--all-dir"_s,
                                    u"/all//"_s,
                                    u"--store"_s,
                                    u"sqlite:/x.db"_s,
                                    u"--ready-file"_s,
                                    u"r.json"_s,
                                    u"--log-level"_s,
                                    u"debug"_s,
                                    u"--log-file"_s,
                                    u"/log"_s};
        const CommandLineReading read = readServer(arguments);
        QVERIFY2(read.ok(), qPrintable(read.mistakes.value(0).text()));
        const CommandLine &line = read.commandLine;
        QCOMPARE(line.configFile, u"/f.toml"_s);
        QVERIFY(line.configFileNamed);
        QCOMPARE(line.dataDirectory, u"/data"_s);
        QCOMPARE(line.readyFile, u"r.json"_s);
        QCOMPARE(line.logLevel, LogLevel::Debug);
        QCOMPARE(line.logFile, u"/log"_s);
        const SettingsOverrides &overrides = line.overrides;
        QCOMPARE(overrides.binds,
                 (QList<ListenerAddress>{
                     {{u"localhost"_s, 0}, {}}, {{u"::1"_s, 2525}, {}}, {ListenerSettings().bind, u"/run/x.sock"_s}}));
        QCOMPARE(overrides.http->bind, (HostPort{u"127.0.0.1"_s, 0}));
        QCOMPARE((*overrides.relay)->protocol, RelayProtocol::Smtps);
        QCOMPARE((*overrides.relay)->port, quint16(465));
        QCOMPARE(overrides.from, u"a@example.test"_s);
        QCOMPARE(overrides.wait, Milliseconds(1s));
        QCOMPARE(overrides.maxWait, Milliseconds(90min));
        QCOMPARE(overrides.failDir, u"/fail"_s);
        QCOMPARE(overrides.allDir, u"/all"_s);
        QCOMPARE(effectiveSettings(readServer({u"--all-dir=/all"_s}).commandLine).settings.allDir, u"/all"_s);
        QCOMPARE(overrides.storeUrl, u"sqlite:/x.db"_s);
    }

    void relay_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<std::optional<RelaySettings>>("expected");
        const auto relay = [](RelayProtocol protocol, const QString &host, quint16 port, RelayTls tls) {
            RelaySettings out;
            out.protocol = protocol;
            out.host = host;
            out.port = port;
            out.tls = tls;
            return std::optional(out);
        };
        QTest::newRow("off") << u"off"_s << std::optional<RelaySettings>();
        QTest::newRow("host and port") << u"mail.example.test:587"_s
                                       << relay(RelayProtocol::Smtp, u"mail.example.test"_s, 587,
                                                RelayTls::Opportunistic);
        QTest::newRow("smtp") << u"smtp://10.0.0.1"_s
                              << relay(RelayProtocol::Smtp, u"10.0.0.1"_s, 25, RelayTls::Opportunistic);
        QTest::newRow("IPv6") << u"[::1]:26"_s << relay(RelayProtocol::Smtp, u"::1"_s, 26, RelayTls::Opportunistic);
        QTest::newRow("smtps") << u"smtps://[::1]:4650"_s
                               << relay(RelayProtocol::Smtps, u"::1"_s, 4650, RelayTls::Required);
        QTest::newRow("debug") << u"debug"_s << relay(RelayProtocol::Debug, {}, 0, RelayTls::Required);
    }
    void relay()
    {
        QFETCH(const QString, text);
        QFETCH(const std::optional<RelaySettings>, expected);
        const CommandLineReading read = readServer({u"--relay"_s, text});
        QVERIFY2(read.ok(), qPrintable(read.mistakes.value(0).text()));
        QVERIFY(read.commandLine.overrides.relay);
        QCOMPARE(*read.commandLine.overrides.relay, expected);
    }

    void mistakes_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown") << QStringList{u"--bnid"_s, u"x"_s}.first(1)
                                 << u"--bnid: there is no such flag; did you mean --bind?"_s;
        QTest::newRow("of the desktop") << QStringList{u"--hidden"_s} << u"--hidden: there is no such flag"_s;
        QTest::newRow("no flag") << QStringList{u"run"_s} << u"run: mailweir-server takes flags only"_s;
        QTest::newRow("no value") << QStringList{u"--bind"_s}
                                  << u"--bind: the value is missing; write --bind HOST:PORT"_s;
        QTest::newRow("empty value") << QStringList{u"--bind="_s} << u"--bind: the value is missing"_s;
        QTest::newRow("a value too many")
            << QStringList{u"--check-config=1"_s} << u"--check-config: this flag takes no value"_s;
        QTest::newRow("port") << QStringList{u"--bind=localhost:99999"_s}
                              << u"--bind: \"localhost:99999\" is not an address"_s;
        QTest::newRow("twice") << QStringList{u"--bind=localhost:1"_s, u"--bind=127.0.0.1:1"_s}
                               << u"--bind: 127.0.0.1:1 is given twice"_s;
        QTest::newRow("unix") << QStringList{u"--bind=unix:"_s} << u"--bind: \"unix:\" is not a socket's path"_s;
        QTest::newRow("unix twice") << QStringList{u"--bind=unix:/x"_s, u"--bind=unix:/x"_s}
                                    << u"--bind: unix:/x is given twice"_s;
        QTest::newRow("http") << QStringList{u"--http=[2001:db8::1]:80"_s} << u"--http: not in this version"_s;
        QTest::newRow("lmtp") << QStringList{u"--relay=lmtp://x:24"_s} << u"--relay: not in this version"_s;
        QTest::newRow("relay") << QStringList{u"--relay=mail"_s}
                               << u"--relay: \"mail\" is not a relay; write HOST:PORT"_s;
        QTest::newRow("relay port") << QStringList{u"--relay=mail:0"_s} << u"--relay: \"mail:0\" is not a relay"_s;
        QTest::newRow("store's option") << QStringList{u"--store=sqlite:?bodies=both"_s}
                                        << u"--store: \"sqlite:?bodies=both\" has an unknown option; write ?bodies"_s;
        QTest::newRow("memory with an option") << QStringList{u"--store=sqlite::memory:?bodies=database"_s}
                                               << u"--store: \"sqlite::memory:?bodies=database\" is not a store"_s;
        QTest::newRow("store's directory")
            << QStringList{u"--store=sqlite:/x/"_s} << u"--store: \"sqlite:/x/\" is not a store"_s;
        QTest::newRow("postgres") << QStringList{u"--store=postgresql://x"_s} << u"--store: not in this version"_s;
        QTest::newRow("mysql") << QStringList{u"--store=mysql://x"_s} << u"--store: not in this version"_s;
        QTest::newRow("store") << QStringList{u"--store=x"_s} << u"--store: \"x\" is not a store"_s;
        QTest::newRow("wait") << QStringList{u"--wait=30"_s} << u"--wait: \"30\" is not a duration"_s;
        QTest::newRow("level") << QStringList{u"--log-level=loud"_s} << u"--log-level: \"loud\" is not a level"_s;
        QTest::newRow("from") << QStringList{u"--from=me"_s} << u"--from: \"me\" is not an address"_s;
    }
    void mistakes()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, expected);
        const CommandLineReading read = readServer(arguments);
        QCOMPARE(read.mistakes.size(), 1);
        QVERIFY2(read.mistakes.first().text().startsWith(expected), qPrintable(read.mistakes.first().text()));
    }

    void everyMistakeAtOnce()
    {
        QCOMPARE(
            readServer({u"--wait=x"_s, u"--nope"_s, u"--http=y"_s}, {{u"MAILWEIR_FROM"_s, u"z"_s}}).mistakes.size(), 4);
    }

    void environmentCountsBelowFlags()
    {
        const Environment environment{{u"MAILWEIR_BIND"_s, u"localhost:1, localhost:2"_s},
                                      {u"MAILWEIR_MAX_WAIT"_s, u"9s"_s},
                                      {u"MAILWEIR_WAIT"_s, u"nonsense"_s},
                                      {u"MAILWEIR_HTTP"_s, {}}};
        const CommandLineReading read = readServer({u"--wait=1s"_s}, environment);
        QVERIFY2(read.ok(), "a flag hides its variable, and an empty variable is unset");
        QCOMPARE(read.commandLine.overrides.binds,
                 (QList<ListenerAddress>{{{u"localhost"_s, 1}, {}}, {{u"localhost"_s, 2}, {}}}));
        QCOMPARE(read.commandLine.overrides.maxWait, Milliseconds(9s));
        QCOMPARE(read.commandLine.overrides.wait, Milliseconds(1s));

        const CommandLineReading refused = readServer({}, {{u"MAILWEIR_STORE"_s, u"mysql://x"_s}});
        QCOMPARE(refused.mistakes.size(), 1);
        QVERIFY(refused.mistakes.first().text().startsWith(u"MAILWEIR_STORE: not in this version"_s));
    }

    void stores_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<StoreAddress>("expected");
        QTest::newRow("in the data directory") << u"sqlite:"_s << StoreAddress{};
        QTest::newRow("path") << u"sqlite:/a b/x.db"_s << StoreAddress{u"/a b/x.db"_s, false, false};
        QTest::newRow("memory") << u"sqlite::memory:"_s << StoreAddress{{}, true, false};
        QTest::newRow("bodies") << u"sqlite:?bodies=database"_s << StoreAddress{{}, false, true};
        QTest::newRow("path and bodies") << u"sqlite:/x.db?bodies=database"_s << StoreAddress{u"/x.db"_s, false, true};
        QTest::newRow("files") << u"sqlite:/x.db?bodies=files"_s << StoreAddress{u"/x.db"_s, false, false};
    }
    void stores()
    {
        QFETCH(const QString, url);
        QFETCH(const StoreAddress, expected);
        const CommandLine line = readServer({u"--store"_s, url}).commandLine;
        QCOMPARE(effectiveSettings(line).settings.store.url, url);
        QVERIFY(parseStoreAddress(url));
        QCOMPARE(*parseStoreAddress(url), expected);
    }

    void rebuildingIsForTheServer()
    {
        QCOMPARE(readServer({u"--rebuild-index"_s}).commandLine.action, CommandLine::Action::RebuildIndex);
        QVERIFY(helpText(Program::Server).contains(u"--rebuild-index"_s));
        QVERIFY(!readCommandLine(Program::Desktop, {u"--rebuild-index"_s}, kHome).ok());
    }

    void hiddenIsForTheDesktop()
    {
        QVERIFY(readCommandLine(Program::Desktop, {u"--hidden"_s}, kHome).commandLine.hidden);
        Environment environment = kHome;
        environment.insert(u"MAILWEIR_HIDDEN"_s, u"true"_s);
        QVERIFY(readCommandLine(Program::Desktop, {}, environment).commandLine.hidden);
        QVERIFY(helpText(Program::Desktop).contains(u"--hidden"_s));
        QVERIFY(!helpText(Program::Server).contains(u"--hidden"_s));
    }

    void helpNeedsNothingElse()
    {
        const CommandLineReading read = readServer({u"--nope"_s, u"--help"_s});
        QVERIFY(read.ok());
        QCOMPARE(read.commandLine.action, CommandLine::Action::Help);
        for (const QString &line : helpText(Program::Server).split(u'\n'))
            QVERIFY2(line.size() <= 90, qPrintable(line));
    }

    void flagBeforeFileBeforeDefault()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(u"m.toml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[[listener]]\nname=\"shop\"\nmax_clients=7\n[batching]\nwait=\"2s\"\nmax_wait=\"3s\"\n"
                   "[[relay]]\nurl=\"smtp://x\"\n[http]\nallowed_hosts=[\"a\"]\n");
        file.close();
        const CommandLineReading read =
            readServer({u"--config"_s, file.fileName(), u"--wait=1s"_s, u"--bind=localhost:0"_s, u"--bind=[::1]:0"_s,
                        u"--relay=off"_s, u"--http=off"_s});
        const SettingsReading settings = effectiveSettings(read.commandLine);
        QVERIFY(settings.ok());
        QCOMPARE(settings.settings.batching.wait, Milliseconds(1s));
        QCOMPARE(settings.settings.batching.maxWait, Milliseconds(3s));
        QCOMPARE(settings.settings.listeners.size(), 2);
        QCOMPARE(settings.settings.listeners[0].name, u"shop"_s);
        QCOMPARE(settings.settings.listeners[0].bind.port, quint16(0));
        QCOMPARE(settings.settings.listeners[1].name, u"default-2"_s);
        QCOMPARE(settings.settings.listeners[1].maxClients, 7);
        QVERIFY(!settings.settings.relay);
        QVERIFY(!settings.settings.http.enabled);
        QCOMPARE(settings.settings.http.allowedHosts, QStringList{u"a"_s});
    }

    void aSocketMayBeNamedFromHere()
    {
        const CommandLine line = readServer({u"--bind=unix:x.sock"_s}).commandLine;
        QCOMPARE(line.overrides.binds.value(0).unixPath, QDir::current().absoluteFilePath(u"x.sock"_s));
        const QList<ListenerSettings> listeners = effectiveSettings(line).settings.listeners;
        QCOMPARE(listeners.size(), 1);
        QCOMPARE(listeners.first().address(), u"unix:"_s + QDir::current().absoluteFilePath(u"x.sock"_s));
    }

    void lmtpStaysOffPort25()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(u"m.toml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[[listener]]\nbind=\"unix:/x\"\nprotocol=\"lmtp\"\n");
        file.close();
        const auto with = [&](const QString &bind) {
            return effectiveSettings(readServer({u"--config"_s, file.fileName(), bind}).commandLine);
        };
        QVERIFY(with(u"--bind=localhost:24"_s).ok());
        QCOMPARE(with(u"--bind=localhost:24"_s).settings.listeners.first().address(), u"localhost:24"_s);
        const SettingsReading refused = with(u"--bind=localhost:25"_s);
        QCOMPARE(refused.mistakes.size(), 1);
        QCOMPARE(refused.mistakes.first().key, u"--bind"_s);
    }

    void bindReplacesTheBuiltInListeners()
    {
        const Settings settings =
            effectiveSettings(readServer({u"--bind=localhost:0"_s, u"--bind=localhost:1"_s}).commandLine).settings;
        QCOMPARE(settings.listeners.size(), 2);
        QCOMPARE(settings.listeners[0].name, u"default"_s);
        QCOMPARE(settings.listeners[1].name, u"default-2"_s);
        QVERIFY(!settings.listeners[1].optional);
    }

    void aNamedFileHasToBeThere()
    {
        QVERIFY(effectiveSettings(readServer({}, {{u"XDG_CONFIG_HOME"_s, u"/nonexistent"_s}}).commandLine).ok());
        const SettingsReading named = effectiveSettings(readServer({u"--config=/nonexistent/x"_s}).commandLine);
        QCOMPARE(named.mistakes.size(), 1);
        QCOMPARE(named.mistakes.first().file, u"/nonexistent/x"_s);
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"

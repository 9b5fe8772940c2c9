// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/toml_reader.h"

#include "core/settings/intake_tables.h"
#include "core/settings/setting_values.h"
#include "core/settings/table_reader.h"

#include <QFile>

#include <algorithm>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

using std::chrono::days;

constexpr int kMostMessages = 1'000'000'000;
constexpr qint64 kMostBytes = 1024LL * 1024 * 1024 * 1024 * 1024;

Result<QString> parseOptionalAddress(const QString &text)
{
    return text.isEmpty() ? Result<QString>(text) : parseAddress(text);
}

Result<Milliseconds> parseLongDuration(const QString &text)
{
    return parsePositiveDuration(text, days(365));
}

/// For what runs on one timer of the event loop.
Result<Milliseconds> parseShortDuration(const QString &text)
{
    return parsePositiveDuration(text, days(1));
}

/// `name`, or with a number when another has it.
template <typename T> QString freeName(const QString &name, const QList<T> &others)
{
    QString free = name;
    const auto hasIt = [&free](const T &other) {
        return other.name == free;
    };
    for (int number = 2; std::any_of(others.begin(), others.end(), hasIt); ++number)
        free = name + u'-' + QString::number(number);
    return free;
}

class Reader {
public:
    Reader(const QString &file, SettingsReading &out)
        : m_file(file)
        , m_out(out)
    {
    }

    void read(const toml::table &document)
    {
        TableReader root(document, m_file, {}, m_out.mistakes);
        Settings &settings = m_out.settings;
        root.value<QString>("from", settings.from, parseOptionalAddress);
        root.value<Milliseconds>("shutdown_timeout", settings.shutdownTimeout, parseShortDuration);
        if (const toml::table *batching = root.table("batching"))
            readBatching(*batching, settings.batching);
        if (const toml::table *http = root.table("http"))
            readHttp(*http, settings.http);
        readListeners(root);
        readFaults(root);
        if (const toml::table *timeouts = root.table("timeouts")) {
            TableReader in = reader(*timeouts, u"timeouts"_s);
            readTimeouts(in, settings.timeouts);
        }
        readRelays(root);
        readAlerts(root);
        if (const toml::table *store = root.table("store"))
            readStore(*store, settings.store);
        if (const toml::table *spool = root.table("spool"))
            readReserved(*spool, u"spool"_s, {{"dir", "\"\""}, {"scan", "\"10s\""}});
        root.reserved({{"rewrite", "[]"}, {"webhook", "[]"}, {"command", "[]"}, {"route", "[]"}, {"templates", "{}"}});
        root.finish();
    }

private:
    TableReader reader(const toml::table &table, const QString &name)
    {
        return TableReader(table, m_file, name, m_out.mistakes);
    }

    void readReserved(const toml::table &table, const QString &name,
                      std::initializer_list<std::pair<const char *, const char *>> keys)
    {
        TableReader in = reader(table, name);
        in.reserved(keys);
        in.finish();
    }

    void readListeners(TableReader &root)
    {
        QList<ListenerSettings> &listeners = m_out.settings.listeners;
        for (const toml::table *table : root.tables("listener")) {
            TableReader in = reader(*table, u"listener"_s);
            ListenerSettings listener;
            readListener(in, listener);
            if (!in.has("name"))
                listener.name = freeName(listener.name, listeners);
            const ListenerAddress address = addressOf(listener);
            for (const ListenerSettings &other : listeners) {
                if (other.name == listener.name)
                    in.mistake("name", u"there is another listener of this name; give each its own"_s);
                if (sameAddress(addressOf(other), address))
                    in.mistake("bind", u"the listener \"%1\" has this address already"_s.arg(other.name));
            }
            if (m_out.settings.http.enabled && sameAddress({m_out.settings.http.bind, {}}, address))
                in.mistake("bind", u"the HTTP API has this address already"_s);
            listeners.append(listener);
        }
        if (listeners.isEmpty())
            listeners = defaultListeners();
    }

    void readFaults(TableReader &root)
    {
        QList<FaultSettings> &faults = m_out.settings.faults;
        for (const toml::table *table : root.tables("fault")) {
            TableReader in = reader(*table, u"fault"_s);
            FaultSettings fault;
            readFault(in, fault);
            if (!in.has("name"))
                fault.name = freeName(fault.name, faults);
            if (std::any_of(faults.begin(), faults.end(),
                            [&](const FaultSettings &other) { return other.name == fault.name; }))
                in.mistake("name", u"there is another rule of this name; give each its own"_s);
            faults.append(fault);
        }
    }

    void readBatching(const toml::table &table, BatchingSettings &batching)
    {
        TableReader in = reader(table, u"batching"_s);
        in.value<Milliseconds>("wait", batching.wait, parseLongDuration);
        in.value<Milliseconds>("max_wait", batching.maxWait, parseLongDuration);
        in.value<QString>("subject_prefix", batching.subjectPrefix, parseLineOfText);
        in.boolean("flush_on_exit", batching.flushOnExit);
        in.reserved({{"batch", "\"split() || group()\""},
                     {"group", "\"mask(subject)\""},
                     {"max_messages", "0"},
                     {"recipients", "\"each\""},
                     {"coalesce_above", "20"},
                     {"attach", "\"none\""},
                     {"rule", "[]"}});
        in.finish();
    }

    void readStore(const toml::table &table, StoreSettings &store)
    {
        TableReader in = reader(table, u"store"_s);
        in.choice<StoreDurability>("durability", store.durability,
                                   {{"full", StoreDurability::Full},
                                    {"normal", StoreDurability::Normal},
                                    {"memory", StoreDurability::Memory}});
        readKeep(in, store.keep);
        for (const toml::table *one : in.tables("project")) {
            TableReader inProject = reader(*one, u"store.project"_s);
            KeepSettings project;
            inProject.value<QString>("name", project.project, parseLineOfText);
            readKeep(inProject, project);
            inProject.finish();
            const auto isSame = [&](const KeepSettings &other) {
                return other.project == project.project;
            };
            if (project.project.isEmpty() && inProject.clean())
                inProject.mistake("name", u"whose mail is it? Write name = \"…\", as a listener's project"_s);
            else if (std::any_of(store.projects.begin(), store.projects.end(), isSame))
                inProject.mistake("name", u"there is another [[store.project]] of this name; keep one"_s);
            store.projects.append(project);
        }
        in.finish();
    }

    static void readKeep(TableReader &in, KeepSettings &keep)
    {
        int messages = int(keep.messages);
        in.integer("keep_messages", messages, 0, kMostMessages);
        keep.messages = messages;
        in.value<Milliseconds>("keep_age", keep.age, parseKeepAge);
        in.limit("keep_bytes", keep.bytes, kMostBytes);
    }

    void readRelays(TableReader &root)
    {
        const QList<const toml::table *> tables = root.tables("relay");
        for (qsizetype i = 0; i < tables.size(); ++i) {
            RelaySettings relay;
            readRelay(*tables[i], relay);
            if (i == 0)
                m_out.settings.relay = relay;
            else
                reader(*tables[i], u"relay"_s)
                    .mistake("name", u"more than one relay is not in this version; keep one [[relay]]"_s);
        }
    }

    void readRelay(const toml::table &table, RelaySettings &relay)
    {
        TableReader in = reader(table, u"relay"_s);
        in.value<RelaySettings>("url", relay, [](const QString &text) { return parseRelayUrl(text); });
        if (!in.has("url"))
            in.mistake("url", u"a relay needs one; write smtp://HOST:PORT, smtps://HOST:PORT or debug"_s);
        in.value<QString>("name", relay.name, parseName);
        in.choice<RelayTls>(
            "tls", relay.tls,
            {{"required", RelayTls::Required}, {"opportunistic", RelayTls::Opportunistic}, {"none", RelayTls::None}});
        if (relay.protocol == RelayProtocol::Smtps && relay.tls != RelayTls::Required)
            in.mistake("tls", u"smtps:// is always encrypted; leave it out or write tls = \"required\""_s);
        in.value<QString>("user", relay.user, parseLineOfText);
        in.choice<RelayAuth>("auth", relay.auth,
                             {{"auto", RelayAuth::Auto},
                              {"plain", RelayAuth::Plain},
                              {"login", RelayAuth::Login},
                              {"cram-md5", std::nullopt},
                              {"xoauth2", std::nullopt}});
        in.choice<RelayMode>("mode", relay.mode,
                             {{"summary", RelayMode::Summary}, {"off", RelayMode::Off}, {"each", std::nullopt}});
        in.value<QString>("redirect_to", relay.redirectTo, parseOptionalAddress);
        in.reserved({{"allow_recipients", "[]"}, {"rate", "\"\""}});
        if (const toml::table *retry = in.table("retry"))
            readRetry(*retry, relay.retry);
        in.finish();
    }

    void readRetry(const toml::table &table, RetrySettings &retry)
    {
        TableReader in = reader(table, u"relay.retry"_s);
        in.value<Milliseconds>("first", retry.first, parseLongDuration);
        in.value<Milliseconds>("max", retry.max, parseLongDuration);
        in.integer("attempts", retry.attempts, 1, 10'000);
        in.value<Milliseconds>("age", retry.age, parseLongDuration);
        if (retry.first > retry.max)
            in.mistake("max", u"the longest delay is below the first one; write max as long as first or longer"_s);
        in.finish();
    }

    void readAlerts(TableReader &root)
    {
        const QList<const toml::table *> tables = root.tables("alert");
        for (qsizetype i = 0; i < tables.size(); ++i) {
            AlertSettings alert;
            TableReader in = reader(*tables[i], u"alert"_s);
            in.value<QString>("name", alert.name, parseName);
            in.boolean("enabled", alert.enabled);
            in.value<int>("when", alert.limitPerMinute, parseAlertCondition);
            in.value<Milliseconds>("cooldown", alert.cooldown, parseLongDuration);
            in.reserved({{"scope", "\"group\""}, {"actions", "[\"desktop\"]"}});
            in.finish();
            if (i == 0)
                m_out.settings.alert = alert;
            else
                in.mistake("name", u"more than one alert is not in this version; keep one [[alert]]"_s);
        }
    }

    void readHttp(const toml::table &table, HttpSettings &http)
    {
        TableReader in = reader(table, u"http"_s);
        in.value<HttpSettings>("bind", http, [](const QString &text) { return parseHttpBind(text); });
        in.strings("allowed_hosts", http.allowedHosts);
        in.reserved({{"users", "\"\""}, {"allowed_origins", "[]"}});
        in.finish();
    }

    const QString m_file;
    SettingsReading &m_out;
};

} // namespace

SettingsReading readSettings(QByteArrayView text, const QString &file)
{
    SettingsReading out;
    try {
        const toml::table document = toml::parse(std::string_view(text.data(), static_cast<size_t>(text.size())));
        Reader(file, out).read(document);
    } catch (const toml::parse_error &error) {
        const toml::source_position at = error.source().begin;
        out.mistakes = {{file,
                         static_cast<int>(at.line),
                         static_cast<int>(at.column),
                         {},
                         u"not valid TOML: "_s + QString::fromUtf8(error.description().data())}};
    }
    std::stable_sort(out.mistakes.begin(), out.mistakes.end(), [](const SettingsMistake &a, const SettingsMistake &b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
    return out;
}

SettingsReading loadSettings(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        SettingsReading out;
        out.mistakes = {{path, 0, 0, {}, u"the settings file cannot be read: "_s + file.errorString()}};
        return out;
    }
    return readSettings(file.readAll(), path);
}

} // namespace mailweir

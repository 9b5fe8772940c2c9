// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/flags.h"

#include "core/settings/setting_values.h"

#include <QDir>

#include <algorithm>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

using Apply = std::function<Result<void>(CommandLine &, const QString &)>;

/// A flag whose value `parse` reads into a member of the overrides.
template <typename T, typename Member> Apply overrides(Result<T> (*parse)(QStringView), Member member)
{
    return [parse, member](CommandLine &line, const QString &text) -> Result<void> {
        const Result<T> value = parse(text);
        if (!value)
            return value.error();
        line.overrides.*member = *value;
        return {};
    };
}

Apply stores(QString CommandLine::*member)
{
    return [member](CommandLine &line, const QString &text) -> Result<void> {
        line.*member = text;
        return {};
    };
}

Apply acts(CommandLine::Action action)
{
    return [action](CommandLine &line, const QString &) -> Result<void> {
        line.action = action;
        return {};
    };
}

Result<Milliseconds> parseWait(QStringView text)
{
    return parsePositiveDuration(text);
}

Result<QString> absolutePath(QStringView text)
{
    return QDir::cleanPath(QDir::current().absoluteFilePath(text.toString()));
}

Result<void> takeBind(CommandLine &line, const QString &text)
{
    const bool isPath = text.startsWith("unix:"_L1) && text.size() > 5;
    const Result<ListenerAddress> at = parseBind(isPath ? u"unix:"_s + *absolutePath(text.sliced(5)) : text);
    if (!at)
        return at.error();
    for (const ListenerAddress &other : line.overrides.binds) {
        if (sameAddress(other, *at))
            return Error{ErrorCode::Invalid, {}, u"%1 is given twice"_s.arg(text)};
    }
    line.overrides.binds.append(*at);
    return {};
}

Result<void> takeLogLevel(CommandLine &line, const QString &text)
{
    const std::optional<LogLevel> level = logLevelFromName(text);
    if (!level)
        return Error{ErrorCode::Invalid, {}, u"\"%1\" is not a level; write debug, info, warning or error"_s.arg(text)};
    line.logLevel = *level;
    return {};
}

QList<Flag> engineFlags()
{
    using Action = CommandLine::Action;
    return {
        {u"--config"_s, u"FILE"_s,
         u"Settings file; one that is named has to be there.\n"
         "[$XDG_CONFIG_HOME/mailweir/mailweir.toml]"_s,
         [](CommandLine &line, const QString &text) -> Result<void> {
             line.configFile = text;
             line.configFileNamed = true;
             return {};
         }},
        {u"--data-dir"_s, u"DIR"_s, u"Database and caught mail; one engine a directory.\n[$XDG_DATA_HOME/mailweir]"_s,
         [](CommandLine &line, const QString &text) -> Result<void> {
             line.dataDirectory = *absolutePath(text);
             return {};
         }},
        {u"--bind"_s, u"HOST:PORT"_s,
         u"Where to accept mail; may be repeated. Port 0 is any free one,\n"
         "unix:PATH a socket. [localhost:2525, and localhost:1025 if free]"_s,
         takeBind, true},
        {u"--http"_s, u"HOST:PORT"_s, u"Where the HTTP API listens, or off. [localhost:8025]"_s,
         overrides<HttpSettings>(parseHttpBind, &SettingsOverrides::http)},
        {u"--relay"_s, u"URL"_s,
         u"Mail server that sends the summaries on: HOST:PORT or\n"
         "smtp://HOST:PORT (STARTTLS when offered), smtps://HOST:PORT,\n"
         "debug (print them), or off. [off]"_s,
         overrides<std::optional<RelaySettings>>(parseRelayFlag, &SettingsOverrides::relay)},
        {u"--from"_s, u"ADDRESS"_s, u"Sender of the summaries. [mailweir@ and this machine's name]"_s,
         overrides<QString>(parseAddress, &SettingsOverrides::from)},
        {u"--wait"_s, u"DURATION"_s, u"A summary leaves when this long nothing came. [30s]"_s,
         overrides<Milliseconds>(parseWait, &SettingsOverrides::wait)},
        {u"--max-wait"_s, u"DURATION"_s, u"And at the latest this long after its first message. [5m]"_s,
         overrides<Milliseconds>(parseWait, &SettingsOverrides::maxWait)},
        {u"--fail-dir"_s, u"DIR"_s, u"Maildir for summaries that could finally not be sent. [none]"_s,
         overrides<QString>(absolutePath, &SettingsOverrides::failDir)},
        {u"--all-dir"_s, u"DIR"_s, u"Maildir for every message that is received. [none]"_s,
         overrides<QString>(absolutePath, &SettingsOverrides::allDir)},
        {u"--store"_s, u"URL"_s,
         u"sqlite: (in the data directory), sqlite:/path, or sqlite::memory:\n"
         "(gone at exit). With ?bodies=database behind the first two, mail\n"
         "is kept in a second database instead of plain files. [sqlite:]"_s,
         overrides<QString>(parseStoreUrl, &SettingsOverrides::storeUrl)},
        {u"--ready-file"_s, u"FILE"_s,
         u"Written when mail is accepted, removed at exit; besides\n"
         "$XDG_RUNTIME_DIR/mailweir/ready.json. [none]"_s,
         [](CommandLine &line, const QString &text) -> Result<void> {
             line.readyFile = text;
             return {};
         }},
        {u"--log-level"_s, u"LEVEL"_s, u"debug, info, warning or error. [info]"_s, takeLogLevel},
        {u"--log-file"_s, u"FILE"_s, u"Instead of standard error; opened anew on SIGUSR1."_s,
         stores(&CommandLine::logFile)},
        {u"--check-config"_s,
         {},
         u"Read settings and flags, name every mistake, and end: 0 or 2."_s,
         acts(Action::CheckConfig),
         false,
         true},
        {u"--write-config"_s, u"FILE"_s, u"Write the settings in force to FILE, without secrets, and end."_s,
         [](CommandLine &line, const QString &text) -> Result<void> {
             line.action = Action::WriteConfig;
             line.writeConfigFile = text;
             return {};
         },
         false, true},
        {u"--version"_s, {}, u"Print the version and end."_s, acts(Action::Version), false, true},
        {u"--help"_s, {}, u"Print this and end."_s, acts(Action::Help), false, true},
    };
}

/// In front of the flags that end the program at once.
void insertFlag(QList<Flag> &all, const Flag &flag)
{
    const auto firstAction = std::find_if(all.cbegin(), all.cend(), [](const Flag &other) { return other.isAction; });
    all.insert(firstAction, flag);
}

QList<Flag> serverFlags()
{
    QList<Flag> all = engineFlags();
    insertFlag(all,
               {u"--rebuild-index"_s,
                {},
                u"Make the database anew from the stored mail and end; the old\n"
                "one is kept beside it. Nothing is sent."_s,
                acts(CommandLine::Action::RebuildIndex),
                false,
                true});
    return all;
}

QList<Flag> desktopFlags()
{
    QList<Flag> all = engineFlags();
    const Flag hidden{u"--hidden"_s,
                      {},
                      u"Start in the tray, without the window."_s,
                      [](CommandLine &line, const QString &) -> Result<void> {
                          line.hidden = true;
                          return {};
                      }};
    insertFlag(all, hidden);
    return all;
}

} // namespace

QString Flag::variable() const
{
    if (isAction)
        return {};
    return u"MAILWEIR_"_s + name.sliced(2).toUpper().replace(u'-', u'_');
}

const QList<Flag> &flags(Program program)
{
    static const QList<Flag> server = serverFlags();
    static const QList<Flag> desktop = desktopFlags();
    return program == Program::Server ? server : desktop;
}

QString helpText(Program program)
{
    constexpr qsizetype kColumn = 24;
    QString out = u"Usage: %1 [FLAG]...\n\n"_s.arg(programName(program));
    out += u"Mailweir catches the mail that applications send, groups it by subject, turns\n"
           "floods into summaries and passes those on through a mail server of yours.\n"_s;
    out += program == Program::Server ? u"This is the engine without a window.\n\n"_s
                                      : u"This is the desktop application.\n\n"_s;
    for (const Flag &flag : flags(program)) {
        QString left = u"  "_s + flag.name + (flag.takesValue() ? u' ' + flag.valueName : QString());
        for (const QString &line : flag.help.split(u'\n')) {
            out += left.leftJustified(kColumn) + u' ' + line + u'\n';
            left.clear();
        }
    }
    out += u"\nDurations are written as 500ms, 30s, 5m or 1h30m. Every flag about the engine may\n"
           "also come from the environment, as MAILWEIR_BIND or MAILWEIR_MAX_WAIT; several\n"
           "addresses for MAILWEIR_BIND are separated by commas. A flag goes before the\n"
           "environment, that before the settings file. The relay's password is in the desktop\n"
           "keychain, or in a file named by MAILWEIR_SECRETS_FILE (relay/default = ...).\n"
           "Exit codes: 0 fine, 1 could not start or run, 2 wrong flags or settings.\n"_s;
    return out;
}

} // namespace mailweir

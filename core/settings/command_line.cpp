// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/command_line.h"

#include "core/settings/flags.h"
#include "core/settings/intake_tables.h"
#include "core/settings/setting_values.h"

#include <QDir>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <algorithm>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

/// A path under an XDG base directory, or under its fall-back in the home directory; empty when there is neither.
/// Relative values do not count (XDG Base Directory Specification).
QString xdgPath(const Environment &environment, const QString &variable, const QString &inHome, const QString &path)
{
    QString base = environment.value(variable);
    if (!QDir::isAbsolutePath(base)) {
        const QString home = environment.value(u"HOME"_s);
        if (!QDir::isAbsolutePath(home))
            return {};
        base = home + u'/' + inHome;
    }
    return QDir::cleanPath(base + u'/' + path);
}

/// Reads the arguments one by one; values that the flags have taken, and mistakes, are in its members.
class Reader {
public:
    Reader(Program program, CommandLineReading &out)
        : m_program(program)
        , m_out(out)
    {
    }

    void readArguments(const QStringList &arguments)
    {
        for (qsizetype i = 0; i < arguments.size(); ++i) {
            const QString &argument = arguments[i];
            const qsizetype equals = argument.startsWith(u"--"_s) ? argument.indexOf(u'=') : -1;
            const QString name = equals < 0 ? argument : argument.first(equals);
            const Flag *flag = find(name);
            if (!flag)
                continue;
            std::optional<QString> value;
            if (equals >= 0)
                value = argument.sliced(equals + 1);
            else if (flag->takesValue() && i + 1 < arguments.size())
                value = arguments[++i];
            take(*flag, name, value);
        }
    }

    /// For the flags that were not given.
    void readEnvironment(const Environment &environment)
    {
        for (const Flag &flag : flags(m_program)) {
            const QString variable = flag.variable();
            const QString value = environment.value(variable);
            if (variable.isEmpty() || value.isEmpty() || m_given.contains(flag.name))
                continue;
            if (flag.repeatable) {
                for (const QString &part : value.split(u','))
                    apply(flag, variable, part.trimmed());
            } else if (!flag.takesValue()) {
                readSwitch(flag, variable, value);
            } else {
                apply(flag, variable, value);
            }
        }
    }

private:
    const Flag *find(const QString &name)
    {
        const QList<Flag> &known = flags(m_program);
        const auto flag = std::find_if(known.begin(), known.end(), [&](const Flag &f) { return name == f.name; });
        if (flag != known.end())
            return &*flag;
        if (!name.startsWith(u'-')) {
            mistake(name, u"%1 takes flags only; see --help"_s.arg(programName(m_program)));
            return nullptr;
        }
        QStringList names;
        for (const Flag &f : known)
            names.append(f.name);
        const QString nearest = nearestName(name, names);
        mistake(name,
                nearest.isEmpty() ? u"there is no such flag; see --help"_s
                                  : u"there is no such flag; did you mean %1?"_s.arg(nearest));
        return nullptr;
    }

    void take(const Flag &flag, const QString &name, const std::optional<QString> &value)
    {
        m_given.append(flag.name);
        if (flag.takesValue() && (!value || value->isEmpty()))
            mistake(name, u"the value is missing; write %1 %2"_s.arg(flag.name, flag.valueName));
        else if (!flag.takesValue() && value)
            mistake(name, u"this flag takes no value"_s);
        else
            apply(flag, name, value.value_or(QString()));
    }

    void readSwitch(const Flag &flag, const QString &variable, const QString &value)
    {
        if (value == u"1" || value == u"true")
            apply(flag, variable, {});
        else if (value != u"0" && value != u"false")
            mistake(variable, u"write 1, true, 0 or false"_s);
    }

    void apply(const Flag &flag, const QString &source, const QString &value)
    {
        const Result<void> applied = flag.apply(m_out.commandLine, value);
        if (!applied)
            mistake(source, applied.error().detail);
    }

    void mistake(const QString &key, const QString &problem) { m_out.mistakes.append({{}, 0, 0, key, problem}); }

    const Program m_program;
    CommandLineReading &m_out;
    QStringList m_given;
};

} // namespace

QString programName(Program program)
{
    return program == Program::Server ? u"mailweir-server"_s : u"mailweir"_s;
}

Environment processEnvironment()
{
    Environment environment;
    const QProcessEnvironment process = QProcessEnvironment::systemEnvironment();
    for (const QString &name : process.keys())
        environment.insert(name, process.value(name));
    return environment;
}

CommandLineReading readCommandLine(Program program, const QStringList &arguments, const Environment &environment)
{
    CommandLineReading out;
    for (const auto &[name, action] :
         {std::pair(u"--help"_s, CommandLine::Action::Help), std::pair(u"--version"_s, CommandLine::Action::Version)}) {
        if (arguments.contains(name)) {
            out.commandLine.action = action;
            return out;
        }
    }
    Reader reader(program, out);
    reader.readArguments(arguments);
    reader.readEnvironment(environment);

    CommandLine &line = out.commandLine;
    if (!line.configFileNamed)
        line.configFile = xdgPath(environment, u"XDG_CONFIG_HOME"_s, u".config"_s, u"mailweir/mailweir.toml"_s);
    if (line.dataDirectory.isEmpty())
        line.dataDirectory = xdgPath(environment, u"XDG_DATA_HOME"_s, u".local/share"_s, u"mailweir"_s);
    const QString runtimeDirectory = environment.value(u"XDG_RUNTIME_DIR"_s);
    if (QDir::isAbsolutePath(runtimeDirectory))
        line.runtimeReadyFile = QDir::cleanPath(runtimeDirectory + u"/mailweir/ready.json"_s);
    const bool usesData = line.action == CommandLine::Action::Run || line.action == CommandLine::Action::RebuildIndex;
    if (line.dataDirectory.isEmpty() && usesData)
        out.mistakes.append(
            {{}, 0, 0, u"--data-dir"_s, u"there is no home directory; name a directory for the data"_s});
    return out;
}

Settings withOverrides(Settings settings, const SettingsOverrides &overrides)
{
    if (!overrides.binds.isEmpty()) {
        const QList<ListenerSettings> configured = settings.listeners;
        settings.listeners.clear();
        for (qsizetype i = 0; i < overrides.binds.size(); ++i) {
            ListenerSettings listener = configured.value(i < configured.size() ? i : 0);
            if (i >= configured.size() || listener.optional)
                listener.name = u"default-%1"_s.arg(i + 1);
            listener.bind = overrides.binds[i].bind;
            listener.unixPath = overrides.binds[i].unixPath;
            listener.optional = false;
            settings.listeners.append(listener);
        }
    }
    if (overrides.http) {
        settings.http.enabled = overrides.http->enabled;
        if (overrides.http->enabled)
            settings.http.bind = overrides.http->bind;
    }
    settings.relay = overrides.relay.value_or(settings.relay);
    settings.from = overrides.from.value_or(settings.from);
    settings.batching.wait = overrides.wait.value_or(settings.batching.wait);
    settings.batching.maxWait = overrides.maxWait.value_or(settings.batching.maxWait);
    settings.allDir = overrides.allDir.value_or(settings.allDir);
    settings.failDir = overrides.failDir.value_or(settings.failDir);
    settings.store.url = overrides.storeUrl.value_or(settings.store.url);
    return settings;
}

SettingsReading effectiveSettings(const CommandLine &commandLine)
{
    SettingsReading reading;
    const bool isThere = !commandLine.configFile.isEmpty() && QFileInfo::exists(commandLine.configFile);
    if (isThere || commandLine.configFileNamed)
        reading = loadSettings(commandLine.configFile);
    else
        reading = readSettings({}, {});
    reading.settings = withOverrides(reading.settings, commandLine.overrides);
    const QList<ListenerSettings> &listeners = reading.settings.listeners;
    if (reading.ok() && std::any_of(listeners.begin(), listeners.end(), isForbiddenPort))
        reading.mistakes.append(
            {{}, 0, 0, u"--bind"_s, u"its listener speaks LMTP, which must not be on port 25 (RFC 2033)"_s});
    return reading;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/log_output.h"
#include "core/settings/setting_values.h"
#include "core/settings/settings.h"
#include "core/settings/settings_mistake.h"
#include "core/settings/toml_reader.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace mailweir {

enum class Program { Server, Desktop };

/// mailweir-server or mailweir: the name in messages and usage.
[[nodiscard]] QString programName(Program program);

/// The environment as names and values.
using Environment = QHash<QString, QString>;
[[nodiscard]] Environment processEnvironment();

/// What flags and environment say about the settings; empty = the file decides.
struct SettingsOverrides {
    QList<ListenerAddress> binds;
    std::optional<HttpSettings> http; ///< its allowedHosts are not used
    std::optional<std::optional<RelaySettings>> relay; ///< present and none = off
    std::optional<QString> from;
    std::optional<Milliseconds> wait;
    std::optional<Milliseconds> maxWait;
    std::optional<QString> allDir;
    std::optional<QString> failDir;
    std::optional<QString> storeUrl;

    friend bool operator==(const SettingsOverrides &, const SettingsOverrides &) = default;
};

/// The command line and the environment, read and checked.
struct CommandLine {
    enum class Action { Run, RebuildIndex, CheckConfig, WriteConfig, Version, Help };

    Action action = Action::Run;
    QString configFile; ///< where the settings are read from and saved to; empty: there is no home to put it in
    bool configFileNamed = false; ///< the user named it, so it has to be there
    QString dataDirectory;
    QString readyFile; ///< the one that was asked for, besides the one in the runtime directory; empty = none
    QString runtimeReadyFile; ///< the one in $XDG_RUNTIME_DIR; empty when there is no such directory
    LogLevel logLevel = LogLevel::Info;
    QString logFile; ///< empty = standard error
    QString writeConfigFile; ///< of Action::WriteConfig
    bool hidden = false; ///< start in the tray; desktop only
    SettingsOverrides overrides;
};

struct CommandLineReading {
    CommandLine commandLine;
    SettingsMistakes mistakes; ///< their `key` is the flag or the variable

    [[nodiscard]] bool ok() const { return mistakes.isEmpty(); }
};

/// Reads the flags (without the program's name) and their environment variables (`MAILWEIR_` and the flag in upper
/// case,
/// `-` as `_`); a flag goes before its variable. An empty variable counts as unset. Help and version go before
/// everything else and need nothing else to be right.
[[nodiscard]] CommandLineReading readCommandLine(Program program, const QStringList &arguments,
                                                 const Environment &environment);

/// The settings in force: flag before environment before file before default, option by option.
/// The n-th --bind takes the other keys of the n-th configured listener; a further one those of the first.
[[nodiscard]] SettingsReading effectiveSettings(const CommandLine &commandLine);
/// The same for settings that were read already.
[[nodiscard]] Settings withOverrides(Settings settings, const SettingsOverrides &overrides);

/// The text of --help.
[[nodiscard]] QString helpText(Program program);

} // namespace mailweir

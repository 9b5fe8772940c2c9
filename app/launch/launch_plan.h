// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/command_line.h"

namespace mailweir {

/// The exit codes of both programs.
enum ExitCode {
    kExitFine = 0,
    kExitFailed = 1, ///< could not start or run
    kExitUsage = 2, ///< bad usage or settings
};

/// What a start comes to once flags, environment and settings file are read: run the engine, or print and end.
struct LaunchPlan {
    bool run = false;
    int exitCode = kExitFine; ///< when not run
    QString output; ///< for standard output
    QString errors; ///< for standard error; for a window there are `mistakes`
    SettingsMistakes mistakes;

    CommandLine commandLine;
    Settings settings; ///< in force: file and overrides
};

/// The version of this build, e.g. "0.1.0".
[[nodiscard]] QString version();

/// Reads everything there is to read and does what needs no engine: --help, --version, --check-config, --write-config.
/// `arguments` are without the program's name. Thread: main; needs no QCoreApplication.
[[nodiscard]] LaunchPlan planLaunch(Program program, const QStringList &arguments, const Environment &environment);

/// What has to be so before the first thread, thus first in main(): files are private (umask 077), worker threads do
/// without GLib's event loop, and there may be as many sockets as the system allows.
void prepareProcess();

} // namespace mailweir

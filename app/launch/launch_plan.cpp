// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/launch_plan.h"

#include "app/launch/listener_files.h"
#include "core/base/private_file.h"
#include "core/net/listener.h"
#include "core/settings/toml_writer.h"

#include <QFile>

#include <sys/stat.h>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

LaunchPlan ended(int exitCode, const QString &output, const QString &errors = {})
{
    LaunchPlan plan;
    plan.exitCode = exitCode;
    plan.output = output;
    plan.errors = errors;
    return plan;
}

LaunchPlan mistaken(Program program, const SettingsMistakes &mistakes)
{
    LaunchPlan plan = ended(kExitUsage, {});
    plan.mistakes = mistakes;
    for (const SettingsMistake &mistake : mistakes) {
        // A mistake in a file begins with its place, as compilers print it, so that editors find it.
        const QString prefix = mistake.file.isEmpty() ? programName(program) + u": "_s : QString();
        plan.errors += prefix + mistake.text() + u'\n';
    }
    return plan;
}

LaunchPlan checked(const CommandLine &line, Program program, const Settings &settings)
{
    if (const SettingsMistakes mistakes = listenerFileMistakes(settings); !mistakes.isEmpty())
        return mistaken(program, mistakes);
    const bool isThere = QFile::exists(line.configFile);
    return ended(kExitFine,
                 isThere ? line.configFile + u" is fine\n"_s
                         : u"%1: there is no settings file at %2; the defaults are fine\n"_s.arg(programName(program),
                                                                                                 line.configFile));
}

LaunchPlan written(const CommandLine &line, Program program, const Settings &settings)
{
    const Result<void> saved = savePrivateFile(line.writeConfigFile, writeSettings(settings));
    if (!saved)
        return ended(kExitFailed, {}, programName(program) + u": "_s + describe(saved.error()) + u'\n');
    return ended(kExitFine, u"%1 is written\n"_s.arg(line.writeConfigFile));
}

} // namespace

QString version()
{
    return QStringLiteral(MAILWEIR_VERSION);
}

LaunchPlan planLaunch(Program program, const QStringList &arguments, const Environment &environment)
{
    const CommandLineReading read = readCommandLine(program, arguments, environment);
    const CommandLine &line = read.commandLine;
    if (line.action == CommandLine::Action::Help)
        return ended(kExitFine, helpText(program));
    if (line.action == CommandLine::Action::Version)
        return ended(kExitFine, programName(program) + u' ' + version() + u'\n');

    const SettingsReading settings = effectiveSettings(line);
    if (!read.ok() || !settings.ok())
        return mistaken(program, read.mistakes + settings.mistakes);
    if (line.action == CommandLine::Action::CheckConfig)
        return checked(line, program, settings.settings);
    if (line.action == CommandLine::Action::WriteConfig)
        return written(line, program, settings.settings);

    LaunchPlan plan;
    plan.run = true;
    plan.commandLine = line;
    plan.settings = settings.settings;
    return plan;
}

void prepareProcess()
{
    ::umask(077);
    // GLib's event loop costs a worker thread twice the system calls of Qt's own, which needs none of it.
    qputenv("QT_NO_THREADED_GLIB", "1");
    raiseFileLimit();
}

} // namespace mailweir

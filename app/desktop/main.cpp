// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/application.h"
#include "app/desktop/language.h"

#include <QApplication>

#include <cstdio>

namespace {

QStringList argumentsOf(int argc, char *argv[])
{
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    return arguments;
}

void print(std::FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fflush(stream);
}

/// Qt would abort without one.
bool hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
        || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace mailweir;
    prepareProcess();
    const LaunchPlan plan = planLaunch(Program::Desktop, argumentsOf(argc, argv), processEnvironment());
    print(stdout, plan.output);
    print(stderr, plan.errors);
    if (!plan.run && plan.mistakes.isEmpty())
        return plan.exitCode; // needs no screen
    if (!hasDisplay()) {
        if (plan.run)
            print(stderr, QStringLiteral("mailweir: there is no display: start mailweir-server instead\n"));
        return plan.run ? int(kExitFailed) : plan.exitCode;
    }

    QApplication qt(argc, argv);
    QApplication::setApplicationName(QStringLiteral("mailweir"));
    QApplication::setApplicationDisplayName(QStringLiteral("Mailweir"));
    QApplication::setApplicationVersion(version());
    QApplication::setDesktopFileName(QStringLiteral("mailweir"));
    installTranslations(qt);
    return Application(plan).run();
}

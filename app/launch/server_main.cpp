// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/server_main.h"

#include "app/launch/engine_session.h"
#include "app/launch/index_rebuild.h"
#include "core/base/logging.h"
#include "core/base/signal_watcher.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

void print(std::FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fflush(stream);
}

int fail(const QString &text, int exitCode)
{
    print(stderr, programName(Program::Server) + u": "_s + text + u'\n');
    return exitCode;
}

int rebuild(const LaunchPlan &plan)
{
    const Result<qint64> messages = rebuildIndex(plan);
    if (!messages)
        return fail(describe(messages.error()), messages.error().code == ErrorCode::Invalid ? kExitUsage : kExitFailed);
    print(stdout, u"%1 messages came back from the log\n"_s.arg(*messages));
    return kExitFine;
}

} // namespace

int runServer(int argc, char *argv[])
{
    prepareProcess();
    const QCoreApplication application(argc, argv);
    const auto readPlan = [] {
        return planLaunch(Program::Server, QCoreApplication::arguments().sliced(1), processEnvironment());
    };
    const LaunchPlan plan = readPlan();
    print(stdout, plan.output);
    print(stderr, plan.errors);
    if (!plan.run)
        return plan.exitCode;

    LogOutput log(plan.commandLine.logLevel);
    if (!plan.commandLine.logFile.isEmpty()) {
        if (const Result<void> opened = log.openFile(plan.commandLine.logFile); !opened)
            return fail(describe(opened.error()) + u": choose another --log-file"_s, kExitFailed);
    }
    // Before the engine starts, so that a signal during the start ends it gracefully, too.
    const SignalWatcher signalWatcher;
    QObject::connect(&signalWatcher, &SignalWatcher::stopRequested, &application, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    QObject::connect(&signalWatcher, &SignalWatcher::reopenLogRequested, &application, [&log] {
        if (const Result<void> reopened = log.reopen(); !reopened)
            qCWarning(lcApp).noquote() << describe(reopened.error());
    });

    if (plan.commandLine.action == CommandLine::Action::RebuildIndex)
        return rebuild(plan);
    LaunchFailure failure;
    const std::unique_ptr<EngineSession> session = EngineSession::start(plan, Program::Server, failure);
    if (!session)
        return fail(failure.text(), failure.exitCode());
    qCInfo(lcApp).noquote() << programName(Program::Server) << version() << "is ready; data in"
                            << session->dataDirectory();
    QObject::connect(&signalWatcher, &SignalWatcher::reloadRequested, &application,
                     [&session, &readPlan] { session->reload(readPlan()); });
    const int exitCode = QCoreApplication::exec();
    session->stop();
    return exitCode;
}

} // namespace mailweir

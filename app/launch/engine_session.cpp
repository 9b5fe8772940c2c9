// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/launch/engine_session.h"

#include "app/launch/listener_files.h"
#include "core/base/logging.h"

#include <QCoreApplication>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

/// The part of the start that failed: it decides which flag helps.
enum class Step { DataDirectory, Engine, Http, ReadyFile };

/// What helps at an address to accept mail on.
QString listenerRemedy(ErrorCode code)
{
    if (code == ErrorCode::AddressInUse)
        return u"end the program that listens there, or choose another address with --bind"_s;
    if (code == ErrorCode::PermissionDenied)
        return u"choose a port above 1023 with --bind"_s;
    return u"choose another address with --bind"_s;
}

QString directoryRemedy(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Locked:
        return u"end it, or give this one a --data-dir of its own"_s;
    case ErrorCode::DiskFull:
        return u"free some space, or choose another disk with --data-dir"_s;
    case ErrorCode::TooNew:
        return u"start the newer version, or choose another --data-dir"_s;
    case ErrorCode::Corrupt:
        return u"restore it from a backup, or choose another --data-dir"_s;
    case ErrorCode::Conflict:
        return u"give --store as it was, or choose another --data-dir"_s;
    default:
        return u"make it writable for this user, or choose another --data-dir"_s;
    }
}

QString remedyFor(Step step, const Error &error, const Settings &settings)
{
    switch (step) {
    case Step::DataDirectory:
        return directoryRemedy(error.code);
    case Step::Engine:
        if (isAboutListenerFile(settings, error))
            return u"correct the file, or choose another one in [[listener]]"_s;
        // The engine names a path when its store does not open, and an address when a listener does not.
        if (error.subject.startsWith(u'/'))
            return directoryRemedy(error.code);
        return error.code == ErrorCode::Invalid ? u"choose another --relay or --bind"_s : listenerRemedy(error.code);
    case Step::Http:
        return error.code == ErrorCode::AddressInUse
            ? u"end the program that listens there, or choose another address with --http"_s
            : u"choose another address with --http, as localhost:8025"_s;
    case Step::ReadyFile:
        return u"choose another --ready-file"_s;
    }
    return {};
}

LaunchFailure failureOf(Step step, const Error &error, const Settings &settings)
{
    QString what = describe({error.code, {}, error.detail});
    if (error.code == ErrorCode::Locked)
        what = u"the directory is in use "_s + error.detail;
    else if (error.code == ErrorCode::Io && !error.detail.isEmpty())
        what = error.detail;
    else if (error.code == ErrorCode::AddressInUse || error.code == ErrorCode::PermissionDenied)
        what = describe({error.code, {}, {}}); // the system's words say the same
    return {error, what, error.subject, remedyFor(step, error, settings)};
}

} // namespace

QString LaunchFailure::text() const
{
    return (where.isEmpty() ? what : what + u": "_s + where) + u": "_s + remedy;
}

int LaunchFailure::exitCode() const
{
    return error.code == ErrorCode::Invalid || error.code == ErrorCode::NotInThisVersion ? kExitUsage : kExitFailed;
}

std::unique_ptr<EngineSession> EngineSession::start(const LaunchPlan &plan, Program program, LaunchFailure &failure)
{
    std::unique_ptr<EngineSession> session(new EngineSession);
    Result<std::unique_ptr<DataDirectory>> directory =
        DataDirectory::open(plan.commandLine.dataDirectory, programName(program));
    if (!directory) {
        failure = failureOf(Step::DataDirectory, directory.error(), plan.settings);
        return nullptr;
    }
    session->m_directory = std::move(*directory);
    session->m_secrets = makeSecretStore();
    session->m_service =
        std::make_unique<MailService>(plan.settings, session->dataDirectory(), session->m_clock, *session->m_secrets);
    if (const Result<void> started = session->m_service->start(); !started) {
        failure = failureOf(Step::Engine, started.error(), plan.settings);
        return nullptr;
    }
    if (const Result<void> started = session->startHttp(plan.settings.http); !started) {
        session->m_service->abandon();
        failure = failureOf(Step::Http, started.error(), plan.settings);
        return nullptr;
    }
    if (const Result<void> written = session->writeReadyFiles(plan.commandLine); !written) {
        session->m_service->abandon();
        failure = failureOf(Step::ReadyFile, written.error(), plan.settings);
        return nullptr;
    }
    session->followListeners(plan.commandLine);
    return session;
}

Result<void> EngineSession::startHttp(const HttpSettings &settings)
{
    if (!settings.enabled)
        return {};
    m_http = std::make_unique<HttpServer>(*m_service, settings, m_clock, version());
    const Result<HostPort> address = m_http->start();
    if (!address)
        return address.error();
    m_httpAddress = *address;
    return {};
}

Result<void> EngineSession::writeReadyFiles(const CommandLine &commandLine)
{
    const ReadyInfo info{QCoreApplication::applicationPid(), version(), dataDirectory(), m_service->status().listeners,
                         m_httpAddress};
    // Nobody asked for the one in the runtime directory, so doing without it is better than not starting.
    if (!commandLine.runtimeReadyFile.isEmpty()) {
        const Result<void> written = m_readyFile.write(commandLine.runtimeReadyFile, info);
        if (!written)
            qCWarning(lcApp).noquote() << describe(written.error());
    }
    return commandLine.readyFile.isEmpty() ? Result<void>() : m_readyFile.write(commandLine.readyFile, info);
}

/// The ready files tell the ports also after the settings have changed them.
void EngineSession::followListeners(const CommandLine &commandLine)
{
    m_listeners = m_service->status().listeners;
    EngineObserver observer;
    observer.statusChanged = m_mailbox.wrap<EngineStatus>([this, commandLine](const EngineStatus &status) {
        if (m_stopped || status.listeners == m_listeners)
            return;
        m_listeners = status.listeners;
        if (const Result<void> written = writeReadyFiles(commandLine); !written)
            qCWarning(lcApp).noquote() << describe(written.error());
    });
    m_service->subscribe(std::move(observer));
}

EngineSession::~EngineSession()
{
    stop();
}

void EngineSession::reload(const LaunchPlan &plan)
{
    if (!plan.run) {
        qCWarning(lcApp).noquote() << "the settings are kept as they were:" << plan.errors.trimmed();
        return;
    }
    if (plan.settings.http != m_service->settings().http)
        qCWarning(lcApp) << "another HTTP address is taken at the next start";
    m_service->applySettings(plan.settings, [](const Result<void> &applied) {
        if (applied)
            qCInfo(lcApp) << "the settings were read again";
        else
            qCWarning(lcApp).noquote() << "the settings are kept as they were:" << describe(applied.error());
    });
}

void EngineSession::stop()
{
    m_stopped = true;
    m_readyFile.remove();
    if (m_http)
        m_http->stop();
    if (m_service)
        m_service->stop();
}

} // namespace mailweir

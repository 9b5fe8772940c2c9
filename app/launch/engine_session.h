// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/launch/launch_plan.h"
#include "core/api/http_server.h"
#include "core/base/clock.h"
#include "core/base/mailbox.h"
#include "core/secrets/secret_store.h"
#include "core/service/data_directory.h"
#include "core/service/mail_service.h"
#include "core/service/ready_file.h"

#include <memory>

namespace mailweir {

/// Why the engine does not run.
struct LaunchFailure {
    Error error;
    QString what; ///< "the address is in use"
    QString where; ///< a path or an address
    QString remedy; ///< what the user can do

    /// `what: where: remedy` on one line.
    [[nodiscard]] QString text() const;
    /// kExitUsage when it is a setting that cannot be, kExitFailed otherwise.
    [[nodiscard]] int exitCode() const;
};

/// A running engine with all that belongs to it: the locked data directory, the secrets, the mail service, the HTTP API
/// and the ready files. They start in this order and stop in the opposite one.
///
/// Thread: main, with a QCoreApplication.
class EngineSession final {
public:
    /// On return mail and HTTP requests are accepted and the ready files are written. `failure` tells why there is no
    /// session.
    [[nodiscard]] static std::unique_ptr<EngineSession> start(const LaunchPlan &plan, Program program,
                                                              LaunchFailure &failure);
    /// Stops when that has not been done.
    ~EngineSession();
    EngineSession(const EngineSession &) = delete;
    EngineSession &operator=(const EngineSession &) = delete;

    [[nodiscard]] MailService &service() { return *m_service; }
    [[nodiscard]] SecretStore &secrets() { return *m_secrets; }
    [[nodiscard]] const QString &dataDirectory() const { return m_directory->path(); }
    /// Where the HTTP API listens; none = off.
    [[nodiscard]] std::optional<HostPort> http() const { return m_httpAddress; }

    /// Takes over the settings of a plan that was made anew, or keeps the old ones and says why in the log.
    void reload(const LaunchPlan &plan);

    /// Ends gracefully, within the settings' shutdown time-out: the ready files go first, so nobody new is sent here.
    void stop();

private:
    EngineSession() = default;

    [[nodiscard]] Result<void> startHttp(const HttpSettings &settings);
    [[nodiscard]] Result<void> writeReadyFiles(const CommandLine &commandLine);
    void followListeners(const CommandLine &commandLine);

    Mailbox m_mailbox; // outlives the engine, which posts to it
    QList<ListenerStatus> m_listeners; // in the ready files
    bool m_stopped = false;
    SystemClock m_clock;
    std::unique_ptr<DataDirectory> m_directory;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<MailService> m_service;
    std::unique_ptr<HttpServer> m_http;
    std::optional<HostPort> m_httpAddress;
    ReadyFile m_readyFile;
};

} // namespace mailweir

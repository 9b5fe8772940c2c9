// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/listener.h"
#include "core/net/login_checker.h"
#include "core/net/process_finder.h"
#include "core/net/tls_source.h"
#include "core/settings/settings.h"

#include <map>
#include <memory>
#include <utility>

namespace mailweir {

/// Makes the listeners' configurations and owns what they point to. What was made stays, because clients keep what they
/// began with; there are never more than files were named. Nothing of it is made before a listener asks for it.
/// Thread: the I/O thread.
class ListenerConfigs {
public:
    /// `directory`: of the self-signed certificate. All references must outlive it.
    ListenerConfigs(const Clock &clock, FaultRules &faults, QString directory);
    ~ListenerConfigs();

    /// Loads the certificate and the users that the listener names, also those that are in use already. Errors: those
    /// of TlsSource::load() and UserList::load(); the subject is the file.
    [[nodiscard]] Result<ListenerConfig> make(const ListenerSettings &settings, const TimeoutSettings &timeouts);

private:
    [[nodiscard]] Result<TlsSource *> certificate(const ListenerSettings &settings);
    [[nodiscard]] Result<LoginChecker *> logins(const ListenerSettings &settings);

    const Clock &m_clock;
    FaultRules &m_faults;
    const QString m_directory;
    std::map<std::pair<QString, QString>, std::unique_ptr<TlsSource>> m_certificates; // by certificate and key
    std::map<QString, std::unique_ptr<LoginChecker>> m_logins; // by file; empty: everybody
    ProcessFinder m_processes;
};

} // namespace mailweir

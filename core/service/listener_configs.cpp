// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/listener_configs.h"

#include <QSysInfo>

namespace mailweir {

namespace {

QString hostName()
{
    const QString name = QSysInfo::machineHostName();
    return name.isEmpty() ? QStringLiteral("localhost") : name;
}

ServerOptions::Tls tlsOf(ListenerTls tls)
{
    switch (tls) {
    case ListenerTls::None:
        break;
    case ListenerTls::StartTls:
        return ServerOptions::Tls::StartTls;
    case ListenerTls::Implicit:
        return ServerOptions::Tls::Implicit;
    }
    return ServerOptions::Tls::Off;
}

ServerOptions::Auth authOf(ListenerAuth auth)
{
    switch (auth) {
    case ListenerAuth::Off:
        break;
    case ListenerAuth::Any:
        return ServerOptions::Auth::Any;
    case ListenerAuth::Required:
        return ServerOptions::Auth::Required;
    }
    return ServerOptions::Auth::Off;
}

} // namespace

ListenerConfigs::ListenerConfigs(const Clock &clock, FaultRules &faults, QString directory)
    : m_clock(clock)
    , m_faults(faults)
    , m_directory(std::move(directory))
{
}

ListenerConfigs::~ListenerConfigs() = default;

Result<ListenerConfig> ListenerConfigs::make(const ListenerSettings &settings, const TimeoutSettings &timeouts)
{
    ListenerConfig config;
    config.name = settings.name.toUtf8();
    config.host = settings.bind.host;
    config.port = settings.bind.port;
    config.unixPath = settings.unixPath;
    config.project = settings.project.toUtf8();
    config.insecureAuth = settings.allowInsecureAuth;
    config.maxClients = settings.maxClients;
    config.timeouts = {settings.idleTimeout, timeouts.block, timeouts.handshake, timeouts.login, timeouts.write};
    config.processes = &m_processes;
    for (const QString &network : settings.proxyProtocol)
        config.proxies.append(QHostAddress::parseSubnet(network));

    ServerOptions &session = config.session;
    session.hostName = hostName().toUtf8();
    session.lmtp = settings.protocol == ListenerProtocol::Lmtp;
    session.strict = settings.strict;
    session.maxMessageSize = settings.maxMessageSize;
    session.maxRecipients = settings.maxRecipients;
    for (const QString &recipient : settings.recipients)
        session.recipients.append(recipient.toUtf8());
    session.tls = tlsOf(settings.tls);
    session.requireTls = settings.requireTls;
    session.auth = authOf(settings.auth);
    session.faults = &m_faults;

    if (settings.tls != ListenerTls::None) {
        const Result<TlsSource *> source = certificate(settings);
        if (!source)
            return source.error();
        config.tls = *source;
    }
    if (settings.auth != ListenerAuth::Off) {
        const Result<LoginChecker *> checker = logins(settings);
        if (!checker)
            return checker.error();
        config.logins = *checker;
    }
    return config;
}

Result<TlsSource *> ListenerConfigs::certificate(const ListenerSettings &settings)
{
    const std::pair key{settings.certificate, settings.key};
    if (const auto known = m_certificates.find(key); known != m_certificates.end()) {
        if (const Result<void> loaded = known->second->load(); !loaded)
            return loaded.error();
        return known->second.get();
    }
    auto source = std::make_unique<TlsSource>(TlsSource::Files{settings.certificate, settings.key, m_directory},
                                              QStringList{hostName()}, m_clock);
    if (const Result<void> loaded = source->load(); !loaded)
        return loaded.error();
    return m_certificates.emplace(key, std::move(source)).first->second.get();
}

Result<LoginChecker *> ListenerConfigs::logins(const ListenerSettings &settings)
{
    if (settings.auth == ListenerAuth::Any) {
        std::unique_ptr<LoginChecker> &everybody = m_logins[{}];
        if (!everybody)
            everybody = std::make_unique<LoginChecker>();
        return everybody.get();
    }
    const Result<UserList> users = UserList::load(settings.users);
    if (!users)
        return users.error();
    std::unique_ptr<LoginChecker> &checker = m_logins[settings.users];
    if (!checker) // one that is there reads its file again by itself
        checker = std::make_unique<LoginChecker>(*users, settings.users);
    return checker.get();
}

} // namespace mailweir

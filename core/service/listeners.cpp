// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/listeners.h"

#include "core/base/logging.h"

#include <QHostAddress>
#include <QSysInfo>

#include <algorithm>

namespace mailweir {

namespace {

constexpr Milliseconds kProcessDelay{100};

/// Whether the one may go on in place of the other.
bool continues(const ListenerSettings &wanted, const ListenerSettings &open)
{
    return wanted.name == open.name && wanted.address() == open.address();
}

/// Whether the one could not be opened beside the other. An address says less than it seems (localhost, 0.0.0.0), so
/// the port is enough.
bool mayBlock(const Listener &open, const ListenerConfig &wanted)
{
    const auto addresses = open.addresses();
    return wanted.unixPath.isEmpty()
        ? std::any_of(addresses.begin(), addresses.end(),
                      [&wanted](const auto &address) { return address.second == wanted.port; })
        : open.unixPath() == wanted.unixPath;
}

/// Whether `host` means this machine.
bool isThisMachine(const QString &host)
{
    const QHostAddress address(host);
    return host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0 || address.isLoopback()
        || address == QHostAddress::AnyIPv4 || address == QHostAddress::AnyIPv6
        || host.compare(QSysInfo::machineHostName(), Qt::CaseInsensitive) == 0;
}

} // namespace

Listeners::Listeners(MailStore &store, const Clock &clock, FaultRules &faults, const QString &directory,
                     std::function<void()> clientsChanged)
    : m_store(store)
    , m_clock(clock)
    , m_clientsChanged(std::move(clientsChanged))
    , m_configs(clock, faults, directory)
{
    m_processTimer.setSingleShot(true);
    m_processTimer.setInterval(kProcessDelay);
    QObject::connect(&m_processTimer, &QTimer::timeout, &m_processTimer, [this] { writeProcesses(); });
}

Listeners::~Listeners()
{
    if (!m_processes.isEmpty())
        writeProcesses();
}

Result<void> Listeners::open(Open &entry)
{
    auto listener = std::make_unique<Listener>(entry.config, m_store, m_clock, nullptr);
    if (Result<void> listening = listener->listen(); !listening)
        return listening;
    listener->setPaused(m_paused);
    QObject::connect(listener.get(), &Listener::clientCountChanged, listener.get(), [this] { m_clientsChanged(); });
    QObject::connect(listener.get(), &Listener::processFound, listener.get(),
                     [this](const QList<MessageId> &ids, const PeerProcess &process) { noteProcess(ids, process); });
    for (const auto &[host, port] : listener->addresses())
        qCInfo(lcService).noquote() << "listening on" << HostPort{host, port}.text() << "as" << entry.settings.name;
    if (const QString path = listener->unixPath(); !path.isEmpty())
        qCInfo(lcService).noquote() << "listening on" << path << "as" << entry.settings.name;
    entry.listener = std::move(listener);
    return {};
}

/// Stops at the first error; but a built-in one whose port is taken stays closed.
Result<void> Listeners::openAll(const std::vector<Open *> &entries)
{
    for (Open *entry : entries) {
        const Result<void> result = open(*entry);
        if (!result && !(entry->settings.optional && result.error().code == ErrorCode::AddressInUse))
            return result;
    }
    return {};
}

void Listeners::takeOver(std::vector<Open> &from, std::vector<Open> &into)
{
    for (Open &entry : into) {
        const auto predecessor = std::find_if(from.begin(), from.end(), [&entry](const Open &old) {
            return old.listener && continues(entry.settings, old.settings);
        });
        if (predecessor != from.end())
            entry.listener = std::move(predecessor->listener);
    }
}

Result<void> Listeners::apply(const Settings &wanted)
{
    std::vector<Open> next;
    for (const ListenerSettings &settings : wanted.listeners) {
        Result<ListenerConfig> config = m_configs.make(settings, wanted.timeouts);
        if (!config)
            return config.error();
        next.push_back({settings, *std::move(config), nullptr});
    }

    // What goes leaves the list before it says goodbye, because clients that leave with it ask for the status.
    std::vector<Open> before = std::exchange(m_open, std::move(next));
    takeOver(before, m_open);
    std::vector<Open *> leaving;
    for (Open &entry : before) {
        if (entry.listener)
            leaving.push_back(&entry);
    }
    std::vector<Open *> fresh;
    for (Open &entry : m_open) {
        if (!entry.listener)
            fresh.push_back(&entry);
    }
    const Result<void> replaced = replace(leaving, fresh, wanted.relay);
    if (!replaced) {
        for (Open *entry : fresh)
            entry->listener.reset();
        takeOver(m_open, before);
        for (Open *entry : leaving) {
            if (const Result<void> opened = entry->listener ? Result<void>() : open(*entry); !opened)
                qCWarning(lcService).noquote() << "a listener could not be opened again:" << describe(opened.error());
        }
        m_open = std::move(before);
    }
    for (Open &entry : m_open) {
        if (entry.listener)
            entry.listener->updateLimits(entry.config);
    }
    return replaced;
}

/// What has its address free is opened first: when that fails, nothing has left its address yet. From then on every
/// port is known, also where any was asked for.
Result<void> Listeners::replace(const std::vector<Open *> &leaving, const std::vector<Open *> &fresh,
                                const std::optional<RelaySettings> &relay)
{
    std::vector<Open *> beside;
    std::vector<Open *> successors;
    for (Open *entry : fresh) {
        const bool isTaken = std::any_of(leaving.begin(), leaving.end(),
                                         [entry](const Open *old) { return mayBlock(*old->listener, entry->config); });
        (isTaken ? successors : beside).push_back(entry);
    }
    if (Result<void> opened = openAll(beside); !opened)
        return opened;
    if (Result<void> usable = relay ? checkRelay(*relay) : Result<void>(); !usable)
        return usable;
    for (Open *entry : leaving) {
        if (const auto addresses = entry->listener->addresses(); !addresses.isEmpty())
            entry->config.port = addresses.first().second; // where it comes back, also when any was asked for
        retire(std::move(entry->listener));
    }
    return openAll(successors);
}

Result<void> Listeners::checkRelay(const RelaySettings &relay) const
{
    if (relay.protocol == RelayProtocol::Debug || !isThisMachine(relay.host))
        return {};
    const bool isOurs = std::any_of(m_open.begin(), m_open.end(), [&relay](const Open &entry) {
        if (!entry.listener)
            return entry.config.unixPath.isEmpty() && entry.config.port == relay.port;
        const auto addresses = entry.listener->addresses();
        return !addresses.isEmpty() && addresses.first().second == relay.port;
    });
    if (!isOurs)
        return {};
    return Error{ErrorCode::Invalid, HostPort{relay.host, relay.port}.text(),
                 QStringLiteral("the relay is a listener of this Mailweir; name another mail server")};
}

void Listeners::noteProcess(const QList<MessageId> &ids, const PeerProcess &process)
{
    m_processes.append({ids, process});
    if (!m_processTimer.isActive())
        m_processTimer.start();
}

/// All in one transaction: each of its own would hold up the mail of a flood of clients.
void Listeners::writeProcesses()
{
    m_store.write(
        [processes = std::exchange(m_processes, {})](StoreWriter &writer) -> Result<void> {
            for (const auto &[ids, process] : processes) {
                if (const Result<void> noted = writer.setProcess(ids, process); !noted)
                    return noted;
            }
            return {};
        },
        [](const Result<void> &written) {
            if (!written)
                qCWarning(lcService).noquote() << "a message's sender could not be noted:" << describe(written.error());
        });
}

void Listeners::retire(std::unique_ptr<Listener> listener)
{
    Listener *leaving = listener.get();
    m_leaving.push_back(std::move(listener));
    QObject::connect(
        leaving, &Listener::drained, leaving,
        [this, leaving] {
            std::erase_if(m_leaving, [leaving](std::unique_ptr<Listener> &entry) {
                if (entry.get() != leaving)
                    return false;
                entry.release()->deleteLater(); // this is its signal
                return true;
            });
            checkDrained();
        },
        Qt::QueuedConnection);
    leaving->shutDown();
}

QList<ListenerStatus> Listeners::status() const
{
    QList<ListenerStatus> all;
    for (const Open &entry : m_open) {
        if (!entry.listener)
            continue;
        const ListenerSettings &settings = entry.settings;
        for (const auto &[host, port] : entry.listener->addresses())
            all.append({settings.name, host, port, {}, settings.tls, settings.protocol});
        if (const QString path = entry.listener->unixPath(); !path.isEmpty())
            all.append({settings.name, {}, 0, path, settings.tls, settings.protocol});
    }
    return all;
}

std::optional<HostPort> Listeners::plainAddress() const
{
    const auto asksProxies = [](const ListenerConfig &config) {
        return std::any_of(config.proxies.begin(), config.proxies.end(), [](const QPair<QHostAddress, int> &network) {
            return QHostAddress(QHostAddress::LocalHost).isInSubnet(network)
                || QHostAddress(QHostAddress::LocalHostIPv6).isInSubnet(network);
        });
    };
    for (const Open &entry : m_open) {
        const ListenerSettings &settings = entry.settings;
        const bool plain =
            settings.tls == ListenerTls::None || (settings.tls == ListenerTls::StartTls && !settings.requireTls);
        if (!entry.listener || !plain || settings.auth == ListenerAuth::Required
            || settings.protocol != ListenerProtocol::Smtp || asksProxies(entry.config))
            continue;
        const auto addresses = entry.listener->addresses();
        if (!addresses.isEmpty())
            return HostPort{addresses.first().first, addresses.first().second};
    }
    return std::nullopt;
}

int Listeners::clientCount() const
{
    int count = 0;
    for (const Open &entry : m_open)
        count += entry.listener ? entry.listener->clientCount() : 0;
    return count;
}

void Listeners::setPaused(bool paused)
{
    m_paused = paused;
    for (const Open &entry : m_open) {
        if (entry.listener)
            entry.listener->setPaused(paused);
    }
}

void Listeners::shutDown(std::function<void()> drained)
{
    m_drained = std::move(drained);
    for (Open &entry : std::exchange(m_open, {})) {
        if (entry.listener)
            retire(std::move(entry.listener));
    }
    checkDrained();
}

void Listeners::abortClients()
{
    for (const std::unique_ptr<Listener> &listener : m_leaving)
        listener->abortClients();
}

void Listeners::checkDrained()
{
    if (m_leaving.empty() && m_drained)
        std::exchange(m_drained, {})();
}

} // namespace mailweir

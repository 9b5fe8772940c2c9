// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/listeners.h"

#include "core/base/logging.h"

#include <QSysInfo>

#include <algorithm>

namespace mailweir {

Listeners::Listeners(IntakeGate &gate, const Clock &clock, std::function<void()> changed)
    : m_gate(gate)
    , m_clock(clock)
    , m_changed(std::move(changed))
{
}

Listeners::~Listeners() = default;

Result<std::unique_ptr<Listener>> Listeners::open(const ListenerSettings &settings)
{
    ListenerConfig config;
    config.name = settings.name.toUtf8();
    config.host = settings.bind.host;
    config.port = settings.bind.port;
    config.hostName = QSysInfo::machineHostName().toUtf8();
    config.maxMessageSize = settings.maxMessageSize;
    config.maxRecipients = settings.maxRecipients;
    config.maxClients = settings.maxClients;
    config.idleTimeout = settings.idleTimeout;
    auto listener = std::make_unique<Listener>(config, m_gate, m_clock, nullptr);
    if (Result<void> listening = listener->listen(); !listening)
        return listening.error();
    listener->setPaused(m_paused);
    QObject::connect(listener.get(), &Listener::clientCountChanged, listener.get(), [this] { m_changed(); });
    for (const auto &[host, port] : listener->addresses())
        qCInfo(lcService).noquote() << "listening on" << HostPort{host, port}.text() << "as" << settings.name;
    return listener;
}

Result<void> Listeners::apply(const QList<ListenerSettings> &wanted)
{
    const std::vector<ListenerSettings> before = [this] {
        std::vector<ListenerSettings> all;
        for (const Open &entry : m_open)
            all.push_back(entry.settings);
        return all;
    }();

    // What goes, goes first, so that its port is free for its successor; and it leaves the list before it says goodbye,
    // because clients that leave with it ask for the status.
    std::vector<Open> leaving;
    std::vector<Open> kept;
    for (Open &entry : m_open)
        (wanted.contains(entry.settings) ? kept : leaving).push_back(std::move(entry));
    const size_t keptCount = kept.size();
    m_open = std::move(kept);
    for (Open &entry : leaving)
        retire(std::move(entry.listener));

    const auto openMissing = [this](const auto &settingsList) -> Result<void> {
        for (const ListenerSettings &settings : settingsList) {
            if (std::any_of(m_open.begin(), m_open.end(),
                            [&](const Open &entry) { return entry.settings == settings; }))
                continue;
            auto listener = open(settings);
            if (!listener && settings.optional && listener.error().code == ErrorCode::AddressInUse)
                continue;
            if (!listener)
                return listener.error();
            m_open.push_back({settings, *std::move(listener)});
        }
        return {};
    };

    const Result<void> result = openMissing(wanted);
    if (!result) {
        m_open.resize(keptCount);
        if (const Result<void> restored = openMissing(before); !restored)
            qCWarning(lcService).noquote() << "a listener could not be opened again:" << describe(restored.error());
    }
    m_changed();
    return result;
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
        for (const auto &[host, port] : entry.listener->addresses())
            all.append({entry.settings.name, host, port});
    }
    return all;
}

int Listeners::clientCount() const
{
    int count = 0;
    for (const Open &entry : m_open)
        count += entry.listener->clientCount();
    return count;
}

void Listeners::setPaused(bool paused)
{
    m_paused = paused;
    for (const Open &entry : m_open)
        entry.listener->setPaused(paused);
}

void Listeners::shutDown(std::function<void()> drained)
{
    m_drained = std::move(drained);
    for (Open &entry : std::exchange(m_open, {}))
        retire(std::move(entry.listener));
    checkDrained();
}

void Listeners::checkDrained()
{
    if (m_leaving.empty() && m_drained)
        std::exchange(m_drained, {})();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray_feed.h"

namespace mailweir {

TrayFeed::TrayFeed(MailService &service, QObject *parent)
    : QObject(parent)
    , m_service(service)
{
    m_report.setSingleShot(true);
    m_report.setInterval(500);
    connect(&m_report, &QTimer::timeout, this, [this] {
        if (m_recount)
            recount();
        Q_EMIT stateChanged(m_state);
    });

    EngineObserver observer;
    observer.storeChanged =
        m_inbox.wrap<const StoreChange &>([this](const StoreChange &change) { takeChange(change); });
    observer.statusChanged =
        m_inbox.wrap<const EngineStatus &>([this](const EngineStatus &status) { takeStatus(status); });
    observer.alertChanged = m_inbox.wrap<const Alert &>([this](const Alert &alert) { takeAlert(alert); });
    observer.deliveryFailed =
        m_inbox.wrap<const Delivery &>([this](const Delivery &delivery) { Q_EMIT deliveryFailed(delivery); });
    const auto take = observer.storeChanged;
    m_subscription = m_service.subscribe(std::move(observer));

    takeStatus(m_service.status());
    m_service.read([take](StoreReader &reader) {
        if (const Result<QList<Group>> groups = reader.groups(std::nullopt))
            take({.groups = *groups});
    });
    touch();
}

TrayFeed::~TrayFeed()
{
    m_service.unsubscribe(m_subscription);
}

void TrayFeed::takeChange(const StoreChange &change)
{
    m_recount = m_recount || !change.deliveries.isEmpty() || change.allRemoved;
    if (m_state.take(change) || m_recount)
        touch();
}

void TrayFeed::takeStatus(const EngineStatus &status)
{
    m_state.intakePaused = status.intakePaused;
    m_state.relayPaused = status.relayPaused;
    m_state.faults = int(status.faults.size());
    m_state.faultsOn = status.faultsOn && m_state.faults > 0;
    touch();
}

void TrayFeed::takeAlert(const Alert &alert)
{
    if (alert.over)
        m_floods.remove(alert.group);
    else
        m_floods.insert(alert.group);
    m_state.flood = !m_floods.isEmpty();
    touch();
    Q_EMIT alertChanged(alert);
}

void TrayFeed::recount()
{
    m_recount = false;
    const auto take = m_inbox.wrap<qint64>([this](qint64 failed) {
        if (std::exchange(m_state.failed, failed) != failed)
            Q_EMIT stateChanged(m_state);
    });
    m_service.read([take](StoreReader &reader) {
        if (const Result<StoreCounts> counts = reader.counts())
            take(counts->deliveries.at(static_cast<size_t>(DeliveryState::Failed)));
    });
}

void TrayFeed::touch()
{
    if (!m_report.isActive())
        m_report.start();
}

} // namespace mailweir

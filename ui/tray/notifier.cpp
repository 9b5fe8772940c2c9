// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/notifier.h"

#include <QLocale>

namespace mailweir {
namespace {

constexpr qsizetype kMany = 4;
constexpr qsizetype kSubjectLength = 80; // characters
constexpr Milliseconds kMute{3'600'000};

constexpr QLatin1StringView kDefault("default");
constexpr QLatin1StringView kShow("show");
constexpr QLatin1StringView kMuteKey("mute");
constexpr QLatin1StringView kResend("resend");

QString shortened(const QString &text)
{
    const QString line = text.simplified();
    return line.size() <= kSubjectLength ? line : line.left(kSubjectLength - 1) + QChar(0x2026);
}

Notification floodNotification(const Alert &alert)
{
    Notification notification;
    notification.title = Notifier::tr("Flood: \"%1\"").arg(shortened(alert.label));
    notification.body = Notifier::tr("%1 in the last minute, usually %2")
                            .arg(QLocale().toString(alert.rate), QLocale().toString(alert.usualRate));
    notification.actions = {
        {kDefault, Notifier::tr("Show")}, {kShow, Notifier::tr("Show")}, {kMuteKey, Notifier::tr("Mute 1 h")}};
    notification.stays = true;
    return notification;
}

QList<Notification::Action> failureActions()
{
    return {{kDefault, Notifier::tr("Show")}, {kResend, Notifier::tr("Resend")}, {kShow, Notifier::tr("Show")}};
}

Notification failureNotification(const Delivery &delivery)
{
    const auto failed =
        std::find_if(delivery.recipients.cbegin(), delivery.recipients.cend(),
                     [](const DeliveryRecipient &recipient) { return recipient.state == DeliveryState::Failed; });
    const QString address = failed == delivery.recipients.cend() ? QString() : QString::fromUtf8(failed->address);
    Notification notification;
    notification.title = Notifier::tr("Summary not delivered");
    notification.body =
        Notifier::tr("\"%1\" to %2: %3").arg(shortened(delivery.subject), address, shortened(delivery.lastError));
    notification.actions = failureActions();
    return notification;
}

} // namespace

Notifier::Notifier(const QDBusConnection &bus, NotifierTimes times, QObject *parent)
    : QObject(parent)
    , m_service(bus)
    , m_times(times)
{
    connect(&m_service, &NotificationService::actionInvoked, this, &Notifier::act);
    connect(&m_service, &NotificationService::closed, this, &Notifier::forget);
    connect(&m_service, &NotificationService::serviceChanged, this, &Notifier::forgetAll);
    m_updateTimer.setSingleShot(true);
    connect(&m_updateTimer, &QTimer::timeout, this, &Notifier::updateFloods);
    m_gatherTimer.setSingleShot(true);
    connect(&m_gatherTimer, &QTimer::timeout, this, &Notifier::showFailures);
}

void Notifier::alertChanged(const Alert &alert)
{
    if (alert.over || alert.muted) {
        endFlood(alert.group);
        return;
    }
    const bool isNew = !m_floods.contains(alert.group);
    Flood &flood = m_floods[alert.group];
    flood.alert = alert;
    flood.over = false;
    if (isNew) {
        showFlood(alert.group);
        return;
    }
    flood.stale = true;
    if (!m_updateTimer.isActive())
        m_updateTimer.start(m_times.update);
}

void Notifier::updateFloods()
{
    for (const GroupId group : m_floods.keys()) {
        const Flood &flood = m_floods[group];
        if (flood.stale && !flood.dismissed)
            showFlood(group);
    }
}

void Notifier::showFlood(GroupId group)
{
    Flood &flood = m_floods[group];
    if (flood.asked)
        return; // the answer comes first, or there would be two
    flood.asked = true;
    flood.stale = false;
    m_service.show(floodNotification(flood.alert), flood.id,
                   [this, group](const Result<uint> &result) { floodShown(group, result); });
}

void Notifier::floodShown(GroupId group, const Result<uint> &result)
{
    const auto flood = m_floods.find(group);
    if (flood == m_floods.end())
        return;
    flood->asked = false;
    if (!result) {
        // Without a service there is nothing to renew: the balloon says it once a flood.
        const bool first = flood->id == 0 && !flood->dismissed;
        flood->dismissed = true;
        if (first)
            fallBack(floodNotification(flood->alert));
    } else {
        flood->id = *result;
    }
    if (flood->over)
        endFlood(group);
}

void Notifier::endFlood(GroupId group)
{
    const auto flood = m_floods.find(group);
    if (flood == m_floods.end())
        return;
    if (flood->asked) {
        flood->over = true; // closed as soon as its id is known
        return;
    }
    if (flood->id != 0)
        m_service.close(flood->id);
    m_floods.erase(flood);
}

void Notifier::deliveryFailed(const Delivery &delivery)
{
    m_gathered.append(delivery);
    if (!m_gatherTimer.isActive())
        m_gatherTimer.start(m_times.gather);
}

void Notifier::showFailures()
{
    const QList<Delivery> failures = std::exchange(m_gathered, {});
    if (failures.size() < kMany && m_many == 0) {
        for (const Delivery &delivery : failures)
            showFailure(delivery);
        return;
    }
    QList<DeliveryId> deliveries = m_failures.value(m_many);
    for (const Delivery &delivery : failures) {
        if (!deliveries.contains(delivery.id))
            deliveries.append(delivery.id);
    }
    showManyFailures(deliveries);
}

void Notifier::showFailure(const Delivery &delivery)
{
    const Notification notification = failureNotification(delivery);
    m_service.show(notification, 0, [this, notification, id = delivery.id](const Result<uint> &result) {
        if (result)
            m_failures.insert(*result, {id});
        else
            fallBack(notification);
    });
}

void Notifier::showManyFailures(const QList<DeliveryId> &deliveries)
{
    Notification notification;
    notification.title = tr("%n summary(s) not delivered", nullptr, static_cast<int>(deliveries.size()));
    notification.body = tr("The reasons are in the window, under Failed.");
    notification.actions = failureActions();
    m_service.show(notification, m_many, [this, notification, deliveries](const Result<uint> &result) {
        if (!result) {
            fallBack(notification);
            return;
        }
        m_many = *result;
        m_failures.insert(*result, deliveries);
    });
}

void Notifier::tell(const QString &title, const QString &body)
{
    Notification notification;
    notification.title = title;
    notification.body = body;
    notification.urgency = Notification::Urgency::Low;
    m_service.show(notification, 0, [this, notification](const Result<uint> &result) {
        if (!result)
            fallBack(notification);
    });
}

void Notifier::fallBack(const Notification &notification)
{
    if (m_balloon && m_balloon(notification.title, notification.body))
        return;
    if (!std::exchange(m_saidUnavailable, true))
        Q_EMIT unavailable();
}

void Notifier::act(uint id, const QString &key)
{
    for (auto flood = m_floods.cbegin(); flood != m_floods.cend(); ++flood) {
        if (flood->id != id)
            continue;
        const GroupId group = flood.key();
        if (key == kMuteKey)
            Q_EMIT muteRequested(group, kMute);
        else
            Q_EMIT showGroupRequested(group);
        return;
    }
    const auto failure = m_failures.constFind(id);
    if (failure == m_failures.cend())
        return;
    const QList<DeliveryId> deliveries = *failure;
    if (key == kResend)
        Q_EMIT resendRequested(deliveries);
    else
        Q_EMIT showFailedRequested(deliveries.size() == 1 ? deliveries.first() : DeliveryId{});
}

void Notifier::forget(uint id)
{
    if (m_many == id)
        m_many = 0;
    m_failures.remove(id);
    for (Flood &flood : m_floods) {
        if (flood.id != id)
            continue;
        flood.id = 0;
        flood.dismissed = true;
    }
}

void Notifier::forgetAll()
{
    m_many = 0;
    m_failures.clear();
    for (Flood &flood : m_floods)
        flood.id = 0;
}

void Notifier::closeAll()
{
    for (const Flood &flood : std::as_const(m_floods)) {
        if (flood.id != 0)
            m_service.close(flood.id);
    }
    m_floods.clear();
    m_updateTimer.stop();
}

} // namespace mailweir

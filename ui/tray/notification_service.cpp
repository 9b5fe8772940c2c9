// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/notification_service.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QVariantMap>

namespace mailweir {
namespace {

constexpr int kCallLimitMs = 2'000;

QString serviceName()
{
    return QStringLiteral("org.freedesktop.Notifications");
}

QString objectPath()
{
    return QStringLiteral("/org/freedesktop/Notifications");
}

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(serviceName(), objectPath(), serviceName(), method);
}

Error unavailableError(const QString &detail)
{
    return {ErrorCode::Unavailable, serviceName(), detail};
}

} // namespace

NotificationService::NotificationService(const QDBusConnection &bus, QObject *parent)
    : QObject(parent)
    , m_bus(bus)
{
    if (!m_bus.isConnected())
        return;
    m_bus.connect(serviceName(), objectPath(), serviceName(), QStringLiteral("ActionInvoked"), this,
                  SLOT(onActionInvoked(QDBusMessage)));
    m_bus.connect(serviceName(), objectPath(), serviceName(), QStringLiteral("NotificationClosed"), this,
                  SLOT(onClosed(QDBusMessage)));
    auto *watcher = new QDBusServiceWatcher(serviceName(), m_bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &oldOwner, const QString &) {
                if (oldOwner.isEmpty())
                    return;
                m_capabilities.reset();
                Q_EMIT serviceChanged();
            });
}

void NotificationService::show(const Notification &notification, uint replaces, Shown done)
{
    if (!m_bus.isConnected()) {
        done(unavailableError(m_bus.lastError().message()));
        return;
    }
    if (m_capabilities) {
        send(notification, replaces, std::move(done));
        return;
    }
    askCapabilities([this, notification, replaces, done = std::move(done)](const Result<void> &result) {
        if (result)
            send(notification, replaces, done);
        else
            done(result.error());
    });
}

void NotificationService::askCapabilities(std::function<void(Result<void>)> then)
{
    auto *answer =
        new QDBusPendingCallWatcher(m_bus.asyncCall(call(QStringLiteral("GetCapabilities")), kCallLimitMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [this, then = std::move(then)](QDBusPendingCallWatcher *finished) {
                finished->deleteLater();
                const QDBusPendingReply<QStringList> reply = *finished;
                if (!reply.isValid()) {
                    then(unavailableError(reply.error().message()));
                    return;
                }
                m_capabilities = reply.value();
                then({});
            });
}

void NotificationService::send(const Notification &notification, uint replaces, Shown done)
{
    // Subjects and server texts may hold anything: a service that reads markup gets it escaped.
    const bool markup = m_capabilities->contains(QStringLiteral("body-markup"));
    QStringList actions;
    if (m_capabilities->contains(QStringLiteral("actions"))) {
        for (const Notification::Action &action : notification.actions)
            actions << action.key << action.label;
    }
    const QVariantMap hints{
        {QStringLiteral("urgency"), QVariant::fromValue(static_cast<uchar>(notification.urgency))},
        {QStringLiteral("desktop-entry"), QStringLiteral("mailweir")},
        {QStringLiteral("category"), QStringLiteral("email")},
    };
    QDBusMessage notify = call(QStringLiteral("Notify"));
    notify << QStringLiteral("Mailweir") << replaces << QStringLiteral("mailweir") << notification.title
           << (markup ? notification.body.toHtmlEscaped() : notification.body) << actions << hints
           << (notification.stays ? 0 : -1);
    auto *answer = new QDBusPendingCallWatcher(m_bus.asyncCall(notify, kCallLimitMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this,
            [done = std::move(done)](QDBusPendingCallWatcher *finished) {
                finished->deleteLater();
                const QDBusPendingReply<uint> reply = *finished;
                if (reply.isValid())
                    done(reply.value());
                else
                    done(unavailableError(reply.error().message()));
            });
}

void NotificationService::close(uint id)
{
    if (!m_bus.isConnected())
        return;
    QDBusMessage message = call(QStringLiteral("CloseNotification"));
    message << id;
    message.setAutoStartService(false);
    m_bus.send(message);
}

void NotificationService::onActionInvoked(const QDBusMessage &message)
{
    const QVariantList values = message.arguments();
    if (values.size() >= 2)
        Q_EMIT actionInvoked(values.at(0).toUInt(), values.at(1).toString());
}

void NotificationService::onClosed(const QDBusMessage &message)
{
    const QVariantList values = message.arguments();
    if (!values.isEmpty())
        Q_EMIT closed(values.at(0).toUInt());
}

} // namespace mailweir

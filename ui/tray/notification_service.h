// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"

#include <QDBusConnection>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>

class QDBusMessage;

namespace mailweir {

/// One notification of the desktop. All text is plain.
struct Notification {
    enum class Urgency : uchar { Low = 0, Normal = 1, Critical = 2 };
    struct Action {
        QString key; ///< `default` is a click on the notification itself
        QString label;
    };

    QString title;
    QString body;
    QList<Action> actions;
    Urgency urgency = Urgency::Normal;
    bool stays = false; ///< until it is closed; otherwise as long as the desktop thinks right
};

/// org.freedesktop.Notifications 1.2, spoken to directly: QSystemTrayIcon::showMessage() can neither give actions nor
/// update or close, and leaves markup in mail subjects alive. Calls never block and give up after 2 s. Thread: GUI.
class NotificationService final : public QObject {
    Q_OBJECT
public:
    using Shown = std::function<void(Result<uint>)>;

    explicit NotificationService(const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);

    /// Shows it, in place of notification `replaces` when that is not 0. The answer is its id; Unavailable when nobody
    /// serves notifications.
    void show(const Notification &notification, uint replaces, Shown done);
    void close(uint id);

Q_SIGNALS:
    void actionInvoked(uint id, const QString &key);
    /// It is gone: expired, dismissed, closed, or the service has left.
    void closed(uint id);
    /// Another process serves from now on: every id is void.
    void serviceChanged();

private Q_SLOTS:
    void onActionInvoked(const QDBusMessage &message);
    void onClosed(const QDBusMessage &message);

private:
    void askCapabilities(std::function<void(Result<void>)> then);
    void send(const Notification &notification, uint replaces, Shown done);

    QDBusConnection m_bus;
    std::optional<QStringList> m_capabilities; // of the present service; none = not asked yet
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/alert.h"
#include "core/relay/delivery.h"
#include "ui/tray/notification_service.h"

#include <QHash>
#include <QTimer>

namespace mailweir {

struct NotifierTimes {
    Milliseconds update{3'000}; ///< a flood's numbers are renewed at most this often
    Milliseconds gather{2'000}; ///< failures within this time are looked at together
};

/// Decides what the desktop is told. One notification a flood, updated in place and closed when it is over; a flood
/// whose notification was dismissed stays quiet. One notification a failed summary, but a single one for four or more
/// that fail together. Thread: GUI.
class Notifier final : public QObject {
    Q_OBJECT
public:
    /// Shows title and body without actions where no service is; false when it cannot either.
    using Balloon = std::function<bool(const QString &title, const QString &body)>;

    explicit Notifier(const QDBusConnection &bus = QDBusConnection::sessionBus(), NotifierTimes times = {},
                      QObject *parent = nullptr);

    void setBalloon(Balloon balloon) { m_balloon = std::move(balloon); }

    void alertChanged(const Alert &alert);
    void deliveryFailed(const Delivery &delivery);
    /// Anything else worth a word; clicks on it lead nowhere.
    void tell(const QString &title, const QString &body);
    /// Takes everything back; for the program's end.
    void closeAll();

Q_SIGNALS:
    void showGroupRequested(mailweir::GroupId group);
    void muteRequested(mailweir::GroupId group, mailweir::Milliseconds duration);
    void resendRequested(const QList<mailweir::DeliveryId> &deliveries);
    /// Null: all of them.
    void showFailedRequested(mailweir::DeliveryId delivery);
    /// Neither a notification service nor a tray: the window has to say it.
    void unavailable();

private:
    struct Flood {
        Alert alert; ///< the newest
        uint id = 0; ///< 0 = not shown yet
        bool asked = false; ///< a call is under way
        bool stale = false; ///< shows older numbers than `alert`
        bool dismissed = false;
        bool over = false;
    };

    void showFlood(GroupId group);
    void floodShown(GroupId group, const Result<uint> &result);
    void endFlood(GroupId group);
    void updateFloods();
    void showFailures();
    void showFailure(const Delivery &delivery);
    void showManyFailures(const QList<DeliveryId> &deliveries);
    void fallBack(const Notification &notification);
    void act(uint id, const QString &key);
    void forget(uint id);
    void forgetAll();

    NotificationService m_service;
    NotifierTimes m_times;
    Balloon m_balloon;
    QHash<GroupId, Flood> m_floods;
    QHash<uint, QList<DeliveryId>> m_failures; // shown
    QList<Delivery> m_gathered; // failed, not shown yet
    uint m_many = 0; // the notification that stands for many failures
    QTimer m_updateTimer;
    QTimer m_gatherTimer;
    bool m_saidUnavailable = false;
};

} // namespace mailweir

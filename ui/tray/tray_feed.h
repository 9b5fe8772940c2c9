// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/mail_service.h"
#include "ui/models/inbox.h"
#include "ui/tray/tray_state.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace mailweir {

/// Hears the engine on behalf of tray and notifier, and hands on in the GUI thread. The state of the tray is reported
/// at most twice a second, however fast mail arrives. `service` must outlive it.
class TrayFeed final : public QObject {
    Q_OBJECT
public:
    explicit TrayFeed(MailService &service, QObject *parent = nullptr);
    ~TrayFeed() override;

Q_SIGNALS:
    void stateChanged(const mailweir::TrayState &state);
    void alertChanged(const mailweir::Alert &alert);
    void deliveryFailed(const mailweir::Delivery &delivery);

private:
    void takeChange(const StoreChange &change);
    void takeStatus(const EngineStatus &status);
    void takeAlert(const Alert &alert);
    void recount();
    void touch();

    MailService &m_service;
    Inbox m_inbox{this};
    TrayState m_state;
    QSet<GroupId> m_floods;
    bool m_recount = true; ///< deliveries have changed since the failed ones were last counted
    QTimer m_report;
    int m_subscription = 0;
};

} // namespace mailweir

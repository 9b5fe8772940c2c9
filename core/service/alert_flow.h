// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/alert_engine.h"
#include "core/base/clock.h"
#include "core/service/observers.h"
#include "core/store/mail_store.h"

#include <QSet>
#include <QTimer>

namespace mailweir {

/// Feeds the alert engine with what was stored and tells the observers what it says.
/// Thread: the I/O thread.
class AlertFlow {
public:
    AlertFlow(const Clock &clock, Observers &observers);

    void configure(const AlertRule &rule);
    void update(const StoreChange &change);
    void mute(GroupId group, Milliseconds duration);

private:
    void publish(const QList<Alert> &alerts);

    const Clock &m_clock;
    Observers &m_observers;
    AlertEngine m_engine{AlertRule{}};
    QTimer m_tick; // runs during a flood
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/alert_flow.h"

#include "core/base/logging.h"

namespace mailweir {

AlertFlow::AlertFlow(const Clock &clock, Observers &observers)
    : m_clock(clock)
    , m_observers(observers)
{
    m_tick.setInterval(Milliseconds{1'000});
    QObject::connect(&m_tick, &QTimer::timeout, &m_tick, [this] { publish(m_engine.tick(m_clock.now())); });
}

void AlertFlow::configure(const AlertRule &rule)
{
    m_engine.setRule(rule);
}

void AlertFlow::update(const StoreChange &change)
{
    QHash<GroupId, int> counts;
    const Timestamp minuteAgo = m_clock.now() - std::chrono::minutes(1);
    for (const MessageSummary &message : change.added) {
        // After a crash the index catches up with mail that came long ago: that is no flood now.
        const bool isNews = !message.own && !message.recovered && !message.flags.testFlag(MessageFlag::Imported);
        if (isNews && message.received > minuteAgo)
            ++counts[message.group];
    }
    for (const Group &group : change.groups) {
        if (const int count = counts.value(group.id); count > 0)
            publish(m_engine.count(group.id, group.label, count, m_clock.now()));
    }
}

void AlertFlow::mute(GroupId group, Milliseconds duration)
{
    m_engine.mute(group, m_clock.now() + duration);
}

void AlertFlow::publish(const QList<Alert> &alerts)
{
    for (const Alert &alert : alerts) {
        qCDebug(lcAlerts).noquote() << "rate" << alert.rate << (alert.over ? "is over for" : "of") << alert.label;
        m_observers.alertChanged(alert);
    }
    if (m_engine.hasFloods() != m_tick.isActive())
        m_engine.hasFloods() ? m_tick.start() : m_tick.stop();
}

} // namespace mailweir

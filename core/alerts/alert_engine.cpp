// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/alerts/alert_engine.h"

#include <algorithm>
#include <cmath>

namespace mailweir {

namespace {

constexpr std::chrono::minutes kBackwards{1}; ///< the clock was set when time goes back by more
constexpr std::chrono::seconds kSweepInterval{10};
/// The usual rate follows the last ten minutes or so: long enough not to jump, short enough to know a new normal.
constexpr int kBaselineMinutes = 10;
constexpr double kForgotten = 0.5; ///< a usual rate below it is shown as zero anyway

qint64 minuteOf(Timestamp time)
{
    return std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
}

} // namespace

AlertEngine::AlertEngine(AlertRule rule)
    : m_rule(std::move(rule))
{
}

void AlertEngine::setRule(AlertRule rule)
{
    m_rule = std::move(rule);
}

QList<Alert> AlertEngine::count(GroupId group, const QString &label, int messages, Timestamp now)
{
    moveTo(now);
    Traffic &traffic = m_traffic[group];
    traffic.label = label;
    const bool isFlood = m_floods.contains(group);
    passTime(traffic, m_now, !isFlood);
    traffic.window.add(messages, m_now);
    if (isFlood)
        return watch(group);
    if (!m_rule.enabled || traffic.window.count() <= m_rule.limitPerMinute || m_coolUntil.value(group) > m_now)
        return {};
    Flood &flood = m_floods[group];
    flood.since = m_now;
    flood.usualRate = static_cast<int>(std::lround(traffic.usual));
    return {tell(group, traffic, flood)};
}

QList<Alert> AlertEngine::tick(Timestamp now)
{
    moveTo(now);
    QList<Alert> alerts;
    for (const GroupId group : m_floods.keys()) {
        passTime(m_traffic[group], m_now, false);
        alerts += watch(group);
    }
    return alerts;
}

void AlertEngine::mute(GroupId group, Timestamp until)
{
    m_mutedUntil[group] = until;
}

void AlertEngine::moveTo(Timestamp now)
{
    if (now + kBackwards < m_now) {
        for (Traffic &traffic : m_traffic)
            traffic = Traffic{traffic.label};
        for (Flood &flood : m_floods)
            flood = Flood{now, now, std::nullopt, flood.toldRate, flood.usualRate, flood.toldMuted};
        m_coolUntil.clear();
        m_sweptAt = now;
        m_now = now;
    }
    m_now = std::max(m_now, now);
    dropIdle();
}

/// Moves the window on. What leaves it teaches what is usual, unless it was part of a flood.
void AlertEngine::passTime(Traffic &traffic, Timestamp now, bool learn)
{
    const auto finishMinutesBefore = [&traffic](qint64 minute) {
        for (; traffic.minute < minute && traffic.usual + traffic.inMinute > 0; ++traffic.minute) {
            traffic.minutes = std::min(traffic.minutes + 1, kBaselineMinutes);
            traffic.usual += (traffic.inMinute - traffic.usual) / traffic.minutes;
            if (traffic.usual < kForgotten / kBaselineMinutes)
                traffic.usual = 0;
            traffic.inMinute = 0;
        }
        traffic.minute = std::max(traffic.minute, minute);
    };
    for (const RateWindow::Bucket &bucket : traffic.window.expire(now)) {
        if (!learn)
            continue;
        finishMinutesBefore(bucket.second / RateWindow::kSeconds);
        traffic.inMinute += bucket.count;
    }
    const qint64 inWindow =
        minuteOf(now - std::chrono::seconds(RateWindow::kSeconds - 1)); // all minutes before are out
    if (learn)
        finishMinutesBefore(inWindow);
    else
        traffic.minute = std::max(traffic.minute, inWindow);
}

void AlertEngine::dropIdle()
{
    if (m_now - m_sweptAt < kSweepInterval)
        return;
    m_sweptAt = m_now;
    m_traffic.removeIf([this](QHash<GroupId, Traffic>::iterator it) {
        if (m_floods.contains(it.key()))
            return false;
        passTime(it.value(), m_now, true);
        return it->window.count() == 0 && it->inMinute == 0 && it->usual < kForgotten;
    });
    const auto isPast = [this](QHash<GroupId, Timestamp>::iterator it) {
        return it.value() <= m_now;
    };
    m_coolUntil.removeIf(isPast);
    m_mutedUntil.removeIf(isPast);
}

bool AlertEngine::isMuted(GroupId group) const
{
    return m_mutedUntil.value(group) > m_now || m_mutedUntil.value(GroupId{}) > m_now;
}

Alert AlertEngine::tell(GroupId group, const Traffic &traffic, Flood &flood) const
{
    flood.toldAt = m_now;
    flood.toldRate = traffic.window.count();
    flood.toldMuted = isMuted(group);
    Alert alert;
    alert.rule = m_rule.name;
    alert.group = group;
    alert.label = traffic.label;
    alert.rate = flood.toldRate;
    alert.usualRate = flood.usualRate;
    alert.since = flood.since;
    alert.muted = flood.toldMuted;
    return alert;
}

QList<Alert> AlertEngine::watch(GroupId group)
{
    const Traffic &traffic = m_traffic[group];
    Flood &flood = m_floods[group];
    const int rate = traffic.window.count();
    if (rate > m_rule.limitPerMinute)
        flood.calmSince.reset();
    else if (!flood.calmSince)
        flood.calmSince = m_now;

    if (!m_rule.enabled || (flood.calmSince && m_now - *flood.calmSince >= kCalm)) {
        Alert alert = tell(group, traffic, flood);
        alert.over = true;
        m_floods.remove(group);
        m_coolUntil[group] = m_now + m_rule.cooldown;
        return {alert};
    }
    const bool isNews = rate != flood.toldRate && m_now - flood.toldAt >= kUpdateInterval;
    if (!isNews && isMuted(group) == flood.toldMuted)
        return {};
    return {tell(group, traffic, flood)};
}

} // namespace mailweir

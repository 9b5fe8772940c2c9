// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerts/alert.h"
#include "core/alerts/rate_window.h"

#include <QHash>

#include <optional>

namespace mailweir {

/// When a group's mail is a flood.
struct AlertRule {
    QString name = QStringLiteral("flood");
    bool enabled = true;
    int limitPerMinute = 100; ///< a flood begins above it
    Milliseconds cooldown{600'000}; ///< from the end of a flood until the group may begin another

    friend bool operator==(const AlertRule &, const AlertRule &) = default;
};

/// Watches how fast each group's messages come and tells when that is a flood: once when it begins, then with its rate
/// at most once a second while that changes, and once when it is over. It is over when the rate has stayed at or below
/// the limit for kCalm, so a rate that wavers around the limit is one flood.
///
/// Pure: time is what count() and tick() are told. When it goes back by more than a minute (the clock was set),
/// counting begins anew. Memory is that of the groups with mail in the last minutes. Thread: one at a time.
class AlertEngine {
public:
    static constexpr Milliseconds kCalm{15'000};
    static constexpr Milliseconds kUpdateInterval{1'000};

    explicit AlertEngine(AlertRule rule);

    /// A rule that is disabled counts on and ends its floods with the next tick().
    void setRule(AlertRule rule);

    /// `messages` more of a group were received at `now`. The answer is what there is to tell: nothing or one alert.
    [[nodiscard]] QList<Alert> count(GroupId group, const QString &label, int messages, Timestamp now);
    /// Lets time pass: floods that calm down are told here. To be called about once a second while hasFloods().
    [[nodiscard]] QList<Alert> tick(Timestamp now);
    /// Whether a flood is going on, muted or not.
    [[nodiscard]] bool hasFloods() const { return !m_floods.isEmpty(); }

    /// Alerts of this group (of all when null) are marked muted before `until`; one that is going on is told again with
    /// the next tick(). Muting a flood does not end it.
    void mute(GroupId group, Timestamp until);

private:
    /// What a group's messages were like up to now.
    struct Traffic {
        QString label;
        RateWindow window;
        qint64 minute = 0; ///< the minute (since 1970) that `inMinute` counts
        int inMinute = 0; ///< messages that have left the window
        double usual = 0; ///< a minute, averaged over the whole minutes before `minute`
        int minutes = 0; ///< how many of them there were
    };
    struct Flood {
        Timestamp since{};
        Timestamp toldAt{};
        std::optional<Timestamp> calmSince; ///< none while the rate is above the limit
        int toldRate = 0;
        int usualRate = 0;
        bool toldMuted = false;
    };

    void moveTo(Timestamp now);
    static void passTime(Traffic &traffic, Timestamp now, bool learn);
    void dropIdle();
    [[nodiscard]] bool isMuted(GroupId group) const;
    [[nodiscard]] Alert tell(GroupId group, const Traffic &traffic, Flood &flood) const;
    [[nodiscard]] QList<Alert> watch(GroupId group);

    AlertRule m_rule;
    Timestamp m_now{}; ///< does not go back, but for the clock being set
    Timestamp m_sweptAt{};
    QHash<GroupId, Traffic> m_traffic;
    QHash<GroupId, Flood> m_floods;
    QHash<GroupId, Timestamp> m_coolUntil;
    QHash<GroupId, Timestamp> m_mutedUntil;
};

} // namespace mailweir

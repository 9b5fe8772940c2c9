// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "core/smtp/fault_rules.h"

namespace mailweir {

/// The rule that a setting asks for. A reply without an enhanced code gets one that says no more than its class (RFC
/// 3463), but at connect and ehlo, where there are none (RFC 2034 section 3). A rule that only counts (greylist, rate)
/// refuses for now.
[[nodiscard]] FaultRule faultRule(const FaultSettings &settings);

/// The fault rules of the settings and those that were set while running, and which of them are in force.
/// Thread: the I/O thread.
class Faults {
public:
    explicit Faults(const Clock &clock);

    /// For the sessions.
    [[nodiscard]] FaultRules &rules() { return m_rules; }

    /// Puts those in force that are enabled; nothing when they are the same as before.
    void setConfigured(const QList<FaultSettings> &faults);
    /// Besides the configured ones, behind them. In force at once.
    void setRuntime(const QList<FaultSettings> &faults);
    /// Suspends all, or puts all in force that are enabled.
    void setOn(bool on);

    /// Whether any is in force.
    [[nodiscard]] bool isOn() const;
    /// Of those in force; when there are none, of those that setOn() would put in force.
    [[nodiscard]] QStringList names() const;

private:
    struct Part {
        QList<FaultSettings> faults;
        bool on = true;
    };
    void apply();
    [[nodiscard]] QList<FaultSettings> enabled(bool alsoSuspended) const;

    Part m_configured;
    Part m_runtime;
    FaultRules m_rules;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/smtp/fault.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <deque>
#include <functional>
#include <vector>

namespace mailweir {

/// A fault that the user has asked for, to see how an application takes it. The globs (`*`, `?`, without case) must all
/// fit; an empty one fits everything. A glob that asks for what the stage does not know (a recipient at EHLO) never
/// fits.
struct FaultRule {
    QByteArray name; ///< shown in the transcript
    FaultStage at = FaultStage::Recipient;
    QByteArray listener;
    QByteArray sender;
    QByteArray recipient;
    QByteArray user;
    QString subject; ///< only at EndOfData
    FaultVerdict verdict;
    bool greylist = false; ///< only the first time for a client, sender and recipient
    int ratePerMinute = 0; ///< only above so many a minute; 0 = always
    double probability = 1; ///< 0 to 1
    int times = 0; ///< only so many; 0 = without end
    Milliseconds duration{0}; ///< only so long after it was set; 0 = without end

    friend bool operator==(const FaultRule &, const FaultRule &) = default;
};

/// The rules in force, with what they count. The first that fits and strikes decides; delays and speeds of those before
/// it that only slow are kept.
/// Thread: the listeners'.
class FaultRules {
public:
    /// `random` gives numbers from 0 to below 1. `clock` must outlive it.
    FaultRules(const Clock &clock, std::function<double()> random);

    /// Replaces all rules. One that was there already and is the same counts on; all others begin anew.
    void set(std::vector<FaultRule> rules);
    [[nodiscard]] bool isEmpty() const { return m_rules.empty(); }
    /// Whether a rule looks at subjects: then sessions keep the head of each message.
    [[nodiscard]] bool wantsSubject() const { return m_wantsSubject; }

    [[nodiscard]] FaultVerdict decide(const FaultQuery &query);

private:
    struct Rule {
        FaultRule rule;
        SteadyTime since; // it is in force
        int struck = 0;
        std::deque<SteadyTime> recent; // for ratePerMinute; at most that many
        QSet<QByteArray> seen; // for greylist; bounded
    };
    [[nodiscard]] bool strikes(Rule &rule, const FaultQuery &query, SteadyTime now);

    const Clock &m_clock;
    std::function<double()> m_random;
    std::vector<Rule> m_rules;
    bool m_wantsSubject = false;
};

} // namespace mailweir

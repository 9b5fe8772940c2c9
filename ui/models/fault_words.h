// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"

#include <QCoreApplication>

namespace mailweir {

/// A rule that is often wanted, and what it is called in a menu.
struct FaultPreset {
    QString title;
    FaultSettings rule;
};

/// Fault rules in the user's words. Thread: GUI.
class FaultWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::FaultWords)
public:
    /// The outside names of the stages, in the order of a session.
    [[nodiscard]] static const QStringList &stages();
    /// "At each recipient (RCPT)"
    [[nodiscard]] static QString stage(const QString &name);
    /// Where it strikes and what it does: "RCPT: 550 5.1.1 no such user".
    [[nodiscard]] static QString summary(const FaultSettings &fault);
    [[nodiscard]] static QList<FaultPreset> presets();
    /// "3 faults are on: mail is refused or slowed on purpose."
    [[nodiscard]] static QString notice(qsizetype count);
    /// "3 faults on"
    [[nodiscard]] static QString brief(qsizetype count);
};

} // namespace mailweir

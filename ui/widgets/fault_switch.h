// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/engine_status.h"

#include <QObject>

namespace mailweir {

struct MainWindowActions;
class MessageBarStack;

/// Switches the faults in the window: the action, and a notice that stays in sight as long as they are in force.
/// Without rules the action leads to where they are made. Thread: GUI.
class FaultSwitch final : public QObject {
    Q_OBJECT
public:
    /// `actions` must outlive it; `notices` owns it.
    FaultSwitch(const MainWindowActions &actions, MessageBarStack *notices);

    void show(const EngineStatus &status);

Q_SIGNALS:
    void switchRequested(bool on);
    void rulesRequested();

private:
    void switchTo(bool on);

    const MainWindowActions &m_actions;
    MessageBarStack *m_notices;
    qsizetype m_rules = 0; // enabled ones
};

} // namespace mailweir

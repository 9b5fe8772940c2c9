// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fault_switch.h"

#include "ui/models/fault_words.h"
#include "ui/widgets/main_window_actions.h"
#include "ui/widgets/message_bar.h"

namespace mailweir {

namespace {

const QString kNotice = QStringLiteral("faults");

} // namespace

FaultSwitch::FaultSwitch(const MainWindowActions &actions, MessageBarStack *notices)
    : QObject(notices)
    , m_actions(actions)
    , m_notices(notices)
{
    connect(actions.faults, &QAction::triggered, this, &FaultSwitch::switchTo);
    connect(actions.faultRules, &QAction::triggered, this, &FaultSwitch::rulesRequested);
    connect(notices, &MessageBarStack::actionRequested, this, [this](const QString &id) {
        if (id == kNotice)
            Q_EMIT switchRequested(false);
    });
}

void FaultSwitch::show(const EngineStatus &status)
{
    m_rules = status.faults.size();
    const bool on = status.faultsOn && m_rules > 0;
    m_actions.setFaults(m_rules, on);
    if (on)
        m_notices->showBar(kNotice, FaultWords::notice(m_rules), tr("Turn off"), MessageBarStack::Closing::ByEvent);
    else
        m_notices->hideBar(kNotice);
}

void FaultSwitch::switchTo(bool on)
{
    if (m_rules > 0) {
        Q_EMIT switchRequested(on);
        return;
    }
    m_actions.setFaults(0, false); // a click has checked it
    Q_EMIT rulesRequested();
}

} // namespace mailweir

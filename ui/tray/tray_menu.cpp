// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray_menu.h"

#include <QLocale>

namespace mailweir {
namespace {

constexpr qsizetype kLabelLength = 48; // characters; a menu by D-Bus has no font to measure with

QString menuText(const Group &group)
{
    QString label = group.label.simplified();
    if (label.size() > kLabelLength)
        label = label.left(kLabelLength - 1) + QChar(0x2026);
    label.replace(QLatin1Char('&'), QStringLiteral("&&")); // no mnemonics out of subjects
    return TrayMenu::tr("%1 (%2)").arg(label, QLocale().toString(group.count));
}

} // namespace

TrayMenu::TrayMenu(QWidget *parent)
    : QMenu(parent)
{
    QAction *show = addAction(tr("&Show Mailweir"), this, &TrayMenu::showRequested);
    setDefaultAction(show);
    addSeparator();
    for (int i = 0; i < TrayState::kLatestGroups; ++i) {
        QAction *action = addAction(QString());
        action->setVisible(false);
        connect(action, &QAction::triggered, this,
                [this, action] { Q_EMIT groupRequested(action->data().value<GroupId>()); });
        m_groups.append(action);
    }
    m_groupsEnd = addSeparator();
    m_pauseIntake = addAction(tr("Pause &intake"));
    m_pauseIntake->setCheckable(true);
    connect(m_pauseIntake, &QAction::triggered, this, &TrayMenu::intakePauseRequested);
    m_pauseRelay = addAction(tr("Pause &relay"));
    m_pauseRelay->setCheckable(true);
    connect(m_pauseRelay, &QAction::triggered, this, &TrayMenu::relayPauseRequested);
    m_faults = addAction(QString());
    m_faults->setCheckable(true);
    connect(m_faults, &QAction::triggered, this, &TrayMenu::faultsRequested);
    addAction(tr("&Mute alerts for an hour"), this, &TrayMenu::muteRequested);
    addSeparator();
    addAction(tr("&Quit"), this, &TrayMenu::quitRequested);
    setState({});
}

void TrayMenu::setState(const TrayState &state)
{
    for (qsizetype i = 0; i < m_groups.size(); ++i) {
        QAction *action = m_groups.at(i);
        const bool used = i < state.latest.size();
        action->setVisible(used);
        if (used) {
            action->setText(menuText(state.latest.at(i)));
            action->setData(QVariant::fromValue(state.latest.at(i).id));
        }
    }
    m_groupsEnd->setVisible(!state.latest.isEmpty());
    m_pauseIntake->setChecked(state.intakePaused);
    m_pauseRelay->setChecked(state.relayPaused);
    m_faults->setVisible(state.faults > 0);
    m_faults->setText(tr("&Faults (%1)").arg(QLocale().toString(state.faults)));
    m_faults->setChecked(state.faultsOn);
}

} // namespace mailweir

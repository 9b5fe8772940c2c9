// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/tray_state.h"

#include <QMenu>

namespace mailweir {

/// The tray's menu: Show, the latest groups, Pause intake, Pause relay, Faults (if there are any), Mute for an hour,
/// Quit. It only asks; others do.
class TrayMenu final : public QMenu {
    Q_OBJECT
public:
    explicit TrayMenu(QWidget *parent = nullptr);

    void setState(const TrayState &state);

Q_SIGNALS:
    void showRequested();
    void groupRequested(mailweir::GroupId group);
    void intakePauseRequested(bool paused);
    void relayPauseRequested(bool paused);
    void faultsRequested(bool on);
    void muteRequested();
    void quitRequested();

private:
    QList<QAction *> m_groups; // TrayState::kLatestGroups of them, hidden while unused
    QAction *m_groupsEnd = nullptr;
    QAction *m_pauseIntake = nullptr;
    QAction *m_pauseRelay = nullptr;
    QAction *m_faults = nullptr;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>

class QMainWindow;
class QMenu;

namespace mailweir {

/// Every action of the window with its shortcut; all of them live in the window, so that the keys work everywhere in
/// it. Thread: GUI.
struct MainWindowActions {
    explicit MainWindowActions(QMainWindow *window);

    QAction *pause = nullptr; ///< checkable
    QAction *faults = nullptr; ///< checkable; its menu leads to the rules
    QAction *faultRules = nullptr;
    QAction *testMail = nullptr;
    QAction *settings = nullptr;
    QAction *find = nullptr;
    QAction *saveSearch = nullptr;
    QAction *undo = nullptr;
    QAction *importFiles = nullptr;
    QAction *importFolder = nullptr;
    QAction *exportMail = nullptr;
    QAction *removeAll = nullptr;
    QAction *live = nullptr;
    QAction *failed = nullptr;
    QAction *resend = nullptr;
    QAction *shortcuts = nullptr;
    QAction *close = nullptr;
    QAction *quit = nullptr;
    QMenu *menu = nullptr; ///< what has no button of its own

    void setPaused(bool paused) const;
    /// `rules` that are enabled, and whether they are in force.
    void setFaults(qsizetype rules, bool on) const;
    /// All keys with what they do, for people.
    [[nodiscard]] QList<std::pair<QString, QString>> keys() const;

private:
    void makeMenu(QMainWindow *window);
};

/// Shows the keys in a small dialog that goes away by itself when closed.
void showShortcuts(const MainWindowActions &actions, QWidget *parent);

} // namespace mailweir

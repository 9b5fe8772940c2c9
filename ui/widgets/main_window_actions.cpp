// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/main_window_actions.h"

#include "ui/widgets/icons.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QVBoxLayout>

namespace mailweir {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(mailweir::MainWindowActions)
};

} // namespace

MainWindowActions::MainWindowActions(QMainWindow *window)
{
    const auto make = [window](const QString &text, const QKeySequence &key, const QString &icon = {}) {
        auto *action = new QAction(text, window);
        if (!icon.isEmpty())
            action->setIcon(Icons::get(icon));
        action->setShortcut(key);
        const QString plain = QString(text).remove(u'&');
        action->setToolTip(
            key.isEmpty() ? plain : QStringLiteral("%1 (%2)").arg(plain, key.toString(QKeySequence::NativeText)));
        window->addAction(action);
        return action;
    };
    pause = make(Words::tr("&Pause"), Qt::Key_F8, QStringLiteral("pause"));
    pause->setCheckable(true);
    faults = make(Words::tr("Fa&ults"), Qt::Key_F9, QStringLiteral("fault"));
    faults->setCheckable(true);
    faultRules = new QAction(Words::tr("Fault &rules…"), window);
    auto *faultMenu = new QMenu(window);
    faultMenu->addAction(faults);
    faultMenu->addAction(faultRules);
    faults->setMenu(faultMenu);
    testMail = make(Words::tr("Test &mail"), Qt::CTRL | Qt::Key_T, QStringLiteral("mail-send"));
    settings = make(Words::tr("Sett&ings"), Qt::CTRL | Qt::Key_Comma, QStringLiteral("settings"));
    find = make(Words::tr("Search"), QKeySequence::Find);
    saveSearch = make(Words::tr("Keep the search"), Qt::CTRL | Qt::Key_D);
    undo = make(Words::tr("Bring back what was deleted last"), QKeySequence::Undo);
    importFiles = make(Words::tr("&Import mail…"), QKeySequence::Open);
    importFolder = make(Words::tr("Import a &folder…"), {});
    exportMail = make(Words::tr("&Export…"), QKeySequence::Save);
    removeAll = make(Words::tr("&Delete all messages…"), {});
    live = make(Words::tr("Live"), Qt::CTRL | Qt::Key_1);
    failed = make(Words::tr("Failed"), Qt::CTRL | Qt::Key_2);
    resend = make(Words::tr("Resend the selected delivery"), Qt::CTRL | Qt::Key_R);
    shortcuts = make(Words::tr("List of keys"), Qt::Key_F1);
    close = make(Words::tr("Close the window"), Qt::CTRL | Qt::Key_W);
    quit = make(Words::tr("Quit Mailweir"), Qt::CTRL | Qt::Key_Q);
    makeMenu(window);
}

void MainWindowActions::makeMenu(QMainWindow *window)
{
    menu = new QMenu(window);
    menu->setTitle(Words::tr("Menu"));
    menu->setIcon(Icons::get(QStringLiteral("menu")));
    menu->addActions({importFiles, importFolder, exportMail});
    menu->addSeparator();
    menu->addActions({undo, removeAll});
    menu->addSeparator();
    menu->addActions({settings, shortcuts, quit});
}

void MainWindowActions::setPaused(bool paused) const
{
    pause->setChecked(paused);
    pause->setText(paused ? Words::tr("&Resume") : Words::tr("&Pause"));
    pause->setIcon(Icons::get(paused ? QStringLiteral("resume") : QStringLiteral("pause")));
    pause->setToolTip(paused ? Words::tr("Take new mail again (F8)") : Words::tr("Turn new mail away for now (F8)"));
}

void MainWindowActions::setFaults(qsizetype rules, bool on) const
{
    faults->setChecked(on);
    faults->setToolTip(on ? Words::tr("Take mail as it should be again (F9)")
                           : rules > 0
                           ? Words::tr("Refuse or slow mail on purpose, as %n rule(s) say (F9)", nullptr, int(rules))
                           : Words::tr("Set up what should go wrong on purpose (F9)"));
}

QList<std::pair<QString, QString>> MainWindowActions::keys() const
{
    QList<std::pair<QString, QString>> list;
    for (const QAction *action : {live, failed, find, saveSearch, undo, importFiles, exportMail, resend, pause, faults,
                                  testMail, settings, shortcuts, close, quit})
        list.append({action->shortcut().toString(QKeySequence::NativeText), action->text().remove(u'&')});
    list.insert(2, {Words::tr("Up, Down, J, K"), Words::tr("Move in a table")});
    list.insert(3, {Words::tr("Enter"), Words::tr("Go into what is selected")});
    list.insert(4, {Words::tr("Esc"), Words::tr("Go back")});
    list.insert(5, {Words::tr("Space, Shift+Space"), Words::tr("Page through the message")});
    list.insert(6, {Words::tr("Home, End"), Words::tr("Go to the newest or the oldest message")});
    list.insert(7, {Words::tr("Del"), Words::tr("Delete the selected messages")});
    list.insert(8, {QStringLiteral("P"), Words::tr("Pin the selected messages, or unpin them")});
    list.insert(9, {QStringLiteral("U"), Words::tr("Mark the selected messages as unread, or as read")});
    return list;
}

void showShortcuts(const MainWindowActions &actions, QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Words::tr("Keys"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    const auto keys = actions.keys();
    for (const auto &[key, meaning] : keys) {
        const int row = grid->rowCount();
        auto *keyLabel = new QLabel(key, dialog);
        QFont bold = keyLabel->font();
        bold.setBold(true);
        keyLabel->setFont(bold);
        grid->addWidget(keyLabel, row, 0);
        grid->addWidget(new QLabel(meaning, dialog), row, 1);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(dialog);
    layout->addLayout(grid);
    layout->addSpacing(8);
    layout->addWidget(buttons);
    dialog->open();
}

} // namespace mailweir

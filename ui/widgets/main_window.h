// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "ui/widgets/settings_files.h"

#include <QMainWindow>

#include <memory>

namespace mailweir {

class MailService;
class SecretStore;

/// The window: puts the pages together and connects them with the engine. It holds no logic of its own.
/// Thread: GUI. `service` and `secrets` must outlive it.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(MailService &service, SecretStore &secrets, const SettingsFiles &files, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Shows the window in front, as large as it was.
    void present();
    /// The same with this group selected; a group that is gone leaves the live view as it is.
    void showGroup(GroupId id);
    /// The same with this delivery in the Failed view.
    void showFailed(DeliveryId id);
    void showSettings();
    /// Settings at the page where a relay is set up.
    void showRelaySettings();
    /// A lasting notice above the pages. The same `id` again replaces its text; the user may close it.
    void showMessageBar(const QString &id, const QString &text);
    void hideMessageBar(const QString &id);
    /// Whether closing hides the window (there is a tray) rather than asking to quit. Off at first.
    void setClosesToTray(bool on);
    /// What Ctrl+Q does, and closing a window that cannot hide: quitRequested(), after a question if batches are open.
    void requestQuit();

Q_SIGNALS:
    /// The user wants to quit and knows about open batches. The window stays as it is; leave with
    /// QCoreApplication::exit(), as quit() would ask to close it again.
    void quitRequested();
    /// Closing has hidden the window.
    void hiddenToTray();

protected:
    void closeEvent(QCloseEvent *event) override;
    /// Mail files and folders that are dropped are imported.
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mailweir

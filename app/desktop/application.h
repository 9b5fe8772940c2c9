// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/single_instance.h"
#include "app/launch/engine_session.h"
#include "core/base/signal_watcher.h"
#include "ui/models/inbox.h"
#include "ui/tray/notifier.h"
#include "ui/tray/tray_feed.h"
#include "ui/tray/tray_icon.h"
#include "ui/widgets/appearance.h"
#include "ui/widgets/main_window.h"

class QMessageBox;
class QSessionManager;

namespace mailweir {

/// The desktop program: starts the engine, puts window, tray and notifications around it, and takes all of it down
/// again in the right order. Thread: GUI; made after QApplication.
class Application final : public QObject {
    Q_OBJECT
public:
    explicit Application(const LaunchPlan &plan);
    ~Application() override;

    /// The event loop; the exit code.
    [[nodiscard]] int run();

private:
    void start();
    void startEngine();
    void engineStarted();
    void connectWindow();
    void connectTray();
    void connectNotifier();
    void connectEnds();
    void startFailed(const LaunchFailure &failure);
    void showFailure(QMessageBox *window, int exitCode);
    void toggleWindow();
    void tellHidden();
    void resend(const QList<DeliveryId> &deliveries);
    void shutDown();

    LaunchPlan m_plan;
    LogOutput m_log;
    Appearance m_appearance;
    SignalWatcher m_signals;
    SingleInstance m_instance;
    Inbox m_inbox{this};
    int m_tries = 0;
    // In the order in which they come up; they go in the opposite one, after the engine has stopped.
    std::unique_ptr<EngineSession> m_session;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<TrayFeed> m_feed;
    std::unique_ptr<TrayIcon> m_tray;
    std::unique_ptr<Notifier> m_notifier;
    std::unique_ptr<QMessageBox> m_failure;
};

} // namespace mailweir

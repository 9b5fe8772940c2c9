// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tray/tray_menu.h"

#include <QSystemTrayIcon>
#include <QTimer>

class QDBusServiceWatcher;

namespace mailweir {

/// Mailweir in the tray.
///
/// Qt decides once in a process, at the first use of a tray, whether it talks to a StatusNotifier host or uses XEmbed;
/// an application that is started before its panel would end up with the wrong one. So start() waits for the host's
/// name on the session bus, for a limited time, before it touches QSystemTrayIcon. Thread: GUI.
class TrayIcon final : public QObject {
    Q_OBJECT
public:
    explicit TrayIcon(QObject *parent = nullptr);
    ~TrayIcon() override;

    /// Looks for a tray; ends with available() or unavailable(), before it returns when there is no session bus.
    void start(Milliseconds patience = Milliseconds{10'000});
    [[nodiscard]] bool isAvailable() const;

    void setState(const TrayState &state);
    /// A balloon, for desktops without a notification service; false when there is no tray either.
    bool showMessage(const QString &title, const QString &body);

    [[nodiscard]] TrayMenu &menu() { return m_menu; }

Q_SIGNALS:
    void available();
    void unavailable();
    /// Left click: the window is to be shown, or hidden when it is in front.
    void toggleRequested();
    void messageClicked();

private:
    void waitForHost();
    void decide();
    void show();
    void refresh();

    TrayMenu m_menu;
    TrayState m_state;
    QTimer m_patience;
    QDBusServiceWatcher *m_watcher = nullptr; // child; only while waiting
    std::unique_ptr<QSystemTrayIcon> m_icon; // none until a tray was found
};

} // namespace mailweir

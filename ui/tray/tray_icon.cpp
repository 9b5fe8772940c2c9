// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray_icon.h"

#include "ui/models/fault_words.h"
#include "ui/tray/weir_glyph.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QLocale>

namespace mailweir {
namespace {

QString hostName()
{
    return QStringLiteral("org.kde.StatusNotifierWatcher");
}

} // namespace

TrayIcon::TrayIcon(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &TrayIcon::decide);
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::start(Milliseconds patience)
{
    if (!QDBusConnection::sessionBus().isConnected()) {
        decide();
        return;
    }
    m_patience.start(patience);
    waitForHost();
}

void TrayIcon::waitForHost()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    m_watcher = new QDBusServiceWatcher(hostName(), bus, QDBusServiceWatcher::WatchForRegistration, this);
    connect(m_watcher, &QDBusServiceWatcher::serviceRegistered, this, &TrayIcon::decide);

    QDBusMessage ask =
        QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
                                       QStringLiteral("org.freedesktop.DBus"), QStringLiteral("NameHasOwner"));
    ask << hostName();
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(ask), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        const QDBusPendingReply<bool> reply = *call;
        if (reply.isValid() && reply.value())
            decide();
    });
}

void TrayIcon::decide()
{
    if (m_icon)
        return;
    m_patience.stop();
    if (m_watcher) {
        m_watcher->disconnect(this);
        m_watcher->deleteLater();
        m_watcher = nullptr;
    }
    if (!QSystemTrayIcon::isSystemTrayAvailable()) {
        Q_EMIT unavailable();
        return;
    }
    show();
    Q_EMIT available();
}

void TrayIcon::show()
{
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &TrayIcon::messageClicked);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            Q_EMIT toggleRequested();
    });
    refresh();
    m_icon->show();
}

bool TrayIcon::isAvailable() const
{
    return m_icon && QSystemTrayIcon::isSystemTrayAvailable();
}

void TrayIcon::setState(const TrayState &state)
{
    m_menu.setState(state);
    const TrayState before = std::exchange(m_state, state);
    if (before.failed != state.failed || before.flood != state.flood || before.intakePaused != state.intakePaused
        || before.relayPaused != state.relayPaused || before.faults != state.faults
        || before.faultsOn != state.faultsOn)
        refresh();
}

void TrayIcon::refresh()
{
    if (!m_icon)
        return;
    m_icon->setIcon(weirIcon(m_state));
    QStringList words{QStringLiteral("Mailweir")};
    if (m_state.failed > 0)
        words += tr("%n summary(s) not delivered", nullptr, static_cast<int>(qMin<qint64>(m_state.failed, INT_MAX)));
    if (m_state.flood)
        words += tr("Flood");
    if (m_state.intakePaused)
        words += tr("Intake paused");
    if (m_state.relayPaused)
        words += tr("Relay paused");
    if (m_state.faultsOn)
        words += FaultWords::brief(m_state.faults);
    m_icon->setToolTip(words.join(QStringLiteral(" · ")));
}

bool TrayIcon::showMessage(const QString &title, const QString &body)
{
    if (!isAvailable())
        return false;
    m_icon->showMessage(title, body, weirIcon());
    return true;
}

} // namespace mailweir

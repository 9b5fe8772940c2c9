// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/application.h"

#include "app/desktop/startup_failure.h"
#include "core/base/logging.h"
#include "ui/models/texts.h"
#include "ui/widgets/settings_desktop.h"

#include <QApplication>
#include <QMessageBox>
#include <QSessionManager>

#include <cstdio>

namespace mailweir {
namespace {

// A start during the first one's own start finds the directory locked and nobody to answer yet.
constexpr int kTries = 20;
constexpr Milliseconds kRetry{100};

/// Whether somebody could click a window away; tests on the offscreen platform must not wait for that.
bool hasScreen()
{
    const QString platform = QGuiApplication::platformName();
    return platform != QStringLiteral("offscreen") && platform != QStringLiteral("minimal");
}

} // namespace

Application::Application(const LaunchPlan &plan)
    : m_plan(plan)
    , m_log(plan.commandLine.logLevel)
    , m_instance(plan.commandLine.dataDirectory)
{
    QApplication::setQuitOnLastWindowClosed(false);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/mailweir.svg")));
    connectEnds();
}

Application::~Application()
{
    shutDown();
}

int Application::run()
{
    QMetaObject::invokeMethod(this, &Application::start, Qt::QueuedConnection);
    return QApplication::exec();
}

void Application::start()
{
    if (!m_plan.run) {
        showFailure(StartupFailure::window(m_plan.mistakes), m_plan.exitCode);
        return;
    }
    if (m_instance.raiseOther()) {
        QApplication::exit(kExitFine);
        return;
    }
    const QString logFile = m_plan.commandLine.logFile;
    if (const Result<void> opened = logFile.isEmpty() ? Result<void>{} : m_log.openFile(logFile); !opened)
        startFailed({.error = opened.error(),
                     .what = describe(opened.error()),
                     .where = {},
                     .remedy = tr("Please choose another --log-file.")});
    else
        startEngine();
}

void Application::startEngine()
{
    LaunchFailure failure;
    m_session = EngineSession::start(m_plan, Program::Desktop, failure);
    if (m_session)
        engineStarted();
    else if (failure.error.code == ErrorCode::Locked && ++m_tries < kTries)
        QTimer::singleShot(kRetry, this, &Application::start);
    else
        startFailed(failure);
}

void Application::startFailed(const LaunchFailure &failure)
{
    std::fprintf(stderr, "%s: %s\n", qPrintable(programName(Program::Desktop)), qPrintable(failure.text()));
    showFailure(StartupFailure::window(failure), kExitFailed);
}

void Application::showFailure(QMessageBox *window, int exitCode)
{
    m_failure.reset(window);
    if (!hasScreen()) {
        QApplication::exit(exitCode);
        return;
    }
    connect(window, &QMessageBox::finished, this, [exitCode] { QApplication::exit(exitCode); });
    window->show();
}

void Application::engineStarted()
{
    if (const Result<void> listening = m_instance.listen(); !listening)
        qCWarning(lcApp).noquote() << describe(listening.error());
    MailService &service = m_session->service();
    m_window = std::make_unique<MainWindow>(service, m_session->secrets(),
                                            SettingsFiles{m_plan.commandLine.configFile, m_session->dataDirectory()});
    m_feed = std::make_unique<TrayFeed>(service);
    m_tray = std::make_unique<TrayIcon>();
    m_notifier = std::make_unique<Notifier>();
    connectWindow();
    connectTray();
    connectNotifier();
    if (!m_plan.commandLine.hidden && !loadDesktopSettings().startHidden)
        m_window->present();
    m_tray->start();
}

void Application::connectWindow()
{
    connect(m_window.get(), &MainWindow::quitRequested, this, [] { QApplication::exit(kExitFine); }); // it has asked
    connect(m_window.get(), &MainWindow::hiddenToTray, this, &Application::tellHidden);
    connect(&m_instance, &SingleInstance::raiseRequested, m_window.get(), &MainWindow::present);
}

void Application::connectTray()
{
    connect(m_feed.get(), &TrayFeed::stateChanged, m_tray.get(), &TrayIcon::setState);
    connect(m_tray.get(), &TrayIcon::available, this, [this] {
        m_window->setClosesToTray(true);
        m_window->hideMessageBar(QStringLiteral("tray"));
    });
    connect(m_tray.get(), &TrayIcon::unavailable, this, [this] {
        m_window->present(); // it would be out of reach otherwise
        m_window->showMessageBar(QStringLiteral("tray"),
                                 tr("This desktop has no tray: closing the window ends Mailweir."));
    });
    connect(m_tray.get(), &TrayIcon::toggleRequested, this, &Application::toggleWindow);
    connect(m_tray.get(), &TrayIcon::messageClicked, m_window.get(), &MainWindow::present);

    MailService &service = m_session->service();
    TrayMenu *menu = &m_tray->menu();
    connect(menu, &TrayMenu::showRequested, m_window.get(), &MainWindow::present);
    connect(menu, &TrayMenu::groupRequested, m_window.get(), &MainWindow::showGroup);
    connect(menu, &TrayMenu::intakePauseRequested, this,
            [&service](bool paused) { service.setPaused(paused, std::nullopt); });
    connect(menu, &TrayMenu::relayPauseRequested, this,
            [&service](bool paused) { service.setPaused(std::nullopt, paused); });
    connect(menu, &TrayMenu::faultsRequested, this, [&service](bool on) { service.setFaultsOn(on); });
    connect(menu, &TrayMenu::muteRequested, this,
            [&service] { service.muteAlerts(GroupId{}, Milliseconds{std::chrono::hours{1}}); });
    connect(menu, &TrayMenu::quitRequested, m_window.get(), &MainWindow::requestQuit);
}

void Application::connectNotifier()
{
    MailService &service = m_session->service();
    Notifier *notifier = m_notifier.get();
    notifier->setBalloon(
        [this](const QString &title, const QString &body) { return m_tray->showMessage(title, body); });
    connect(m_feed.get(), &TrayFeed::alertChanged, notifier, &Notifier::alertChanged);
    connect(m_feed.get(), &TrayFeed::deliveryFailed, notifier, &Notifier::deliveryFailed);
    connect(notifier, &Notifier::showGroupRequested, m_window.get(), &MainWindow::showGroup);
    connect(notifier, &Notifier::showFailedRequested, m_window.get(), &MainWindow::showFailed);
    connect(notifier, &Notifier::resendRequested, this, &Application::resend);
    connect(notifier, &Notifier::muteRequested, this,
            [&service](GroupId group, Milliseconds duration) { service.muteAlerts(group, duration); });
    connect(notifier, &Notifier::unavailable, this, [this] {
        m_window->showMessageBar(QStringLiteral("notifications"),
                                 tr("This desktop shows no notifications: floods and failures are only told here."));
    });
}

void Application::connectEnds()
{
    connect(&m_signals, &SignalWatcher::stopRequested, this, [] { QApplication::exit(kExitFine); });
    connect(&m_signals, &SignalWatcher::reopenLogRequested, this, [this] {
        if (const Result<void> reopened = m_log.reopen(); !reopened)
            qCWarning(lcApp).noquote() << describe(reopened.error());
    });
    // The desktop session ends. Open batches are sent or kept as the settings say, without a question: an answer might
    // never come. exit() and not quit(), which would ask the window first.
    connect(qApp, &QGuiApplication::commitDataRequest, this, [this](QSessionManager &) {
        QMetaObject::invokeMethod(
            this, [] { QApplication::exit(kExitFine); }, Qt::QueuedConnection);
    });
}

void Application::toggleWindow()
{
    if (m_window->isVisible() && !m_window->isMinimized())
        m_window->close(); // into the tray
    else
        m_window->present();
}

void Application::tellHidden()
{
    DesktopSettings settings = loadDesktopSettings();
    if (std::exchange(settings.toldAboutTray, true))
        return;
    saveDesktopSettings(settings);
    m_notifier->tell(tr("Mailweir goes on in the tray"), tr("Mail is caught as before. Ctrl+Q in the window ends it."));
}

void Application::resend(const QList<DeliveryId> &deliveries)
{
    m_session->service().resend(
        deliveries, m_inbox.wrap<Result<QList<Delivery>>>([this](const Result<QList<Delivery>> &result) {
            if (!result && m_window)
                m_window->showMessageBar(QStringLiteral("resend"), Texts::error(result.error()));
        }));
}

void Application::shutDown()
{
    if (!m_session)
        return;
    m_notifier->closeAll();
    m_window->hide();
    m_session->stop();
    m_notifier.reset();
    m_tray.reset();
    m_feed.reset();
    m_window.reset();
    m_session.reset();
}

} // namespace mailweir

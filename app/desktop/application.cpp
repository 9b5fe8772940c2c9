// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/application.h"

#include "app/desktop/startup_failure.h"
#include "core/base/logging.h"
#include "ui/models/texts.h"
#include "ui/tray/weir_glyph.h"
#include "ui/widgets/settings_desktop.h"

#include <QApplication>
#include <QMessageBox>
#include <QPushButton>
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
    QApplication::setWindowIcon(weirIcon());
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
    m_box.reset(window);
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
    connect(&m_instance, &SingleInstance::raiseRequested, this, &Application::raiseWindow);

    MailService &service = m_session->service();
    m_window = std::make_unique<MainWindow>(service, m_session->secrets(), m_plan.commandLine.configFile);
    m_feed = std::make_unique<TrayFeed>(service);
    m_tray = std::make_unique<TrayIcon>();
    m_notifier = std::make_unique<Notifier>();
    connectWindow();
    connectTray();
    connectNotifier();
    if (!m_plan.commandLine.hidden && !loadDesktopSettings().startHidden)
        raiseWindow();
    m_tray->start();
}

void Application::connectWindow()
{
    connect(m_window.get(), &MainWindow::quitRequested, this, [] { QApplication::exit(kExitFine); }); // it has asked
    connect(m_window.get(), &MainWindow::hiddenToTray, this, &Application::tellHidden);
}

void Application::connectTray()
{
    connect(m_feed.get(), &TrayFeed::stateChanged, m_tray.get(), &TrayIcon::setState);
    connect(m_tray.get(), &TrayIcon::available, this, [this] {
        m_window->setClosesToTray(true);
        m_window->hideMessageBar(QStringLiteral("tray"));
    });
    connect(m_tray.get(), &TrayIcon::unavailable, this, [this] {
        raiseWindow(); // it would be out of reach otherwise
        m_window->showMessageBar(QStringLiteral("tray"),
                                 tr("This desktop has no tray: closing the window ends Mailweir."));
    });
    connect(m_tray.get(), &TrayIcon::toggleRequested, this, &Application::toggleWindow);
    connect(m_tray.get(), &TrayIcon::messageClicked, this, &Application::raiseWindow);

    MailService &service = m_session->service();
    TrayMenu *menu = &m_tray->menu();
    connect(menu, &TrayMenu::showRequested, this, &Application::raiseWindow);
    connect(menu, &TrayMenu::groupRequested, m_window.get(), &MainWindow::showGroup);
    connect(menu, &TrayMenu::intakePauseRequested, this,
            [&service](bool paused) { service.setPaused(paused, std::nullopt); });
    connect(menu, &TrayMenu::relayPauseRequested, this,
            [&service](bool paused) { service.setPaused(std::nullopt, paused); });
    connect(menu, &TrayMenu::muteRequested, this,
            [&service] { service.muteAlerts(GroupId{}, Milliseconds{std::chrono::hours{1}}); });
    connect(menu, &TrayMenu::quitRequested, this, &Application::askToQuit);
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

void Application::raiseWindow()
{
    if (m_window->isMinimized())
        m_window->showNormal();
    else
        m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void Application::toggleWindow()
{
    if (m_window->isVisible() && !m_window->isMinimized())
        m_window->close(); // into the tray
    else
        raiseWindow();
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

void Application::askToQuit()
{
    const auto ask = m_inbox.wrap<qint64>([this](qint64 collecting) { askAbout(collecting); });
    m_session->service().read([ask](StoreReader &reader) {
        const Result<StoreCounts> counts = reader.counts();
        ask(counts ? counts->activeMessages : 0);
    });
}

void Application::askAbout(qint64 collecting)
{
    if (collecting == 0) {
        QApplication::exit(kExitFine);
        return;
    }
    if (m_box)
        return; // asked already
    raiseWindow();
    m_box = std::make_unique<QMessageBox>(
        QMessageBox::Question, QStringLiteral("Mailweir"),
        tr("%n message(s) still wait for a summary.", nullptr, static_cast<int>(collecting)), QMessageBox::Cancel,
        m_window.get());
    m_box->setInformativeText(m_session->service().settings().batching.flushOnExit
                                  ? tr("If you quit now, what is collecting is sent first, without waiting longer.")
                                  : tr("If you quit now, they are kept and go out after the next start."));
    QPushButton *quit = m_box->addButton(tr("&Quit"), QMessageBox::AcceptRole);
    m_box->setDefaultButton(quit);
    connect(m_box.get(), &QMessageBox::finished, this, [this, quit] {
        const bool agreed = m_box->clickedButton() == quit;
        m_box.release()->deleteLater();
        if (agreed)
            QApplication::exit(kExitFine);
    });
    m_box->open();
}

void Application::shutDown()
{
    if (!m_session)
        return;
    m_notifier->closeAll();
    m_window->hide();
    m_session->stop();
    m_box.reset();
    m_notifier.reset();
    m_tray.reset();
    m_feed.reset();
    m_window.reset();
    m_session.reset();
}

} // namespace mailweir

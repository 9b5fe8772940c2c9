// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/main_window.h"

#include "core/service/mail_service.h"
#include "ui/models/feed.h"
#include "ui/models/texts.h"
#include "ui/widgets/desk.h"
#include "ui/widgets/failed_page.h"
#include "ui/widgets/fault_switch.h"
#include "ui/widgets/live_page.h"
#include "ui/widgets/main_window_actions.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/settings_dialog.h"
#include "ui/widgets/status_line.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>

namespace mailweir {

namespace {

const QString kRelayNotice = QStringLiteral("relay");
const QString kProblemNotice = QStringLiteral("problem");

QSettings windowSettings()
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("mailweir"), QStringLiteral("window"));
}

QStringList localFiles(const QMimeData *data)
{
    QStringList files;
    const QList<QUrl> urls = data->urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile())
            files.append(url.toLocalFile());
    }
    return files;
}

} // namespace

class MainWindow::Private {
public:
    Private(MainWindow *window, MailService &mailService, SecretStore &secretStore, const SettingsFiles &whereabouts)
        : q(window)
        , service(mailService)
        , secrets(secretStore)
        , files(whereabouts)
        , inbox(window)
        , feed(FeedSource::of(mailService), clock)
        , actions(window)
    {
    }

    void build();
    void connectActions();
    void connectFeed();
    void showCounts();
    void showStatus();
    void openSettings(std::optional<SettingsTopic> topic);
    void sendTestMail();
    void askToQuit(qint64 openBatches);
    void updateWatched();
    void save() const;
    void restore();

    MainWindow *q;
    MailService &service;
    SecretStore &secrets;
    SettingsFiles files;
    SystemClock clock;
    Inbox inbox;
    Feed feed;
    MainWindowActions actions;
    Desk *desk = nullptr;
    FaultSwitch *faults = nullptr;
    StatusLine *statusLine = nullptr;
    QPointer<SettingsDialog> settingsDialog;
    QPointer<QMessageBox> quitQuestion;
    bool closesToTray = false;
};

MainWindow::MainWindow(MailService &service, SecretStore &secrets, const SettingsFiles &files, QWidget *parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(this, service, secrets, files))
{
    setObjectName(QStringLiteral("MainWindow"));
    setWindowTitle(QStringLiteral("Mailweir"));
    d->build();
    d->connectActions();
    d->connectFeed();
    d->restore();
    d->showStatus();
    d->desk->showView(Desk::LiveView);
}

MainWindow::~MainWindow()
{
    d->save();
    // The pages use the feed and its models until they are gone.
    delete takeCentralWidget();
}

void MainWindow::Private::build()
{
    desk = new Desk(service, feed, clock, actions, q);
    faults = new FaultSwitch(actions, desk->notices());
    statusLine = new StatusLine(q);
    q->setCentralWidget(desk);
    q->setStatusBar(statusLine);
    q->setAcceptDrops(true);
}

void MainWindow::Private::connectActions()
{
    connect(actions.pause, &QAction::triggered, q, [this](bool on) { service.setPaused(on, std::nullopt); });
    connect(faults, &FaultSwitch::switchRequested, q, [this](bool on) { service.setFaultsOn(on); });
    connect(faults, &FaultSwitch::rulesRequested, q, [this] { openSettings(SettingsTopic::Faults); });
    connect(actions.testMail, &QAction::triggered, q, [this] { sendTestMail(); });
    connect(actions.settings, &QAction::triggered, q, &MainWindow::showSettings);
    connect(actions.shortcuts, &QAction::triggered, q, [this] { showShortcuts(actions, q); });
    connect(actions.close, &QAction::triggered, q, &QWidget::close);
    connect(actions.quit, &QAction::triggered, q, &MainWindow::requestQuit);
    connect(desk->notices(), &MessageBarStack::actionRequested, q, [this](const QString &id) {
        if (id == kRelayNotice)
            q->showRelaySettings();
    });
    connect(desk, &Desk::relayRequested, q, &MainWindow::showRelaySettings);
    connect(desk, &Desk::testMailRequested, q, [this] { sendTestMail(); });
    connect(desk, &Desk::notice, statusLine, &StatusLine::say);
}

void MainWindow::Private::connectFeed()
{
    connect(&feed, &Feed::countsChanged, q, [this] { showCounts(); });
    connect(&feed, &Feed::statusChanged, q, [this] { showStatus(); });
    connect(&feed, &Feed::problem, q,
            [this](const Error &error) { desk->notices()->showBar(kProblemNotice, Texts::error(error)); });
}

void MainWindow::Private::showCounts()
{
    const StoreCounts &counts = feed.counts();
    desk->showCounts();
    statusLine->setFacts(counts, feed.status());
    const qint64 held = counts.deliveries[size_t(DeliveryState::Held)];
    if (held > 0 && feed.status().relayName.isEmpty()) {
        desk->notices()->showBar(kRelayNotice,
                                 tr("Summaries are made, but not sent: no relay is set. They are kept under Failed."),
                                 tr("Set up a relay…"));
    } else {
        desk->notices()->hideBar(kRelayNotice);
    }
}

void MainWindow::Private::showStatus()
{
    const Settings settings = service.settings();
    feed.groups()->setBatchRule({settings.batching.wait, settings.batching.maxWait});
    desk->showStatus();
    actions.setPaused(feed.status().intakePaused);
    faults->show(feed.status());
    showCounts();
}

void MainWindow::Private::openSettings(std::optional<SettingsTopic> topic)
{
    if (!settingsDialog) {
        settingsDialog = new SettingsDialog(settingsActions(service, files), secrets, q);
        settingsDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(settingsDialog, &SettingsDialog::applied, q, [this] { showStatus(); });
    }
    if (topic)
        settingsDialog->showTopic(*topic);
    settingsDialog->show();
    settingsDialog->raise();
    settingsDialog->activateWindow();
}

void MainWindow::Private::sendTestMail()
{
    service.sendTestMail(inbox.wrap<Result<Reply>>([this](const Result<Reply> &reply) {
        if (!reply)
            statusLine->say(Texts::error(reply.error()));
        else if (reply->positive())
            statusLine->say(tr("The test mail was caught."));
        else
            statusLine->say(tr("The test mail was turned away: %1").arg(QString::fromUtf8(reply->text())));
    }));
}

void MainWindow::Private::askToQuit(qint64 openBatches)
{
    if (openBatches == 0) {
        Q_EMIT q->quitRequested();
        return;
    }
    q->present();
    if (quitQuestion)
        return;
    quitQuestion = new QMessageBox(
        QMessageBox::Question, tr("Quit Mailweir"),
        tr("%n batch(es) are still collecting. Quit all the same?", nullptr, int(openBatches)), QMessageBox::Cancel, q);
    quitQuestion->setAttribute(Qt::WA_DeleteOnClose);
    quitQuestion->setInformativeText(
        service.settings().batching.flushOnExit
            ? tr("Their summaries are made now, and sent if a relay is set. Nothing is lost.")
            : tr("They go on when Mailweir is started again. Nothing is lost."));
    QPushButton *quit = quitQuestion->addButton(tr("&Quit"), QMessageBox::AcceptRole);
    quitQuestion->setDefaultButton(quit);
    connect(quit, &QPushButton::clicked, q, &MainWindow::quitRequested);
    quitQuestion->open();
}

void MainWindow::Private::updateWatched()
{
    feed.setWatched(q->isVisible() && !q->isMinimized());
}

void MainWindow::Private::save() const
{
    QSettings settings = windowSettings();
    settings.setValue(QStringLiteral("geometry"), q->saveGeometry());
    desk->save(settings);
}

void MainWindow::Private::restore()
{
    const QSettings settings = windowSettings();
    if (!q->restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray()))
        q->resize(1180, 760);
    desk->restore(settings);
}

void MainWindow::present()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::showGroup(GroupId id)
{
    d->desk->showView(Desk::LiveView);
    present();
    d->desk->live()->select(id);
}

void MainWindow::showFailed(DeliveryId id)
{
    d->desk->showView(Desk::FailedView);
    present();
    d->desk->failed()->select(id);
}

void MainWindow::showSettings()
{
    d->openSettings(std::nullopt);
}

void MainWindow::showRelaySettings()
{
    d->openSettings(SettingsTopic::Relay);
}

void MainWindow::showMessageBar(const QString &id, const QString &text)
{
    d->desk->notices()->showBar(id, text);
}

void MainWindow::hideMessageBar(const QString &id)
{
    d->desk->notices()->hideBar(id);
}

void MainWindow::setClosesToTray(bool on)
{
    d->closesToTray = on;
}

void MainWindow::requestQuit()
{
    // Asked anew: the feed does not count while nobody looks. A store that cannot tell must not keep anybody here.
    const auto ask = d->inbox.wrap<Result<StoreCounts>>(
        [this](const Result<StoreCounts> &counts) { d->askToQuit(counts ? counts->activeBatches : 0); });
    d->service.read([ask](StoreReader &reader) { ask(reader.counts()); });
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    d->save();
    if (qGuiApp->isSavingSession()) {
        event->accept();
        return;
    }
    event->ignore();
    if (d->closesToTray) {
        hide();
        Q_EMIT hiddenToTray();
    } else {
        requestQuit();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    // What is dragged out of our own list is stored already.
    if (!event->source() && !localFiles(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->setDropAction(Qt::CopyAction);
    event->accept();
    d->desk->importMail(localFiles(event->mimeData()));
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    d->updateWatched();
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QMainWindow::hideEvent(event);
    d->updateWatched();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        d->updateWatched();
}

} // namespace mailweir

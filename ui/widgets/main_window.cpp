// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/main_window.h"

#include "core/service/mail_service.h"
#include "ui/models/feed.h"
#include "ui/models/texts.h"
#include "ui/widgets/failed_page.h"
#include "ui/widgets/fault_switch.h"
#include "ui/widgets/live_page.h"
#include "ui/widgets/main_window_actions.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/navigation_bar.h"
#include "ui/widgets/settings_dialog.h"
#include "ui/widgets/status_line.h"
#include "ui/widgets/top_bar.h"

#include <QCloseEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

namespace {

enum View { LiveView, FailedView };

const QString kRelayNotice = QStringLiteral("relay");
const QString kProblemNotice = QStringLiteral("problem");

QSettings windowSettings()
{
    return QSettings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("mailweir"), QStringLiteral("window"));
}

QFrame *makeLine(QFrame::Shape shape, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

} // namespace

class MainWindow::Private {
public:
    Private(MainWindow *window, MailService &mailService, SecretStore &secretStore, const QString &file)
        : q(window)
        , service(mailService)
        , secrets(secretStore)
        , configFile(file)
        , inbox(window)
        , feed(FeedSource::of(mailService), clock)
        , actions(window)
    {
    }

    void build();
    void connectActions();
    void connectFeed();
    void showView(View view);
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
    QString configFile;
    SystemClock clock;
    Inbox inbox;
    Feed feed;
    MainWindowActions actions;
    TopBar *topBar = nullptr;
    NavigationBar *navigation = nullptr;
    MessageBarStack *notices = nullptr;
    FaultSwitch *faults = nullptr;
    QStackedWidget *pages = nullptr;
    LivePage *live = nullptr;
    FailedPage *failed = nullptr;
    StatusLine *statusLine = nullptr;
    QPointer<SettingsDialog> settingsDialog;
    QPointer<QMessageBox> quitQuestion;
    bool closesToTray = false;
};

MainWindow::MainWindow(MailService &service, SecretStore &secrets, const QString &configFile, QWidget *parent)
    : QMainWindow(parent)
    , d(std::make_unique<Private>(this, service, secrets, configFile))
{
    setObjectName(QStringLiteral("MainWindow"));
    setWindowTitle(QStringLiteral("Mailweir"));
    d->build();
    d->connectActions();
    d->connectFeed();
    d->restore();
    d->showStatus();
    d->live->setFocus();
}

MainWindow::~MainWindow()
{
    d->save();
    // The pages use the feed and its models until they are gone.
    delete takeCentralWidget();
}

void MainWindow::Private::build()
{
    topBar = new TopBar({actions.pause, actions.faults, actions.testMail, actions.settings}, q);
    navigation = new NavigationBar(q);
    navigation->addView(QStringLiteral("live"), tr("&Live"));
    navigation->addView(QStringLiteral("failed"), tr("&Failed"));
    notices = new MessageBarStack(q);
    faults = new FaultSwitch(actions, notices);
    live = new LivePage(service, feed, clock, q);
    failed = new FailedPage(service, feed, clock, q);
    pages = new QStackedWidget(q);
    pages->addWidget(live);
    pages->addWidget(failed);

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(notices);
    right->addWidget(pages, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(navigation);
    middle->addWidget(makeLine(QFrame::VLine, q));
    middle->addLayout(right, 1);
    auto *central = new QWidget(q);
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(topBar);
    layout->addWidget(makeLine(QFrame::HLine, q));
    layout->addLayout(middle, 1);
    layout->addWidget(makeLine(QFrame::HLine, q));
    q->setCentralWidget(central);
    statusLine = new StatusLine(q);
    q->setStatusBar(statusLine);
}

void MainWindow::Private::connectActions()
{
    connect(actions.pause, &QAction::triggered, q, [this](bool on) { service.setPaused(on, std::nullopt); });
    connect(faults, &FaultSwitch::switchRequested, q, [this](bool on) { service.setFaultsOn(on); });
    connect(faults, &FaultSwitch::rulesRequested, q, [this] { openSettings(SettingsTopic::Faults); });
    connect(actions.testMail, &QAction::triggered, q, [this] { sendTestMail(); });
    connect(actions.settings, &QAction::triggered, q, &MainWindow::showSettings);
    connect(actions.find, &QAction::triggered, q, [this] {
        showView(LiveView);
        topBar->search()->setFocus(Qt::ShortcutFocusReason);
        topBar->search()->selectAll();
    });
    connect(actions.live, &QAction::triggered, q, [this] { showView(LiveView); });
    connect(actions.failed, &QAction::triggered, q, [this] { showView(FailedView); });
    connect(actions.resend, &QAction::triggered, q, [this] {
        if (pages->currentIndex() == FailedView)
            failed->resendSelected();
    });
    connect(actions.shortcuts, &QAction::triggered, q, [this] { showShortcuts(actions, q); });
    connect(actions.close, &QAction::triggered, q, &QWidget::close);
    connect(actions.quit, &QAction::triggered, q, &MainWindow::requestQuit);
    connect(navigation, &NavigationBar::selected, q, [this](int view) { showView(View(view)); });

    auto *search = topBar->search();
    connect(search, &QLineEdit::textChanged, q, [this](const QString &text) { feed.groups()->setFilter(text); });
    connect(search, &QLineEdit::returnPressed, q, [this] { live->setFocus(); });
    auto *escape = new QAction(search);
    escape->setShortcut(Qt::Key_Escape);
    escape->setShortcutContext(Qt::WidgetShortcut);
    search->addAction(escape);
    connect(escape, &QAction::triggered, q, [this, search] {
        search->clear();
        live->setFocus();
    });

    connect(notices, &MessageBarStack::actionRequested, q, [this](const QString &id) {
        if (id == kRelayNotice)
            q->showRelaySettings();
    });
    connect(live, &LivePage::relayRequested, q, &MainWindow::showRelaySettings);
    connect(live, &LivePage::testMailRequested, q, [this] { sendTestMail(); });
    connect(live, &LivePage::notice, statusLine, &StatusLine::say);
    connect(failed, &FailedPage::relayRequested, q, &MainWindow::showRelaySettings);
    connect(failed, &FailedPage::notice, statusLine, &StatusLine::say);
}

void MainWindow::Private::connectFeed()
{
    connect(&feed, &Feed::countsChanged, q, [this] { showCounts(); });
    connect(&feed, &Feed::statusChanged, q, [this] { showStatus(); });
    connect(&feed, &Feed::secondPassed, q, [this] { topBar->setRate(feed.rate()); });
    connect(&feed, &Feed::problem, q,
            [this](const Error &error) { notices->showBar(kProblemNotice, Texts::error(error)); });
}

void MainWindow::Private::showView(View view)
{
    pages->setCurrentIndex(view);
    navigation->select(view);
    pages->currentWidget()->setFocus();
}

void MainWindow::Private::showCounts()
{
    const StoreCounts &counts = feed.counts();
    const qint64 lost = counts.deliveries[size_t(DeliveryState::Failed)];
    navigation->setCount(LiveView, feed.groups()->totalGroups(), false);
    navigation->setCount(FailedView, lost, lost > 0);
    statusLine->setFacts(counts, feed.status());
    const qint64 held = counts.deliveries[size_t(DeliveryState::Held)];
    if (held > 0 && feed.status().relayName.isEmpty()) {
        notices->showBar(kRelayNotice,
                         tr("Summaries are made, but not sent: no relay is set. They are kept under Failed."),
                         tr("Set up a relay…"));
    } else {
        notices->hideBar(kRelayNotice);
    }
}

void MainWindow::Private::showStatus()
{
    const Settings settings = service.settings();
    feed.groups()->setBatchRule({settings.batching.wait, settings.batching.maxWait});
    topBar->setStatus(feed.status());
    actions.setPaused(feed.status().intakePaused);
    faults->show(feed.status());
    showCounts();
}

void MainWindow::Private::openSettings(std::optional<SettingsTopic> topic)
{
    if (!settingsDialog) {
        settingsDialog = new SettingsDialog(settingsActions(service, configFile), secrets, q);
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
    live->save(settings);
    failed->save(settings);
}

void MainWindow::Private::restore()
{
    const QSettings settings = windowSettings();
    if (!q->restoreGeometry(settings.value(QStringLiteral("geometry")).toByteArray()))
        q->resize(1180, 760);
    live->restore(settings);
    failed->restore(settings);
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
    d->showView(LiveView);
    present();
    d->live->select(id);
}

void MainWindow::showFailed(DeliveryId id)
{
    d->showView(FailedView);
    present();
    d->failed->select(id);
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
    d->notices->showBar(id, text);
}

void MainWindow::hideMessageBar(const QString &id)
{
    d->notices->hideBar(id);
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

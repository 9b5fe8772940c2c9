// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/desk.h"

#include "ui/models/feed.h"
#include "ui/models/removals.h"
#include "ui/models/texts.h"
#include "ui/widgets/export_dialog.h"
#include "ui/widgets/failed_page.h"
#include "ui/widgets/live_page.h"
#include "ui/widgets/main_window_actions.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/message_pane.h"
#include "ui/widgets/navigation_bar.h"
#include "ui/widgets/removal_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/search_page.h"
#include "ui/widgets/searching.h"
#include "ui/widgets/top_bar.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

namespace {

QFrame *makeLine(QFrame::Shape shape, QWidget *parent)
{
    auto *line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}

int plural(qint64 count)
{
    return int(std::min<qint64>(count, 1'000'000));
}

} // namespace

Desk::Desk(MailService &service, Feed &feed, const Clock &clock, const MainWindowActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_feed(feed)
    , m_read(FeedSource::of(service).read)
{
    m_topBar = new TopBar({actions.pause, actions.faults, actions.testMail, actions.settings}, actions.menu, this);
    m_navigation = new NavigationBar(this);
    m_navigation->addView(QStringLiteral("live"), tr("&Live"));
    m_navigation->addView(QStringLiteral("failed"), tr("&Failed"));
    m_notices = new MessageBarStack(this);
    m_removals = new Removals(MessageActions::of(service), clock, this);
    m_transfers = new TransferBars(TransferActions::of(service), this);
    m_searching =
        new Searching(FeedSource::of(service).search, *feed.results(), clock, *m_topBar->search(), *m_navigation);
    makePages(service, clock);
    makeLayout();
    connectActions(actions);
    connectPages();
    connectSearch();
}

Desk::~Desk() = default;

void Desk::makePages(MailService &service, const Clock &clock)
{
    m_live = new LivePage(service, m_feed, *m_removals, this);
    m_failed = new FailedPage(service, m_feed, clock, this);
    m_results = new SearchPage(MessageActions::of(service), *m_feed.results(), m_searching->search(), this);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_live); // in the order of View
    m_pages->addWidget(m_failed);
    m_pages->addWidget(m_results);
}

void Desk::makeLayout()
{
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_notices);
    right->addWidget(m_pages, 1);
    right->addWidget(m_transfers);
    right->addWidget(new RemovalBar(*m_removals, this));
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_navigation);
    middle->addWidget(makeLine(QFrame::VLine, this));
    middle->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addWidget(makeLine(QFrame::HLine, this));
    layout->addLayout(middle, 1);
    layout->addWidget(makeLine(QFrame::HLine, this));
}

void Desk::connectActions(const MainWindowActions &actions)
{
    connect(actions.find, &QAction::triggered, this, &Desk::find);
    connect(actions.saveSearch, &QAction::triggered, m_searching, &Searching::askToSave);
    connect(actions.live, &QAction::triggered, this, [this] { showView(LiveView); });
    connect(actions.failed, &QAction::triggered, this, [this] { showView(FailedView); });
    connect(actions.resend, &QAction::triggered, this, [this] {
        if (view() == FailedView)
            m_failed->resendSelected();
    });
    connect(actions.undo, &QAction::triggered, m_removals, &Removals::undo);
    connect(actions.importFiles, &QAction::triggered, this, &Desk::askForFiles);
    connect(actions.importFolder, &QAction::triggered, this, &Desk::askForFolder);
    connect(actions.exportMail, &QAction::triggered, this, &Desk::askForExport);
    connect(actions.removeAll, &QAction::triggered, this, [this] {
        // Asked anew: the feed's numbers may be a second old.
        const auto ask = m_inbox.wrap<Result<StoreCounts>>([this](const Result<StoreCounts> &counts) {
            if (counts && counts->messages > 0)
                askToRemoveAll(counts->messages);
        });
        m_read([ask](StoreReader &reader) { ask(reader.counts()); });
    });
}

void Desk::connectPages()
{
    connect(m_navigation, &NavigationBar::selected, this, [this](int view) { showView(View(view)); });
    connect(m_live, &LivePage::relayRequested, this, &Desk::relayRequested);
    connect(m_live, &LivePage::testMailRequested, this, &Desk::testMailRequested);
    connect(m_live, &LivePage::exportRequested, this, &Desk::askForExport);
    connect(m_live, &LivePage::notice, this, &Desk::notice);
    connect(m_failed, &FailedPage::relayRequested, this, &Desk::relayRequested);
    connect(m_failed, &FailedPage::notice, this, &Desk::notice);
    connect(m_removals, &Removals::failed, this, [this](const Error &error) { Q_EMIT notice(Texts::error(error)); });
    connect(m_removals, &Removals::undone, this, [this](qint64 count) {
        Q_EMIT notice(tr("%1 message(s) are back", nullptr, plural(count)).arg(Texts::number(count)));
    });
    connect(&m_feed, &Feed::secondPassed, this, [this] {
        m_topBar->setRate(m_feed.rate());
        m_results->refreshTimes();
    });
    connect(&m_feed, &Feed::countsChanged, m_searching, &Searching::countAgain);
}

void Desk::connectSearch()
{
    connect(m_searching, &Searching::started, this, [this] {
        m_before = view();
        showPage(SearchView);
    });
    connect(m_searching, &Searching::ended, this, [this] {
        if (view() == SearchView)
            showPage(m_before);
    });
    connect(m_topBar->search(), &SearchField::left, this, [this] {
        m_searching->clear();
        m_pages->currentWidget()->setFocus();
    });
    connect(m_topBar->search(), &SearchField::entered, this, [this] { m_pages->currentWidget()->setFocus(); });
    connect(m_results, &SearchPage::clearRequested, this, [this] {
        m_searching->clear();
        m_pages->currentWidget()->setFocus();
    });
    const MessagePane *pane = m_results->pane();
    connect(pane, &MessagePane::escaped, this, &Desk::find);
    connect(pane, &MessagePane::removeRequested, m_removals, &Removals::remove);
    connect(pane, &MessagePane::exportRequested, this, &Desk::askForExport);
    connect(pane, &MessagePane::notice, this, &Desk::notice);
    connect(pane, &MessagePane::groupRequested, this, [this](GroupId group) {
        showView(LiveView);
        m_live->select(group);
    });
}

void Desk::find()
{
    m_topBar->search()->setFocus(Qt::ShortcutFocusReason);
}

Desk::View Desk::view() const
{
    return View(m_pages->currentIndex());
}

void Desk::showView(View view)
{
    showPage(view);
    if (view != SearchView)
        m_searching->clear();
    m_pages->currentWidget()->setFocus();
}

void Desk::showPage(View view)
{
    m_pages->setCurrentIndex(view);
    if (view != SearchView)
        m_navigation->select(view);
}

void Desk::showCounts()
{
    const qint64 lost = m_feed.counts().deliveries[size_t(DeliveryState::Failed)];
    m_navigation->setCount(LiveView, m_feed.groups()->totalGroups(), false);
    m_navigation->setCount(FailedView, lost, lost > 0);
}

void Desk::showStatus()
{
    m_topBar->setStatus(m_feed.status());
}

void Desk::importMail(const QStringList &paths)
{
    if (!paths.isEmpty())
        m_transfers->import({.paths = paths, .project = {}});
}

void Desk::askForFiles()
{
    auto *dialog = new QFileDialog(this, tr("Import mail"), {}, tr("All files (*);;Mail (*.eml *.mbox)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &Desk::importMail);
    dialog->open();
}

void Desk::askForFolder()
{
    auto *dialog = new QFileDialog(this, tr("Import all mail in a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    connect(dialog, &QFileDialog::filesSelected, this, &Desk::importMail);
    dialog->open();
}

QList<ExportChoice> Desk::exportChoices() const
{
    QList<ExportChoice> choices;
    const bool searching = view() == SearchView;
    if (const QList<MessageId> ids = searching ? m_results->messages() : m_live->messages(); !ids.isEmpty()) {
        choices.append(
            {tr("The %1 selected message(s)", nullptr, plural(ids.size())).arg(Texts::number(ids.size())), ids});
    }
    if (const Group *group = m_live->group(); group && !searching)
        choices.append({tr("The group “%1”").arg(group->label), MessageQuery{.group = group->id, .limit = 0}});
    if (const auto &query = m_searching->search().query(); query && searching)
        choices.append({tr("All that the search finds"), MessageQuery{.search = query, .limit = 0}});
    choices.append({tr("All messages"), MessageQuery{.limit = 0}});
    return choices;
}

void Desk::askForExport()
{
    auto *dialog = new ExportDialog(exportChoices(), this);
    connect(dialog, &ExportDialog::chosen, m_transfers, &TransferBars::exportTo);
    dialog->open();
}

void Desk::askToRemoveAll(qint64 count)
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Delete all messages"),
                                tr("Delete all %1 message(s)?", nullptr, plural(count)).arg(Texts::number(count)),
                                QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Pinned ones too. This can be undone for ten minutes. Summaries that are being "
                               "collected keep what they have."));
    QPushButton *yes = box->addButton(tr("&Delete all"), QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, m_removals, [this, count] { m_removals->removeAll(count); });
    box->open();
}

void Desk::save(QSettings &settings) const
{
    m_live->save(settings);
    m_failed->save(settings);
    m_results->save(settings);
    m_searching->save(settings);
}

void Desk::restore(const QSettings &settings)
{
    m_live->restore(settings);
    m_failed->restore(settings);
    m_results->restore(settings);
    m_searching->load(settings);
}

} // namespace mailweir

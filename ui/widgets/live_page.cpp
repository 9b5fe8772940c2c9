// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/live_page.h"

#include "core/service/mail_service.h"
#include "ui/models/feed.h"
#include "ui/models/message_content.h"
#include "ui/models/texts.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_view.h"
#include "ui/widgets/row_delegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

LivePage::LivePage(MailService &service, Feed &feed, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_feed(feed)
    , m_clock(clock)
{
    makeGroups();
    makeMessages();
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_groups);
    m_rows->addWidget(m_columns);
    m_rows->setStretchFactor(0, 2);
    m_rows->setStretchFactor(1, 3);
    m_columns->hide(); // until there is something to show

    m_welcome = new WelcomePage(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_rows);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    setFocusProxy(m_groups);

    connectTables();
    connect(m_welcome, &WelcomePage::relayRequested, this, &LivePage::relayRequested);
    connect(m_welcome, &WelcomePage::testMailRequested, this, &LivePage::testMailRequested);
    connect(&feed, &Feed::statusChanged, this, [this] { m_welcome->setStatus(m_feed.status()); });
    connect(&feed, &Feed::ready, this, &LivePage::showWelcomeOrTable);
    connect(&feed, &Feed::flushed, this, &LivePage::showWelcomeOrTable);
    connect(&feed, &Feed::secondPassed, this, &LivePage::refreshTimes);
    m_welcome->setStatus(feed.status());
    showWelcomeOrTable();
}

void LivePage::makeGroups()
{
    m_groups = new MailTable(this);
    m_groups->setObjectName(QStringLiteral("groups"));
    m_groups->setAccessibleName(tr("Groups of messages"));
    m_groups->setModel(m_feed.groups());
    m_groups->setItemDelegate(new GroupDelegate(m_groups));
    m_groups->setColumns({21, 40, 10, 8, 20, 9, 12, 22}, GroupTableModel::SubjectColumn,
                         {GroupTableModel::FirstColumn, GroupTableModel::ToColumn, GroupTableModel::HistoryColumn});
    m_groups->horizontalHeader()->setSortIndicator(GroupTableModel::LastColumn, Qt::DescendingOrder);
    m_groups->setSortingEnabled(true);
}

void LivePage::makeMessages()
{
    m_messages = new MailTable(this);
    m_messages->setObjectName(QStringLiteral("messages"));
    m_messages->setAccessibleName(tr("Messages of the group"));
    m_messages->setModel(m_feed.messages());
    m_messages->setItemDelegate(new MessageDelegate(m_messages));
    m_messages->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_messages->setColumns({16, 24, 13, 10}, MessageTableModel::SubjectColumn,
                           {MessageTableModel::SizeColumn, MessageTableModel::FromColumn});
    m_view = new MessageView(FeedSource::of(m_service).read, this);
    m_columns = new QSplitter(Qt::Horizontal, this);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_messages);
    m_columns->addWidget(m_view);
    m_columns->setStretchFactor(0, 2);
    m_columns->setStretchFactor(1, 3);
}

void LivePage::connectTables()
{
    connect(m_groups, &MailTable::pointerInside, m_feed.groups(), &GroupTableModel::setHeld);
    connect(m_groups->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LivePage::onGroupSelected);
    connect(m_groups, &MailTable::activated, this, [this] { m_messages->setFocus(); });
    connect(m_groups, &MailTable::escaped, m_groups, [this] {
        m_groups->clearSelection();
        m_groups->setCurrentIndex({});
    });
    connect(m_groups, &MailTable::deleteRequested, this, &LivePage::deleteGroup);
    connect(m_groups, &MailTable::customContextMenuRequested, this, &LivePage::openGroupMenu);
    connect(m_groups, &MailTable::pageRequested, m_view, &MessageView::page);

    connect(m_messages->selectionModel(), &QItemSelectionModel::currentChanged, this, &LivePage::onMessageSelected);
    connect(m_messages, &MailTable::escaped, this, [this] { m_groups->setFocus(); });
    connect(m_messages, &MailTable::activated, this, [this] { m_view->setFocus(); });
    connect(m_messages, &MailTable::deleteRequested, this, &LivePage::deleteMessage);
    connect(m_messages, &MailTable::pageRequested, m_view, &MessageView::page);
    connect(m_messages, &MailTable::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("&Delete…"), QKeySequence(Qt::Key_Delete), this, &LivePage::deleteMessage);
        menu->popup(m_messages->viewport()->mapToGlobal(at));
    });
    connect(m_feed.messages(), &MessageTableModel::loaded, this, [this] {
        // The newest one is what was most likely meant; the focus stays in the groups.
        if (!m_messages->currentIndex().isValid())
            m_messages->setCurrentIndex(m_feed.messages()->index(0, 0));
    });
    connect(m_feed.messages(), &MessageTableModel::loadFailed, this,
            [this](const Error &error) { Q_EMIT notice(Texts::error(error)); });
    connect(m_view, &MessageView::problem, this, &LivePage::notice);
}

void LivePage::showWelcomeOrTable()
{
    const bool empty = m_feed.loaded() && m_feed.groups()->totalGroups() == 0;
    m_stack->setCurrentIndex(empty ? 0 : 1);
}

void LivePage::select(GroupId id)
{
    if (m_feed.groups()->find(id) && !m_feed.groups()->indexOf(id).isValid())
        m_feed.groups()->setFilter({});
    const QModelIndex index = m_feed.groups()->indexOf(id);
    if (!index.isValid())
        return;
    m_groups->setCurrentIndex(index);
    m_groups->scrollTo(index);
    m_groups->setFocus();
}

void LivePage::refreshTimes()
{
    if (!isVisible())
        return;
    const bool wasVisible = m_groups->isCurrentVisible();
    m_feed.groups()->arrange();
    m_groups->followCurrent(wasVisible);
    const auto [first, last] = m_groups->visibleRows();
    if (first >= 0)
        m_feed.groups()->touch(first, last);
    if (const auto [top, bottom] = m_messages->visibleRows(); top >= 0)
        m_feed.messages()->touch(top, bottom);
}

void LivePage::onGroupSelected()
{
    const QModelIndexList rows = m_groups->selectionModel()->selectedRows();
    const Group *group = rows.isEmpty() ? nullptr : m_feed.groups()->group(rows.first().row());
    const GroupId id = group ? group->id : GroupId{};
    if (id == m_feed.messages()->group())
        return;
    m_view->clear();
    m_shown = {};
    m_feed.messages()->setGroup(id);
    const bool appears = group && m_columns->isHidden();
    m_columns->setVisible(group != nullptr);
    if (appears)
        m_groups->scrollTo(rows.first());
}

void LivePage::onMessageSelected()
{
    const MessageSummary *message = m_feed.messages()->message(m_messages->currentIndex().row());
    if (message && message->id != m_shown)
        showMessage(message->id);
}

void LivePage::showMessage(MessageId id)
{
    m_shown = id;
    const auto answer = m_inbox.wrap<Result<MessageContent>>([this, id](const Result<MessageContent> &content) {
        if (id != m_shown)
            return; // another one was selected meanwhile
        if (content) {
            m_view->showContent(*content);
            m_service.markRead({id});
        } else {
            m_view->showError(Texts::error(content.error()));
        }
    });
    m_service.read([id, answer](StoreReader &reader) { answer(readMessage(reader, id)); });
}

void LivePage::openGroupMenu(const QPoint &at)
{
    const Group *group = m_feed.groups()->group(m_groups->indexAt(at).row());
    if (!group)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (group->batch) {
        menu->addAction(tr("&Send summary now"), this, [this, batch = group->batch->id] {
            m_service.flushBatch(batch, m_inbox.wrap<Result<Batch>>([this](const Result<Batch> &result) {
                Q_EMIT notice(result ? tr("The summary is on its way.") : Texts::error(result.error()));
            }));
        });
    }
    menu->addAction(tr("&Mute alerts for an hour"), this,
                    [this, id = group->id] { m_service.muteAlerts(id, std::chrono::hours(1)); });
    menu->addSeparator();
    menu->addAction(tr("&Delete messages…"), QKeySequence(Qt::Key_Delete), this, &LivePage::deleteGroup);
    menu->popup(m_groups->viewport()->mapToGlobal(at));
}

void LivePage::deleteGroup()
{
    const Group *group = m_feed.groups()->group(m_groups->currentIndex().row());
    if (!group)
        return;
    confirm(tr("Delete %n message(s) of “%1”?", nullptr, int(group->count)).arg(group->label), tr("&Delete"),
            [this, id = group->id] {
                const auto answer =
                    m_inbox.wrap<QList<MessageId>>([this](const QList<MessageId> &ids) { remove(ids); });
                m_service.read([id, answer](StoreReader &reader) {
                    QList<MessageId> ids;
                    if (const auto messages = reader.messages({.group = id, .limit = 0})) {
                        for (const MessageSummary &message : *messages)
                            ids.append(message.id);
                    }
                    answer(ids);
                });
            });
}

void LivePage::deleteMessage()
{
    QList<MessageId> ids;
    const QModelIndexList rows = m_messages->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids.append(m_feed.messages()->message(row.row())->id);
    if (!ids.isEmpty())
        confirm(tr("Delete %n message(s)?", nullptr, int(ids.size())), tr("&Delete"), [this, ids] { remove(ids); });
}

void LivePage::confirm(const QString &question, const QString &button, std::function<void()> action)
{
    auto *box = new QMessageBox(QMessageBox::Question, tr("Delete"), question, QMessageBox::Cancel, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Summaries that are being collected keep what they have."));
    QPushButton *yes = box->addButton(button, QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this, std::move(action));
    box->open();
}

void LivePage::remove(const QList<MessageId> &ids)
{
    m_service.removeMessages(ids, m_inbox.wrap<Result<void>>([this](const Result<void> &result) {
        if (!result)
            Q_EMIT notice(Texts::error(result.error()));
    }));
}

void LivePage::save(QSettings &settings) const
{
    m_groups->save(settings, QStringLiteral("live/groups"));
    m_messages->save(settings, QStringLiteral("live/messages"));
    settings.setValue(QStringLiteral("live/rows"), m_rows->saveState());
    settings.setValue(QStringLiteral("live/columns"), m_columns->saveState());
}

void LivePage::restore(const QSettings &settings)
{
    m_groups->restore(settings, QStringLiteral("live/groups"));
    m_messages->restore(settings, QStringLiteral("live/messages"));
    m_rows->restoreState(settings.value(QStringLiteral("live/rows")).toByteArray());
    m_columns->restoreState(settings.value(QStringLiteral("live/columns")).toByteArray());
}

} // namespace mailweir

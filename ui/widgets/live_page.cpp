// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/live_page.h"

#include "core/service/mail_service.h"
#include "ui/models/feed.h"
#include "ui/models/removals.h"
#include "ui/models/texts.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_pane.h"
#include "ui/widgets/row_delegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

LivePage::LivePage(MailService &service, Feed &feed, Removals &removals, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_feed(feed)
    , m_removals(removals)
{
    makeGroups();
    makeMessages();
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_groups);
    m_rows->addWidget(m_messages);
    m_rows->setStretchFactor(0, 2);
    m_rows->setStretchFactor(1, 3);
    m_messages->hide(); // until there is something to show

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
    m_messages =
        new MessagePane(MessageActions::of(m_service), *m_feed.messages(), MessagePane::Opens::TheNewest, this);
    m_messages->table()->setObjectName(QStringLiteral("messages"));
    m_messages->table()->setAccessibleName(tr("Messages of the group"));
    m_messages->setTotal([this] {
        const Group *shown = m_feed.groups()->find(m_feed.messages()->group());
        return shown ? shown->count : 0;
    });
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
    connect(m_groups, &MailTable::deleteRequested, this, &LivePage::removeGroup);
    connect(m_groups, &MailTable::customContextMenuRequested, this, &LivePage::openGroupMenu);
    connect(m_groups, &MailTable::pageRequested, m_messages, &MessagePane::page);

    connect(m_messages, &MessagePane::escaped, this, [this] { m_groups->setFocus(); });
    connect(m_messages, &MessagePane::removeRequested, &m_removals, &Removals::remove);
    connect(m_messages, &MessagePane::exportRequested, this, &LivePage::exportRequested);
    connect(m_messages, &MessagePane::notice, this, &LivePage::notice);
}

void LivePage::showWelcomeOrTable()
{
    const bool empty = m_feed.loaded() && m_feed.groups()->totalGroups() == 0;
    m_stack->setCurrentIndex(empty ? 0 : 1);
}

void LivePage::select(GroupId id)
{
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
    m_messages->refreshTimes();
    if (const auto [first, last] = m_groups->visibleRows(); first >= 0)
        m_feed.groups()->touch(first, last);
}

void LivePage::onGroupSelected()
{
    const Group *selected = group();
    const GroupId id = selected ? selected->id : GroupId{};
    if (id == m_feed.messages()->group())
        return;
    m_feed.messages()->setGroup(id);
    const bool appears = selected && m_messages->isHidden();
    m_messages->setVisible(selected != nullptr);
    if (appears)
        m_groups->scrollTo(m_feed.groups()->indexOf(id));
}

const Group *LivePage::group() const
{
    const QModelIndexList rows = m_groups->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : m_feed.groups()->group(rows.first().row());
}

QList<MessageId> LivePage::messages() const
{
    return m_messages->isHidden() ? QList<MessageId>() : m_messages->selected();
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
    menu->addAction(tr("&Export…"), this, &LivePage::exportRequested);
    menu->addSeparator();
    menu->addAction(tr("&Delete messages"), QKeySequence(Qt::Key_Delete), this, &LivePage::removeGroup);
    menu->popup(m_groups->viewport()->mapToGlobal(at));
}

void LivePage::removeGroup()
{
    if (const Group *selected = group())
        m_removals.removeGroup(selected->id);
}

void LivePage::save(QSettings &settings) const
{
    m_groups->save(settings, QStringLiteral("live/groups"));
    m_messages->save(settings, QStringLiteral("live"));
    settings.setValue(QStringLiteral("live/rows"), m_rows->saveState());
}

void LivePage::restore(const QSettings &settings)
{
    m_groups->restore(settings, QStringLiteral("live/groups"));
    m_messages->restore(settings, QStringLiteral("live"));
    m_rows->restoreState(settings.value(QStringLiteral("live/rows")).toByteArray());
}

} // namespace mailweir

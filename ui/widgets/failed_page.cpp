// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/failed_page.h"

#include "core/service/mail_service.h"
#include "ui/models/feed.h"
#include "ui/models/message_content.h"
#include "ui/models/texts.h"
#include "ui/widgets/delivery_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_view.h"
#include "ui/widgets/row_delegate.h"

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

FailedPage::FailedPage(MailService &service, Feed &feed, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_service(service)
    , m_feed(feed)
    , m_clock(clock)
{
    m_view = new DeliveryView(FeedSource::of(service).read, this);
    m_rows = new QSplitter(Qt::Vertical, this);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(makeTable());
    m_rows->addWidget(m_view);
    m_rows->setStretchFactor(0, 2);
    m_rows->setStretchFactor(1, 5);
    m_rows->setSizes({280, 480});
    m_view->hide();

    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyPage(QStringLiteral("state-sent"), tr("No failed sends"),
                                     tr("Summaries that could not be delivered, or that wait, are listed here."),
                                     this));
    m_stack->addWidget(m_rows);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_stack);
    setFocusProxy(m_table);
    connectParts();
    showEmptyOrTable();
}

QWidget *FailedPage::makeTable()
{
    auto *area = new QWidget(this);
    m_table = new MailTable(area);
    m_table->setObjectName(QStringLiteral("deliveries"));
    m_table->setAccessibleName(tr("Deliveries that failed or wait"));
    m_table->setModel(m_feed.deliveries());
    m_table->setItemDelegate(new DeliveryDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setColumns(
        {21, 20, 30, 20, 10, 17, 9}, DeliveryTableModel::SubjectColumn,
        {DeliveryTableModel::CreatedColumn, DeliveryTableModel::AttemptsColumn, DeliveryTableModel::NextTryColumn});
    constexpr int kRows = 3; // stay in sight beside the letter
    m_table->setMinimumHeight(m_table->horizontalHeader()->sizeHint().height()
                              + kRows * m_table->verticalHeader()->defaultSectionSize());
    m_resendAll = new QPushButton(Icons::get(QStringLiteral("resend")), tr("Resend &all failed"), area);
    m_resendAll->setObjectName(QStringLiteral("resendAll"));
    m_resendAll->setToolTip(tr("Send every failed delivery once more"));

    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(8, 4, 8, 4);
    buttons->addStretch(1);
    buttons->addWidget(m_resendAll);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addLayout(buttons);
    return area;
}

void FailedPage::connectParts()
{
    connect(m_resendAll, &QPushButton::clicked, this, &FailedPage::resendAll);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &FailedPage::onSelected);
    connect(m_table, &MailTable::escaped, m_table, [this] { m_table->clearSelection(); });
    connect(m_table, &MailTable::activated, this, [this] { m_view->setFocus(); });
    connect(m_table, &MailTable::pageRequested, m_view->mail(), &MessageView::page);
    connect(m_table, &MailTable::customContextMenuRequested, this, [this](const QPoint &at) {
        if (!m_table->indexAt(at).isValid())
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(tr("&Resend"), this, &FailedPage::resendSelected);
        menu->addAction(tr("&Cancel"), this, &FailedPage::cancelSelected);
        menu->popup(m_table->viewport()->mapToGlobal(at));
    });
    connect(m_view, &DeliveryView::resendRequested, this, &FailedPage::resendSelected);
    connect(m_view, &DeliveryView::cancelRequested, this, &FailedPage::cancelSelected);
    connect(m_view, &DeliveryView::relayRequested, this, &FailedPage::relayRequested);
    connect(m_view, &DeliveryView::problem, this, &FailedPage::notice);
    connect(&m_feed, &Feed::ready, this, &FailedPage::showEmptyOrTable);
    connect(&m_feed, &Feed::flushed, this, &FailedPage::onChanged);
    connect(&m_feed, &Feed::secondPassed, this, &FailedPage::refreshTimes);
}

void FailedPage::showEmptyOrTable()
{
    m_stack->setCurrentIndex(m_feed.deliveries()->rowCount() == 0 ? 0 : 1);
    m_resendAll->setEnabled(m_feed.deliveries()->count(DeliveryState::Failed) > 0);
}

const Delivery *FailedPage::selected() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? nullptr : m_feed.deliveries()->delivery(rows.first().row());
}

void FailedPage::select(DeliveryId id)
{
    const QModelIndex index = m_feed.deliveries()->indexOf(id);
    if (!index.isValid())
        return;
    m_table->setCurrentIndex(index);
    m_table->scrollTo(index);
    m_table->setFocus();
}

void FailedPage::onSelected()
{
    const Delivery *delivery = selected();
    m_view->setVisible(delivery != nullptr);
    if (!delivery) {
        m_shown.reset();
        return;
    }
    m_shown = *delivery;
    m_view->showDelivery(*delivery, m_clock.now());
    load(delivery->id);
}

void FailedPage::onChanged()
{
    showEmptyOrTable();
    const Delivery *delivery = selected();
    if (!delivery || !m_shown || *delivery == *m_shown)
        return;
    const bool newAttempt = delivery->attempts != m_shown->attempts || delivery->state != m_shown->state;
    m_shown = *delivery;
    m_view->showDelivery(*delivery, m_clock.now());
    if (newAttempt)
        load(delivery->id);
}

void FailedPage::load(DeliveryId id)
{
    const auto answer = m_inbox.wrap<Result<DeliveryContent>>([this, id](const Result<DeliveryContent> &content) {
        if (!m_shown || m_shown->id != id)
            return;
        if (content)
            m_view->showContent(*content, m_clock.now());
        else
            m_view->showError(Texts::error(content.error()));
    });
    m_service.read([id, answer](StoreReader &reader) { answer(readDelivery(reader, id)); });
}

void FailedPage::resendSelected()
{
    QList<DeliveryId> ids;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids.append(m_feed.deliveries()->delivery(row.row())->id);
    if (ids.isEmpty())
        return;
    m_service.resend(ids, m_inbox.wrap<Result<QList<Delivery>>>([this](const Result<QList<Delivery>> &result) {
        Q_EMIT notice(result ? tr("Resending %n delivery(s).", nullptr, int(result->size()))
                             : Texts::error(result.error()));
    }));
}

void FailedPage::resendAll()
{
    m_service.resendAll(DeliveryState::Failed,
                        m_inbox.wrap<Result<QList<Delivery>>>([this](const Result<QList<Delivery>> &result) {
                            Q_EMIT notice(result ? tr("Resending %n delivery(s).", nullptr, int(result->size()))
                                                 : Texts::error(result.error()));
                        }));
}

void FailedPage::cancelSelected()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows) {
        m_service.cancelDelivery(m_feed.deliveries()->delivery(row.row())->id,
                                 m_inbox.wrap<Result<Delivery>>([this](const Result<Delivery> &result) {
                                     Q_EMIT notice(result ? tr("Cancelled.") : Texts::error(result.error()));
                                 }));
    }
}

void FailedPage::refreshTimes()
{
    if (!isVisible())
        return;
    if (const auto [first, last] = m_table->visibleRows(); first >= 0)
        m_feed.deliveries()->touch(first, last);
    if (const Delivery *delivery = selected())
        m_view->showDelivery(*delivery, m_clock.now());
}

void FailedPage::showEvent(QShowEvent *event)
{
    m_feed.deliveries()->dropFinished();
    showEmptyOrTable();
    QWidget::showEvent(event);
}

void FailedPage::hideEvent(QHideEvent *event)
{
    m_feed.deliveries()->dropFinished();
    QWidget::hideEvent(event);
}

void FailedPage::save(QSettings &settings) const
{
    m_table->save(settings, QStringLiteral("failed/deliveries"));
    settings.setValue(QStringLiteral("failed/rows"), m_rows->saveState());
}

void FailedPage::restore(const QSettings &settings)
{
    m_table->restore(settings, QStringLiteral("failed/deliveries"));
    m_rows->restoreState(settings.value(QStringLiteral("failed/rows")).toByteArray());
}

} // namespace mailweir

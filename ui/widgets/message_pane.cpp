// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_pane.h"

#include "ui/models/message_content.h"
#include "ui/models/message_files.h"
#include "ui/models/texts.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_view.h"
#include "ui/widgets/row_delegate.h"

#include <QAction>
#include <QDrag>
#include <QFile>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>
#include <numeric>

namespace mailweir {

namespace {

// More are a matter for Export.
constexpr qsizetype kMaxDragged = 200; // messages
constexpr qint64 kMaxDraggedBytes = 256 * 1024 * 1024;

} // namespace

MessagePane::MessagePane(MessageActions actions, MessageTableModel &model, Opens opens, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent)
    , m_actions(std::move(actions))
    , m_model(model)
    , m_opens(opens)
{
    m_table = new MailTable(this);
    m_table->setModel(&model);
    m_table->setItemDelegate(new MessageDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setDragEnabled(true);
    m_table->setColumns({16, 24, 13, 10}, MessageTableModel::SubjectColumn,
                        {MessageTableModel::SizeColumn, MessageTableModel::FromColumn});
    m_table->keepPlace(false);
    m_view = new MessageView(m_actions.read, this);
    setChildrenCollapsible(false);
    addWidget(m_table);
    addWidget(m_view);
    setStretchFactor(0, 2);
    setStretchFactor(1, 3);
    setFocusProxy(m_table);
    makeActions();
    connectTable();
    connectModel();
}

MessagePane::~MessagePane() = default;

void MessagePane::makeActions()
{
    const auto make = [this](Qt::Key key) {
        auto *action = new QAction(m_table);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        m_table->addAction(action);
        return action;
    };
    m_toggleRead = make(Qt::Key_U);
    m_togglePinned = make(Qt::Key_P);
    connect(m_toggleRead, &QAction::triggered, this, &MessagePane::toggleRead);
    connect(m_togglePinned, &QAction::triggered, this, &MessagePane::togglePinned);
}

void MessagePane::connectTable()
{
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &MessagePane::showCurrent);
    connect(m_table, &MailTable::escaped, this, &MessagePane::escaped);
    connect(m_table, &MailTable::activated, this, [this] { m_view->setFocus(); });
    connect(m_table, &MailTable::deleteRequested, this, &MessagePane::removeSelected);
    connect(m_table, &MailTable::pageRequested, this, &MessagePane::page);
    connect(m_table, &MailTable::customContextMenuRequested, this, &MessagePane::openMenu);
    connect(m_table, &MailTable::dragged, this, &MessagePane::drag);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &MessagePane::fetchNewer);
    connect(m_view, &MessageView::problem, this, &MessagePane::notice);
}

void MessagePane::connectModel()
{
    connect(&m_model, &MessageTableModel::modelReset, this, &MessagePane::keepShown);
    connect(&m_model, &MessageTableModel::loaded, this, [this] {
        m_table->keepPlace(false);
        // The newest one is what was most likely meant; the focus stays where it is.
        if (m_opens == Opens::TheNewest && !m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_model.index(0, 0));
    });
    connect(&m_model, &MessageTableModel::oldestShown, this, [this] {
        m_table->keepPlace(true); // what comes above is older than what is known
        m_table->setCurrentIndex(m_model.index(m_model.rowCount() - 1, 0));
        m_table->scrollToBottom();
    });
    connect(&m_model, &MessageTableModel::rowsInserted, this, [this] {
        if (!m_model.hasNewer())
            m_table->keepPlace(false);
    });
    connect(&m_model, &MessageTableModel::rowsRemoved, this, [this] {
        // Qt moves on from the current row that goes, but selects the next one only where one alone can be selected.
        if (!m_shown.isNull() && !m_table->selectionModel()->hasSelection())
            m_table->selectRow(m_table->currentIndex().row());
    });
    connect(&m_model, &MessageTableModel::loadFailed, this,
            [this](const Error &error) { Q_EMIT notice(Texts::error(error)); });
}

QList<MessageId> MessagePane::selected() const
{
    QList<MessageId> ids;
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &row : rows)
        ids.append(m_model.message(row.row())->id);
    std::sort(ids.begin(), ids.end(), std::greater<>());
    return ids;
}

void MessagePane::setTotal(std::function<qint64()> total)
{
    m_total = std::move(total);
}

void MessagePane::offerGroup()
{
    m_offersGroup = true;
}

void MessagePane::page(bool forward)
{
    m_view->page(forward);
}

void MessagePane::refreshTimes()
{
    if (const auto [top, bottom] = m_table->visibleRows(); top >= 0)
        m_model.touch(top, bottom);
}

bool MessagePane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool plain = key->modifiers() == Qt::NoModifier;
        if (plain && key->key() == Qt::Key_End && goToOldest())
            return true;
        if (plain && key->key() == Qt::Key_Home && m_model.hasNewer()) {
            closeMessage();
            m_table->setCurrentIndex({});
            m_model.reload();
            return true;
        }
    }
    return QSplitter::eventFilter(watched, event);
}

bool MessagePane::goToOldest()
{
    const qint64 total = m_total ? m_total() : 0;
    if (!m_model.canFetchMore({}) || total <= m_model.rowCount())
        return false;
    m_model.showOldest(total);
    return true;
}

void MessagePane::fetchNewer()
{
    constexpr int kNear = 50; // rows
    if (m_model.hasNewer() && m_table->verticalScrollBar()->value() < kNear)
        m_model.fetchNewer();
}

void MessagePane::showCurrent()
{
    const MessageSummary *message = current();
    if (!message)
        closeMessage();
    else if (message->id != m_shown)
        showMessage(message->id);
}

void MessagePane::keepShown()
{
    if (m_shown.isNull())
        return;
    if (const QModelIndex index = m_model.indexOf(m_shown); index.isValid())
        m_table->setCurrentIndex(index);
    else
        closeMessage();
}

void MessagePane::closeMessage()
{
    m_shown = {};
    m_view->clear();
}

void MessagePane::showMessage(MessageId id)
{
    m_shown = id;
    const auto answer = m_inbox.wrap<Result<MessageContent>>([this, id](const Result<MessageContent> &content) {
        if (id != m_shown)
            return; // another one was selected meanwhile
        if (content) {
            m_view->showContent(*content);
            m_actions.markRead({id}, true, {});
        } else {
            m_view->showError(Texts::error(content.error()));
        }
    });
    m_actions.read([id, answer](StoreReader &reader) { answer(readMessage(reader, id)); });
}

const MessageSummary *MessagePane::current() const
{
    return m_model.message(m_table->currentIndex().row());
}

void MessagePane::removeSelected()
{
    if (const QList<MessageId> ids = selected(); !ids.isEmpty())
        Q_EMIT removeRequested(ids);
}

void MessagePane::toggleRead()
{
    const QList<MessageId> ids = selected();
    if (const MessageSummary *message = current(); message && !ids.isEmpty())
        m_actions.markRead(ids, !message->read, {});
}

void MessagePane::togglePinned()
{
    const QList<MessageId> ids = selected();
    if (const MessageSummary *message = current(); message && !ids.isEmpty())
        m_actions.setPinned(ids, !message->pinned, {});
}

void MessagePane::openMenu(const QPoint &at)
{
    const MessageSummary *message = current();
    if (!message || !m_table->indexAt(at).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(message->read ? tr("Mark as &unread") : tr("Mark as &read"), QKeySequence(Qt::Key_U), this,
                    &MessagePane::toggleRead);
    menu->addAction(message->pinned ? tr("Un&pin") : tr("&Pin: keep when old mail goes"), QKeySequence(Qt::Key_P), this,
                    &MessagePane::togglePinned);
    if (m_offersGroup && !message->group.isNull()) {
        menu->addAction(tr("Show its &group"), this, [this, group = message->group] { Q_EMIT groupRequested(group); });
    }
    menu->addSeparator();
    menu->addAction(tr("&Export…"), this, &MessagePane::exportRequested);
    menu->addSeparator();
    menu->addAction(tr("&Delete"), QKeySequence(Qt::Key_Delete), this, &MessagePane::removeSelected);
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void MessagePane::drag()
{
    const QList<MessageId> ids = selected();
    const qint64 bytes = std::accumulate(ids.cbegin(), ids.cend(), qint64(0), [this](qint64 sum, MessageId id) {
        return sum + m_model.message(m_model.indexOf(id).row())->size;
    });
    if (ids.size() > kMaxDragged || bytes > kMaxDraggedBytes) {
        Q_EMIT notice(tr("So many messages are better exported than dragged."));
        return;
    }
    auto directory = std::make_unique<QTemporaryDir>();
    if (ids.isEmpty() || !directory->isValid())
        return;
    const QString path = directory->path();
    m_dragged = std::move(directory);
    const auto answer = m_inbox.wrap<Result<QStringList>>([this](const Result<QStringList> &files) {
        if (!files)
            Q_EMIT notice(Texts::error(files.error()));
        else if (!files->isEmpty() && QGuiApplication::mouseButtons().testFlag(Qt::LeftButton))
            startDrag(*files);
    });
    m_actions.read([ids, path, answer](StoreReader &reader) { answer(writeMessageFiles(reader, ids, path)); });
}

void MessagePane::startDrag(const QStringList &files)
{
    auto *mail = new QMimeData;
    QList<QUrl> urls;
    for (const QString &file : files)
        urls.append(QUrl::fromLocalFile(file));
    mail->setUrls(urls);
    if (QFile only(files.first()); files.size() == 1 && only.open(QIODevice::ReadOnly))
        mail->setData(QStringLiteral("message/rfc822"), only.readAll());
    auto *drag = new QDrag(m_table);
    drag->setMimeData(mail);
    constexpr int kIcon = 32;
    drag->setPixmap(
        Icons::pixmap(QStringLiteral("attachment"), kIcon, palette().color(QPalette::Text), devicePixelRatioF()));
    drag->exec(Qt::CopyAction); // runs a loop of its own: QDrag knows no other way
}

void MessagePane::save(QSettings &settings, const QString &name) const
{
    m_table->save(settings, name + QStringLiteral("/messages"));
    settings.setValue(name + QStringLiteral("/columns"), saveState());
}

void MessagePane::restore(const QSettings &settings, const QString &name)
{
    m_table->restore(settings, name + QStringLiteral("/messages"));
    restoreState(settings.value(name + QStringLiteral("/columns")).toByteArray());
}

} // namespace mailweir

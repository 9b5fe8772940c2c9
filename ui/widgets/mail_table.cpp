// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mail_table.h"

#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/state_look.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSettings>
#include <QStyleOptionHeader>
#include <QToolTip>

#include <utility>

namespace mailweir {

MailHeader::MailHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setMinimumSectionSize(fontMetrics().horizontalAdvance(u'0') * 5);
}

void MailHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    constexpr int kMargin = 8; // that of the cells
    painter->save();
    painter->fillRect(rect, palette().color(QPalette::Base));
    painter->setPen(palette().color(QPalette::Mid));
    painter->drawLine(rect.bottomLeft(), rect.bottomRight());
    QRect text = rect.adjusted(kMargin, 0, -kMargin, -1);
    const QVariant alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    const Qt::Alignment side = alignment.isValid() ? alignment.value<Qt::Alignment>() : defaultAlignment();
    if (isSortIndicatorShown() && sortIndicatorSection() == section) {
        constexpr int kArrow = 10;
        const bool right = side & Qt::AlignRight;
        QStyleOptionHeader arrow;
        arrow.initFrom(this);
        arrow.rect =
            QRect(right ? text.left() : text.right() - kArrow, text.center().y() - kArrow / 2 + 2, kArrow, kArrow);
        arrow.sortIndicator =
            sortIndicatorOrder() == Qt::AscendingOrder ? QStyleOptionHeader::SortDown : QStyleOptionHeader::SortUp;
        style()->drawPrimitive(QStyle::PE_IndicatorHeaderArrow, &arrow, painter, this);
        text.adjust(right ? kArrow + 4 : 0, 0, right ? 0 : -kArrow - 4, 0);
    }
    painter->setPen(dimmedText(palette()));
    const QString title = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    painter->drawText(text, int(side) | Qt::TextSingleLine,
                      painter->fontMetrics().elidedText(title, Qt::ElideRight, text.width()));
    painter->restore();
}

MailTable::MailTable(QWidget *parent)
    : QTableView(parent)
{
    setHorizontalHeader(new MailHeader(this));
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setFrameShape(NoFrame);
    setContextMenuPolicy(Qt::CustomContextMenu);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);

    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
}

void MailTable::setColumns(const QList<int> &widths, int stretch, const QList<int> &expendable)
{
    m_stretch = stretch;
    m_expendable = expendable;
    const int character = fontMetrics().horizontalAdvance(u'0');
    for (int column = 0; column < widths.size(); ++column)
        horizontalHeader()->resizeSection(column, widths[column] * character);
    horizontalHeader()->setSectionResizeMode(stretch, QHeaderView::Stretch);
}

void MailTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void MailTable::fitColumns()
{
    constexpr int kCharacters = 22; // below that, words can no longer be told from each other
    QHeaderView *header = horizontalHeader();
    for (const int column : std::as_const(m_expendable))
        header->showSection(column);
    int room = viewport()->width();
    for (int column = 0; column < header->count(); ++column)
        room -= column == m_stretch ? 0 : header->sectionSize(column);
    for (const int column : std::as_const(m_expendable)) {
        if (room >= kCharacters * fontMetrics().horizontalAdvance(u'0'))
            break;
        room += header->sectionSize(column);
        header->hideSection(column);
    }
}

void MailTable::save(QSettings &settings, const QString &key) const
{
    settings.setValue(key, horizontalHeader()->saveState());
}

void MailTable::restore(const QSettings &settings, const QString &key)
{
    horizontalHeader()->restoreState(settings.value(key).toByteArray());
    fitColumns();
}

std::pair<int, int> MailTable::visibleRows() const
{
    const int first = rowAt(0);
    const int last = rowAt(viewport()->height() - 1);
    if (first < 0)
        return {-1, -1};
    return {first, last < 0 ? model()->rowCount() - 1 : last};
}

bool MailTable::isCurrentVisible() const
{
    const auto [first, last] = visibleRows();
    const int row = currentIndex().row();
    return row >= 0 && row >= first && row <= last;
}

void MailTable::followCurrent(bool wasVisible)
{
    if (wasVisible && !isCurrentVisible())
        scrollTo(currentIndex(), EnsureVisible);
}

void MailTable::keyPressEvent(QKeyEvent *event)
{
    const auto move = [&](Qt::Key key) {
        // Getting the focus has made a row the current one without selecting it: that is where the way begins.
        if (currentIndex().isValid() && !selectionModel()->hasSelection()) {
            selectRow(currentIndex().row());
            return;
        }
        QKeyEvent arrow(QEvent::KeyPress, key, event->modifiers());
        QTableView::keyPressEvent(&arrow);
    };
    if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
        QTableView::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_J:
    case Qt::Key_Down:
        move(Qt::Key_Down);
        break;
    case Qt::Key_K:
    case Qt::Key_Up:
        move(Qt::Key_Up);
        break;
    case Qt::Key_Space:
        Q_EMIT pageRequested(!(event->modifiers() & Qt::ShiftModifier));
        break;
    case Qt::Key_Delete:
        Q_EMIT deleteRequested();
        break;
    case Qt::Key_Escape:
        Q_EMIT escaped();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (currentIndex().isValid())
            Q_EMIT activated(currentIndex());
        break;
    default:
        // Letters would otherwise search the first column while the user means a shortcut.
        if (event->text().isEmpty() || !event->text().front().isLetterOrNumber())
            QTableView::keyPressEvent(event);
        else
            event->ignore();
    }
}

void MailTable::keepPlace(bool firstToo)
{
    m_place = firstToo ? Place::KeptAtTop : Place::Kept;
    m_above = 0;
}

void MailTable::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const int top = verticalScrollBar()->value(); // a row, as scrolling is by item
    const bool pointed = viewport()->underMouse();
    const bool keep = m_place != Place::Free && start <= top && model()->rowCount() > end - start + 1
        && (top > 0 || pointed || m_place == Place::KeptAtTop);
    QTableView::rowsInserted(parent, start, end);
    if (!keep)
        return;
    const int count = end - start + 1;
    if (m_place == Place::Kept && pointed && top == m_above)
        m_above += count;
    updateGeometries(); // the range of the scroll bar
    verticalScrollBar()->setValue(top + count);
}

void MailTable::releasePlace()
{
    if (const int above = std::exchange(m_above, 0); above > 0 && verticalScrollBar()->value() == above)
        verticalScrollBar()->setValue(0);
}

void MailTable::startDrag(Qt::DropActions)
{
    Q_EMIT dragged();
}

bool MailTable::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Enter) {
        Q_EMIT pointerInside(true);
    } else if (event->type() == QEvent::Leave) {
        releasePlace();
        Q_EMIT pointerInside(false);
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QModelIndex index = indexAt(help->pos());
        QToolTip::showText(help->globalPos(), plainToolTip(index.data(Qt::ToolTipRole).toString()), viewport(),
                           visualRect(index));
        return true;
    }
    return QTableView::viewportEvent(event);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/row_delegate.h"

#include "ui/models/delivery_table_model.h"
#include "ui/models/group_table_model.h"
#include "ui/models/message_table_model.h"
#include "ui/widgets/icons.h"

#include <QPainter>

#include <algorithm>

namespace mailweir {

namespace {

constexpr int kIconSize = 16;

void drawArc(QPainter *painter, const QRect &rect, double left, const QColor &colour)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF circle = QRectF(rect).adjusted(2, 2, -2, -2);
    QColor track = colour;
    track.setAlphaF(0.25F);
    painter->setPen(QPen(track, 2));
    painter->drawEllipse(circle);
    painter->setPen(QPen(colour, 2, Qt::SolidLine, Qt::FlatCap));
    constexpr int kSixteenths = 16;
    painter->drawArc(circle, 90 * kSixteenths, qRound(360 * kSixteenths * left));
    painter->restore();
}

void drawHistory(QPainter *painter, const QRect &rect, const std::array<quint32, Group::kHistoryMinutes> &history,
                 QColor colour)
{
    const quint32 most = *std::max_element(history.cbegin(), history.cend());
    const int height = rect.height() - 8;
    const int bottom = rect.bottom() - 3;
    const int step = std::max(1, rect.width() / Group::kHistoryMinutes);
    // Shown is what fits, the newest at the right edge.
    const int shown = std::min<int>(Group::kHistoryMinutes, rect.width() / step);
    QColor line = colour;
    line.setAlphaF(0.22F);
    painter->fillRect(rect.right() - shown * step + 1, bottom, shown * step, 1, line);
    if (most == 0)
        return;
    colour.setAlphaF(0.85F);
    for (int i = 0; i < shown; ++i) {
        const quint32 value = history[size_t(Group::kHistoryMinutes - 1 - i)];
        if (value == 0)
            continue;
        const int bar = std::max(2, int(qint64(height) * value / most));
        const int x = rect.right() - (i + 1) * step + 1;
        painter->fillRect(x, bottom - bar + 1, step > 2 ? step - 1 : step, bar, colour);
    }
}

void drawUnreadMark(QPainter *painter, const QRect &cell, const QColor &colour)
{
    constexpr double kSize = 4;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colour);
    painter->drawEllipse(QRectF(cell.left() + 1, cell.center().y() - kSize / 2 + 1, kSize, kSize));
    painter->restore();
}

/// Fixed words in `text`, marks (‹n›) in `mark`; cut off at the end with an ellipsis.
void drawLabel(QPainter *painter, QRect rect, const QString &label, const QFontMetrics &metrics, const QColor &text,
               const QColor &mark)
{
    const QString shown = metrics.elidedText(label, Qt::ElideRight, rect.width());
    qsizetype at = 0;
    while (at < shown.size()) {
        const bool isMark = shown[at] == u'‹';
        qsizetype end = isMark ? shown.indexOf(u'›', at) + 1 : shown.indexOf(u'‹', at);
        if (end <= 0)
            end = shown.size();
        const QString piece = shown.mid(at, end - at);
        painter->setPen(isMark ? mark : text);
        painter->drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, piece);
        rect.setLeft(rect.left() + metrics.horizontalAdvance(piece));
        at = end;
    }
}

} // namespace

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (isSelected(option)) {
        const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
        painter->fillRect(option.rect, option.palette.color(group, QPalette::Highlight));
    } else if (option.state & QStyle::State_MouseOver) {
        QColor hover = option.palette.color(QPalette::Highlight);
        hover.setAlphaF(0.08F);
        painter->fillRect(option.rect, hover);
    }
    painter->setFont(option.font);
    paintContent(painter, option, index);
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString text = index.data().toString();
    return {option.fontMetrics.horizontalAdvance(text) + 2 * kMargin, option.fontMetrics.height() + 10};
}

void RowDelegate::paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant alignment = index.data(Qt::TextAlignmentRole);
    painter->setPen(textColour(option));
    drawText(painter, contentRect(option), index.data().toString(),
             alignment.isValid() ? alignment.value<Qt::Alignment>() : Qt::AlignLeft | Qt::AlignVCenter);
}

QRect RowDelegate::contentRect(const QStyleOptionViewItem &option)
{
    return option.rect.adjusted(kMargin, 0, -kMargin, 0);
}

bool RowDelegate::isSelected(const QStyleOptionViewItem &option)
{
    return option.state & QStyle::State_Selected;
}

QColor RowDelegate::textColour(const QStyleOptionViewItem &option)
{
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    return option.palette.color(group, isSelected(option) ? QPalette::HighlightedText : QPalette::Text);
}

QColor RowDelegate::dimColour(const QStyleOptionViewItem &option)
{
    return isSelected(option) ? textColour(option) : dimmedText(option.palette);
}

QColor RowDelegate::colour(Tone tone, const QStyleOptionViewItem &option)
{
    return isSelected(option) ? textColour(option) : toneColour(tone, option.palette);
}

void RowDelegate::drawText(QPainter *painter, const QRect &rect, const QString &text, Qt::Alignment alignment,
                           Qt::TextElideMode elide)
{
    if (text.isEmpty() || rect.width() <= 0)
        return;
    const QFontMetrics metrics = painter->fontMetrics();
    const bool fits = metrics.horizontalAdvance(text) <= rect.width();
    painter->drawText(rect, int(alignment) | Qt::TextSingleLine,
                      fits ? text : metrics.elidedText(text, elide, rect.width()));
}

QRect RowDelegate::drawState(QPainter *painter, const QStyleOptionViewItem &option, const StateLook &look,
                             const QString &word)
{
    const QRect rect = contentRect(option);
    QRect icon(rect.left(), 0, kIconSize, kIconSize);
    icon.moveCenter({icon.center().x(), rect.center().y() + 1});
    const QColor tone = colour(look.tone, option);
    if (!look.icon.isEmpty())
        painter->drawPixmap(icon, Icons::pixmap(look.icon, kIconSize, tone, painter->device()->devicePixelRatioF()));
    painter->setPen(tone);
    drawText(painter, rect.adjusted(kIconSize + 6, 0, 0, 0), word);
    return icon;
}

QRect RowDelegate::drawMark(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                            const QString &icon)
{
    QRect mark(rect.right() - kIconSize + 1, 0, kIconSize, kIconSize);
    mark.moveCenter({mark.center().x(), rect.center().y()});
    painter->drawPixmap(mark,
                        Icons::pixmap(icon, kIconSize, dimColour(option), painter->device()->devicePixelRatioF()));
    return mark;
}

void GroupDelegate::paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    switch (index.column()) {
    case GroupTableModel::StateColumn: {
        const auto group = index.data(GroupTableModel::GroupRole).value<Group>();
        const QRect icon = drawState(painter, option, lookOf(group), index.data().toString());
        if (const QVariant left = index.data(GroupTableModel::CountdownRole);
            left.isValid() && group.state == GroupState::Collecting)
            drawArc(painter, icon, left.toDouble(), colour(Tone::Active, option));
        break;
    }
    case GroupTableModel::SubjectColumn:
        drawLabel(painter, contentRect(option), index.data().toString(), painter->fontMetrics(), textColour(option),
                  dimColour(option));
        break;
    case GroupTableModel::HistoryColumn:
        drawHistory(painter, contentRect(option),
                    index.data(GroupTableModel::HistoryRole).value<std::array<quint32, Group::kHistoryMinutes>>(),
                    colour(Tone::Active, option));
        break;
    case GroupTableModel::FirstColumn:
    case GroupTableModel::LastColumn:
        painter->setPen(dimColour(option));
        drawText(painter, contentRect(option), index.data().toString());
        break;
    case GroupTableModel::ToColumn:
        painter->setPen(dimColour(option));
        drawText(painter, contentRect(option), index.data().toString(), Qt::AlignLeft | Qt::AlignVCenter,
                 Qt::ElideMiddle);
        break;
    default:
        RowDelegate::paintContent(painter, option, index);
    }
}

void MessageDelegate::paintContent(QPainter *painter, const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    QRect rect = contentRect(option);
    switch (index.column()) {
    case MessageTableModel::FromColumn:
        painter->setPen(textColour(option));
        drawText(painter, rect, index.data().toString(), Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
        break;
    case MessageTableModel::SubjectColumn: // the one that is never hidden
        if (index.data(MessageTableModel::UnreadRole).toBool())
            drawUnreadMark(painter, option.rect, colour(Tone::Active, option));
        if (index.data(MessageTableModel::AttachmentsRole).toInt() > 0)
            rect.setRight(drawMark(painter, option, rect, QStringLiteral("attachment")).left() - 4);
        if (index.data(MessageTableModel::PinnedRole).toBool())
            rect.setRight(drawMark(painter, option, rect, QStringLiteral("pin")).left() - 4);
        painter->setPen(textColour(option));
        drawText(painter, rect, index.data().toString());
        break;
    case MessageTableModel::ReceivedColumn:
        painter->setPen(dimColour(option));
        drawText(painter, rect, index.data().toString());
        break;
    default:
        painter->setPen(dimColour(option));
        drawText(painter, rect, index.data().toString(), Qt::AlignRight | Qt::AlignVCenter);
    }
}

void DeliveryDelegate::paintContent(QPainter *painter, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    switch (index.column()) {
    case DeliveryTableModel::StateColumn:
        drawState(painter, option, lookOf(DeliveryState(index.data(DeliveryTableModel::StateRole).toInt())),
                  index.data().toString());
        break;
    case DeliveryTableModel::RecipientColumn:
        painter->setPen(textColour(option));
        drawText(painter, contentRect(option), index.data().toString(), Qt::AlignLeft | Qt::AlignVCenter,
                 Qt::ElideMiddle);
        break;
    case DeliveryTableModel::NextTryColumn:
    case DeliveryTableModel::CreatedColumn:
        painter->setPen(dimColour(option));
        drawText(painter, contentRect(option), index.data().toString());
        break;
    default:
        RowDelegate::paintContent(painter, option, index);
    }
}

} // namespace mailweir

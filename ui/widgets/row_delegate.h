// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/state_look.h"

#include <QAbstractItemDelegate>
#include <QFont>
#include <QPersistentModelIndex>

class QPainter;

namespace mailweir {

/// Draws a table's cells plainly, without the style: two and a half times cheaper, which is what a live table lives on.
/// Thread: GUI.
class RowDelegate : public QAbstractItemDelegate {
    Q_OBJECT
public:
    using QAbstractItemDelegate::QAbstractItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    /// Draws what is in the cell; background and focus are done. The default is the text, elided at its end.
    virtual void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;

    static constexpr int kMargin = 8;
    [[nodiscard]] static QRect contentRect(const QStyleOptionViewItem &option);
    [[nodiscard]] static bool isSelected(const QStyleOptionViewItem &option);
    [[nodiscard]] static QColor textColour(const QStyleOptionViewItem &option);
    [[nodiscard]] static QColor dimColour(const QStyleOptionViewItem &option);
    [[nodiscard]] static QColor colour(Tone tone, const QStyleOptionViewItem &option);
    static void drawText(QPainter *painter, const QRect &rect, const QString &text,
                         Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter,
                         Qt::TextElideMode elide = Qt::ElideRight);
    /// Icon and word; an empty icon leaves its place free and returns it.
    static QRect drawState(QPainter *painter, const QStyleOptionViewItem &option, const StateLook &look,
                           const QString &word);
    /// An icon at the right end of `rect`; the answer is its place.
    static QRect drawMark(QPainter *painter, const QStyleOptionViewItem &option, const QRect &rect,
                          const QString &icon);
};

/// The group table: state with the countdown's arc, subject with its marks a shade lighter, history as bars.
class GroupDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// The messages of a group: a dot before unread ones, a pin and a paper clip behind the subject.
class MessageDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

class DeliveryDelegate final : public RowDelegate {
    Q_OBJECT
public:
    using RowDelegate::RowDelegate;

protected:
    void paintContent(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace mailweir

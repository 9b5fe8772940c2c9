// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>
#include <QTableView>

class QPainter;
class QSettings;

namespace mailweir {

/// Column titles in line with what RowDelegate draws below them. Thread: GUI.
class MailHeader final : public QHeaderView {
    Q_OBJECT
public:
    explicit MailHeader(QWidget *parent = nullptr);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
};

/// The tables of the window: whole rows, no grid, J and K beside the arrows, column widths that are kept.
/// Thread: GUI.
class MailTable final : public QTableView {
    Q_OBJECT
public:
    explicit MailTable(QWidget *parent = nullptr);

    /// Wide as `widths` says (in characters); the column `stretch` takes what is left. Where that is too little, the
    /// `expendable` ones are hidden, in that order. After setModel().
    void setColumns(const QList<int> &widths, int stretch, const QList<int> &expendable);
    void save(QSettings &settings, const QString &key) const;
    void restore(const QSettings &settings, const QString &key);

    /// The rows in sight, as first and last; -1 when there are none.
    [[nodiscard]] std::pair<int, int> visibleRows() const;
    /// Keeps the current row in sight after the order has changed, if it was.
    void followCurrent(bool wasVisible);
    [[nodiscard]] bool isCurrentVisible() const;
    /// Rows that come above those in sight leave these where they are. Without `firstToo`, they push down a table that
    /// is scrolled to its very top, unless the pointer is on it; it catches up when the pointer leaves.
    void keepPlace(bool firstToo);

Q_SIGNALS:
    void pointerInside(bool inside);
    /// Space, or Shift+Space: the reader wants the next page of what is shown beside the table.
    void pageRequested(bool forward);
    void deleteRequested();
    void escaped();
    /// The pointer drags the selected rows.
    void dragged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void startDrag(Qt::DropActions actions) override;

private:
    enum class Place { Free, Kept, KeptAtTop };

    void fitColumns();
    void releasePlace();

    int m_stretch = 0;
    QList<int> m_expendable;
    Place m_place = Place::Free;
    int m_above = 0; // rows that came while the pointer was on a table that had been at its top
};

} // namespace mailweir

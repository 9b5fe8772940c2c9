// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/batch/group.h"

#include <QAbstractTableModel>
#include <QCollator>

#include <unordered_map>
#include <vector>

namespace mailweir {

/// One row a group. Sorts by itself: a QSortFilterProxyModel costs ten times as much per batch.
///
/// Rows keep their rank while their values change; only arrange() brings them into order again, so that nothing moves
/// unless the view says it may. New rows of a batch enter together: at the top when the newest come first, else below.
/// Thread: GUI.
class GroupTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        SubjectColumn,
        CountColumn,
        RateColumn,
        HistoryColumn,
        FirstColumn,
        LastColumn,
        ToColumn
    };
    static constexpr int kColumns = ToColumn + 1;

    enum Role {
        IdRole = Qt::UserRole, ///< qint64, of the GroupId
        GroupRole, ///< Group
        CountdownRole, ///< double: share of the waiting time that is left, 0 to 1; invalid when nothing is collecting
        HistoryRole, ///< std::array<quint32, Group::kHistoryMinutes> as of now
        UnreadRole, ///< bool
    };

    explicit GroupTableModel(const Clock &clock, QObject *parent = nullptr);
    ~GroupTableModel() override;

    /// Replaces everything.
    void reset(const QList<Group> &groups);
    /// One flush of the feed. `changed` holds each group once.
    void apply(const QList<Group> &changed, const QList<GroupId> &removed);
    void setBatchRule(const BatchRule &rule);

    void sort(int column, Qt::SortOrder order) override;
    /// Brings the rows into the chosen order, if they are not; persistent indexes follow their groups.
    void arrange();
    /// While on (the pointer is over the table), new rows enter at the end and arrange() does nothing.
    void setHeld(bool held);

    /// Tells the view that texts that depend on the time may have changed in these rows.
    void touch(int firstRow, int lastRow);

    [[nodiscard]] const Group *group(int row) const;
    [[nodiscard]] const Group *find(GroupId id) const;
    [[nodiscard]] QModelIndex indexOf(GroupId id, int column = 0) const;
    [[nodiscard]] int totalGroups() const { return int(m_rows.size()); }
    [[nodiscard]] int collectingGroups() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row;
    struct SortKey;

    void enter(const std::vector<Row *> &rows);
    void leave(const std::vector<Row *> &rows);
    void reorder(std::vector<Row *> order);
    void renumber(int from);
    [[nodiscard]] std::vector<Row *> arranged(std::vector<Row *> rows) const;
    [[nodiscard]] SortKey sortKey(Row *row, Timestamp now) const;
    [[nodiscard]] QString text(const Group &group, int column) const;
    [[nodiscard]] QString toolTip(const Group &group, int column) const;
    [[nodiscard]] QString stateText(const Group &group) const;

    const Clock &m_clock;
    BatchRule m_rule;
    QCollator m_collator;
    std::unordered_map<qint64, Row> m_rows; // all of them; the nodes stay where they are
    std::vector<Row *> m_order; // as shown
    int m_sortColumn = LastColumn;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
    bool m_held = false;
    bool m_dirty = false; // the order may be wrong
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/group_table_model.h"

#include <algorithm>

namespace mailweir {

struct GroupTableModel::Row {
    Group group;
    int position = -1; // in m_order; -1: not in it yet
    std::optional<QCollatorSortKey> labelKey; // made when it is first sorted by the subject
};

/// What two rows are compared by: a number, or a collation key.
struct GroupTableModel::SortKey {
    qint64 number = 0;
    const QCollatorSortKey *text = nullptr;
    QString address;
    Row *row = nullptr;

    [[nodiscard]] int compare(const SortKey &other) const
    {
        if (text && other.text)
            return text->compare(*other.text);
        if (number != other.number)
            return number < other.number ? -1 : 1;
        return address.compare(other.address);
    }
};

GroupTableModel::GroupTableModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
    if (m_collator.locale().language() == QLocale::C) // which orders by code point and knows no numbers
        m_collator.setLocale(QLocale(QLocale::English));
    m_collator.setNumericMode(true);
    m_collator.setCaseSensitivity(Qt::CaseInsensitive);
}

GroupTableModel::~GroupTableModel() = default;

void GroupTableModel::reset(const QList<Group> &groups)
{
    beginResetModel();
    m_rows.clear();
    m_order.clear();
    for (const Group &group : groups)
        m_rows[group.id.value].group = group;
    for (auto &[id, row] : m_rows)
        m_order.push_back(&row);
    m_order = arranged(std::move(m_order));
    renumber(0);
    m_dirty = false;
    endResetModel();
}

void GroupTableModel::apply(const QList<Group> &changed, const QList<GroupId> &removed)
{
    std::vector<Row *> gone;
    for (const GroupId id : removed) {
        const auto found = m_rows.find(id.value);
        if (found != m_rows.end() && found->second.position >= 0)
            gone.push_back(&found->second);
    }
    leave(gone);
    for (const GroupId id : removed)
        m_rows.erase(id.value);

    std::vector<Row *> fresh;
    int first = rowCount();
    int last = -1;
    for (const Group &group : changed) {
        const auto [it, isNew] = m_rows.try_emplace(group.id.value);
        Row &row = it->second;
        if (row.group.label != group.label)
            row.labelKey.reset();
        row.group = group;
        if (row.position >= 0) {
            first = std::min(first, row.position);
            last = std::max(last, row.position);
        } else {
            fresh.push_back(&row);
        }
    }
    if (last >= 0) {
        m_dirty = true;
        Q_EMIT dataChanged(index(first, 0), index(last, kColumns - 1));
    }
    enter(fresh);
}

void GroupTableModel::setBatchRule(const BatchRule &rule)
{
    m_rule = rule;
    touch(0, rowCount() - 1);
}

void GroupTableModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= kColumns)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    reorder(arranged(m_order)); // asked for by the user: also while held
    m_dirty = false;
}

void GroupTableModel::arrange()
{
    if (m_held || !m_dirty)
        return;
    m_dirty = false;
    reorder(arranged(m_order));
}

void GroupTableModel::setHeld(bool held)
{
    m_held = held;
}

void GroupTableModel::touch(int firstRow, int lastRow)
{
    firstRow = std::max(firstRow, 0);
    lastRow = std::min(lastRow, rowCount() - 1);
    if (firstRow <= lastRow)
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, kColumns - 1));
}

const Group *GroupTableModel::group(int row) const
{
    return row >= 0 && row < rowCount() ? &m_order[size_t(row)]->group : nullptr;
}

const Group *GroupTableModel::find(GroupId id) const
{
    const auto found = m_rows.find(id.value);
    return found == m_rows.end() ? nullptr : &found->second.group;
}

QModelIndex GroupTableModel::indexOf(GroupId id, int column) const
{
    const auto found = m_rows.find(id.value);
    return found == m_rows.end() || found->second.position < 0 ? QModelIndex() : index(found->second.position, column);
}

int GroupTableModel::collectingGroups() const
{
    return int(std::count_if(m_rows.cbegin(), m_rows.cend(), [](const auto &entry) {
        const auto &batch = entry.second.group.batch;
        return batch && batch->state == BatchState::Collecting;
    }));
}

int GroupTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_order.size());
}

int GroupTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

void GroupTableModel::enter(const std::vector<Row *> &rows)
{
    if (rows.empty())
        return;
    const bool newestFirst = m_sortColumn == LastColumn && m_sortOrder == Qt::DescendingOrder;
    const int at = newestFirst && !m_held ? 0 : rowCount();
    const std::vector<Row *> sorted = arranged(rows);
    beginInsertRows({}, at, at + int(sorted.size()) - 1);
    m_order.insert(m_order.begin() + at, sorted.cbegin(), sorted.cend());
    renumber(at);
    m_dirty = true;
    endInsertRows();
}

void GroupTableModel::leave(const std::vector<Row *> &rows)
{
    if (rows.empty())
        return;
    const auto [low, high] = std::minmax_element(rows.cbegin(), rows.cend(),
                                                 [](const Row *a, const Row *b) { return a->position < b->position; });
    int first = (*low)->position;
    if ((*high)->position - first + 1 != int(rows.size())) {
        // Scattered rows are gathered at the end, so that one removal does for all of them.
        std::vector<Row *> gathered = m_order;
        std::vector<bool> leaves(m_order.size());
        for (const Row *row : rows)
            leaves[size_t(row->position)] = true;
        std::stable_partition(gathered.begin(), gathered.end(),
                              [&](const Row *row) { return !leaves[size_t(row->position)]; });
        reorder(std::move(gathered));
        first = rowCount() - int(rows.size());
    }
    const auto begin = m_order.begin() + first;
    beginRemoveRows({}, first, first + int(rows.size()) - 1);
    for (Row *row : rows)
        row->position = -1;
    m_order.erase(begin, begin + qsizetype(rows.size()));
    renumber(first);
    endRemoveRows();
}

void GroupTableModel::reorder(std::vector<Row *> order)
{
    if (order == m_order)
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<Row *> followed;
    followed.reserve(size_t(before.size()));
    for (const QModelIndex &index : before)
        followed.push_back(m_order[size_t(index.row())]);
    m_order = std::move(order);
    renumber(0);
    QModelIndexList after;
    after.reserve(before.size());
    for (qsizetype i = 0; i < before.size(); ++i)
        after.append(index(followed[size_t(i)]->position, before[i].column()));
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void GroupTableModel::renumber(int from)
{
    for (size_t i = size_t(from); i < m_order.size(); ++i)
        m_order[i]->position = int(i);
}

std::vector<GroupTableModel::Row *> GroupTableModel::arranged(std::vector<Row *> rows) const
{
    const Timestamp now = m_clock.now();
    std::vector<SortKey> keys;
    keys.reserve(rows.size());
    for (Row *row : rows)
        keys.push_back(sortKey(row, now));
    const bool descending = m_sortOrder == Qt::DescendingOrder;
    // Stable: among equals the rank stays what it was.
    std::stable_sort(keys.begin(), keys.end(), [descending](const SortKey &a, const SortKey &b) {
        return descending ? b.compare(a) < 0 : a.compare(b) < 0;
    });
    std::transform(keys.cbegin(), keys.cend(), rows.begin(), [](const SortKey &key) { return key.row; });
    return rows;
}

GroupTableModel::SortKey GroupTableModel::sortKey(Row *row, Timestamp now) const
{
    const Group &group = row->group;
    SortKey key{.row = row};
    switch (m_sortColumn) {
    case StateColumn:
        key.number = int(group.state);
        break;
    case SubjectColumn:
        if (!row->labelKey)
            row->labelKey = m_collator.sortKey(group.label);
        key.text = &*row->labelKey;
        break;
    case CountColumn:
        key.number = group.count;
        break;
    case RateColumn:
        key.number = ratePerMinute(group, now);
        break;
    case HistoryColumn: {
        const auto history = historyAt(group, now);
        for (const quint32 minute : history)
            key.number += minute;
        break;
    }
    case FirstColumn:
        key.number = toUnixMs(group.first);
        break;
    case LastColumn:
        key.number = toUnixMs(group.last);
        break;
    case ToColumn:
        key.number = group.recipientCount;
        key.address = group.recipients.value(0);
        break;
    default:
        break;
    }
    return key;
}

} // namespace mailweir

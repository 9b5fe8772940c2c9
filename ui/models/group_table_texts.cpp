// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of the group table say; its order is kept in group_table_model.cpp.
#include "ui/models/group_table_model.h"
#include "ui/models/texts.h"

#include <algorithm>

namespace mailweir {

QVariant GroupTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Group &group = *this->group(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(group, index.column());
    case Qt::ToolTipRole:
        return toolTip(group, index.column());
    case Qt::AccessibleTextRole:
        return index.column() == HistoryColumn ? tr("%1 per minute").arg(ratePerMinute(group, m_clock.now()))
                                               : text(group, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == CountColumn || index.column() == RateColumn)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    case IdRole:
        return group.id.value;
    case GroupRole:
        return QVariant::fromValue(group);
    case HistoryRole:
        return QVariant::fromValue(historyAt(group, m_clock.now()));
    case UnreadRole:
        return group.unread > 0;
    case CountdownRole: {
        if (!group.batch || group.batch->state != BatchState::Collecting)
            return {};
        const Timestamp due = dueAt(*group.batch, m_rule);
        const double whole = double(std::max<qint64>(1, (due - group.batch->last).count()));
        return std::clamp(double((due - m_clock.now()).count()) / whole, 0.0, 1.0);
    }
    default:
        return {};
    }
}

QString GroupTableModel::text(const Group &group, int column) const
{
    switch (column) {
    case StateColumn:
        return stateText(group);
    case SubjectColumn:
        return group.label.isEmpty() ? tr("(no subject)") : group.label;
    case CountColumn:
        return Texts::number(group.count);
    case RateColumn:
        return Texts::number(ratePerMinute(group, m_clock.now()));
    case FirstColumn:
        return Texts::age(group.first, m_clock.now());
    case LastColumn:
        return Texts::age(group.last, m_clock.now());
    case ToColumn:
        return Texts::recipients(group.recipients, group.recipientCount);
    default: // the history is drawn
        return {};
    }
}

QString GroupTableModel::stateText(const Group &group) const
{
    if (group.state != GroupState::Collecting || !group.batch)
        return Texts::groupState(group);
    // "12 s" beside the arc; what it means is in the tooltip.
    const Timestamp now = m_clock.now();
    const Timestamp due = dueAt(*group.batch, m_rule);
    return due <= now ? tr("Sends now") : Texts::age(now, due + Milliseconds(999));
}

QString GroupTableModel::toolTip(const Group &group, int column) const
{
    switch (column) {
    case StateColumn:
        if (group.state == GroupState::Collecting && group.batch) {
            return tr("Collecting: the summary is made %1")
                .arg(Texts::until(dueAt(*group.batch, m_rule), m_clock.now()));
        }
        return Texts::groupState(group);
    case SubjectColumn:
        return group.label;
    case FirstColumn:
        return Texts::moment(group.first);
    case LastColumn:
        return Texts::moment(group.last);
    case HistoryColumn:
        return tr("Messages in each minute of the last hour");
    case ToColumn:
        return group.recipientCount > group.recipients.size() ? group.recipients.join(u'\n') + QStringLiteral("\n…")
                                                              : group.recipients.join(u'\n');
    default:
        return {};
    }
}

QVariant GroupTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == CountColumn || section == RateColumn))
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case SubjectColumn:
        return tr("Subject");
    case CountColumn:
        return tr("Count");
    case RateColumn:
        return tr("/min", "messages per minute");
    case HistoryColumn:
        return tr("Last hour");
    case FirstColumn:
        return tr("First");
    case LastColumn:
        return tr("Last");
    case ToColumn:
        return tr("To");
    default:
        return {};
    }
}

} // namespace mailweir

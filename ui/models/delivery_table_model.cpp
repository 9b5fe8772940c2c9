// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/delivery_table_model.h"

#include "ui/models/delivery_words.h"
#include "ui/models/texts.h"

#include <algorithm>

namespace mailweir {

namespace {

bool isFinished(DeliveryState state)
{
    return state == DeliveryState::Sent || state == DeliveryState::Cancelled;
}

bool isTrouble(DeliveryState state)
{
    return state == DeliveryState::Failed || state == DeliveryState::Deferred || state == DeliveryState::Held
        || state == DeliveryState::Uncertain;
}

} // namespace

DeliveryTableModel::DeliveryTableModel(const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
}

QList<DeliveryState> DeliveryTableModel::shownStates()
{
    return {DeliveryState::Waiting, DeliveryState::Sending,   DeliveryState::Deferred,
            DeliveryState::Held,    DeliveryState::Uncertain, DeliveryState::Failed};
}

void DeliveryTableModel::reset(const QList<Delivery> &deliveries)
{
    beginResetModel();
    m_rows = deliveries;
    std::sort(m_rows.begin(), m_rows.end(), [](const Delivery &a, const Delivery &b) { return a.id > b.id; });
    m_troubled.clear();
    noteTrouble(m_rows);
    endResetModel();
}

void DeliveryTableModel::apply(const QList<Delivery> &changed)
{
    noteTrouble(changed);
    const QList<DeliveryState> shown = shownStates();
    QList<Delivery> fresh;
    for (const Delivery &delivery : changed) {
        if (const int row = rowOf(delivery.id); row >= 0) {
            m_rows[row] = delivery;
            touch(row, row);
        } else if (shown.contains(delivery.state)) {
            fresh.append(delivery);
        }
    }
    std::sort(fresh.begin(), fresh.end(), [](const Delivery &a, const Delivery &b) { return a.id > b.id; });
    // Nearly always all of them are newer than every row, so this is one run.
    while (!fresh.isEmpty()) {
        const auto at = std::lower_bound(m_rows.cbegin(), m_rows.cend(), fresh.first().id,
                                         [](const Delivery &row, DeliveryId id) { return row.id > id; });
        const auto row = int(at - m_rows.cbegin());
        const auto end = std::find_if(fresh.cbegin(), fresh.cend(), [&](const Delivery &delivery) {
            return at != m_rows.cend() && delivery.id < at->id;
        });
        const auto count = end - fresh.cbegin();
        beginInsertRows({}, row, row + int(count) - 1);
        m_rows.insert(row, count, Delivery{});
        std::move(fresh.begin(), fresh.begin() + count, m_rows.begin() + row);
        endInsertRows();
        fresh.remove(0, count);
    }
    drop([this](const Delivery &delivery) { return isFinished(delivery.state) && !m_troubled.contains(delivery.id); });
}

void DeliveryTableModel::noteTrouble(const QList<Delivery> &deliveries)
{
    for (const Delivery &delivery : deliveries) {
        if (isTrouble(delivery.state))
            m_troubled.insert(delivery.id);
    }
}

void DeliveryTableModel::dropFinished()
{
    drop([](const Delivery &delivery) { return isFinished(delivery.state); });
}

void DeliveryTableModel::drop(const std::function<bool(const Delivery &)> &unwanted)
{
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (!unwanted(m_rows[last]))
            continue;
        int first = last;
        while (first > 0 && unwanted(m_rows[first - 1]))
            --first;
        beginRemoveRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_troubled.remove(m_rows[row].id);
        m_rows.remove(first, last - first + 1);
        endRemoveRows();
        last = first;
    }
}

void DeliveryTableModel::touch(int firstRow, int lastRow)
{
    firstRow = std::max(firstRow, 0);
    lastRow = std::min(lastRow, rowCount() - 1);
    if (firstRow <= lastRow)
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, kColumns - 1));
}

const Delivery *DeliveryTableModel::delivery(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[row] : nullptr;
}

int DeliveryTableModel::rowOf(DeliveryId id) const
{
    const auto found = std::lower_bound(m_rows.cbegin(), m_rows.cend(), id,
                                        [](const Delivery &row, DeliveryId wanted) { return row.id > wanted; });
    return found == m_rows.cend() || found->id != id ? -1 : int(found - m_rows.cbegin());
}

QModelIndex DeliveryTableModel::indexOf(DeliveryId id, int column) const
{
    const int row = rowOf(id);
    return row < 0 ? QModelIndex() : index(row, column);
}

int DeliveryTableModel::count(DeliveryState state) const
{
    return int(std::count_if(m_rows.cbegin(), m_rows.cend(), [state](const Delivery &d) { return d.state == state; }));
}

int DeliveryTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int DeliveryTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant DeliveryTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Delivery &delivery = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return text(delivery, index.column());
    case Qt::ToolTipRole:
        return toolTip(delivery, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == AttemptsColumn)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    case IdRole:
        return delivery.id.value;
    case StateRole:
        return int(delivery.state);
    default:
        return {};
    }
}

QString DeliveryTableModel::text(const Delivery &delivery, int column) const
{
    switch (column) {
    case StateColumn:
        return Texts::deliveryState(delivery.state);
    case RecipientColumn: {
        const DeliveryRecipient *first = DeliveryWords::decisive(delivery);
        return Texts::recipients({first ? QString::fromUtf8(first->address) : QString()},
                                 int(delivery.recipients.size()));
    }
    case SubjectColumn:
        return delivery.subject;
    case ReasonColumn:
        return DeliveryWords::reason(delivery);
    case AttemptsColumn:
        return Texts::number(delivery.attempts);
    case NextTryColumn:
        return delivery.nextAttemptAt ? Texts::until(*delivery.nextAttemptAt, m_clock.now()) : QString();
    case CreatedColumn:
        return Texts::age(delivery.createdAt, m_clock.now());
    default:
        return {};
    }
}

QString DeliveryTableModel::toolTip(const Delivery &delivery, int column) const
{
    switch (column) {
    case RecipientColumn: {
        QStringList lines;
        for (const DeliveryRecipient &recipient : delivery.recipients)
            lines.append(QString::fromUtf8(recipient.address));
        return lines.join(u'\n');
    }
    case NextTryColumn:
        return delivery.nextAttemptAt ? Texts::moment(*delivery.nextAttemptAt) : QString();
    case CreatedColumn:
        return Texts::moment(delivery.createdAt);
    default:
        return text(delivery, column);
    }
}

QVariant DeliveryTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == AttemptsColumn)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn:
        return tr("State");
    case RecipientColumn:
        return tr("Recipient");
    case SubjectColumn:
        return tr("Subject");
    case ReasonColumn:
        return tr("Reason");
    case AttemptsColumn:
        return tr("Attempts");
    case NextTryColumn:
        return tr("Next try");
    case CreatedColumn:
        return tr("Made");
    default:
        return {};
    }
}

} // namespace mailweir

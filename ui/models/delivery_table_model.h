// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/relay/delivery.h"

#include <QAbstractTableModel>
#include <QSet>

#include <functional>

namespace mailweir {

/// Deliveries that want to be looked at or are on their way, newest on top. One that had been in trouble and ends
/// stays, in its new state, until dropFinished(): what the user has just resent should not vanish under the pointer.
/// Thread: GUI.
class DeliveryTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        RecipientColumn,
        SubjectColumn,
        ReasonColumn,
        AttemptsColumn,
        NextTryColumn,
        CreatedColumn
    };
    static constexpr int kColumns = CreatedColumn + 1;

    enum Role {
        IdRole = Qt::UserRole, ///< qint64, of the DeliveryId
        StateRole, ///< int, of the DeliveryState
    };

    explicit DeliveryTableModel(const Clock &clock, QObject *parent = nullptr);

    /// The states that bring a delivery into the table.
    [[nodiscard]] static QList<DeliveryState> shownStates();

    void reset(const QList<Delivery> &deliveries);
    void apply(const QList<Delivery> &changed);
    void dropFinished();
    void touch(int firstRow, int lastRow);

    [[nodiscard]] const Delivery *delivery(int row) const;
    [[nodiscard]] QModelIndex indexOf(DeliveryId id, int column = 0) const;
    /// How many are in that state.
    [[nodiscard]] int count(DeliveryState state) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void noteTrouble(const QList<Delivery> &deliveries);
    void drop(const std::function<bool(const Delivery &)> &unwanted);
    [[nodiscard]] int rowOf(DeliveryId id) const;
    [[nodiscard]] QString text(const Delivery &delivery, int column) const;
    [[nodiscard]] QString toolTip(const Delivery &delivery, int column) const;

    const Clock &m_clock;
    QList<Delivery> m_rows; // ids descending
    QSet<DeliveryId> m_troubled; // rows that were more than waiting and sending at some time
};

} // namespace mailweir

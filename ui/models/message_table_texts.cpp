// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_table_model.h"
#include "ui/models/texts.h"

namespace mailweir {

QVariant MessageTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MessageSummary &message = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return text(message, index.column());
    case Qt::ToolTipRole:
        return toolTip(message, index.column());
    case Qt::TextAlignmentRole:
        if (index.column() == SizeColumn)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    case Qt::AccessibleTextRole:
        return accessibleText(message, index.column());
    case IdRole:
        return message.id.text();
    case UnreadRole:
        return !message.read;
    case PinnedRole:
        return message.pinned;
    case AttachmentsRole:
        return message.attachments;
    default:
        return {};
    }
}

QString MessageTableModel::text(const MessageSummary &message, int column) const
{
    switch (column) {
    case FromColumn:
        if (!message.from.name.isEmpty())
            return message.from.name;
        return message.from.address.isEmpty() ? QString::fromUtf8(message.envelopeSender) : message.from.address;
    case SubjectColumn:
        return message.subject.isEmpty() ? tr("(no subject)") : message.subject;
    case ReceivedColumn:
        return Texts::age(message.received, m_clock.now());
    case SizeColumn:
        return Texts::size(message.size);
    default:
        return {};
    }
}

QString MessageTableModel::toolTip(const MessageSummary &message, int column) const
{
    switch (column) {
    case FromColumn:
        return Texts::address(message.from);
    case SubjectColumn:
        return message.snippet.isEmpty() ? message.subject : message.subject + QStringLiteral("\n\n") + message.snippet;
    case ReceivedColumn:
        return Texts::moment(message.received);
    default:
        return {};
    }
}

QString MessageTableModel::accessibleText(const MessageSummary &message, int column) const
{
    QString words = text(message, column);
    if (column != SubjectColumn)
        return words;
    if (!message.read)
        words = tr("%1, unread", "subject").arg(words);
    if (message.pinned)
        words = tr("%1, pinned", "subject").arg(words);
    return words;
}

QVariant MessageTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && section == SizeColumn)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FromColumn:
        return tr("From");
    case SubjectColumn:
        return tr("Subject");
    case ReceivedColumn:
        return tr("Received");
    case SizeColumn:
        return tr("Size");
    default:
        return {};
    }
}

} // namespace mailweir

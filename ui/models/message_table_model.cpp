// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_table_model.h"

#include "ui/models/texts.h"

#include <algorithm>

namespace mailweir {

MessageTableModel::MessageTableModel(ReadRunner read, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_read(std::move(read))
    , m_clock(clock)
    , m_inbox(this)
{
}

void MessageTableModel::setGroup(GroupId group)
{
    if (group == m_group)
        return;
    clear();
    m_group = group;
    reload();
}

void MessageTableModel::reload()
{
    ++m_generation;
    m_arrived.clear();
    m_loadingOlder = false;
    m_loadingNewest = !m_group.isNull();
    if (m_loadingNewest)
        request(std::nullopt);
}

void MessageTableModel::clear()
{
    ++m_generation;
    m_arrived.clear();
    m_loadingNewest = m_loadingOlder = false;
    m_atEnd = true;
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void MessageTableModel::request(std::optional<MessageId> before)
{
    const MessageQuery query{.group = m_group, .before = before, .limit = kPage};
    const bool newest = !before;
    const auto answer = m_inbox.wrap<Result<QList<MessageSummary>>>(
        [this, newest, generation = m_generation](const Result<QList<MessageSummary>> &page) {
            takePage(generation, newest, page);
        });
    m_read([query, answer](StoreReader &reader) { answer(reader.messages(query)); });
}

void MessageTableModel::takePage(quint64 generation, bool newest, const Result<QList<MessageSummary>> &page)
{
    if (generation != m_generation)
        return;
    (newest ? m_loadingNewest : m_loadingOlder) = false;
    if (!page) {
        m_atEnd = true; // asking again with every scroll would only repeat the error
        Q_EMIT loadFailed(page.error());
        return;
    }
    m_atEnd = page->size() < kPage;
    if (newest) {
        const QList<MessageSummary> arrived = std::exchange(m_arrived, {});
        beginResetModel();
        m_rows.assign(page->cbegin(), page->cend());
        endResetModel();
        insertNewest(arrived);
        Q_EMIT loaded(m_group);
    } else if (!page->isEmpty()) {
        const int first = rowCount();
        beginInsertRows({}, first, first + int(page->size()) - 1);
        m_rows.insert(m_rows.end(), page->cbegin(), page->cend());
        endInsertRows();
    }
}

void MessageTableModel::apply(const QList<MessageSummary> &added, const QSet<MessageId> &removed,
                              const QSet<MessageId> &read)
{
    removeRowsOf(removed);
    QList<MessageSummary> mine;
    for (const MessageSummary &message : added) {
        if (message.group == m_group && !removed.contains(message.id))
            mine.append(message);
    }
    if (m_loadingNewest)
        m_arrived += mine;
    else
        insertNewest(mine);
    if (read.isEmpty())
        return;
    for (MessageSummary &message : m_arrived)
        message.read = message.read || read.contains(message.id);
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (!m_rows[i].read && read.contains(m_rows[i].id)) {
            m_rows[i].read = true;
            touch(int(i), int(i));
        }
    }
}

void MessageTableModel::insertNewest(const QList<MessageSummary> &ascending)
{
    const MessageId top = m_rows.empty() ? MessageId{} : m_rows.front().id;
    // What is not above the top came with a page already.
    const auto first = std::find_if(ascending.cbegin(), ascending.cend(), [&](const auto &m) { return m.id > top; });
    const int count = int(ascending.cend() - first);
    if (count == 0)
        return;
    beginInsertRows({}, 0, count - 1);
    std::for_each(first, ascending.cend(), [this](const MessageSummary &message) { m_rows.push_front(message); });
    endInsertRows();
    trim();
}

void MessageTableModel::trim()
{
    if (rowCount() <= kMaxRows)
        return;
    beginRemoveRows({}, kMaxRows, rowCount() - 1);
    m_rows.resize(size_t(kMaxRows));
    m_atEnd = false;
    endRemoveRows();
    // An older page that is on its way would leave a gap above it.
    if (m_loadingOlder) {
        m_loadingOlder = false;
        ++m_generation;
    }
}

void MessageTableModel::removeRowsOf(const QSet<MessageId> &ids)
{
    if (ids.isEmpty())
        return;
    m_arrived.removeIf([&](const MessageSummary &message) { return ids.contains(message.id); });
    // From the end, run by run: the rows in front keep their numbers.
    for (int last = rowCount() - 1; last >= 0; --last) {
        if (!ids.contains(m_rows[size_t(last)].id))
            continue;
        int first = last;
        while (first > 0 && ids.contains(m_rows[size_t(first) - 1].id))
            --first;
        beginRemoveRows({}, first, last);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        endRemoveRows();
        last = first;
    }
}

void MessageTableModel::touch(int firstRow, int lastRow)
{
    firstRow = std::max(firstRow, 0);
    lastRow = std::min(lastRow, rowCount() - 1);
    if (firstRow <= lastRow)
        Q_EMIT dataChanged(index(firstRow, 0), index(lastRow, kColumns - 1));
}

const MessageSummary *MessageTableModel::message(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[size_t(row)] : nullptr;
}

QModelIndex MessageTableModel::indexOf(MessageId id, int column) const
{
    const auto found = std::lower_bound(m_rows.cbegin(), m_rows.cend(), id,
                                        [](const MessageSummary &row, MessageId wanted) { return row.id > wanted; });
    return found == m_rows.cend() || found->id != id ? QModelIndex() : index(int(found - m_rows.cbegin()), column);
}

int MessageTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int MessageTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant MessageTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MessageSummary &message = m_rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
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
    case Qt::ToolTipRole:
        switch (index.column()) {
        case FromColumn:
            return Texts::address(message.from);
        case SubjectColumn:
            return message.snippet.isEmpty() ? message.subject
                                             : message.subject + QStringLiteral("\n\n") + message.snippet;
        case ReceivedColumn:
            return Texts::moment(message.received);
        default:
            return {};
        }
    case Qt::TextAlignmentRole:
        if (index.column() == SizeColumn)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        return {};
    case IdRole:
        return message.id.text();
    case Qt::AccessibleTextRole:
        if (index.column() == SubjectColumn && !message.read)
            return tr("%1, unread", "subject").arg(data(index, Qt::DisplayRole).toString());
        return data(index, Qt::DisplayRole);
    case UnreadRole:
        return !message.read;
    case AttachmentsRole:
        return message.attachments;
    default:
        return {};
    }
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

bool MessageTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_atEnd && !m_loadingOlder && !m_loadingNewest && !m_rows.empty();
}

void MessageTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_loadingOlder = true;
    request(m_rows.back().id);
}

} // namespace mailweir

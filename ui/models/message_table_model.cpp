// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_table_model.h"

#include <algorithm>

namespace mailweir {

MessageTableModel::MessageTableModel(ReadRunner read, const Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_read(std::move(read))
    , m_clock(clock)
    , m_inbox(this)
    , m_cancelled(std::make_shared<std::atomic_bool>(false))
{
    m_cooling.setSingleShot(true);
    m_cooling.setInterval(kRefreshInterval);
    connect(&m_cooling, &QTimer::timeout, this, [this] {
        if (m_stale && !m_loading)
            refresh();
    });
}

void MessageTableModel::setGroup(GroupId group)
{
    if (group == m_group && !m_search)
        return;
    clear();
    m_search.reset();
    m_group = group;
    reload();
}

void MessageTableModel::setSearch(const SearchQuery &search)
{
    m_group = {};
    m_search = search;
    reload();
}

void MessageTableModel::reload()
{
    cancelRequests();
    if (!m_group.isNull() || m_search)
        request(Page::Newest, query());
}

void MessageTableModel::showOldest(qint64 total)
{
    if (m_rows.empty() || m_loading == Page::Newest)
        return;
    cancelRequests();
    const MessageId before = m_newer ? m_newer->before : m_rows.front().id;
    MessageQuery oldest = query();
    oldest.before = before;
    oldest.start = std::max<qint64>(0, total - kPage);
    request(Page::Oldest, oldest);
}

void MessageTableModel::fetchNewer()
{
    if (!m_newer || m_loading || m_rows.empty())
        return;
    MessageQuery newer = query();
    if (m_newer->count > 0) {
        newer.before = m_newer->before;
        newer.start = std::max<qint64>(0, m_newer->count - kPage);
        newer.limit = int(m_newer->count - newer.start);
    }
    request(Page::Newer, newer);
}

void MessageTableModel::clear()
{
    cancelRequests();
    m_atEnd = true;
    m_newer.reset();
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

void MessageTableModel::cancelRequests()
{
    *m_cancelled = true;
    m_cancelled = std::make_shared<std::atomic_bool>(false);
    m_meanwhile = {};
    m_loading.reset();
    m_stale = false;
    m_restoredFrom.reset();
}

MessageQuery MessageTableModel::query() const
{
    MessageQuery query{.search = m_search, .limit = kPage};
    if (!m_search)
        query.group = m_group;
    return query;
}

void MessageTableModel::request(Page kind, MessageQuery query)
{
    m_loading = kind;
    query.cancelled = m_cancelled;
    const auto answer = m_inbox.wrap<Result<Rows>>([this, kind, query](const Result<Rows> &page) {
        if (!*query.cancelled)
            takePage(kind, query, page);
    });
    m_read([query, answer](StoreReader &reader) {
        if (!*query.cancelled)
            answer(reader.messages(query));
    });
}

void MessageTableModel::takePage(Page kind, const MessageQuery &query, const Result<Rows> &page)
{
    if (m_loading == kind)
        m_loading.reset();
    const MessageChanges meanwhile = m_loading ? m_meanwhile : std::exchange(m_meanwhile, {});
    if (!page) {
        m_atEnd = true; // asking again with every scroll would only repeat the error
        change(meanwhile);
        Q_EMIT loadFailed(page.error());
        return;
    }
    switch (kind) {
    case Page::Newest:
        m_newer.reset();
        replaceRows(*page);
        break;
    case Page::Refresh:
        takeRefresh(*page);
        break;
    case Page::Older:
        m_atEnd = page->size() < kPage;
        insertMissing(*page);
        break;
    case Page::Newer:
        takeNewer(*page);
        break;
    case Page::Oldest:
        if (page->isEmpty()) // more were removed meanwhile than the caller knew of
            break;
        m_newer = {*query.before, query.start};
        replaceRows(*page);
        break;
    }
    change(meanwhile); // the page may have been read before
    if (kind == Page::Newest)
        Q_EMIT loaded();
    else if (kind == Page::Oldest && !page->isEmpty())
        Q_EMIT oldestShown();
    if (m_stale && !m_loading && !m_cooling.isActive())
        refresh();
}

void MessageTableModel::replaceRows(const Rows &newestFirst)
{
    beginResetModel();
    m_rows.assign(newestFirst.cbegin(), newestFirst.cend());
    m_atEnd = newestFirst.size() < kPage;
    endResetModel();
}

void MessageTableModel::takeRefresh(const Rows &newestFirst)
{
    const bool joins = !m_rows.empty() && !newestFirst.isEmpty() && !(newestFirst.last().id > m_rows.front().id);
    if (newestFirst.size() == kPage && !joins) { // more is new than fits on a page
        cancelRequests(); // an older page would leave a gap above it
        replaceRows(newestFirst);
        return;
    }
    const bool covered = !m_restoredFrom || newestFirst.size() < kPage || !(*m_restoredFrom < newestFirst.last().id)
        || (!m_atEnd && *m_restoredFrom < m_rows.back().id);
    if (!covered) { // rows came back below the page
        reload();
        return;
    }
    if (!m_stale)
        m_restoredFrom.reset();
    insertMissing(newestFirst);
    trim();
}

void MessageTableModel::takeNewer(const Rows &newestFirst)
{
    if (m_newer->count > 0) {
        m_newer->count -= std::min<qint64>(m_newer->count, kPage);
        insertMissing(newestFirst);
    } else if (newestFirst.isEmpty() || !(newestFirst.last().id > m_rows.front().id)) {
        m_newer.reset();
        insertMissing(newestFirst);
    } else {
        m_newer.reset();
        replaceRows(newestFirst);
    }
}

void MessageTableModel::apply(const MessageChanges &changes)
{
    if (m_loading)
        collect(changes);
    change(changes);
    if (!m_search || !changes.matchesOld)
        return;
    if (changes.restoredFrom)
        m_restoredFrom = std::min(m_restoredFrom.value_or(*changes.restoredFrom), *changes.restoredFrom);
    refreshSoon();
}

void MessageTableModel::change(const MessageChanges &changes)
{
    removeRowsOf(changes.removed);
    if (!m_search && m_loading != Page::Newest) { // whose page replaces all rows
        Rows mine;
        for (const MessageSummary &message : changes.added) {
            if (message.group == m_group && !changes.removed.contains(message.id))
                mine.append(message);
        }
        if (!m_newer)
            insertNewest(mine);
        insertRestored(changes.restored);
    }
    applyMarks(changes.marked); // the messages above may be older than their marks
}

void MessageTableModel::collect(const MessageChanges &changes)
{
    for (const MessageSummary &message : changes.restored)
        m_meanwhile.removed.remove(message.id);
    m_meanwhile.removed.unite(changes.removed);
    m_meanwhile.marked.insert(changes.marked);
    m_meanwhile.added += changes.added;
    m_meanwhile.restored += changes.restored;
    const auto gone = [this](const MessageSummary &message) {
        return m_meanwhile.removed.contains(message.id);
    };
    m_meanwhile.added.removeIf(gone);
    m_meanwhile.restored.removeIf(gone);
}

void MessageTableModel::refreshSoon()
{
    m_stale = true;
    if (!m_loading && !m_cooling.isActive())
        refresh();
}

void MessageTableModel::refresh()
{
    m_stale = false;
    if (m_newer) { // what is new is far above
        if (m_restoredFrom && *m_restoredFrom < m_newer->before)
            reload();
        return;
    }
    m_cooling.start();
    request(Page::Refresh, query());
}

void MessageTableModel::insertNewest(const Rows &ascending)
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

void MessageTableModel::insertMissing(const Rows &newestFirst)
{
    for (auto first = newestFirst.cbegin(); first != newestFirst.cend();) {
        const auto place =
            std::lower_bound(m_rows.cbegin(), m_rows.cend(), first->id,
                             [](const MessageSummary &row, MessageId wanted) { return row.id > wanted; });
        const bool last = place == m_rows.cend();
        if (!last && place->id == first->id) {
            ++first;
            continue;
        }
        const auto end = std::find_if(first, newestFirst.cend(), [&](const MessageSummary &message) {
            return !last && !(message.id > place->id);
        });
        const int row = int(place - m_rows.cbegin());
        beginInsertRows({}, row, row + int(end - first) - 1);
        m_rows.insert(place, first, end);
        endInsertRows();
        first = end;
    }
}

void MessageTableModel::insertRestored(Rows restored)
{
    restored.removeIf([this](const MessageSummary &message) { return message.group != m_group; });
    if (restored.isEmpty())
        return;
    if (m_newer && !m_rows.empty())
        countNewer(restored);
    // What is outside of the window comes with its page.
    const auto outside = [this](const MessageSummary &message) {
        if (m_rows.empty())
            return !m_atEnd;
        return (!m_atEnd && message.id < m_rows.back().id) || (m_newer && message.id > m_rows.front().id);
    };
    restored.removeIf(outside);
    std::sort(restored.begin(), restored.end(), [](const auto &a, const auto &b) { return a.id > b.id; });
    insertMissing(restored);
    trim();
}

void MessageTableModel::countNewer(const Rows &restored)
{
    const qint64 more = std::count_if(restored.cbegin(), restored.cend(), [this](const MessageSummary &message) {
        return message.id > m_rows.front().id && message.id < m_newer->before;
    });
    if (more == 0)
        return;
    const bool again = m_loading == Page::Newer; // it was asked for with the old number
    if (again)
        cancelRequests();
    m_newer->count += more;
    if (again)
        fetchNewer();
}

void MessageTableModel::applyMarks(const QHash<MessageId, MessageMarks> &marks)
{
    if (marks.isEmpty())
        return;
    const auto mark = [&](MessageSummary &message) {
        const auto found = marks.constFind(message.id);
        if (found == marks.cend())
            return false;
        message.read = found->read;
        message.pinned = found->pinned;
        message.tags = found->tags;
        return true;
    };
    for (size_t i = 0; i < m_rows.size(); ++i) {
        if (mark(m_rows[i]))
            touch(int(i), int(i));
    }
}

void MessageTableModel::trim()
{
    if (rowCount() <= kMaxRows)
        return;
    beginRemoveRows({}, kMaxRows, rowCount() - 1);
    m_rows.resize(size_t(kMaxRows));
    m_atEnd = false;
    endRemoveRows();
    if (m_loading == Page::Older) // it would leave a gap above it
        cancelRequests();
}

void MessageTableModel::removeRowsOf(const QSet<MessageId> &ids)
{
    if (ids.isEmpty())
        return;
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
    if (m_loading == Page::Newest)
        return;
    if (m_rows.empty() && (!m_atEnd || m_newer))
        reload();
    else if (rowCount() < kPage / 2) // a view asks for more when it scrolls, not when rows go
        fetchMore({});
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

bool MessageTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_atEnd && (!m_loading || m_loading == Page::Refresh) && !m_rows.empty();
}

void MessageTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    MessageQuery older = query();
    older.before = m_rows.back().id;
    request(Page::Older, older);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/store/mail_store.h"
#include "ui/models/inbox.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <atomic>
#include <deque>

namespace mailweir {

/// Runs a job on one of the engine's reading threads, as MailService::read() and search() do.
using ReadRunner = std::function<void(MailStore::ReadJob)>;

/// What became of stored messages between two flushes of the feed.
struct MessageChanges {
    QList<MessageSummary> added; ///< in order of arrival; of other groups than the shown one they may be left out
    QList<MessageSummary> restored; ///< anywhere in the order; likewise
    QSet<MessageId> removed;
    QHash<MessageId, MessageMarks> marked;
    bool matchesOld = false; ///< a search may find other messages now
    /// The oldest that was restored, of whatever group.
    std::optional<MessageId> restoredFrom;
};

/// The messages of one group, or those that a search finds, newest on top: the newest page at once, older ones as the
/// view scrolls (by key, never by offset), new ones as they arrive. Loading is asynchronous.
///
/// The rows are a window on the whole list without gaps. It begins at the newest message but after showOldest(), when
/// fetchNewer() extends it at its top. Thread: GUI.
class MessageTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FromColumn, SubjectColumn, ReceivedColumn, SizeColumn };
    static constexpr int kColumns = SizeColumn + 1;
    static constexpr int kPage = 200; ///< rows
    /// Rows kept while new ones arrive; the oldest beyond it are let go and can be paged in again.
    static constexpr int kMaxRows = 10'000;
    /// Between two looks for new messages that a search finds.
    static constexpr Milliseconds kRefreshInterval{500};

    enum Role {
        IdRole = Qt::UserRole, ///< QByteArray, the id's text
        UnreadRole, ///< bool
        PinnedRole, ///< bool
        AttachmentsRole, ///< int
    };

    MessageTableModel(ReadRunner read, const Clock &clock, QObject *parent = nullptr);

    /// Shows this group; null shows nothing.
    void setGroup(GroupId group);
    [[nodiscard]] GroupId group() const { return m_group; }
    /// Shows what the search finds. What is shown already stays until that is known.
    void setSearch(const SearchQuery &search);
    [[nodiscard]] bool isSearch() const { return m_search.has_value(); }
    /// Loads what is shown again, keeping it until the answer is there.
    void reload();
    /// Goes to the oldest page. `total` is how many there are in all, as far as that is known.
    void showOldest(qint64 total);
    /// Whether there are rows above the first one.
    [[nodiscard]] bool hasNewer() const { return m_newer.has_value(); }
    void fetchNewer();

    /// One flush of the feed.
    void apply(const MessageChanges &changes);
    void clear();
    void touch(int firstRow, int lastRow);

    [[nodiscard]] const MessageSummary *message(int row) const;
    [[nodiscard]] QModelIndex indexOf(MessageId id, int column = 0) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// The newest page of what is shown is there (possibly empty).
    void loaded();
    /// The same for the oldest page.
    void oldestShown();
    void loadFailed(const mailweir::Error &error);

private:
    enum class Page { Newest, Refresh, Older, Newer, Oldest };
    /// The rows that are stored above the first one: `count` that are older than `before`, that one, and newer ones.
    struct Newer {
        MessageId before;
        qint64 count = 0;
    };
    using Rows = QList<MessageSummary>;

    [[nodiscard]] MessageQuery query() const;
    void request(Page kind, MessageQuery query);
    void takePage(Page kind, const MessageQuery &query, const Result<Rows> &page);
    void change(const MessageChanges &changes);
    void collect(const MessageChanges &changes);
    void replaceRows(const Rows &newestFirst);
    void takeRefresh(const Rows &newestFirst);
    void takeNewer(const Rows &newestFirst);
    void refreshSoon();
    void refresh();
    void cancelRequests();
    void insertNewest(const Rows &ascending);
    void insertMissing(const Rows &newestFirst);
    void insertRestored(Rows restored);
    void countNewer(const Rows &restored);
    void applyMarks(const QHash<MessageId, MessageMarks> &marks);
    void removeRowsOf(const QSet<MessageId> &ids);
    void trim();
    [[nodiscard]] QString text(const MessageSummary &message, int column) const;
    [[nodiscard]] QString toolTip(const MessageSummary &message, int column) const;
    [[nodiscard]] QString accessibleText(const MessageSummary &message, int column) const;

    ReadRunner m_read;
    const Clock &m_clock;
    Inbox m_inbox;
    GroupId m_group;
    std::optional<SearchQuery> m_search;
    std::deque<MessageSummary> m_rows; // newest first
    MessageChanges m_meanwhile; // what came while a page is on its way, which may have been read before
    std::shared_ptr<std::atomic_bool> m_cancelled; // of the requests that are under way
    std::optional<Page> m_loading;
    std::optional<Newer> m_newer;
    QTimer m_cooling; // runs for kRefreshInterval after each refresh
    std::optional<MessageId> m_restoredFrom; // the oldest that the search may find again since the last refresh
    bool m_stale = false; // another refresh is due
    bool m_atEnd = true; // nothing older is stored
};

} // namespace mailweir

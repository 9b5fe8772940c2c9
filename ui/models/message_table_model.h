// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/store/mail_store.h"
#include "ui/models/inbox.h"

#include <QAbstractTableModel>
#include <QSet>

#include <deque>

namespace mailweir {

/// Runs a job on the engine's reading thread, as MailService::read() does.
using ReadRunner = std::function<void(MailStore::ReadJob)>;

/// The messages of one group, newest on top: the newest page at once, older ones as the view scrolls (by key, never
/// by offset), new ones as they arrive. Loading is asynchronous. Thread: GUI.
class MessageTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FromColumn, SubjectColumn, ReceivedColumn, SizeColumn };
    static constexpr int kColumns = SizeColumn + 1;
    static constexpr int kPage = 200; ///< rows
    /// Rows kept while new ones arrive; the oldest beyond it are let go and can be paged in again.
    static constexpr int kMaxRows = 10'000;

    enum Role {
        IdRole = Qt::UserRole, ///< QByteArray, the id's text
        UnreadRole, ///< bool
        AttachmentsRole, ///< int
    };

    MessageTableModel(ReadRunner read, const Clock &clock, QObject *parent = nullptr);

    /// Shows this group; null shows nothing.
    void setGroup(GroupId group);
    [[nodiscard]] GroupId group() const { return m_group; }
    /// Loads what is shown again, keeping it until the answer is there.
    void reload();

    /// One flush of the feed; messages of other groups are passed over.
    void apply(const QList<MessageSummary> &added, const QSet<MessageId> &removed, const QSet<MessageId> &read);
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
    /// The newest page of a group is there (possibly empty).
    void loaded(mailweir::GroupId group);
    void loadFailed(const mailweir::Error &error);

private:
    void request(std::optional<MessageId> before);
    void takePage(quint64 generation, bool newest, const Result<QList<MessageSummary>> &page);
    void insertNewest(const QList<MessageSummary> &ascending);
    void removeRowsOf(const QSet<MessageId> &ids);
    void trim();

    ReadRunner m_read;
    const Clock &m_clock;
    Inbox m_inbox;
    GroupId m_group;
    std::deque<MessageSummary> m_rows; // newest first
    QList<MessageSummary> m_arrived; // while the newest page is on its way; oldest first
    quint64 m_generation = 0; // of the group's answers; older ones are dropped
    bool m_loadingNewest = false;
    bool m_loadingOlder = false;
    bool m_atEnd = true; // nothing older is stored
};

} // namespace mailweir

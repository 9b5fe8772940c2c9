// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_summary.h"
#include "core/store/database.h"
#include "core/store/log_record.h"

#include <map>

namespace mailweir {

/// Sums over rows of messages.
struct MessageTotals {
    qint64 messages = 0;
    qint64 unread = 0;
    qint64 bytes = 0; ///< as received
    qint64 pinned = 0; ///< of the messages
    qint64 pinnedBytes = 0;

    [[nodiscard]] static MessageTotals of(const MessageSummary &message);
    MessageTotals &operator+=(const MessageTotals &other);
    [[nodiscard]] MessageTotals operator-() const { return {-messages, -unread, -bytes, -pinned, -pinnedBytes}; }
    friend bool operator==(const MessageTotals &, const MessageTotals &) = default;
};

/// What a transaction changes about the tables projects, totals and segments; written once, before it ends.
/// Thread: the indexer's.
class Counters {
public:
    void count(const QString &project, const MessageTotals &change);
    /// So many groups have got their first message, or lost their last.
    void countGroups(qint64 change) { m_groups += change; }
    /// A record that is needed from now on; `id` is null for a chunk.
    void keep(const RecordLocation &record, MessageId id);
    /// A record that the disk does not give, though it may be there.
    void miss(quint32 segment);
    /// So many records of a segment are no longer needed.
    void drop(quint32 segment, qint64 records, qint64 bytes);

    [[nodiscard]] Result<void> flush(Database &database);
    void clear();

private:
    struct Segment {
        qint64 records = 0;
        qint64 bytes = 0;
        quint64 firstId = 0; // 0: none
        quint64 lastId = 0;
        qint64 unread = 0;
    };
    qint64 m_groups = 0;
    std::map<QString, MessageTotals> m_projects;
    std::map<quint32, Segment> m_segments;
};

} // namespace mailweir

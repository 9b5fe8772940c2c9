// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "core/store/search_check.h"
#include "core/store/search_plan.h"

#include <functional>

namespace mailweir {

/// Answers searches: newest first, from the newest messages that the index does not know yet through its partitions to
/// the oldest. What the index cannot tell exactly is checked on the message itself, so that the answers are the same
/// with an index and without.
///
/// Works within the transaction of the connection's owner, to which the index is attached as `search`; when it is not,
/// all messages are looked at. Thread: the reader's.
class SearchReader {
public:
    /// `hasIndex`: whether it is attached. `closing`, when set, ends every search; it outlives this.
    SearchReader(Database &database, LogReader &log, bool hasIndex, const std::atomic_bool *closing = nullptr)
        : m_database(database)
        , m_sources{database, log, {}, false}
        , m_hasIndex(hasIndex)
        , m_closing(closing)
    {
    }

    /// Errors: Corrupt (the index is damaged), Cancelled, Io.
    [[nodiscard]] Result<QList<MessageSummary>> messages(const MessageQuery &query);
    [[nodiscard]] Result<MatchCounts> matches(const SearchQuery &query, const CancelFlag &cancelled = {});

private:
    /// Messages in one part of the index, or all that are not in it.
    struct Source {
        std::optional<qint64> partition;
        quint64 after = 0; ///< ids beyond it only; of what is not in the index
        const SearchTerm *rest = nullptr; ///< to check; null: nothing
    };
    /// Takes a message that matches; false: enough.
    using Sink = std::function<bool(StoredMessage &&)>;

    /// Whether somebody still waits.
    [[nodiscard]] Result<void> cancellation(const CancelFlag &cancelled) const;
    [[nodiscard]] Result<QList<Source>> sourcesOf(const SearchTerm &root, const SearchPlan &plan,
                                                  std::optional<MessageId> before);
    /// FROM and WHERE of the candidates; their values are appended.
    [[nodiscard]] static QString candidates(const Source &source, const SearchPlan &plan, const MessageQuery &query,
                                            QList<SqlValue> &values);
    /// `columns` has an expression for each of kMessageColumns. True: the sink has enough.
    [[nodiscard]] Result<bool> visit(const Source &source, const QString &columns, const SearchPlan &plan,
                                     const MessageQuery &query, qint64 limit, const Sink &sink);
    [[nodiscard]] Result<void> count(const Source &source, const SearchPlan &plan, const CancelFlag &cancelled,
                                     MatchCounts &counts);
    [[nodiscard]] Result<MatchCounts> countAll();

    Database &m_database;
    SearchSources m_sources;
    const bool m_hasIndex;
    const std::atomic_bool *const m_closing;
};

} // namespace mailweir

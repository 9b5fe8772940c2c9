// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/search_file.h"
#include "core/store/search_term.h"

#include <optional>
#include <vector>

namespace mailweir {

/// A set of documents that the tables of a partition can tell: a MATCH on one of them, or such sets put together.
struct DocumentSet {
    enum class Kind { Match, All, Any }; ///< All: in each of `sets`
    Kind kind = Kind::Match;
    SearchTable table = SearchTable::Words;
    QString expression; ///< of FTS5
    QLatin1StringView word; ///< that joins its parts: AND, OR or NOT; empty: there is one
    std::vector<DocumentSet> sets;

    /// A SELECT of their numbers, called `hit`; its values are appended.
    [[nodiscard]] QString sql(qint64 partition, QList<SqlValue> &values) const;
};

/// How to find what a term asks for: `documents` and `condition` together hold for every message it is true of; when
/// `isExact`, for no other.
struct SearchPlan {
    std::optional<DocumentSet> documents; ///< none: the index does not help
    QString condition; ///< SQL on `messages m`; empty: none
    QList<SqlValue> values; ///< of the condition
    bool isExact = false;
    SearchTerm rest; ///< what is left to check of a message that these hold for

    [[nodiscard]] static SearchPlan of(const SearchTerm &term);
    /// Of a whole query. One that asks too much of SQL is left to checking.
    [[nodiscard]] static SearchPlan ofQuery(const SearchTerm &root);
};

} // namespace mailweir

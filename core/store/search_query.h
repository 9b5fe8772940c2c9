// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QString>
#include <QTimeZone>

#include <memory>
#include <optional>

namespace mailweir {

struct SearchTerm;

/// What cannot be understood in a query, in UTF-16 units from its beginning.
struct SearchMistake {
    enum class Kind {
        Empty, ///< nothing to look for
        MissingBracket, ///< `(` without `)`
        UnexpectedBracket, ///< `)` without `(`
        MissingOperand, ///< OR or - with nothing beside it
        UnfinishedPattern, ///< `/` without the closing one
        BadPattern, ///< `text` is PCRE's complaint
        TooLong, ///< more than kMaxTerms terms or brackets nested too deep
    };
    Kind kind = Kind::Empty;
    qsizetype position = 0;
    qsizetype length = 0;
    QString text;

    friend bool operator==(const SearchMistake &, const SearchMistake &) = default;
};

/// One English sentence, for API and log.
[[nodiscard]] QString describe(const SearchMistake &mistake);

/// A parsed query: Mailpit's language and more; README.md, "Search", has the terms. A cheap, immutable value.
class SearchQuery {
public:
    static constexpr int kMaxTerms = 200;

    struct Context {
        Timestamp now{}; ///< what `newer:10m` relates to
        QTimeZone zone = QTimeZone::utc(); ///< of dates without one
        bool lenient = false; ///< brackets, OR and patterns that are mistakes are read as plain text, as Mailpit does
    };
    struct Parsed;
    [[nodiscard]] static Parsed parse(QStringView text, const Context &context);

    SearchQuery();
    [[nodiscard]] const SearchTerm &root() const { return *m_root; }
    /// Whether it was made of words that are passed over, and so asks for nothing in particular.
    [[nodiscard]] bool findsAll() const;

private:
    explicit SearchQuery(std::shared_ptr<const SearchTerm> root)
        : m_root(std::move(root))
    {
    }

    std::shared_ptr<const SearchTerm> m_root;
};

struct SearchQuery::Parsed {
    SearchQuery query; ///< finds nothing when there is a mistake
    std::optional<SearchMistake> mistake;
};

/// A date as `after:` takes it; nothing when it cannot be read.
[[nodiscard]] std::optional<Timestamp> searchDate(QStringView text, const SearchQuery::Context &context);

} // namespace mailweir

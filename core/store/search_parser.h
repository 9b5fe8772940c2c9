// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/search_query.h"
#include "core/store/search_term.h"

#include <QStringView>

namespace mailweir {

/// Reads one query. Grammar, loosest first; what stands beside each other must all be there:
///
///     any  = all { "OR" all }
///     all  = one { one }
///     one  = [ "-" | "!" ] ( "(" any ")" | "/" pattern "/" | word )
///     word = characters up to a blank; between double quotes blanks and brackets are characters like others
///
/// A word may begin with a prefix (`subject:`). As with Mailpit the quotes go before anything else is looked at, so
/// `"from:x"` is `from:x`. A bracket that is opened within a word belongs to it.
class SearchParser {
public:
    SearchParser(QStringView text, const SearchQuery::Context &context, bool plain);

    /// Nothing: all that was there is ignored.
    [[nodiscard]] std::optional<SearchTerm> run();
    [[nodiscard]] const std::optional<SearchMistake> &mistake() const { return m_mistake; }

private:
    /// A part of the text with its quotes taken off.
    struct Word {
        QString text;
        qsizetype position = 0;
        qsizetype length = 0;
        bool quoted = false; ///< at its beginning
    };

    [[nodiscard]] std::optional<SearchTerm> any(int depth);
    [[nodiscard]] std::optional<SearchTerm> all(int depth);
    [[nodiscard]] std::optional<SearchTerm> one(int depth);
    [[nodiscard]] std::optional<SearchTerm> group(int depth);
    [[nodiscard]] std::optional<SearchTerm> pattern();
    [[nodiscard]] std::optional<QRegularExpression> compiled(QStringView source, qsizetype position);
    [[nodiscard]] Word word();
    [[nodiscard]] std::optional<SearchTerm> meaning(QString text, qsizetype position);
    [[nodiscard]] std::optional<SearchTerm> prefixed(QStringView prefix, QStringView value, qsizetype position,
                                                     bool &known);

    void skipBlanks();
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const;
    [[nodiscard]] bool atOr() const;
    [[nodiscard]] bool atNegation() const;
    void fail(SearchMistake::Kind kind, qsizetype position, qsizetype length, const QString &text = {});

    const QStringView m_text;
    const SearchQuery::Context m_context;
    const bool m_plain; // Mailpit's language: no OR, brackets and patterns
    qsizetype m_at = 0;
    int m_terms = 0;
    std::optional<SearchMistake> m_mistake;
};

} // namespace mailweir

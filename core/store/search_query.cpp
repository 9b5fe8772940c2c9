// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_query.h"

#include "core/store/search_date.h"
#include "core/store/search_parser.h"
#include "core/store/search_text.h"

namespace mailweir {

bool holds(const SearchTerm &term, const QString &text)
{
    return term.pattern ? term.pattern->match(text).hasMatch() : searchFolded(text).contains(term.text);
}

QString describe(const SearchMistake &mistake)
{
    const QString where = QStringLiteral(" (character %1)").arg(mistake.position + 1);
    switch (mistake.kind) {
    case SearchMistake::Kind::Empty:
        return QStringLiteral("there is nothing to look for");
    case SearchMistake::Kind::MissingBracket:
        return QStringLiteral("this bracket is not closed") + where;
    case SearchMistake::Kind::UnexpectedBracket:
        return QStringLiteral("this bracket closes nothing") + where;
    case SearchMistake::Kind::MissingOperand:
        return QStringLiteral("something to look for is missing here") + where;
    case SearchMistake::Kind::UnfinishedPattern:
        return QStringLiteral("this pattern has no closing slash; put text that begins with one in quotes") + where;
    case SearchMistake::Kind::BadPattern:
        return QStringLiteral("this pattern cannot be read: ") + mistake.text + where;
    case SearchMistake::Kind::TooLong:
        return QStringLiteral("there are more than %1 terms, or too many brackets within brackets")
                   .arg(SearchQuery::kMaxTerms)
            + where;
    }
    return {};
}

std::optional<Timestamp> searchDate(QStringView text, const SearchQuery::Context &context)
{
    return parseSearchDate(text, context.zone, context.now);
}

SearchQuery::SearchQuery()
    : m_root(std::make_shared<SearchTerm>())
{
}

bool SearchQuery::findsAll() const
{
    return m_root->kind == SearchTerm::Kind::All;
}

SearchQuery::Parsed SearchQuery::parse(QStringView text, const Context &context)
{
    SearchParser parser(text, context, false);
    auto root = parser.run();
    auto mistake = parser.mistake();
    if (mistake && context.lenient) {
        SearchParser plain(text, context, true);
        root = plain.run();
        mistake = plain.mistake();
    }
    const bool blank = text.trimmed().isEmpty();
    if (!mistake && !root && context.lenient && !blank) {
        root.emplace();
        root->kind = SearchTerm::Kind::All;
    }
    if (!mistake && !root)
        mistake = SearchMistake{SearchMistake::Kind::Empty, 0, text.size(), {}};
    if (mistake)
        return {{}, mistake};
    return {SearchQuery(std::make_shared<const SearchTerm>(std::move(*root))), {}};
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/log_reader.h"
#include "core/store/message_rows.h"
#include "core/store/search_document.h"
#include "core/store/search_term.h"

#include <QHash>

namespace mailweir {

/// What checking messages needs, and what it learns for all of them. One a query. Thread: the reader's.
struct SearchSources {
    Database &database;
    LogReader &log;
    QHash<GroupId, QString> groups; ///< labels
    bool saidUnreadable = false; ///< that there are messages whose bytes cannot be read
};

/// Checks terms on one message exactly. What is not in its row is read from the log when a term asks for it, once; a
/// message whose bytes are gone or cannot be read has none.
class SearchCheck {
public:
    SearchCheck(SearchSources &sources, const StoredMessage &message)
        : m_sources(sources)
        , m_message(message)
    {
    }

    /// Those of kMessageColumns with texts and lists that the check of the term looks at; it takes the others as they
    /// are in any case.
    [[nodiscard]] static QStringList textColumns(const SearchTerm &term);

    /// Errors: Io of the database.
    [[nodiscard]] Result<bool> isTrue(const SearchTerm &term);

private:
    [[nodiscard]] bool check(const SearchTerm &term);
    [[nodiscard]] bool all(const SearchTerm &term);
    [[nodiscard]] bool ofEnvelope(const SearchTerm &term);
    [[nodiscard]] bool ofProcess(const SearchTerm &term);
    [[nodiscard]] bool inDatabase(const SearchTerm &term);
    [[nodiscard]] bool hasHeader(const SearchTerm &term);

    [[nodiscard]] const QString &group();
    [[nodiscard]] const LoggedMessage &logged();
    [[nodiscard]] const SearchContent &content();
    [[nodiscard]] const QString &flatText();
    [[nodiscard]] const QString &words();

    SearchSources &m_sources;
    const StoredMessage &m_message;
    std::optional<LoggedMessage> m_logged;
    std::optional<SearchContent> m_content;
    std::optional<QString> m_flat;
    std::optional<QString> m_words;
    std::optional<Error> m_error;
};

} // namespace mailweir

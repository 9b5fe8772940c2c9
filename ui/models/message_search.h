// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_table_model.h"

namespace mailweir {

/// Search as you type: makes a query of the text once the typing pauses, lets the model show what it finds, and counts
/// it. What was found stays until the new answer is there, and as long as the text has a mistake. Thread: GUI.
class MessageSearch final : public QObject {
    Q_OBJECT
public:
    /// Of typing, before the store is asked.
    static constexpr Milliseconds kPause{80};
    /// Between two counts while mail keeps coming.
    static constexpr Milliseconds kCountInterval{2'000};

    MessageSearch(ReadRunner read, MessageTableModel &results, const Clock &clock, QObject *parent = nullptr);

    /// Empty (or blank) text ends the search.
    void setText(const QString &text);
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] bool isActive() const { return !m_text.isEmpty(); }
    /// Asks the store now, if the pause is still running.
    void hurry();
    /// What is found may be another number now. Counts at once or soon.
    void countAgain();

    /// Of the text as it is; known after the pause.
    [[nodiscard]] const std::optional<SearchMistake> &mistake() const { return m_mistake; }
    /// Why there is no answer.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    /// How many are found; nothing while that is not known.
    [[nodiscard]] std::optional<qint64> count() const { return m_count; }
    /// Whether what the model shows is an answer to the text.
    [[nodiscard]] bool isAnswered() const { return m_answered; }
    /// What the model shows; nothing before the first text without a mistake.
    [[nodiscard]] const std::optional<SearchQuery> &query() const { return m_query; }

Q_SIGNALS:
    /// One of the above.
    void changed();

private:
    void search();
    void end();
    void cancelCount();
    void askForCount();

    ReadRunner m_read;
    MessageTableModel &m_results;
    const Clock &m_clock;
    Inbox m_inbox;
    QString m_text;
    std::optional<SearchQuery> m_query;
    std::optional<SearchMistake> m_mistake;
    std::optional<Error> m_error;
    std::optional<qint64> m_count;
    bool m_answered = false;
    bool m_counting = false;
    bool m_countOld = false;
    std::shared_ptr<std::atomic_bool> m_cancelled; // of the count that is under way
    QTimer m_pause;
    QTimer m_countPause;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/message_search.h"

namespace mailweir {

MessageSearch::MessageSearch(ReadRunner read, MessageTableModel &results, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_read(std::move(read))
    , m_results(results)
    , m_clock(clock)
    , m_inbox(this)
    , m_cancelled(std::make_shared<std::atomic_bool>(false))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kPause);
    connect(&m_pause, &QTimer::timeout, this, &MessageSearch::search);
    m_countPause.setSingleShot(true);
    m_countPause.setInterval(kCountInterval);
    connect(&m_countPause, &QTimer::timeout, this, [this] {
        if (m_countOld)
            countAgain();
    });
    connect(&results, &MessageTableModel::loaded, this, [this] {
        if (!m_results.isSearch())
            return;
        m_answered = !m_pause.isActive() && !m_mistake;
        m_error.reset();
        m_countPause.stop(); // the rows come before their number
        countAgain();
        Q_EMIT changed();
    });
    connect(&results, &MessageTableModel::loadFailed, this, [this](const Error &error) {
        if (!m_results.isSearch())
            return;
        m_error = error;
        Q_EMIT changed();
    });
}

void MessageSearch::setText(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed == m_text.trimmed() && trimmed.isEmpty() == m_text.isEmpty()) {
        if (isActive())
            m_text = text;
        return;
    }
    if (trimmed.isEmpty()) {
        end();
        return;
    }
    m_text = text;
    m_answered = false;
    m_error.reset();
    m_pause.start();
    Q_EMIT changed();
}

void MessageSearch::hurry()
{
    if (!m_pause.isActive())
        return;
    m_pause.stop();
    search();
}

void MessageSearch::end()
{
    cancelCount();
    m_pause.stop();
    m_countPause.stop();
    m_text.clear();
    m_query.reset();
    m_mistake.reset();
    m_error.reset();
    m_count.reset();
    m_answered = m_countOld = false;
    m_results.setGroup({});
    Q_EMIT changed();
}

void MessageSearch::search()
{
    auto parsed = SearchQuery::parse(m_text, {.now = m_clock.now(), .zone = QTimeZone::systemTimeZone()});
    m_mistake = parsed.mistake;
    if (!m_mistake) {
        cancelCount();
        m_query = parsed.query;
        m_results.setSearch(parsed.query);
    }
    Q_EMIT changed();
}

void MessageSearch::countAgain()
{
    if (!m_query)
        return;
    m_countOld = m_counting || m_countPause.isActive();
    if (!m_countOld)
        askForCount();
}

void MessageSearch::askForCount()
{
    m_counting = true;
    m_countPause.start();
    const auto answer =
        m_inbox.wrap<Result<MatchCounts>>([this, cancelled = m_cancelled](const Result<MatchCounts> &counts) {
            if (*cancelled)
                return; // an earlier text's
            m_counting = false;
            m_count = counts ? std::optional(counts->messages) : std::nullopt;
            if (!counts)
                m_error = counts.error();
            else if (m_answered)
                m_error.reset();
            Q_EMIT changed();
        });
    m_read([answer, query = *m_query, cancelled = m_cancelled](StoreReader &reader) {
        if (!*cancelled)
            answer(reader.matches(query, cancelled));
    });
}

void MessageSearch::cancelCount()
{
    m_counting = false;
    *m_cancelled = true;
    m_cancelled = std::make_shared<std::atomic_bool>(false);
}

} // namespace mailweir

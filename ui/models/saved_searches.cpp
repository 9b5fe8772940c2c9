// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/saved_searches.h"

#include <QSettings>

#include <algorithm>

namespace mailweir {

namespace {

const QString kKey = QStringLiteral("searches");

} // namespace

SavedSearches::SavedSearches(ReadRunner read, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_read(std::move(read))
    , m_clock(clock)
    , m_inbox(this)
    , m_cancelled(std::make_shared<std::atomic_bool>(false))
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(kCountInterval);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (m_old)
            countAgain();
    });
}

void SavedSearches::load(const QSettings &settings)
{
    m_searches.clear();
    if (settings.contains(kKey)) {
        // Name and text in turn: QSettings' arrays cannot be read through a const reference.
        const QStringList kept = settings.value(kKey).toStringList();
        for (qsizetype i = 0; i + 1 < kept.size(); i += 2)
            m_searches.append({kept[i], kept[i + 1], std::nullopt});
    } else {
        m_searches = {{tr("Unread"), QStringLiteral("is:unread"), std::nullopt},
                      {tr("Pinned"), QStringLiteral("is:pinned"), std::nullopt}};
    }
    listChanged();
}

void SavedSearches::save(QSettings &settings) const
{
    QStringList kept;
    for (const SavedSearch &search : m_searches)
        kept << search.name << search.text;
    settings.setValue(kKey, kept);
}

int SavedSearches::find(const QString &text) const
{
    const auto found = std::find_if(m_searches.cbegin(), m_searches.cend(),
                                    [text = text.trimmed()](const SavedSearch &search) { return search.text == text; });
    return found == m_searches.cend() ? -1 : int(found - m_searches.cbegin());
}

void SavedSearches::add(const QString &name, const QString &text)
{
    m_searches.append({name.trimmed(), text.trimmed(), std::nullopt});
    listChanged();
}

void SavedSearches::rename(int index, const QString &name)
{
    m_searches[index].name = name.trimmed();
    listChanged();
}

void SavedSearches::remove(int index)
{
    m_searches.removeAt(index);
    listChanged();
}

void SavedSearches::listChanged()
{
    ++m_generation;
    *m_cancelled = true;
    m_cancelled = std::make_shared<std::atomic_bool>(false);
    m_counting = false;
    m_pause.stop();
    Q_EMIT changed();
    countAgain();
}

void SavedSearches::countAgain()
{
    m_old = m_counting || m_pause.isActive();
    if (!m_old)
        countNext(0);
}

void SavedSearches::countNext(int index)
{
    m_counting = index < m_searches.size();
    if (!m_counting) {
        m_pause.start();
        return;
    }
    // Anew each time: `newer:10m` means another moment.
    const auto parsed =
        SearchQuery::parse(m_searches[index].text, {.now = m_clock.now(), .zone = QTimeZone::systemTimeZone()});
    if (parsed.mistake) {
        countNext(index + 1);
        return;
    }
    const auto answer =
        m_inbox.wrap<Result<MatchCounts>>([this, index, generation = m_generation](const Result<MatchCounts> &counts) {
            if (generation != m_generation)
                return; // the list is another one
            m_searches[index].count = counts ? std::optional(counts->messages) : std::nullopt;
            Q_EMIT counted(index);
            countNext(index + 1);
        });
    m_read([answer, query = parsed.query, cancelled = m_cancelled](StoreReader &reader) {
        answer(reader.matches(query, cancelled));
    });
}

} // namespace mailweir

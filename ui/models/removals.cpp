// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/removals.h"

namespace mailweir {

Removals::Removals(MessageActions actions, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_actions(std::move(actions))
    , m_clock(clock)
{
    m_offer.setSingleShot(true);
    m_offer.setInterval(kOffered);
    connect(&m_offer, &QTimer::timeout, this, &Removals::changed);
}

void Removals::remove(const QList<MessageId> &ids)
{
    if (!ids.isEmpty())
        m_actions.remove(ids, noted(ids.size()));
}

void Removals::removeGroup(GroupId group)
{
    collect(group, {}, std::nullopt);
}

void Removals::collect(GroupId group, const QList<MessageId> &found, std::optional<MessageId> before)
{
    constexpr int kPage = 5'000; // a part at a time, so that other readers are let in between
    const auto answer = m_inbox.wrap<Result<QList<MessageId>>>([=, this](const Result<QList<MessageId>> &page) {
        if (!page)
            Q_EMIT failed(page.error());
        else if (page->size() < kPage)
            remove(found + *page);
        else
            collect(group, found + *page, page->last());
    });
    m_actions.read([group, before, answer](StoreReader &reader) {
        const auto messages = reader.messages({.group = group, .before = before, .limit = kPage});
        if (!messages) {
            answer(messages.error());
            return;
        }
        QList<MessageId> ids;
        ids.reserve(messages->size());
        for (const MessageSummary &message : *messages)
            ids.append(message.id);
        answer(ids);
    });
}

void Removals::removeAll(qint64 count)
{
    m_actions.removeAll(noted(count));
}

MailService::Done<RemovalId> Removals::noted(qint64 count)
{
    return m_inbox.wrap<Result<RemovalId>>([this, count](const Result<RemovalId> &removal) {
        if (!removal) {
            Q_EMIT failed(removal.error());
            return;
        }
        forgetOld();
        if (!m_offer.isActive() || m_entries.isEmpty())
            m_entries.append(Entry{});
        Entry &entry = m_entries.last();
        entry.removals.append(*removal);
        entry.count += count;
        entry.latest = m_clock.steady();
        m_offer.start();
        Q_EMIT changed();
    });
}

struct Removals::Undoing {
    qsizetype open = 0; ///< answers that are waited for
    qint64 restored = 0;
    std::optional<Error> error;
};

void Removals::undo()
{
    forgetOld();
    if (m_entries.isEmpty())
        return;
    const Entry entry = m_entries.takeLast();
    m_offer.stop();
    Q_EMIT changed();
    const auto state = std::make_shared<Undoing>(Undoing{.open = entry.removals.size(), .restored = 0, .error = {}});
    const auto answer = m_inbox.wrap<Result<qint64>>([this, state](const Result<qint64> &restored) {
        if (restored)
            state->restored += *restored;
        else
            state->error = restored.error();
        if (--state->open > 0)
            return;
        if (state->error)
            Q_EMIT failed(*state->error);
        if (state->restored > 0)
            Q_EMIT undone(state->restored);
    });
    for (const RemovalId removal : entry.removals)
        m_actions.undo(removal, answer);
}

void Removals::dismiss()
{
    m_offer.stop();
    Q_EMIT changed();
}

qint64 Removals::offered() const
{
    return m_offer.isActive() && !m_entries.isEmpty() ? m_entries.last().count : 0;
}

bool Removals::canUndo() const
{
    return !m_entries.isEmpty() && m_clock.steady() - m_entries.last().latest < MailStore::kUndoTime;
}

void Removals::forgetOld()
{
    m_entries.removeIf(
        [now = m_clock.steady()](const Entry &entry) { return now - entry.latest >= MailStore::kUndoTime; });
}

} // namespace mailweir

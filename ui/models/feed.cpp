// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/feed.h"

#include "core/service/mail_service.h"

#include <algorithm>
#include <numeric>

namespace mailweir {

struct Feed::Snapshot {
    QList<Group> groups;
    QList<Delivery> deliveries;
    StoreCounts counts;
};

FeedSource FeedSource::of(MailService &service)
{
    return {
        .subscribe = [&service](EngineObserver observer) { return service.subscribe(std::move(observer)); },
        .unsubscribe = [&service](int subscription) { service.unsubscribe(subscription); },
        .read = [&service](MailStore::ReadJob job) { service.read(std::move(job)); },
        .search = [&service](MailStore::ReadJob job) { service.search(std::move(job)); },
        .status = [&service] { return service.status(); },
    };
}

int IntakeRate::current() const
{
    constexpr int kMean = 3;
    return (std::accumulate(perSecond.cend() - kMean, perSecond.cend(), 0) + kMean - 1) / kMean;
}

Feed::Feed(FeedSource source, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_source(std::move(source))
    , m_clock(clock)
    , m_inbox(this)
    , m_groups(clock)
    , m_messages(m_source.read, clock)
    , m_results(m_source.search, clock)
    , m_deliveries(clock)
{
    m_flushTimer.setSingleShot(true);
    m_flushTimer.setInterval(kFlushInterval);
    connect(&m_flushTimer, &QTimer::timeout, this, &Feed::flush);
    m_tickTimer.setInterval(std::chrono::seconds(1));
    connect(&m_tickTimer, &QTimer::timeout, this, &Feed::tick);
    m_tickTimer.start();

    m_subscription = m_source.subscribe({
        .storeChanged = m_inbox.wrap<StoreChange>([this](const StoreChange &change) { take(change); }),
        .statusChanged = m_inbox.wrap<EngineStatus>([this](const EngineStatus &status) {
            m_status = status;
            Q_EMIT statusChanged();
        }),
        .deliveryFailed = m_inbox.wrap<Delivery>([this](const Delivery &d) { Q_EMIT deliveryFailed(d); }),
        .problem = m_inbox.wrap<Error>([this](const Error &error) { Q_EMIT problem(error); }),
    });
    m_status = m_source.status();
    load();
}

Feed::~Feed()
{
    m_source.unsubscribe(m_subscription);
}

void Feed::setWatched(bool watched)
{
    m_watched = watched;
    if (!watched)
        return;
    flush();
    m_countsOld = true;
    readCounts();
    Q_EMIT secondPassed();
}

void Feed::load()
{
    const auto answer =
        m_inbox.wrap<Result<Snapshot>>([this](const Result<Snapshot> &snapshot) { takeSnapshot(snapshot); });
    m_source.read([answer](StoreReader &reader) {
        auto groups = reader.groups(std::nullopt);
        auto deliveries = reader.deliveries({.states = DeliveryTableModel::shownStates(), .limit = 0});
        auto counts = reader.counts();
        if (!groups)
            answer(groups.error());
        else if (!deliveries)
            answer(deliveries.error());
        else if (!counts)
            answer(counts.error());
        else
            answer(Snapshot{*std::move(groups), *std::move(deliveries), *std::move(counts)});
    });
}

void Feed::takeSnapshot(const Result<Snapshot> &snapshot)
{
    if (!snapshot) {
        Q_EMIT problem(snapshot.error());
        return;
    }
    m_groups.reset(snapshot->groups);
    m_deliveries.reset(snapshot->deliveries);
    m_counts = snapshot->counts;
    m_loaded = true;
    // Changes that overtook the snapshot are in it as well; applied once more, in order, they end in the same state.
    flush();
    Q_EMIT ready();
    Q_EMIT countsChanged();
}

void Feed::take(const StoreChange &change)
{
    m_arrived += int(change.added.size());
    m_countsOld = true;
    if (change.allRemoved)
        m_pending = {.deliveries = std::move(m_pending.deliveries), .allRemoved = true};
    for (const Group &group : change.groups) {
        m_pending.groups.insert(group.id, group);
        m_pending.removedGroups.remove(group.id);
    }
    for (const GroupId id : change.removedGroups) {
        m_pending.groups.remove(id);
        m_pending.removedGroups.insert(id);
    }
    for (const Delivery &delivery : change.deliveries)
        m_pending.deliveries.insert(delivery.id, delivery);
    takeMessages(change);
    if (m_watched && m_loaded && !m_flushTimer.isActive())
        m_flushTimer.start();
}

void Feed::takeMessages(const StoreChange &change)
{
    const GroupId shown = m_messages.group();
    MessageChanges &messages = m_pending.messages;
    messages.matchesOld =
        messages.matchesOld || !change.added.isEmpty() || !change.restored.isEmpty() || !change.marked.isEmpty();
    for (const MessageSummary &message : change.restored)
        messages.restoredFrom = std::min(messages.restoredFrom.value_or(message.id), message.id);
    if ((shown.isNull() && !m_results.isSearch()) || m_pending.messagesStale)
        return;
    const auto takeShown = [shown](const QList<MessageSummary> &from, QList<MessageSummary> &to) {
        std::copy_if(from.cbegin(), from.cend(), std::back_inserter(to),
                     [shown](const MessageSummary &message) { return message.group == shown; });
    };
    takeShown(change.added, messages.added);
    takeShown(change.restored, messages.restored);
    for (const MessageSummary &message : change.restored)
        messages.removed.remove(message.id);
    for (const MessageId id : change.removed) {
        messages.removed.insert(id);
        messages.marked.remove(id);
    }
    messages.restored.removeIf([&](const MessageSummary &message) { return messages.removed.contains(message.id); });
    for (const MessageMarks &marks : change.marked)
        messages.marked.insert(marks.id, marks);
    if (messages.added.size() + messages.restored.size() + messages.removed.size() + messages.marked.size()
        > MessageTableModel::kMaxRows) {
        m_pending.messagesStale = true;
        messages = {.matchesOld = true};
    }
}

void Feed::flush()
{
    m_flushTimer.stop();
    if (!m_loaded || !m_watched)
        return;
    const Pending pending = std::exchange(m_pending, {});
    const QList<Group> changed = pending.groups.values();
    if (pending.allRemoved)
        m_groups.reset(changed);
    else
        m_groups.apply(changed, pending.removedGroups.values());
    m_deliveries.apply(pending.deliveries.values());
    for (MessageTableModel *model : {&m_messages, &m_results}) {
        if (pending.allRemoved)
            model->clear();
        if (pending.allRemoved || pending.messagesStale)
            model->reload();
        else
            model->apply(pending.messages);
    }
    Q_EMIT flushed();
}

void Feed::tick()
{
    std::rotate(m_rate.perSecond.begin(), m_rate.perSecond.begin() + 1, m_rate.perSecond.end());
    m_rate.perSecond.back() = std::exchange(m_arrived, 0);
    if (!m_watched)
        return;
    Q_EMIT secondPassed();
    readCounts();
}

void Feed::readCounts()
{
    if (!m_loaded || !std::exchange(m_countsOld, false))
        return;
    const auto answer = m_inbox.wrap<Result<StoreCounts>>([this](const Result<StoreCounts> &counts) {
        if (!counts)
            return; // the next change asks again
        m_counts = *counts;
        Q_EMIT countsChanged();
    });
    m_source.read([answer](StoreReader &reader) { answer(reader.counts()); });
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <QHash>

#include <algorithm>
#include <deque>

namespace mailweir {

/// Rows for the window's models, and a reading thread that runs only when it is told to: every order of arrival can be
/// played. Thread: the test's.
class FakeStore final : public StoreReader {
public:
    QList<MessageSummary> stored; ///< oldest first
    QList<Group> storedGroups;
    QList<Delivery> storedDeliveries;
    QHash<MessageId, QByteArray> storedRaw;
    QHash<MessageId, Envelope> storedEnvelopes;
    std::function<bool(const MessageSummary &)> matching; ///< what a search finds, whatever it says
    int pages = 0; ///< how often messages() was asked
    int counted = 0; ///< how often matches() was asked

    [[nodiscard]] std::function<void(MailStore::ReadJob)> runner()
    {
        return [this](MailStore::ReadJob job) {
            m_jobs.push_back(std::move(job));
        };
    }

    /// Runs what has been posted up to now.
    void runJobs()
    {
        for (const auto &job : std::exchange(m_jobs, {}))
            job(*this);
    }

    [[nodiscard]] size_t waitingJobs() const { return m_jobs.size(); }

    Result<StoreCounts> counts() override
    {
        StoreCounts counts{.messages = stored.size(), .groups = storedGroups.size()};
        for (const Delivery &delivery : storedDeliveries)
            ++counts.deliveries[size_t(delivery.state)];
        return counts;
    }
    Result<QList<MessageSummary>> messages(const MessageQuery &query) override
    {
        ++pages;
        QList<MessageSummary> page;
        qint64 passed = 0;
        for (auto message = stored.crbegin(); message != stored.crend(); ++message) {
            if (query.group && message->group != *query.group)
                continue;
            if (query.before && !(message->id < *query.before))
                continue;
            if (query.search && !matching(*message))
                continue;
            if (passed++ < query.start)
                continue;
            page.append(*message);
            if (query.limit > 0 && page.size() == query.limit)
                break;
        }
        return page;
    }
    Result<MatchCounts> matches(const SearchQuery &, const CancelFlag &) override
    {
        ++counted;
        MatchCounts counts;
        for (const MessageSummary &message : stored) {
            if (matching(message)) {
                ++counts.messages;
                counts.unread += message.read ? 0 : 1;
            }
        }
        return counts;
    }
    Result<MessageSummary> message(MessageId id) override
    {
        const auto found = std::find_if(stored.cbegin(), stored.cend(), [id](const auto &m) { return m.id == id; });
        return found == stored.cend() ? Result<MessageSummary>(Error{ErrorCode::NotFound}) : *found;
    }
    Result<QList<Group>> groups(std::optional<Timestamp>) override { return storedGroups; }
    Result<Group> group(GroupId id) override
    {
        const auto group = std::find_if(storedGroups.cbegin(), storedGroups.cend(),
                                        [id](const Group &candidate) { return candidate.id == id; });
        return group == storedGroups.cend() ? Result<Group>(Error{ErrorCode::NotFound}) : Result<Group>(*group);
    }
    Result<QList<Delivery>> deliveries(const DeliveryQuery &query) override
    {
        QList<Delivery> found;
        for (const Delivery &delivery : storedDeliveries) {
            if (query.states.isEmpty() || query.states.contains(delivery.state))
                found.append(delivery);
        }
        return found;
    }
    Result<QByteArray> raw(MessageId id) override { return found(storedRaw, id); }
    Result<Envelope> envelope(MessageId id) override { return found(storedEnvelopes, id); }
    Result<std::optional<MessageId>> latest() override { return std::optional<MessageId>(); }
    Result<QList<Batch>> batches(const QList<BatchState> &) override { return QList<Batch>(); }
    Result<Batch> batch(BatchId) override { return Error{ErrorCode::NotFound}; }
    Result<BatchContent> batchContent(BatchId) override { return Error{ErrorCode::NotFound}; }
    Result<Delivery> delivery(DeliveryId) override { return Error{ErrorCode::NotFound}; }
    Result<QByteArray> deliveryRaw(DeliveryId) override { return Error{ErrorCode::NotFound}; }
    Result<QList<DeliveryAttempt>> attempts(DeliveryId) override { return QList<DeliveryAttempt>(); }

private:
    template <typename T> static Result<T> found(const QHash<MessageId, T> &things, MessageId id)
    {
        const auto thing = things.constFind(id);
        return thing == things.cend() ? Result<T>(Error{ErrorCode::NotFound}) : Result<T>(*thing);
    }

    std::deque<MailStore::ReadJob> m_jobs;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/log_reader.h"
#include "core/store/mail_store.h"
#include "core/store/search_indexer.h"
#include "core/store/search_reader.h"

namespace mailweir {

/// Answers on a connection of its own; each read job is one transaction, so that its answers fit together.
/// Thread: the reader's.
class SqliteReader final : public StoreReader {
public:
    /// `backlog` tells what is acknowledged but not yet indexed; `closing` ends searches, and outlives this.
    SqliteReader(const QString &database, std::unique_ptr<RecordSource> log, std::function<qint64()> backlog,
                 const QString &searchFile, SearchIndexer &search, const std::atomic_bool &closing);

    [[nodiscard]] Result<void> open();
    void run(const MailStore::ReadJob &job);

    Result<StoreCounts> counts() override;
    Result<QList<MessageSummary>> messages(const MessageQuery &query) override;
    Result<MatchCounts> matches(const SearchQuery &query, const CancelFlag &cancelled) override;
    Result<MessageSummary> message(MessageId id) override;
    Result<QByteArray> raw(MessageId id) override;
    Result<Envelope> envelope(MessageId id) override;
    Result<std::optional<MessageId>> latest() override;
    Result<QList<Group>> groups(std::optional<Timestamp> since) override;
    Result<Group> group(GroupId id) override;
    Result<QList<Batch>> batches(const QList<BatchState> &states) override;
    Result<Batch> batch(BatchId id) override;
    Result<BatchContent> batchContent(BatchId id) override;
    Result<QList<Delivery>> deliveries(const DeliveryQuery &query) override;
    Result<Delivery> delivery(DeliveryId id) override;
    Result<QByteArray> deliveryRaw(DeliveryId id) override;
    Result<QList<DeliveryAttempt>> attempts(DeliveryId id) override;

private:
    [[nodiscard]] Result<LoggedMessage> logged(MessageId id);
    /// Attaches the search index that is there now.
    void attachIndex();
    /// Searches with the index; when that is found damaged, without.
    template <typename Answer> [[nodiscard]] Answer searched(const std::function<Answer(SearchReader &)> &search);

    QString m_path;
    Database m_database;
    LogReader m_log;
    std::function<qint64()> m_backlog;
    QString m_searchFile;
    SearchIndexer &m_search;
    const std::atomic_bool &m_closing;
    quint64 m_attached = 0; // its generation
};

} // namespace mailweir

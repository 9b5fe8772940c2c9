// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/log_record.h"
#include "core/store/search_document.h"

namespace mailweir {

/// A run of messages with full-text tables of their own, so that the newest are looked through first and the oldest go
/// as a whole. Within it, and from one to the next, documents are in the order of arrival.
struct SearchPartition {
    qint64 number = 0; ///< in the names of its tables
    quint64 first = 0; ///< ids' orders; of what it was made from, gone or not
    quint64 last = 0;
    qint64 documents = 0;
};

/// The file of the full-text index. Everything in it can be made again from the messages; it is a cache that a power
/// cut may set back by some transactions, never one that is wrong.
///
/// A partition has five FTS5 tables without content: `words_N` of whole words, and `subjects_N`, `senders_N`,
/// `recipients_N`, `others_N` of trigrams. Their rows are numbered densely (`documents.number`): ids are far apart, and
/// the numbers' differences are most of what the index stores.
///
/// Thread: one at a time.
class SearchFile {
public:
    static constexpr qint64 kPartitionSize = 50'000;
    static constexpr int kVersion = 1;

    explicit SearchFile(const QString &name, qint64 partitionSize = kPartitionSize);

    /// Opens the file, or creates it. `origin` tells one index of the messages from another (the same log may be read
    /// anew, with messages back that were gone). Errors: Corrupt also when the file is of another version or origin;
    /// Io, DiskFull, PermissionDenied.
    [[nodiscard]] Result<void> open(const LogPosition &origin);
    void close() { m_database.close(); }
    /// Removes the file. Closed only.
    [[nodiscard]] Result<void> remove();

    /// Up to this message everything is in the index.
    [[nodiscard]] quint64 last() const { return m_last; }
    /// Whether the file was new, or its last user had closed it with nothing left to do.
    [[nodiscard]] bool wasClosed() const { return m_wasClosed; }
    [[nodiscard]] Result<void> markClosed();
    /// Adds messages that follow last(), in order; a transaction. `upTo`: what has been looked through.
    [[nodiscard]] Result<void> add(const std::vector<SearchDocument> &documents, quint64 upTo);
    /// Goes on from there, when nothing of what is beyond is in the index.
    [[nodiscard]] Result<void> rewind(quint64 last);

    [[nodiscard]] Result<QList<SearchPartition>> partitions();
    [[nodiscard]] Result<void> drop(const SearchPartition &partition);
    /// Begins a partition that, alone or with others, takes the place of another; it is not seen before replace().
    [[nodiscard]] Result<SearchPartition> beginCopy();
    [[nodiscard]] Result<void> addToCopy(SearchPartition &copy, const std::vector<SearchDocument> &documents);
    /// `copies` are in order; none: `old` has nothing any more.
    [[nodiscard]] Result<void> replace(const SearchPartition &old, const QList<SearchPartition> &copies);

    /// Whether the index has this message.
    [[nodiscard]] Result<bool> contains(MessageId id);
    /// Gives back memory.
    void rest();

private:
    [[nodiscard]] Result<void> openAny(const LogPosition &origin);
    [[nodiscard]] Result<void> create(const LogPosition &origin);
    template <typename Job> [[nodiscard]] Result<void> transact(Job job);
    [[nodiscard]] Result<SearchPartition> createPartition(bool visible);
    [[nodiscard]] Result<void> dropTables(qint64 partition);
    [[nodiscard]] Result<void> insert(SearchPartition &partition, const SearchDocument &document);
    [[nodiscard]] Result<void> updatePartition(const SearchPartition &partition);
    [[nodiscard]] Result<void> merge(qint64 partition);

    const QString m_name;
    const qint64 m_partitionSize;
    Database m_database;
    quint64 m_last = 0;
    bool m_wasClosed = true;
    std::optional<SearchPartition> m_current; // that grows
};

/// Attaches the file to a connection, as `search`.
[[nodiscard]] Result<void> attachSearchFile(Database &database, const QString &name);

/// The tables of a partition. Names in SQL: `<table>_<number>`.
enum class SearchTable { Words, Subjects, Senders, Recipients, Others };
[[nodiscard]] QString searchTableName(SearchTable table, qint64 partition);

} // namespace mailweir

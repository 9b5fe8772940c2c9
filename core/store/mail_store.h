// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/batch/batch.h"
#include "core/batch/group.h"
#include "core/mail/classifier.h"
#include "core/mail/envelope.h"
#include "core/mail/intake.h"
#include "core/mail/message_summary.h"
#include "core/relay/delivery.h"
#include "core/store/retention_rule.h"
#include "core/store/search_query.h"

#include <QList>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

namespace mailweir {

/// What may be changed about a message after it was stored.
struct MessageMarks {
    MessageId id;
    bool read = false;
    bool pinned = false;
    QStringList tags;

    friend bool operator==(const MessageMarks &, const MessageMarks &) = default;
};

/// What one commit of the index, or one write job, changed. Rows are whole, ready to be shown.
struct StoreChange {
    QList<MessageSummary> added; ///< in order of arrival
    QList<MessageId> removed;
    bool allRemoved = false; ///< every message and group is gone; `removed` and `removedGroups` are empty
    QList<MessageSummary> restored; ///< came back after a removal was undone, or turned up late; anywhere in the order
    QList<MessageMarks> marked; ///< these are new
    QList<Group> groups; ///< new or changed
    QList<GroupId> removedGroups;
    QList<Batch> batches; ///< new or changed
    QList<Delivery> deliveries; ///< new or changed
    QList<Error> problems; ///< what the user should know about the store itself
};

struct StoreCounts {
    qint64 messages = 0;
    qint64 unread = 0;
    qint64 bytes = 0;
    std::optional<Timestamp> lastReceived;
    qint64 activeBatches = 0; ///< not sealed yet, being sealed included
    qint64 activeMessages = 0; ///< in those, each counted once a recipient
    qint64 groups = 0;
    std::array<qint64, 8> deliveries{}; ///< by DeliveryState
    qint64 backlog = 0; ///< acknowledged, not yet in the index
};

/// Set from any thread, it ends a search that nobody waits for any more: with Cancelled, within a moment.
using CancelFlag = std::shared_ptr<const std::atomic_bool>;

struct MessageQuery {
    std::optional<GroupId> group;
    std::optional<SearchQuery> search;
    std::optional<MessageId> before; ///< older than this one; the way to page
    qint64 start = 0; ///< rows to pass over; for Mailpit's `start`
    int limit = 50; ///< 0 = all
    CancelFlag cancelled;
};

struct MatchCounts {
    qint64 messages = 0;
    qint64 unread = 0;
};

struct DeliveryQuery {
    QList<DeliveryState> states; ///< empty = all
    std::optional<DeliveryId> before; ///< older than this one
    int limit = 50; ///< 0 = all
};

/// Questions. Thread: only inside a read job.
class StoreReader {
public:
    virtual ~StoreReader() = default;

    [[nodiscard]] virtual Result<StoreCounts> counts() = 0;
    /// Newest first.
    [[nodiscard]] virtual Result<QList<MessageSummary>> messages(const MessageQuery &query) = 0;
    /// How many messages match, all pages together.
    [[nodiscard]] virtual Result<MatchCounts> matches(const SearchQuery &query, const CancelFlag &cancelled = {}) = 0;
    /// Errors of these: NotFound, Corrupt, Io.
    [[nodiscard]] virtual Result<MessageSummary> message(MessageId id) = 0;
    [[nodiscard]] virtual Result<QByteArray> raw(MessageId id) = 0;
    /// With the process that sent it, also when that was found after the message was stored.
    [[nodiscard]] virtual Result<Envelope> envelope(MessageId id) = 0;
    [[nodiscard]] virtual Result<std::optional<MessageId>> latest() = 0;

    /// Groups with a message at or after `since` (all when there is none), newest first.
    [[nodiscard]] virtual Result<QList<Group>> groups(std::optional<Timestamp> since) = 0;
    /// NotFound also when it has no message any more.
    [[nodiscard]] virtual Result<Group> group(GroupId id) = 0;

    /// Empty `states` = all; oldest first.
    [[nodiscard]] virtual Result<QList<Batch>> batches(const QList<BatchState> &states) = 0;
    [[nodiscard]] virtual Result<Batch> batch(BatchId id) = 0;
    /// A last message that is damaged or gone is no error: its group says so.
    [[nodiscard]] virtual Result<BatchContent> batchContent(BatchId id) = 0;

    /// Newest first.
    [[nodiscard]] virtual Result<QList<Delivery>> deliveries(const DeliveryQuery &query) = 0;
    [[nodiscard]] virtual Result<Delivery> delivery(DeliveryId id) = 0;
    [[nodiscard]] virtual Result<QByteArray> deliveryRaw(DeliveryId id) = 0;
    /// Oldest first.
    [[nodiscard]] virtual Result<QList<DeliveryAttempt>> attempts(DeliveryId id) = 0;
};

/// Changes to what was done with the mail. Each job is one transaction: it is kept whole or not at all.
/// Thread: only inside a write job.
class StoreWriter {
public:
    virtual ~StoreWriter() = default;

    [[nodiscard]] virtual Result<Batch> batch(BatchId id) = 0;
    /// Collecting or Held → Sealing: from here on new messages of the same key open a new batch. Conflict when it is in
    /// another state.
    [[nodiscard]] virtual Result<Batch> beginSealing(BatchId id) = 0;
    /// Sealing → Sealed, with the composed mail and its delivery, which gets its id here.
    [[nodiscard]] virtual Result<Delivery> finishSealing(BatchId id, const Delivery &delivery,
                                                         const QByteArray &raw) = 0;
    /// Collecting ↔ Held, either → Discarded. Conflict from other states.
    [[nodiscard]] virtual Result<Batch> setBatchState(BatchId id, BatchState state) = 0;

    [[nodiscard]] virtual Result<Delivery> delivery(DeliveryId id) = 0;
    /// A delivery without a batch (a test mail, a release).
    [[nodiscard]] virtual Result<Delivery> addDelivery(const Delivery &delivery, const QByteArray &raw) = 0;
    [[nodiscard]] virtual Result<void> updateDelivery(const Delivery &delivery) = 0;
    [[nodiscard]] virtual Result<void> addAttempt(const DeliveryAttempt &attempt) = 0;

    /// Removes messages from sight, pinned ones too; batches keep what they have collected. Unknown ids are passed
    /// over. The removal can be undone by MailStore::restore() for kUndoTime.
    [[nodiscard]] virtual Result<RemovalId> removeMessages(const QList<MessageId> &ids) = 0;
    [[nodiscard]] virtual Result<RemovalId> removeAllMessages() = 0;
    /// Unknown ids are passed over.
    [[nodiscard]] virtual Result<void> markRead(const QList<MessageId> &ids, bool read) = 0;
    [[nodiscard]] virtual Result<void> setPinned(const QList<MessageId> &ids, bool pinned) = 0;
    [[nodiscard]] virtual Result<void> setTags(const QList<MessageId> &ids, const QStringList &tags) = 0;
    /// Notes where messages came from when that became known after they were stored. Unknown ids are passed over.
    [[nodiscard]] virtual Result<void> setProcess(const QList<MessageId> &ids, const PeerProcess &process) = 0;
};

/// Where messages are kept and what was done with them. The interface fits a body log with an SQLite index as well as
/// a database server: ids are made here, jobs are transactions, and nothing above knows which it is.
///
/// What a store on a database server has to bring, and what it may rely on:
/// - A message's id is made where it is received (MessageIdSource) and never by the server. With several engines on one
///   database an `order` may come twice; the row's key refuses the second, and that engine takes its next.
/// - Numeric ids rise and are never used again; gaps are fine, so sequences serve.
/// - The log is rows (`records`, as RowMedium has them): the commit of a group is what acknowledges. Each engine writes
///   segments that it has claimed by inserting their row, and follows its own.
/// - At most one open batch a key and recipient, and one group a key, are unique constraints: who is refused reads the
///   other's row. Counters are changed by what is added (`count = count + ?`), never set to what was read.
/// - Taking work is a claim in a transaction: beginSealing() for a batch, the step from Waiting to Sending for a
///   delivery. With several engines a claim is a lease, owner and end in the row, renewed while the work goes on, and
///   anybody's when it has run out; Conflict tells that another has it.
/// - The observer hears of the other engines' commits too (LISTEN and NOTIFY, or a table of changes).
/// - A job may be run again when the server asks for it (a serialization failure), so it must not keep anything from a
///   run that failed.
///
/// Thread: every member may be called from any thread, except open() and close(), which belong to the owner's.
class MailStore : public IntakeGate {
public:
    /// Called from the writing thread after each commit. Must be quick: hand it on.
    using Observer = std::function<void(const StoreChange &)>;
    using ReadJob = std::function<void(StoreReader &)>;
    using WriteJob = std::function<Result<void>(StoreWriter &)>;
    using Done = std::function<void(Result<void>)>;

    /// Opens or creates, migrates, recovers, and starts the threads. Errors: Locked (another engine has it), Io,
    /// PermissionDenied, Corrupt, TooNew, Conflict (its log is of another kind). An index that is damaged is made anew:
    /// then the observer hears of a problem.
    [[nodiscard]] virtual Result<void> open() = 0;
    /// Finishes everything that is queued, then stops the threads.
    virtual void close() = 0;

    /// Runs `job` on the reading thread, once the index has every message that was acknowledged before this call.
    virtual void read(ReadJob job) = 0;
    /// The same on a thread of its own, for questions with a search, which may take long: those of read() need not
    /// wait for them. Each thread takes its jobs in order; their answers may overtake one another.
    virtual void search(ReadJob job) { read(std::move(job)); }
    /// Runs `job` in a transaction on the writing thread, likewise; then calls `done` there with how the job or its
    /// commit ended. The observer hears of it first.
    virtual void write(WriteJob job, Done done = {}) = 0;

    /// How long a removal can be undone.
    static constexpr Milliseconds kUndoTime{600'000};
    /// Brings back what a removal took, as it was, in as many transactions as it needs; nothing of it is batched again.
    /// `done` gets how many came back, on one of the store's threads. NotFound when it is too late.
    virtual void restore(RemovalId removal, std::function<void(Result<qint64>)> done) = 0;
    /// Replaces the limits; kept to within seconds.
    virtual void setRetention(const QList<RetentionRule> &rules) = 0;
};

enum class Durability {
    Full, ///< 250 after fdatasync
    Normal, ///< 250 after write(2): survives the end of the program, not a power cut; synced every second
    Memory, ///< nothing reaches the disk
};

struct StoreOptions {
    /// The database file; the log lies beside it (`x.db` → `x.log/` or `x.bodies.db`). Unused with Durability::Memory.
    QString database;
    Durability durability = Durability::Full;
    /// The log is rows of a second database, as a database server will have them, instead of files. A store stays with
    /// what it was begun with: opening it otherwise is a Conflict. Unused with Durability::Memory.
    bool bodiesInDatabase = false;
    QList<RetentionRule> retention;
    /// Makes the index anew from the log when the store opens; the old one is kept beside it. What was done with the
    /// mail (batches, deliveries, marks, removals) is not in the log.
    bool rebuildIndex = false;
};

/// The store of this version. `classifier` and `clock` must outlive it.
[[nodiscard]] std::unique_ptr<MailStore> makeStore(const StoreOptions &options, Classifier &classifier,
                                                   const Clock &clock, MailStore::Observer observer);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/intake.h"
#include "core/store/record_log.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace mailweir {

/// The thread that makes mail durable: whatever waits goes out in one write and one sync, then each is answered. While
/// mail keeps coming, the thread looks out for it for a moment before it sleeps: waking it costs more than the write.
/// Thread: construction, start() and stop() belong to the owner; everything else may be called from any.
class LogWriter {
public:
    using Committed = std::function<void(QList<LogEntry>)>;

    enum class Sync {
        Always, ///< before each answer
        Later, ///< about once a second, and at the end
    };

    /// The bytes of one message beyond what is kept in memory. Made by the intake, filled on the writer's thread.
    struct Chunks {
        QList<RecordLocation> locations;
        qint64 size = 0;
        std::optional<Error> error;
        bool committed = false;
    };

    /// `committed` is called on the writer's thread, before the answers go out.
    LogWriter(std::unique_ptr<RecordLog> log, MessageId last, const Clock &clock, Sync sync, Committed committed);
    ~LogWriter();

    void start();
    /// Writes and answers what is queued, then ends the thread; what comes later is answered with Unavailable.
    void stop();

    void writeChunk(std::shared_ptr<Chunks> chunks, const QByteArray &bytes);
    /// `chunks` may be null; `rest` follows them.
    void commit(std::shared_ptr<Chunks> chunks, const QByteArray &rest, const Envelope &envelope,
                std::function<void(Result<MessageId>)> done);

    [[nodiscard]] qint64 queuedBytes() const { return m_queuedBytes.load(std::memory_order_relaxed); }
    /// Bytes of messages that are still being received, kept by their intakes.
    [[nodiscard]] qint64 openBytes() const { return m_openBytes.load(std::memory_order_relaxed); }
    /// The first segment that a message which is not committed has pieces in, or else the one that is written now. What
    /// lies before it belongs to messages that `committed` has been told of, or to nobody.
    [[nodiscard]] quint32 oldestOpenSegment() const { return m_oldestOpen.load(std::memory_order_acquire); }
    void addOpenBytes(qint64 bytes) { m_openBytes.fetch_add(bytes, std::memory_order_relaxed); }

private:
    struct Job {
        std::shared_ptr<Chunks> chunks;
        QByteArray bytes;
        QByteArray encodedEnvelope;
        std::shared_ptr<const Envelope> envelope;
        std::function<void(Result<MessageId>)> done; // null: a chunk
    };
    struct Group {
        QList<LogEntry> entries;
        std::vector<std::pair<std::function<void(Result<MessageId>)>, Result<MessageId>>> answers;
    };

    void post(Job job);
    void run();
    /// Waits for jobs; false: there are none, and none will come.
    [[nodiscard]] bool awaitJobs(std::unique_lock<std::mutex> &lock);
    /// On a slow disk, waits a little for those who have just been answered.
    void gather(std::unique_lock<std::mutex> &lock);
    void writeGroup(std::vector<Job> &jobs);
    void add(Job &job, Group &group);
    void addCommit(Job &job, Group &group);
    static void fail(std::vector<Job> &jobs, const Error &error);
    void noteOpenSegments();
    void sync();

    std::unique_ptr<RecordLog> m_log;
    MessageIdSource m_ids;
    const Clock &m_clock;
    const Sync m_sync;
    Committed m_committed;

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Job> m_jobs; // guarded by m_mutex
    bool m_stopping = false; // guarded by m_mutex
    std::atomic<qint64> m_queuedBytes{0};
    std::atomic<qint64> m_openBytes{0};
    std::atomic<quint32> m_posted{0}; // jobs; only a hint
    std::atomic<quint32> m_oldestOpen{0};
    // The thread's own:
    std::chrono::steady_clock::duration m_lastWait{std::chrono::hours(1)}; // for a job
    std::chrono::steady_clock::duration m_lastWrite{}; // of a group
    std::vector<std::weak_ptr<const Chunks>> m_open; // of messages on their way
    std::optional<SteadyTime> m_syncDue; // something was written without
    size_t m_clients = 0; // that had a job in the last group or were waiting when it ended
    std::thread m_thread;
};

/// The intake of a log writer.
class LogIntake final : public Intake {
public:
    explicit LogIntake(LogWriter &writer)
        : m_writer(writer)
    {
    }

    ~LogIntake() override { count(0); }

    void append(QByteArrayView bytes) override;
    [[nodiscard]] qint64 size() const override { return m_size; }
    void commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done) override;

private:
    void writeAhead();
    void count(qint64 open);

    LogWriter &m_writer;
    std::shared_ptr<LogWriter::Chunks> m_chunks;
    QByteArray m_buffer;
    qint64 m_size = 0;
    qint64 m_counted = 0; // of m_buffer, among the writer's open bytes
};

} // namespace mailweir

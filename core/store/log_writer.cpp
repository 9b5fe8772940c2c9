// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/log_writer.h"

#include "core/base/logging.h"
#include "core/base/mailbox.h"
#include "core/base/worker.h"

namespace mailweir {

namespace {

constexpr qint64 kMaxOpenBytes = 64 * 1024 * 1024; // of messages on their way
constexpr qsizetype kSmallChunk = 64 * 1024; // written ahead when there are more
/// Longer than a client on the same machine takes from one reply to its next message.
constexpr std::chrono::microseconds kLookOut{100};
/// How long to wait for more, as a part of what a write takes; not worth the trouble below, nor anybody's time above.
constexpr int kPatiencePart = 8;
constexpr std::chrono::microseconds kMinPatience{100};
constexpr std::chrono::microseconds kMaxPatience{1000};
constexpr std::chrono::seconds kSyncInterval{1};
constexpr qsizetype kGrowth = 4; // of a message's buffer, times

bool hasSeveralProcessors()
{
    static const bool several = std::thread::hardware_concurrency() > 1;
    return several;
}

} // namespace

LogWriter::LogWriter(std::unique_ptr<RecordLog> log, MessageId last, const Clock &clock, Sync sync, Committed committed)
    : m_log(std::move(log))
    , m_clock(clock)
    , m_sync(sync)
    , m_committed(std::move(committed))
{
    m_ids.startAfter(last);
    noteOpenSegments();
}

LogWriter::~LogWriter()
{
    stop();
}

void LogWriter::start()
{
    m_thread = std::thread([this] {
        nameThisThread("store log");
        run();
    });
}

void LogWriter::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void LogWriter::writeChunk(std::shared_ptr<Chunks> chunks, const QByteArray &bytes)
{
    post({std::move(chunks), bytes, {}, {}, {}});
}

void LogWriter::commit(std::shared_ptr<Chunks> chunks, const QByteArray &rest, const Envelope &envelope,
                       std::function<void(Result<MessageId>)> done)
{
    post({std::move(chunks), rest, encodeEnvelope(envelope), std::make_shared<const Envelope>(envelope),
          std::move(done)});
}

void LogWriter::post(Job job)
{
    const qint64 bytes = job.bytes.size();
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_jobs.push_back(std::move(job));
            m_queuedBytes += bytes;
            m_posted.fetch_add(1, std::memory_order_relaxed);
            job.done = nullptr;
        }
    }
    m_wake.notify_one();
    if (job.done)
        job.done(Error{ErrorCode::Unavailable, QStringLiteral("store"), QStringLiteral("closed")});
}

bool LogWriter::awaitJobs(std::unique_lock<std::mutex> &lock)
{
    if (!m_jobs.empty())
        return true;
    const auto begun = std::chrono::steady_clock::now();
    if (m_lastWait < kLookOut && hasSeveralProcessors()) {
        const quint32 posted = m_posted.load(std::memory_order_relaxed);
        lock.unlock();
        while (m_posted.load(std::memory_order_relaxed) == posted
               && std::chrono::steady_clock::now() - begun < kLookOut)
            std::this_thread::yield();
        lock.lock();
    }
    const auto called = [this] {
        return m_stopping || !m_jobs.empty();
    };
    while (m_syncDue && !m_wake.wait_until(lock, *m_syncDue, called)) {
        lock.unlock();
        sync();
        lock.lock();
    }
    m_wake.wait(lock, called);
    m_lastWait = std::chrono::steady_clock::now() - begun;
    return !m_jobs.empty();
}

/// Without this, clients that wait for their replies fall into two halves that take turns, and everybody waits for two
/// writes.
void LogWriter::gather(std::unique_lock<std::mutex> &lock)
{
    const auto patience = m_lastWrite / kPatiencePart;
    if (patience >= kMinPatience) {
        m_wake.wait_for(lock, std::min<std::chrono::steady_clock::duration>(patience, kMaxPatience),
                        [this] { return m_stopping || m_jobs.size() >= m_clients; });
    }
}

void LogWriter::run()
{
    std::vector<Job> jobs;
    std::unique_lock lock(m_mutex);
    while (awaitJobs(lock)) {
        gather(lock);
        jobs.swap(m_jobs);
        lock.unlock();
        qint64 bytes = 0;
        for (const Job &job : jobs)
            bytes += job.bytes.size();
        const auto begun = std::chrono::steady_clock::now();
        writeGroup(jobs);
        m_lastWrite = std::chrono::steady_clock::now() - begun;
        const size_t written = jobs.size();
        jobs.clear();
        m_queuedBytes -= bytes;
        if (m_syncDue && std::chrono::steady_clock::now() >= *m_syncDue)
            sync();
        lock.lock();
        m_clients = written + m_jobs.size();
    }
    lock.unlock();
    if (m_syncDue)
        sync();
}

void LogWriter::sync()
{
    m_syncDue.reset();
    if (const auto synced = m_log->sync(); !synced)
        qCCritical(lcStore).noquote() << "mail of the last second may not survive a power cut:"
                                      << describe(synced.error());
}

void LogWriter::writeGroup(std::vector<Job> &jobs)
{
    if (const auto begun = m_log->beginGroup(); !begun)
        return fail(jobs, begun.error());
    Group group;
    for (Job &job : jobs)
        add(job, group);
    const bool acknowledges = !group.entries.isEmpty();
    if (const auto written = m_log->endGroup(acknowledges && m_sync == Sync::Always); !written)
        return fail(jobs, written.error());
    if (acknowledges && m_sync == Sync::Later && !m_syncDue)
        m_syncDue = std::chrono::steady_clock::now() + kSyncInterval;
    if (acknowledges)
        m_committed(std::move(group.entries));
    noteOpenSegments();
    const Mailbox::Bundle bundle; // ends before what the answers hold
    for (auto &[done, answer] : group.answers)
        done(std::move(answer));
}

void LogWriter::add(Job &job, Group &group)
{
    if (job.chunks && !job.bytes.isEmpty() && !job.chunks->error) {
        if (job.chunks->locations.isEmpty())
            m_open.push_back(job.chunks);
        job.chunks->locations.append(m_log->add(RecordKind::Chunk, {}, {}, job.bytes));
        job.chunks->size += job.bytes.size();
    }
    if (job.done)
        addCommit(job, group);
}

void LogWriter::addCommit(Job &job, Group &group)
{
    std::optional<Error> error;
    if (job.encodedEnvelope.size() > kMaxEnvelopeSize)
        error = Error{ErrorCode::Invalid, QStringLiteral("envelope"), QStringLiteral("too large")};
    if (job.chunks) {
        for (const RecordLocation &chunk : std::as_const(job.chunks->locations)) {
            if (m_log->wasLost(chunk))
                job.chunks->error = Error{ErrorCode::Io, QStringLiteral("store"), QStringLiteral("a part was lost")};
        }
        if (job.chunks->error)
            error = job.chunks->error;
    }
    if (error) {
        group.answers.emplace_back(job.done, *error);
        return;
    }
    LogEntry entry;
    entry.id = m_ids.next(m_clock.now());
    if (job.chunks) {
        entry.location =
            m_log->add(RecordKind::Commit, entry.id, job.encodedEnvelope, encodeChunkList(job.chunks->locations));
        job.chunks->committed = true;
    } else {
        entry.location = m_log->add(RecordKind::Message, entry.id, job.encodedEnvelope, job.bytes);
        entry.envelope = std::move(job.envelope);
        entry.raw = job.bytes;
    }
    group.answers.emplace_back(job.done, entry.id);
    group.entries.append(std::move(entry));
}

void LogWriter::noteOpenSegments()
{
    quint32 oldest = m_log->segment();
    std::erase_if(m_open, [&oldest](const std::weak_ptr<const Chunks> &open) {
        const auto chunks = open.lock();
        if (!chunks || chunks->committed)
            return true;
        oldest = std::min(oldest, chunks->locations.first().segment);
        return false;
    });
    m_oldestOpen.store(oldest, std::memory_order_release);
}

void LogWriter::fail(std::vector<Job> &jobs, const Error &error)
{
    const Mailbox::Bundle bundle;
    for (Job &job : jobs) {
        if (job.chunks && !job.chunks->error)
            job.chunks->error = error;
        if (job.done)
            job.done(error);
    }
}

/// Many clients that stop halfway must not fill the memory: above a sum of what they have sent, it goes to the disk in
/// smaller pieces.
void LogIntake::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    const qsizetype limit = m_writer.openBytes() < kMaxOpenBytes ? kChunkSize : kSmallChunk;
    while (m_buffer.size() + bytes.size() > limit) {
        const qsizetype room = std::max<qsizetype>(limit - m_buffer.size(), 0);
        m_buffer += bytes.first(room);
        bytes = bytes.sliced(room);
        writeAhead();
    }
    // In few steps: growing by halves, a body of 100 KB would be copied eight times.
    if (m_buffer.size() + bytes.size() > m_buffer.capacity())
        m_buffer.reserve(std::min(kChunkSize, kGrowth * (m_buffer.size() + bytes.size())));
    m_buffer += bytes;
    if (m_buffer.size() >= kSmallChunk)
        count(m_buffer.capacity());
}

void LogIntake::writeAhead()
{
    if (!m_chunks)
        m_chunks = std::make_shared<LogWriter::Chunks>();
    m_writer.writeChunk(m_chunks, std::exchange(m_buffer, {}));
    count(0);
}

void LogIntake::count(qint64 open)
{
    if (open != m_counted)
        m_writer.addOpenBytes(open - std::exchange(m_counted, open));
}

void LogIntake::commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done)
{
    m_buffer.squeeze(); // it stays in memory until it is indexed
    count(0);
    m_writer.commit(std::exchange(m_chunks, {}), std::exchange(m_buffer, {}), envelope, std::move(done));
}

} // namespace mailweir

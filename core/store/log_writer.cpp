// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/log_writer.h"

#include "core/base/worker.h"

namespace mailweir {

LogWriter::LogWriter(BodyLog log, MessageId last, const Clock &clock, Committed committed)
    : m_log(std::move(log))
    , m_clock(clock)
    , m_committed(std::move(committed))
{
    m_ids.startAfter(last);
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
    post({std::move(chunks), rest, encodeEnvelope(envelope), envelope, std::move(done)});
}

void LogWriter::post(Job job)
{
    const qint64 bytes = job.bytes.size();
    {
        const std::lock_guard lock(m_mutex);
        if (!m_stopping) {
            m_jobs.push_back(std::move(job));
            m_queuedBytes += bytes;
            job.done = nullptr;
        }
    }
    m_wake.notify_one();
    if (job.done)
        job.done(Error{ErrorCode::Unavailable, QStringLiteral("store"), QStringLiteral("closed")});
}

void LogWriter::run()
{
    std::vector<Job> jobs;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_jobs.empty(); });
        if (m_jobs.empty())
            return;
        jobs.swap(m_jobs);
        lock.unlock();
        qint64 bytes = 0;
        for (const Job &job : jobs)
            bytes += job.bytes.size();
        writeGroup(jobs);
        jobs.clear();
        m_queuedBytes -= bytes;
        lock.lock();
    }
}

void LogWriter::writeGroup(std::vector<Job> &jobs)
{
    if (const auto begun = m_log.beginGroup(); !begun)
        return fail(jobs, begun.error());
    Group group;
    for (Job &job : jobs)
        add(job, group);
    if (const auto written = m_log.endGroup(!group.entries.isEmpty()); !written)
        return fail(jobs, written.error());
    if (!group.entries.isEmpty())
        m_committed(std::move(group.entries));
    for (auto &[done, answer] : group.answers)
        done(std::move(answer));
}

void LogWriter::add(Job &job, Group &group)
{
    if (job.chunks && !job.bytes.isEmpty() && !job.chunks->error) {
        job.chunks->locations.append(m_log.add(RecordKind::Chunk, {}, {}, job.bytes));
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
            if (m_log.wasLost(chunk))
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
            m_log.add(RecordKind::Commit, entry.id, job.encodedEnvelope, encodeChunkList(job.chunks->locations));
    } else {
        entry.location = m_log.add(RecordKind::Message, entry.id, job.encodedEnvelope, job.bytes);
        entry.envelope = std::move(job.envelope);
        entry.raw = job.bytes;
    }
    group.answers.emplace_back(job.done, entry.id);
    group.entries.append(std::move(entry));
}

void LogWriter::fail(std::vector<Job> &jobs, const Error &error)
{
    for (Job &job : jobs) {
        if (job.chunks && !job.chunks->error)
            job.chunks->error = error;
        if (job.done)
            job.done(error);
    }
}

void LogIntake::append(QByteArrayView bytes)
{
    m_size += bytes.size();
    while (m_buffer.size() + bytes.size() > kChunkSize) {
        const qsizetype room = kChunkSize - m_buffer.size();
        m_buffer += bytes.first(room);
        bytes = bytes.sliced(room);
        if (!m_chunks)
            m_chunks = std::make_shared<LogWriter::Chunks>();
        m_writer.writeChunk(m_chunks, std::exchange(m_buffer, {}));
    }
    m_buffer += bytes;
}

void LogIntake::commit(const Envelope &envelope, std::function<void(Result<MessageId>)> done)
{
    m_writer.commit(std::exchange(m_chunks, {}), std::exchange(m_buffer, {}), envelope, std::move(done));
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/maildir_follower.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/service/blocking_read.h"

namespace mailweir {

namespace {

constexpr size_t kLot = 256;
constexpr qsizetype kFew = 8; // that are synced one by one: cheaper than the whole file system
constexpr qsizetype kReadAtOnce = 1024 * 1024; // bytes of one read job
constexpr Milliseconds kGather{100}; // a flood comes in large lots, and few of them: each has its syncs
constexpr Milliseconds kRetry{5'000};
constexpr Milliseconds kLastLots{1'000};

QString nameOf(const MaildirFollower::Mail &mail)
{
    if (const auto *message = std::get_if<MessageId>(&mail))
        return Maildir::nameOf(*message);
    const auto &failed = std::get<MaildirFollower::FailedMail>(mail);
    return QStringLiteral("%1.M%2.%3")
        .arg(QString::number(toUnixMs(failed.createdAt) / 1000), QString::fromLatin1(failed.id.text()),
             Maildir::hostName());
}

Result<QByteArray> rawOf(const MaildirFollower::Mail &mail, StoreReader &reader)
{
    if (const auto *message = std::get_if<MessageId>(&mail))
        return reader.raw(*message);
    return reader.deliveryRaw(std::get<MaildirFollower::FailedMail>(mail).id);
}

} // namespace

MaildirFollower::MaildirFollower(const char *threadName, const QString &directory, MailStore &store, Ledger ledger,
                                 Problem problem)
    : m_maildir(directory)
    , m_store(store)
    , m_ledger(std::move(ledger))
    , m_problem(std::move(problem))
    , m_thread([this, threadName] {
        nameThisThread(threadName);
        run();
    })
{
}

MaildirFollower::~MaildirFollower()
{
    stop();
}

void MaildirFollower::add(const QList<Mail> &mails)
{
    if (mails.isEmpty())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.insert(m_waiting.end(), mails.begin(), mails.end());
    }
    m_wake.notify_one();
}

void MaildirFollower::stop()
{
    if (!m_thread.joinable())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_stopAt = std::chrono::steady_clock::now() + kLastLots;
    }
    m_wake.notify_one();
    m_thread.join();
}

void MaildirFollower::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopAt || !m_knowsLeftOver || !m_waiting.empty(); });
        if (m_stopAt && (m_waiting.empty() || std::chrono::steady_clock::now() >= *m_stopAt))
            return;
        m_wake.wait_for(lock, m_knowsLeftOver ? kGather : Milliseconds{0}, [this] { return m_stopAt.has_value(); });
        const Result<void> copied = copyNext(lock);
        if (copied) {
            m_told.reset();
            continue;
        }
        lock.unlock();
        tell(copied.error());
        lock.lock();
        if (m_stopAt)
            return; // the next start goes on
        m_wake.wait_for(lock, kRetry, [this] { return m_stopAt.has_value(); });
    }
}

Result<void> MaildirFollower::copyNext(std::unique_lock<std::mutex> &lock)
{
    if (!m_knowsLeftOver) {
        lock.unlock();
        const Result<QList<Mail>> leftOver = m_ledger.leftOver();
        lock.lock();
        if (!leftOver)
            return leftOver.error();
        m_waiting.insert(m_waiting.begin(), leftOver->begin(), leftOver->end());
        m_knowsLeftOver = true;
        return {};
    }
    QList<Mail> lot;
    for (size_t i = 0; i < std::min(kLot, m_waiting.size()); ++i)
        lot.append(m_waiting[i]);
    lock.unlock();
    const Result<void> copied = copy(lot);
    lock.lock();
    if (copied)
        m_waiting.erase(m_waiting.begin(), m_waiting.begin() + lot.size());
    return copied;
}

Result<void> MaildirFollower::copy(const QList<Mail> &lot)
{
    QList<Mail> lacking;
    for (const Mail &mail : lot) {
        if (m_ledger.lacks(mail))
            lacking.append(mail);
    }
    if (lacking.isEmpty())
        return {};
    const bool syncsEach = lacking.size() <= kFew;
    const auto durability = syncsEach ? Maildir::Durability::Now : Maildir::Durability::Later;
    for (qsizetype at = 0; at < lacking.size();) {
        const Result<QList<QByteArray>> raws = read(lacking, at);
        if (!raws)
            return raws.error();
        for (const QByteArray &raw : *raws) {
            const Mail &mail = lacking[at++];
            if (raw.isNull())
                continue;
            Result<void> added = m_maildir.add(nameOf(mail), raw, {}, durability);
            if (!added)
                return added;
        }
    }
    if (Result<void> synced = syncsEach ? Result<void>() : m_maildir.sync(); !synced)
        return synced;
    return m_ledger.note(lacking);
}

/// The next ones, as many as are read at once; null for one that is gone or damaged, which nothing can bring. Any other
/// error may pass.
Result<QList<QByteArray>> MaildirFollower::read(const QList<Mail> &lot, qsizetype from)
{
    QList<Error> lost;
    auto raws = readAndWait(m_store, [&lot, &lost, from](StoreReader &reader) -> Result<QList<QByteArray>> {
        QList<QByteArray> found;
        qsizetype bytes = 0;
        for (qsizetype i = from; i < lot.size() && bytes < kReadAtOnce; ++i) {
            Result<QByteArray> raw = rawOf(lot[i], reader);
            const auto problem = raw ? std::nullopt : std::optional(raw.error().code);
            if (problem == ErrorCode::Corrupt)
                lost.append(raw.error());
            else if (problem && problem != ErrorCode::NotFound)
                return raw.error();
            bytes += raw ? raw->size() : 0;
            found.append(!raw ? QByteArray() : raw->isNull() ? QByteArray("") : *std::move(raw));
        }
        return found;
    });
    if (raws) {
        for (const Error &error : lost)
            m_problem(error);
    }
    return raws;
}

void MaildirFollower::tell(const Error &error)
{
    if (m_told == error)
        return;
    m_told = error;
    qCWarning(lcService).noquote() << "copies wait:" << describe(error);
    m_problem(error);
}

} // namespace mailweir

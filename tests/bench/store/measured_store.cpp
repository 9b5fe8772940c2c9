// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/store/measured_store.h"

#include "tests/bench/times.h"

#include <QDirIterator>
#include <QFileInfo>

#include <semaphore>
#include <unistd.h>

namespace mailweir::bench {

MeasuredStore::MeasuredStore(const QString &directory, StoreOptions options)
    : m_options(std::move(options))
{
    m_options.database = directory + QStringLiteral("/mailweir.db");
}

MeasuredStore::~MeasuredStore()
{
    close();
}

Result<void> MeasuredStore::open()
{
    m_store = makeStore(m_options, m_classifier, m_clock, [](const StoreChange &) {});
    return m_store->open();
}

void MeasuredStore::close()
{
    if (m_store)
        m_store->close();
    m_store.reset();
}

QString MeasuredStore::logDirectory() const
{
    return m_options.database.chopped(3) + QStringLiteral(".log");
}

Result<Filling> MeasuredStore::fill(qint64 first, qint64 count, const Source &source)
{
    struct Shared {
        std::counting_semaphore<> free{kSessions};
        std::mutex mutex;
        std::optional<Error> failure; // guarded by mutex
    };
    const auto shared = std::make_shared<Shared>();
    Filling filling;
    filling.messages = count;
    const CpuUse before = cpuUse(::getpid());
    Result<void> indexed;
    filling.indexedSeconds = millisecondsOf([&] {
                                 filling.seconds =
                                     millisecondsOf([&] {
                                         for (qint64 number = first; number < first + count; ++number) {
                                             const MailGenerator::Mail mail = source(number);
                                             shared->free.acquire();
                                             auto intake = m_store->beginMessage();
                                             intake->append(mail.raw);
                                             intake->commit(mail.envelope, [shared](const Result<MessageId> &id) {
                                                 if (!id) {
                                                     const std::lock_guard lock(shared->mutex);
                                                     shared->failure = id.error();
                                                 }
                                                 shared->free.release();
                                             });
                                         }
                                         for (int session = 0; session < kSessions; ++session)
                                             shared->free.acquire();
                                     })
                                     / 1'000;
                                 indexed = waitForIndex();
                             })
        / 1'000;
    filling.cpu.add(before, cpuUse(::getpid()));
    const std::lock_guard lock(shared->mutex);
    if (shared->failure)
        return *shared->failure;
    if (!indexed)
        return indexed.error();
    return filling;
}

Result<void> MeasuredStore::waitForIndex()
{
    while (true) { // a question waits for the index, but not for ever
        const auto counts = ask([](StoreReader &reader) { return reader.counts(); });
        if (!counts)
            return counts.error();
        if (counts->backlog == 0)
            return {};
    }
}

Result<void> MeasuredStore::change(MailStore::WriteJob job)
{
    auto answer = std::make_shared<std::promise<Result<void>>>();
    auto ready = answer->get_future();
    m_store->write(std::move(job), [answer](Result<void> done) { answer->set_value(std::move(done)); });
    return ready.get();
}

Result<qint64> MeasuredStore::restore(RemovalId removal)
{
    auto answer = std::make_shared<std::promise<Result<qint64>>>();
    auto ready = answer->get_future();
    m_store->restore(removal, [answer](Result<qint64> done) { answer->set_value(std::move(done)); });
    return ready.get();
}

qint64 bytesIn(const QString &directory)
{
    qint64 bytes = 0;
    QDirIterator files(directory, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext())
        bytes += files.nextFileInfo().size();
    return bytes;
}

} // namespace mailweir::bench

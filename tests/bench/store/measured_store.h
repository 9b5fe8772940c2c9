// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/subject_classifier.h"
#include "core/store/mail_store.h"
#include "tests/bench/mail_generator.h"
#include "tests/bench/process_meter.h"

#include <future>

namespace mailweir::bench {

constexpr int kMegabyte = 1024 * 1024;

/// How a number of messages went in.
struct Filling {
    qint64 messages = 0;
    double seconds = 0; ///< until the last was acknowledged
    double indexedSeconds = 0; ///< until the last was in the index
    CpuUse cpu; ///< of the whole process, over that time

    [[nodiscard]] double rate() const { return double(messages) / seconds; }
    /// Messages that one core would index in a second.
    [[nodiscard]] double indexRate() const { return double(messages) * 1e6 / cpu.of("store index"); }
};

/// A store as the engine has it, in a directory, with the questions put to it one at a time.
class MeasuredStore {
public:
    using Source = std::function<MailGenerator::Mail(qint64 number)>;
    /// Messages that wait for their 250 at once.
    static constexpr int kSessions = 100;

    MeasuredStore(const QString &directory, StoreOptions options = {});
    ~MeasuredStore();

    [[nodiscard]] Result<void> open();
    void close();
    [[nodiscard]] MailStore &store() { return *m_store; }
    [[nodiscard]] QString database() const { return m_options.database; }
    [[nodiscard]] QString logDirectory() const;

    /// Puts in `count` messages from number `first` on and waits until they are indexed.
    [[nodiscard]] Result<Filling> fill(qint64 first, qint64 count, const Source &source);
    [[nodiscard]] Result<void> waitForIndex();

    /// Runs a question on the reading thread and waits for what it returns.
    template <typename Job> [[nodiscard]] auto ask(Job job)
    {
        using Answer = std::invoke_result_t<Job, StoreReader &>;
        auto answer = std::make_shared<std::promise<Answer>>();
        auto ready = answer->get_future();
        m_store->read([answer, job = std::move(job)](StoreReader &reader) { answer->set_value(job(reader)); });
        return ready.get();
    }
    [[nodiscard]] Result<void> change(MailStore::WriteJob job);
    [[nodiscard]] Result<qint64> restore(RemovalId removal);

private:
    StoreOptions m_options;
    SubjectClassifier m_classifier;
    SystemClock m_clock;
    std::unique_ptr<MailStore> m_store;
};

/// Bytes of all files in a directory and below.
[[nodiscard]] qint64 bytesIn(const QString &directory);

} // namespace mailweir::bench

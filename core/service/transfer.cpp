// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/transfer.h"

namespace mailweir {

namespace {

constexpr Milliseconds kTellInterval{100};
constexpr qsizetype kMaxProblems = 20;

} // namespace

Transfer::Transfer(const Clock &clock, TransferObserver observer)
    : m_clock(clock)
    , m_observer(std::move(observer))
{
}

void Transfer::cancel()
{
    {
        const std::lock_guard lock(m_mutex);
        *m_cancelled = true;
    }
    m_wake.notify_all();
}

bool Transfer::pause(Milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_wake.wait_for(lock, time, [this] { return m_cancelled->load(); });
}

void Transfer::expect(qint64 messages)
{
    m_progress.expected = messages;
    tell();
}

void Transfer::addDone(qint64 messages)
{
    m_progress.messages += messages;
    tell();
}

void Transfer::addFailed(const Error &error)
{
    ++m_progress.failed;
    addProblem(error);
}

void Transfer::addProblem(const Error &error)
{
    if (m_progress.problems.size() < kMaxProblems)
        m_progress.problems.append(error);
    tell();
}

void Transfer::finish()
{
    m_progress.finished = true;
    m_progress.cancelled = cancelled();
    m_observer(m_progress);
}

void Transfer::tell()
{
    const SteadyTime now = m_clock.steady();
    if (m_told && now - *m_told < kTellInterval)
        return;
    m_told = now;
    m_observer(m_progress);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/transfers.h"

#include "core/base/worker.h"

#include <atomic>
#include <thread>

namespace mailweir {

struct Transfers::Running {
    Running(const Clock &clock, Job job, TransferObserver observer)
        : transfer(clock, std::move(observer))
        , thread([this, run = std::move(job)] {
            nameThisThread("transfer");
            run(transfer);
            transfer.finish();
            over = true;
        })
    {
    }
    ~Running()
    {
        transfer.cancel();
        thread.join();
    }

    Transfer transfer;
    std::atomic<bool> over{false};
    std::thread thread; // last: it uses the others
};

Transfers::Transfers(const Clock &clock)
    : m_clock(clock)
{
}

Transfers::~Transfers()
{
    stop();
}

TransferId Transfers::start(Job job, TransferObserver observer)
{
    const std::lock_guard lock(m_mutex);
    const TransferId id{++m_last};
    if (m_stopped) {
        TransferProgress progress;
        progress.finished = progress.cancelled = true;
        observer(progress);
        return id;
    }
    dropFinished();
    m_running.emplace(m_last, std::make_unique<Running>(m_clock, std::move(job), std::move(observer)));
    return id;
}

void Transfers::cancel(TransferId id)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_running.find(id.value); found != m_running.end())
        found->second->transfer.cancel();
}

void Transfers::stop()
{
    std::map<qint64, std::unique_ptr<Running>> running;
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
        running.swap(m_running);
    }
    for (const auto &[id, transfer] : running)
        transfer->transfer.cancel();
}

void Transfers::dropFinished()
{
    std::erase_if(m_running, [](const auto &entry) { return entry.second->over.load(); });
}

} // namespace mailweir

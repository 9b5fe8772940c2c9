// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/process_finder.h"

#include "core/base/worker.h"
#include "core/net/socket_owner.h"

#include <atomic>
#include <mutex>
#include <optional>

namespace mailweir {

namespace {

constexpr int maxWaiting = 64;
// A flood of connections would spend more on being looked up than on its mail.
constexpr double maxPerSecond = 200;
constexpr double burst = 100;

} // namespace

class ProcessFinder::Private {
public:
    using Question = std::function<std::optional<PeerProcess>(SocketOwner &)>;

    ~Private() { m_stopping = true; }

    void ask(Question question, Answer answer)
    {
        if (m_waiting.load() >= maxWaiting || !admits()) {
            answer({});
            return;
        }
        ++m_waiting;
        worker().post([this, question = std::move(question), answer = std::move(answer)] {
            --m_waiting;
            answer(m_stopping ? std::nullopt : question(m_owner));
        });
    }

private:
    [[nodiscard]] bool admits()
    {
        const auto now = std::chrono::steady_clock::now();
        const std::lock_guard lock(m_mutex);
        const std::chrono::duration<double> passed = now - std::exchange(m_refilled, now);
        m_left = std::min(burst, m_left + passed.count() * maxPerSecond);
        if (m_left < 1)
            return false;
        m_left -= 1;
        return true;
    }

    [[nodiscard]] Worker &worker()
    {
        // At the priority of all others: a program that sends one mail is gone in milliseconds.
        std::call_once(m_started, [this] { m_worker.emplace("processes"); });
        return *m_worker;
    }

    SocketOwner m_owner; // the worker's
    std::mutex m_mutex;
    double m_left = burst; // questions that may come now; guarded by m_mutex
    std::chrono::steady_clock::time_point m_refilled; // guarded by m_mutex
    std::atomic<int> m_waiting = 0;
    std::atomic<bool> m_stopping = false;
    std::once_flag m_started;
    std::optional<Worker> m_worker; // last: it uses all of the above
};

ProcessFinder::ProcessFinder()
    : d(std::make_unique<Private>())
{
}

ProcessFinder::~ProcessFinder() = default;

void ProcessFinder::find(const QHostAddress &client, quint16 clientPort, const QHostAddress &server, quint16 serverPort,
                         Answer answer)
{
    // A program that talks to one of this machine's addresses comes from the same, unless it bound another one.
    if (!client.isLoopback() && !client.isEqual(server)) {
        answer({});
        return;
    }
    d->ask(
        [ends = TcpEnds{client, clientPort, server, serverPort}](SocketOwner &owner) -> std::optional<PeerProcess> {
            const std::optional<quint64> inode = owner.inodeOf(ends);
            const std::optional<qint64> pid = inode ? owner.pidOf(*inode) : std::nullopt;
            return pid ? SocketOwner::describe(*pid) : std::nullopt;
        },
        std::move(answer));
}

void ProcessFinder::find(qint64 pid, Answer answer)
{
    if (pid <= 0) { // in a namespace of its own that this process does not see
        answer({});
        return;
    }
    d->ask([pid](SocketOwner &) { return SocketOwner::describe(pid); }, std::move(answer));
}

} // namespace mailweir

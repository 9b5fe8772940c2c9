// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/signal_watcher.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace mailweir {

namespace {

constexpr std::array kWatched{SIGTERM, SIGINT, SIGUSR1, SIGHUP};

// All that a signal handler may touch.
std::atomic<int> writeEnd{-1};
std::atomic<bool> stopping{false};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

std::array<struct sigaction, kWatched.size()> previous;

void onSignal(int number)
{
    const int savedErrno = errno;
    if ((number == SIGTERM || number == SIGINT) && stopping.exchange(true))
        ::_exit(128 + number);
    const auto byte = static_cast<unsigned char>(number);
    // A full pipe means that the loop has signals to read already.
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
    errno = savedErrno;
}

} // namespace

SignalWatcher::SignalWatcher(QObject *parent)
    : QObject(parent)
{
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        qFatal("no pipe for signals: errno %d", errno);
    m_readEnd = ends[0];
    writeEnd = ends[1];
    stopping = false;

    m_notifier = std::make_unique<QSocketNotifier>(m_readEnd, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &SignalWatcher::drain);

    std::signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < kWatched.size(); ++i) {
        struct sigaction action = {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        ::sigemptyset(&action.sa_mask);
        ::sigaction(kWatched[i], &action, &previous[i]);
    }
}

SignalWatcher::~SignalWatcher()
{
    for (size_t i = 0; i < kWatched.size(); ++i)
        ::sigaction(kWatched[i], &previous[i], nullptr);
    m_notifier.reset(); // before the descriptor it watches
    ::close(writeEnd.exchange(-1));
    ::close(m_readEnd);
}

void SignalWatcher::drain()
{
    std::array<unsigned char, 16> numbers{};
    ssize_t count = 0;
    while ((count = ::read(m_readEnd, numbers.data(), numbers.size())) > 0) {
        for (ssize_t i = 0; i < count; ++i) {
            const int number = numbers[static_cast<size_t>(i)];
            if (number == SIGUSR1)
                Q_EMIT reopenLogRequested();
            else if (number == SIGHUP)
                Q_EMIT reloadRequested();
            else
                Q_EMIT stopRequested(number);
        }
    }
}

} // namespace mailweir

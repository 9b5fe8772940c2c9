// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that takes its time: with this in LD_PRELOAD, fdatasync(2) takes MAILWEIR_SYNC_DELAY_US microseconds longer.
#include <cstdlib>
#include <ctime>
#include <sys/syscall.h>
#include <unistd.h>

extern "C" int fdatasync(int fd)
{
    static const long delay = [] {
        const char *text = std::getenv("MAILWEIR_SYNC_DELAY_US");
        return text ? std::atol(text) : 0;
    }();
    const timespec wait{delay / 1'000'000, delay % 1'000'000 * 1'000};
    nanosleep(&wait, nullptr);
    return int(syscall(SYS_fdatasync, fd));
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/fault_layer.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faults {

namespace {

thread_local bool insideLayer = false; // its own calls pass

int failed(int error)
{
    errno = error;
    return -1;
}

ssize_t writeAll(int fd, const iovec *pieces, int count, off_t offset)
{
    return offset < 0 ? syscall(SYS_writev, fd, pieces, count) : syscall(SYS_pwritev, fd, pieces, count, offset, 0L);
}

} // namespace

Layer &Layer::instance()
{
    static Layer *const made = new Layer;
    return *made;
}

Layer::Layer()
{
    if (const char *root = std::getenv("MAILWEIR_FAULT_ROOT"))
        m_root = root;
    if (const char *seed = std::getenv("MAILWEIR_FAULT_POWER"))
        m_power = std::make_unique<PowerCut>(std::uint32_t(std::strtoul(seed, nullptr, 10)));
}

const char *Layer::path(int fd) const
{
    return fd >= 0 && size_t(fd) < kMaxFiles ? m_paths[size_t(fd)].load(std::memory_order_acquire) : nullptr;
}

bool Layer::watches(int fd) const
{
    return !insideLayer && path(fd);
}

bool Layer::watches(const char *path) const
{
    return !insideLayer && !m_root.empty() && std::strncmp(path, m_root.c_str(), m_root.size()) == 0
        && (path[m_root.size()] == '/' || path[m_root.size()] == '\0');
}

std::string Layer::below(const std::string &path) const
{
    return path.size() <= m_root.size() ? "." : path.substr(m_root.size() + 1);
}

std::unique_lock<std::mutex> Layer::lockPower() const
{
    return m_power ? m_power->lock() : std::unique_lock<std::mutex>();
}

void Layer::die(bool locked)
{
    if (m_power) {
        insideLayer = true;
        if (!locked)
            lockPower().release(); // for ever
        m_power->cut();
    }
    for (;;)
        syscall(SYS_kill, ::getpid(), SIGKILL);
}

int Layer::open(const char *path, int flags, mode_t mode)
{
    const std::string file = below(path);
    if (file.ends_with("-shm")) // SQLite's shared memory: written through mmap only
        return int(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
    struct stat info;
    const bool isNew = (flags & O_CREAT) != 0 && ::lstat(path, &info) != 0;
    const Call call = isNew ? Create : Open;
    if (const auto fault = m_orders.due(When::Before, call, file)) {
        if (fault->error == 0)
            die(false);
        return failed(fault->error);
    }
    const auto lock = lockPower();
    const int fd = int(syscall(SYS_openat, AT_FDCWD, path, flags, mode));
    const int error = errno;
    if (fd >= 0 && size_t(fd) < kMaxFiles) {
        m_paths[size_t(fd)].store(::strdup(file.c_str()), std::memory_order_release);
        if (m_power && isNew)
            m_power->created(fd, path);
    }
    if (m_orders.due(When::After, call, file))
        die(true);
    errno = error;
    return fd;
}

int Layer::close(int fd)
{
    // Its path is never freed: another thread may be reading it.
    if (watches(fd))
        m_paths[size_t(fd)].store(nullptr, std::memory_order_release);
    return int(syscall(SYS_close, fd));
}

ssize_t Layer::read(int fd, void *bytes, size_t size, off_t offset)
{
    if (watches(fd)) {
        if (const auto fault = m_orders.due(When::Before, Read, path(fd))) {
            if (fault->error == 0)
                die(false);
            return failed(fault->error);
        }
    }
    return offset < 0 ? syscall(SYS_read, fd, bytes, size) : syscall(SYS_pread64, fd, bytes, size, offset);
}

ssize_t Layer::write(int fd, const iovec *pieces, int count, off_t offset)
{
    if (!watches(fd))
        return writeAll(fd, pieces, count, offset);
    const char *file = path(fd);
    const auto lock = lockPower();
    if (m_power) {
        size_t length = 0;
        for (int i = 0; i < count; ++i)
            length += pieces[i].iov_len;
        const bool appends = (::fcntl(fd, F_GETFL) & O_APPEND) != 0;
        m_power->beforeWrite(fd, offset >= 0 ? offset : ::lseek(fd, 0, appends ? SEEK_END : SEEK_CUR), length);
    }
    const auto fault = m_orders.due(When::Before, Write, file);
    if (fault && fault->action == Action::Kill)
        die(true);
    if (fault && (fault->action == Action::Torn || fault->action == Action::Short)) {
        const ssize_t done = writePart(fd, pieces, count, offset);
        if (fault->action == Action::Torn)
            die(true);
        return done;
    }
    if (fault && fault->action == Action::Fail)
        return failed(fault->error);
    const ssize_t result = writeAll(fd, pieces, count, offset);
    const int error = errno;
    if (fault)
        return failed(fault->error);
    if (m_orders.due(When::After, Write, file))
        die(true);
    errno = error;
    return result;
}

/// A third of it, but at least a byte.
ssize_t Layer::writePart(int fd, const iovec *pieces, int count, off_t offset)
{
    size_t length = 0;
    for (int i = 0; i < count; ++i)
        length += pieces[i].iov_len;
    size_t left = std::max<size_t>(1, length / 3);
    std::vector<iovec> part;
    for (int i = 0; i < count && left > 0; ++i) {
        part.push_back({pieces[i].iov_base, std::min(pieces[i].iov_len, left)});
        left -= part.back().iov_len;
    }
    return writeAll(fd, part.data(), int(part.size()), offset);
}

int Layer::sync(int fd, long number)
{
    if (!watches(fd))
        return int(syscall(number, fd));
    const char *file = path(fd);
    const auto fault = m_orders.due(When::Before, Sync, file);
    if (fault && fault->action == Action::Skip)
        return 0;
    if (fault && fault->error == 0)
        die(false);
    if (m_power) {
        const auto lock = lockPower();
        m_power->beforeSync(fd);
    }
    int result = fault && fault->action == Action::Fail ? -1 : int(syscall(number, fd));
    int error = errno;
    if (fault) {
        result = -1;
        error = fault->error;
    }
    if (m_power) {
        const auto lock = lockPower();
        m_power->afterSync(fd, result == 0);
    }
    if (m_orders.due(When::After, Sync, file))
        die(false);
    errno = error;
    return result;
}

int Layer::change(Call call, const std::string &file, const std::function<int()> &run,
                  const std::function<bool(PowerCut &)> &note)
{
    const auto fault = m_orders.due(When::Before, call, file);
    if (fault && fault->error == 0)
        die(false);
    if (fault && fault->action == Action::Fail)
        return failed(fault->error);
    const auto lock = lockPower();
    const bool noted = m_power && note(*m_power);
    const int result = run();
    const int error = errno;
    if (noted && result < 0)
        m_power->notDone();
    if (fault)
        return failed(fault->error);
    if (m_orders.due(When::After, call, file))
        die(true);
    errno = error;
    return result;
}

int Layer::truncate(int fd, off_t size)
{
    const auto run = [&] {
        return int(syscall(SYS_ftruncate, fd, size));
    };
    if (!watches(fd))
        return run();
    return change(Truncate, path(fd), run, [&](PowerCut &power) {
        power.beforeTruncate(fd, size);
        return false;
    });
}

int Layer::rename(const std::string &from, const std::string &to, unsigned flags)
{
    const auto run = [&] {
        return int(syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags));
    };
    return change(Rename, below(to), run, [&](PowerCut &power) {
        power.beforeRename(from, to);
        return true;
    });
}

int Layer::unlink(const std::string &path, int flags)
{
    const auto run = [&] {
        return int(syscall(SYS_unlinkat, AT_FDCWD, path.c_str(), flags));
    };
    return change(Unlink, below(path), run, [&](PowerCut &power) {
        power.beforeUnlink(path);
        return true;
    });
}

int Layer::mkdir(const char *path, mode_t mode)
{
    const auto run = [&] {
        return int(syscall(SYS_mkdirat, AT_FDCWD, path, mode));
    };
    return change(Mkdir, below(path), run, [&](PowerCut &power) {
        power.madeDirectory(path);
        return true;
    });
}

} // namespace faults

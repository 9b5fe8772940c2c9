// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of the C library by which Qt, SQLite and we reach files, in all their spellings: in LD_PRELOAD, these
// are found first.
#include "tests/crash/fault_layer.h"

#include <climits>
#include <cstdarg>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using faults::Layer;

namespace {

std::string absolute(int directory, const char *path)
{
    if (path[0] == '/' || directory == AT_FDCWD)
        return path;
    std::array<char, PATH_MAX> name{};
    const std::string link = "/proc/self/fd/" + std::to_string(directory);
    const ssize_t size = ::readlink(link.c_str(), name.data(), name.size());
    return std::string(name.data(), size > 0 ? size_t(size) : 0) + '/' + path;
}

int openFile(int directory, const char *path, int flags, mode_t mode)
{
    const std::string file = absolute(directory, path);
    if (Layer::instance().watches(file.c_str()))
        return Layer::instance().open(file.c_str(), flags, mode);
    return int(syscall(SYS_openat, directory, path, flags, mode));
}

int renameFile(int fromDirectory, const char *from, int toDirectory, const char *to, unsigned flags)
{
    const std::string target = absolute(toDirectory, to);
    if (Layer::instance().watches(target.c_str()))
        return Layer::instance().rename(absolute(fromDirectory, from), target, flags);
    return int(syscall(SYS_renameat2, fromDirectory, from, toDirectory, to, flags));
}

int unlinkFile(int directory, const char *path, int flags)
{
    const std::string file = absolute(directory, path);
    if (Layer::instance().watches(file.c_str()))
        return Layer::instance().unlink(file, flags);
    return int(syscall(SYS_unlinkat, directory, path, flags));
}

ssize_t writeFile(int fd, const void *bytes, size_t size, off_t offset)
{
    const iovec piece{const_cast<void *>(bytes), size};
    return Layer::instance().write(fd, &piece, 1, offset);
}

mode_t modeOf(int flags, va_list arguments)
{
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? mode_t(va_arg(arguments, int)) : 0;
}

} // namespace

extern "C" {

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        const mode_t mode = modeOf(flags, arguments);                                                                  \
        va_end(arguments);                                                                                             \
        return openFile(AT_FDCWD, path, flags, mode);                                                                  \
    }
#define OPENAT(name)                                                                                                   \
    int name(int directory, const char *path, int flags, ...)                                                          \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        const mode_t mode = modeOf(flags, arguments);                                                                  \
        va_end(arguments);                                                                                             \
        return openFile(directory, path, flags, mode);                                                                 \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int __open_2(const char *path, int flags)
{
    return openFile(AT_FDCWD, path, flags, 0);
}

int __open64_2(const char *path, int flags)
{
    return openFile(AT_FDCWD, path, flags, 0);
}

int close(int fd)
{
    return Layer::instance().close(fd);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    return writeFile(fd, bytes, size, -1);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return writeFile(fd, bytes, size, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset)
{
    return writeFile(fd, bytes, size, offset);
}

ssize_t writev(int fd, const iovec *pieces, int count)
{
    return Layer::instance().write(fd, pieces, count, -1);
}

ssize_t pwritev(int fd, const iovec *pieces, int count, off_t offset)
{
    return Layer::instance().write(fd, pieces, count, offset);
}

ssize_t pwritev64(int fd, const iovec *pieces, int count, off64_t offset)
{
    return Layer::instance().write(fd, pieces, count, offset);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    return Layer::instance().read(fd, bytes, size, -1);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t offset)
{
    return Layer::instance().read(fd, bytes, size, offset);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t offset)
{
    return Layer::instance().read(fd, bytes, size, offset);
}

int fsync(int fd)
{
    return Layer::instance().sync(fd, SYS_fsync);
}

int fdatasync(int fd)
{
    return Layer::instance().sync(fd, SYS_fdatasync);
}

int ftruncate(int fd, off_t size) noexcept
{
    return Layer::instance().truncate(fd, size);
}

int ftruncate64(int fd, off64_t size) noexcept
{
    return Layer::instance().truncate(fd, size);
}

int rename(const char *from, const char *to) noexcept
{
    return renameFile(AT_FDCWD, from, AT_FDCWD, to, 0);
}

int renameat(int fromDirectory, const char *from, int toDirectory, const char *to) noexcept
{
    return renameFile(fromDirectory, from, toDirectory, to, 0);
}

int renameat2(int fromDirectory, const char *from, int toDirectory, const char *to, unsigned flags) noexcept
{
    return renameFile(fromDirectory, from, toDirectory, to, flags);
}

int unlink(const char *path) noexcept
{
    return unlinkFile(AT_FDCWD, path, 0);
}

int unlinkat(int directory, const char *path, int flags) noexcept
{
    return unlinkFile(directory, path, flags);
}

int mkdir(const char *path, mode_t mode) noexcept
{
    if (Layer::instance().watches(path))
        return Layer::instance().mkdir(path, mode);
    return int(syscall(SYS_mkdirat, AT_FDCWD, path, mode));
}

} // extern "C"

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/crash/fault_orders.h"
#include "tests/crash/power_cut.h"

#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <sys/uio.h>

namespace faults {

/// A disk that fails when it is told to: stands between a program and the system calls on the files below the folder
/// MAILWEIR_FAULT_ROOT (an absolute path). Orders says which of them kill the program or fail; with
/// MAILWEIR_FAULT_POWER=<seed>, a kill is a PowerCut. All else passes.
/// Thread: any.
class Layer {
public:
    /// Never destroyed: threads may still be at work when the program ends.
    [[nodiscard]] static Layer &instance();

    [[nodiscard]] bool watches(const char *path) const;
    /// Whether the file of a descriptor is watched, and the call is not the layer's own.
    [[nodiscard]] bool watches(int fd) const;

    // As the system calls of these names; the results are theirs, with errno.
    int open(const char *path, int flags, mode_t mode);
    int close(int fd);
    ssize_t read(int fd, void *bytes, size_t size, off_t offset); ///< `offset` -1: where the file stands
    ssize_t write(int fd, const iovec *pieces, int count, off_t offset); ///< likewise
    int sync(int fd, long number); ///< SYS_fsync or SYS_fdatasync
    int truncate(int fd, off_t size);
    int rename(const std::string &from, const std::string &to, unsigned flags);
    int unlink(const std::string &path, int flags);
    int mkdir(const char *path, mode_t mode);

private:
    static constexpr size_t kMaxFiles = 65'536; // descriptors

    Layer();
    [[nodiscard]] const char *path(int fd) const;
    [[nodiscard]] std::string below(const std::string &path) const;
    [[nodiscard]] std::unique_lock<std::mutex> lockPower() const;
    /// Does `call` unless a fault is due. `note` tells the power cut of it; what it returns is whether a call that
    /// fails has to be taken back there.
    int change(Call call, const std::string &file, const std::function<int()> &run,
               const std::function<bool(PowerCut &)> &note);
    ssize_t writePart(int fd, const iovec *pieces, int count, off_t offset);
    [[noreturn]] void die(bool locked);

    Orders m_orders;
    std::string m_root;
    std::unique_ptr<PowerCut> m_power;
    std::array<std::atomic<const char *>, kMaxFiles> m_paths{}; // below the root; null: not watched
};

} // namespace faults

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <sys/types.h>
#include <vector>

namespace faults {

/// Makes of a killed program one whose machine has lost its power: what was not synced by then may be gone.
///
/// Files: each page (4 KiB) that was written since the last fsync or fdatasync that succeeded is kept or lost by the
/// toss of a coin, and so is what the file has grown or shrunk; a quarter of the cuts loses all of it. A sync that
/// failed has lost for good what it was to write, though it can still be read until the cut. Directories: of the names
/// that were made, changed or removed since the last fsync of their directory only the first few are kept, none at all
/// when all is lost. A sync of a new file keeps its name, as Linux's file systems do.
///
/// Not simulated: disks that lose what they have said is written, torn 512-byte sectors (a page is the unit), and
/// writes through mmap, which are SQLite's shared memory only; it is made anew by whoever opens the database first.
///
/// Thread: any; all changes of files go through it one by one, but syncs take place beside them.
class PowerCut {
public:
    explicit PowerCut(std::uint32_t seed);

    /// Held over each of the calls below and the system call that follows it.
    [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

    void beforeWrite(int fd, off_t offset, size_t length);
    void beforeTruncate(int fd, off_t size);
    void created(int fd, const std::string &path);
    void madeDirectory(const std::string &path);
    void beforeRename(const std::string &from, const std::string &to);
    void beforeUnlink(const std::string &path);
    /// What is noted by beforeRename() or beforeUnlink() did not take place.
    void notDone();

    void beforeSync(int fd);
    void afterSync(int fd, bool succeeded);

    /// Loses what may be lost; the lock is held, and the program ends before it is released.
    void cut();

private:
    struct Undo {
        off_t offset = 0;
        std::vector<char> bytes; // what was there; zeros where there was nothing
        off_t size = 0; // of the file before
        bool truncated = false; // else written
        bool syncing = false;
        bool lost = false; // by a sync that failed
    };
    struct File {
        int fd = -1; // our own: the program's may be closed by then
        std::vector<Undo> undos; // oldest first
    };
    struct Name {
        enum class Kind { Made, MadeDirectory, Renamed, Removed };
        Kind kind = Kind::Made;
        std::string path;
        std::string from; // Renamed
        ino_t inode = 0; // Made
        int old = -1; // the file that had the name, or none
        bool syncing = false;
    };

    [[nodiscard]] File &file(int fd);
    [[nodiscard]] bool toss(unsigned percent) { return m_random() % 100 < percent; }
    void note(File &file, off_t offset, off_t end, bool truncated);
    static void forgetSynced(File &file);
    static void loseSyncing(File &file);
    void cutFile(File &file, bool all);
    void cutNames(bool all);
    static bool isOf(const Name &name, ino_t inode);
    static void takeBack(const Name &name);

    std::mutex m_mutex;
    std::mt19937 m_random;
    std::map<ino_t, File> m_files;
    std::vector<Name> m_names; // oldest first
};

} // namespace faults

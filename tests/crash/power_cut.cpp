// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/power_cut.h"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <map>
#include <set>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace faults {

namespace {

constexpr off_t kPage = 4096;

// The layer's own calls go around the layer.
int openRaw(const std::string &path, int flags, mode_t mode = 0)
{
    return int(syscall(SYS_openat, AT_FDCWD, path.c_str(), flags | O_CLOEXEC, mode));
}

std::string pathOf(int fd)
{
    return "/proc/self/fd/" + std::to_string(fd);
}

struct stat statOf(int fd)
{
    struct stat info { };
    ::fstat(fd, &info);
    return info;
}

std::string directoryOf(const std::string &path)
{
    return path.substr(0, path.rfind('/'));
}

std::string nameOf(int fd)
{
    std::string name(4096, '\0');
    const ssize_t size = ::readlink(pathOf(fd).c_str(), name.data(), name.size());
    name.resize(size_t(std::max<ssize_t>(size, 0)));
    return name;
}

std::vector<char> readRaw(int fd, off_t offset, size_t length)
{
    std::vector<char> bytes(length);
    const long got = syscall(SYS_pread64, fd, bytes.data(), length, offset);
    bytes.resize(size_t(std::max(got, 0L)));
    return bytes;
}

void writeRaw(int fd, off_t offset, const char *bytes, size_t length)
{
    while (length > 0) {
        const long done = syscall(SYS_pwrite64, fd, bytes, length, offset);
        if (done <= 0)
            return;
        bytes += done;
        offset += done;
        length -= size_t(done);
    }
}

} // namespace

PowerCut::PowerCut(std::uint32_t seed)
    : m_random(seed)
{
}

PowerCut::File &PowerCut::file(int fd)
{
    File &found = m_files[statOf(fd).st_ino];
    if (found.fd < 0)
        found.fd = openRaw(pathOf(fd), O_RDWR);
    return found;
}

void PowerCut::note(File &file, off_t offset, off_t end, bool truncated)
{
    Undo undo;
    undo.offset = offset;
    undo.size = statOf(file.fd).st_size;
    undo.truncated = truncated;
    if (offset < undo.size)
        undo.bytes = readRaw(file.fd, offset, size_t(std::min(end, undo.size) - offset));
    undo.bytes.resize(size_t(end - offset));
    file.undos.push_back(std::move(undo));
}

void PowerCut::beforeWrite(int fd, off_t offset, size_t length)
{
    note(file(fd), offset, offset + off_t(length), false);
}

void PowerCut::beforeTruncate(int fd, off_t size)
{
    File &of = file(fd);
    // What was lost behind the new end is of no more consequence.
    std::erase_if(of.undos, [&](const Undo &undo) { return undo.lost && undo.offset >= size; });
    const off_t now = statOf(fd).st_size;
    note(of, std::min(size, now), now, true);
}

void PowerCut::created(int fd, const std::string &path)
{
    m_names.push_back({Name::Kind::Made, path, {}, statOf(fd).st_ino, -1, false});
}

void PowerCut::madeDirectory(const std::string &path)
{
    m_names.push_back({Name::Kind::MadeDirectory, path, {}, 0, -1, false});
}

void PowerCut::beforeRename(const std::string &from, const std::string &to)
{
    m_names.push_back({Name::Kind::Renamed, to, from, 0, openRaw(to, O_RDONLY), false});
}

void PowerCut::beforeUnlink(const std::string &path)
{
    m_names.push_back({Name::Kind::Removed, path, {}, 0, openRaw(path, O_RDONLY), false});
}

void PowerCut::notDone()
{
    if (m_names.back().old >= 0)
        syscall(SYS_close, m_names.back().old);
    m_names.pop_back();
}

bool PowerCut::isOf(const Name &name, ino_t inode)
{
    return name.kind == Name::Kind::Made && name.inode == inode;
}

void PowerCut::beforeSync(int fd)
{
    const struct stat info = statOf(fd);
    if (S_ISDIR(info.st_mode)) {
        const std::string directory = nameOf(fd);
        for (Name &name : m_names)
            name.syncing = name.syncing || directoryOf(name.path) == directory;
        return;
    }
    for (Name &name : m_names)
        name.syncing = name.syncing || isOf(name, info.st_ino);
    for (Undo &undo : file(fd).undos)
        undo.syncing = !undo.lost;
}

void PowerCut::afterSync(int fd, bool succeeded)
{
    const struct stat info = statOf(fd);
    const bool isDirectory = S_ISDIR(info.st_mode);
    const std::string path = nameOf(fd);
    const auto covers = [&](const Name &name) {
        return name.syncing && (isDirectory ? directoryOf(name.path) == path : isOf(name, info.st_ino));
    };
    // Journals keep the order: with a name come all that were given and taken before it.
    const auto last = std::find_if(m_names.rbegin(), m_names.rend(), covers).base();
    if (succeeded) {
        for (auto name = m_names.begin(); name != last; ++name) {
            if (name->old >= 0)
                syscall(SYS_close, name->old);
        }
        m_names.erase(m_names.begin(), last);
    }
    for (Name &name : m_names)
        name.syncing = name.syncing && !covers(name);
    if (isDirectory)
        return;
    if (succeeded)
        forgetSynced(file(fd));
    else
        loseSyncing(file(fd));
}

void PowerCut::forgetSynced(File &file)
{
    // Pages that were lost, and have been written anew since, went to the disk whole.
    std::set<off_t> pages;
    for (const Undo &undo : file.undos) {
        for (off_t at = undo.offset; undo.syncing && at < undo.offset + off_t(undo.bytes.size()); at += kPage)
            pages.insert({at / kPage, (undo.offset + off_t(undo.bytes.size()) - 1) / kPage});
    }
    std::erase_if(file.undos,
                  [&](const Undo &undo) { return undo.syncing || (undo.lost && pages.contains(undo.offset / kPage)); });
}

void PowerCut::loseSyncing(File &file)
{
    std::vector<Undo> undos;
    for (Undo &undo : file.undos) {
        if (!undo.syncing || undo.truncated) {
            undos.push_back(std::move(undo));
            continue;
        }
        // Page by page, as later writes may save them.
        const off_t end = undo.offset + off_t(undo.bytes.size());
        for (off_t at = undo.offset; at < end;) {
            const off_t next = std::min(end, (at / kPage + 1) * kPage);
            const auto from = undo.bytes.begin() + (at - undo.offset);
            undos.push_back({at, {from, from + (next - at)}, undo.size, false, false, true});
            at = next;
        }
    }
    file.undos = std::move(undos);
}

void PowerCut::cut()
{
    const bool all = toss(25);
    for (auto &[inode, of] : m_files)
        cutFile(of, all);
    cutNames(all);
}

void PowerCut::cutFile(File &file, bool all)
{
    if (file.undos.empty() || file.fd < 0)
        return;
    const bool shrinks = all || toss(50);
    // Journals keep the order: who loses the removal of a name also loses what was cut from the file afterwards.
    const bool isNameless = statOf(file.fd).st_nlink == 0;
    off_t size = statOf(file.fd).st_size;
    std::map<off_t, bool> lostPages;
    const auto isLost = [&](off_t page) {
        const auto known = lostPages.find(page);
        return known != lostPages.end() ? known->second : lostPages.emplace(page, all || toss(50)).first->second;
    };
    for (auto undo = file.undos.rbegin(); undo != file.undos.rend(); ++undo) {
        const off_t end = undo->offset + off_t(undo->bytes.size());
        if (undo->truncated) {
            if (!all && !isNameless && !toss(50))
                continue;
            writeRaw(file.fd, undo->offset, undo->bytes.data(), undo->bytes.size());
            size = undo->size;
            continue;
        }
        if (shrinks && end > undo->size)
            size = undo->size;
        for (off_t at = undo->offset; at < end;) {
            const off_t next = std::min(end, (at / kPage + 1) * kPage);
            if (undo->lost || isLost(at / kPage))
                writeRaw(file.fd, at, undo->bytes.data() + (at - undo->offset), size_t(next - at));
            at = next;
        }
    }
    syscall(SYS_ftruncate, file.fd, size);
}

void PowerCut::cutNames(bool all)
{
    const size_t kept = all || m_names.empty() ? 0 : m_random() % (m_names.size() + 1);
    for (size_t i = m_names.size(); i > kept; --i)
        takeBack(m_names[i - 1]);
}

void PowerCut::takeBack(const Name &name)
{
    switch (name.kind) {
    case Name::Kind::Made:
        syscall(SYS_unlinkat, AT_FDCWD, name.path.c_str(), 0);
        break;
    case Name::Kind::MadeDirectory: {
        std::error_code ignored;
        std::filesystem::remove_all(name.path, ignored);
        break;
    }
    case Name::Kind::Renamed:
        syscall(SYS_renameat2, AT_FDCWD, name.path.c_str(), AT_FDCWD, name.from.c_str(), 0);
        break;
    case Name::Kind::Removed:
        break;
    }
    if (name.old < 0)
        return;
    const int fd = openRaw(name.path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const std::vector<char> bytes = readRaw(name.old, 0, size_t(statOf(name.old).st_size));
    writeRaw(fd, 0, bytes.data(), bytes.size());
    syscall(SYS_close, fd);
}

} // namespace faults

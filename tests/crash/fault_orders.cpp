// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/fault_orders.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <sstream>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace faults {

namespace {

constexpr size_t kPhaseSize = 64; // of the phase file
constexpr int kMaxReports = 200;

constexpr std::array<std::pair<const char *, unsigned>, 10> kCalls{
    {{"open", Open},
     {"create", Create},
     {"read", Read},
     {"write", Write},
     {"sync", Sync},
     {"truncate", Truncate},
     {"rename", Rename},
     {"unlink", Unlink},
     {"mkdir", Mkdir},
     {"change", Change}},
};

constexpr std::array<std::pair<const char *, int>, 4> kErrors{
    {{"eio", EIO}, {"enospc", ENOSPC}, {"erofs", EROFS}, {"eacces", EACCES}},
};

/// A wrong order would make every round a clean one.
[[noreturn]] void refuse(const std::string &what)
{
    std::fprintf(stderr, "fault layer: cannot understand %s\n", what.c_str());
    std::_Exit(64);
}

unsigned callsOf(const std::string &names)
{
    unsigned calls = 0;
    std::istringstream list(names);
    for (std::string name; std::getline(list, name, '|');) {
        unsigned found = 0;
        for (const auto &[text, call] : kCalls)
            found |= name == text ? call : 0;
        if (found == 0)
            refuse(name);
        calls |= found;
    }
    return calls;
}

Fault faultOf(const std::string &name)
{
    if (name == "kill")
        return {Action::Kill, 0};
    if (name == "torn")
        return {Action::Torn, 0};
    if (name == "short")
        return {Action::Short, 0};
    if (name == "skip")
        return {Action::Skip, 0};
    for (const auto &[text, error] : kErrors) {
        if (name == text)
            return {Action::Fail, error};
        if (name == std::string(text) + '!')
            return {Action::FailAfter, error};
    }
    refuse(name);
}

} // namespace

Orders::Orders()
{
    if (const char *path = std::getenv("MAILWEIR_FAULT_PHASE")) {
        const int fd = int(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0));
        void *mapped = fd < 0 ? MAP_FAILED : ::mmap(nullptr, kPhaseSize, PROT_READ, MAP_SHARED, fd, 0);
        if (mapped == MAP_FAILED)
            refuse(path);
        syscall(SYS_close, fd);
        m_phase = static_cast<const char *>(mapped);
    }
    if (const char *path = std::getenv("MAILWEIR_FAULT_REPORT"))
        m_report = int(syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (const char *text = std::getenv("MAILWEIR_FAULTS"))
        read(text);
}

void Orders::read(const std::string &text)
{
    std::istringstream orders(text);
    for (std::string order; std::getline(orders, order, ';');) {
        m_orders.emplace_back();
        std::istringstream fields(order);
        for (std::string field; std::getline(fields, field, ',');) {
            const size_t at = field.find('=');
            if (at == std::string::npos)
                refuse(field);
            set(m_orders.back(), field.substr(0, at), field.substr(at + 1));
        }
    }
}

void Orders::set(Order &order, const std::string &key, const std::string &value)
{
    if (key == "action") {
        order.fault = faultOf(value);
    } else if (key == "when" && (value == "before" || value == "after")) {
        order.when = value == "after" ? When::After : When::Before;
    } else if (key == "call") {
        order.calls = callsOf(value);
    } else if (key == "file") {
        order.file = value;
    } else if (key == "thread") {
        order.thread = value;
    } else if (key == "phase") {
        order.phase = value;
    } else if (key == "n") {
        char *rest = nullptr;
        order.from = order.to = std::strtol(value.c_str(), &rest, 10);
        if (*rest == '+')
            order.to = LONG_MAX;
        else if (*rest == '-')
            order.to = std::strtol(rest + 1, nullptr, 10);
    } else {
        refuse(key + '=' + value);
    }
}

std::optional<Fault> Orders::due(When when, Call call, const std::string &file)
{
    std::array<char, 16> thread{};
    std::optional<Fault> fault;
    for (Order &order : m_orders) {
        if (order.when != when || (order.calls & call) == 0
            || ::fnmatch(order.file.c_str(), file.c_str(), FNM_EXTMATCH) != 0)
            continue;
        if (!order.phase.empty() && std::strncmp(order.phase.c_str(), m_phase, kPhaseSize) != 0)
            continue;
        if (thread[0] == '\0')
            ::pthread_getname_np(::pthread_self(), thread.data(), thread.size());
        if (::fnmatch(order.thread.c_str(), thread.data(), 0) != 0)
            continue;
        const long match = ++order.matches;
        if (match < order.from || match > order.to || fault)
            continue;
        fault = order.fault;
        report(order, match, file, thread.data());
    }
    return fault;
}

void Orders::report(const Order &order, long match, const std::string &file, const char *thread)
{
    if (m_report < 0 || ++m_reported > kMaxReports)
        return;
    std::string line = order.when == When::After ? "after " : "before ";
    for (const auto &[text, call] : kCalls)
        line += order.calls == call ? std::string(text) + ' ' : "";
    line += file + " on \"" + thread + "\" in \"" + std::string(m_phase) + "\" #" + std::to_string(match) + '\n';
    (void)syscall(SYS_write, m_report, line.data(), line.size());
}

} // namespace faults

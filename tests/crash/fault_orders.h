// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <deque>
#include <optional>
#include <string>

namespace faults {

/// What a program may do to a file; numbers of a set.
enum Call : unsigned {
    Open = 1,
    Create = 2, ///< an open() that makes the file
    Read = 4,
    Write = 8,
    Sync = 16, ///< also of a directory
    Truncate = 32,
    Rename = 64, ///< the file is the new name
    Unlink = 128,
    Mkdir = 256,
    Change = Create | Write | Sync | Truncate | Rename | Unlink | Mkdir,
};

enum class When { Before, After };

enum class Action {
    Kill, ///< SIGKILL to this program
    Torn, ///< a part of the write is done, then Kill
    Short, ///< a part of the write is done, and said so
    Fail, ///< the call is not done and fails
    FailAfter, ///< the call is done and fails all the same, as a sync may
    Skip, ///< a sync is not done, and said to be: what no store can survive
};

struct Fault {
    Action action = Action::Kill;
    int error = 0; ///< errno of Fail and FailAfter
};

/// The faults to make, from the environment:
///   MAILWEIR_FAULTS  orders, each ended by `;`, of `key=value` separated by `,`:
///     action  kill, torn, short, skip, eio, enospc, erofs, eacces; `eio!` and the like: the call is done and
///             fails
///     when    before (as is understood) or after the call
///     call    names of Call in lower case, separated by `|`
///     file    a glob (with ksh's @(a|b)) on the path below the watched folder, e.g. *.seg; `*` also matches
///             slashes
///     thread  a glob on the name of the thread
///     phase   only while the text in the phase file is this
///     n       the how manieth match: `3`, `3+` (and all that follow), `2-5`; as is understood: 1
///   MAILWEIR_FAULT_PHASE   a file that is mapped; whoever drives the program writes into it what is being done
///   MAILWEIR_FAULT_REPORT  a file that gets a line for every fault made
/// Thread: any.
class Orders {
public:
    Orders();

    [[nodiscard]] std::optional<Fault> due(When when, Call call, const std::string &file);

private:
    struct Order {
        Fault fault;
        When when = When::Before;
        unsigned calls = Change;
        std::string file = "*";
        std::string thread = "*";
        std::string phase;
        long from = 1;
        long to = 1;
        std::atomic<long> matches{0};
    };

    void read(const std::string &text);
    void set(Order &order, const std::string &key, const std::string &value);
    void report(const Order &order, long match, const std::string &file, const char *thread);

    std::deque<Order> m_orders;
    const char *m_phase = ""; // mapped
    int m_report = -1;
    std::atomic<int> m_reported{0};
};

} // namespace faults

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/ingest/load_generator.h"
#include "tests/bench/ingest/servers.h"
#include "tests/bench/process_meter.h"

namespace mailweir::bench {

struct Case {
    LoadMode mode = LoadMode::Lock;
    qsizetype size = 1024; ///< of a message, bytes
    int sessions = 10;
};

/// What is the same for all cases.
struct Setup {
    QList<ServerKind> kinds; ///< the first is what the others are compared with
    ServerOptions server;
    int rounds = 5;
    Milliseconds duration{500}; ///< of each measurement
};

/// What one server did in one case, over all rounds.
struct Figures {
    ServerKind kind = ServerKind::Full;
    std::vector<double> rates; ///< messages a second; one a round, as the next three
    std::vector<double> ratios; ///< to the first server, in the same round
    std::vector<double> p50; ///< of the acknowledgement, ms
    std::vector<double> p99;
    std::vector<double> lags; ///< seconds until it had nothing to do any more
    double messages = 0; ///< all that were acknowledged
    CpuUse cpu; ///< while it was sent to, and until it had nothing to do any more
    MemoryUse memory; ///< at the end
    std::optional<double> instructions;
};

/// 0 of none.
[[nodiscard]] double median(std::vector<double> values);

/// All servers run at once and are sent to in turn, one after another in each round: what disturbs the machine for a
/// while disturbs all of them. Fresh servers, fresh data.
[[nodiscard]] Result<QList<Figures>> measure(const Setup &setup, const Case &which);

} // namespace mailweir::bench

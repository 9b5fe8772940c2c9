// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/measurement.h"

#include "tests/bench/ingest/message_text.h"

#include <algorithm>

namespace mailweir::bench {

namespace {

Result<LoadResult> measureOnce(const ServerProcess &server, const Load &load, Figures &figures)
{
    const CpuUse before = cpuUse(server.pid());
    const InstructionCounter counter(server.pid());
    auto result = runLoad(server.port(), load);
    if (!result)
        return Error{result.error().code, serverName(server.kind()), result.error().detail};
    figures.lags.push_back(server.settle());
    figures.cpu.add(before, cpuUse(server.pid()));
    if (const auto instructions = counter.read())
        figures.instructions = figures.instructions.value_or(0) + *instructions;
    figures.messages += double(result->all);
    figures.rates.push_back(result->rate());
    figures.p50.push_back(result->ackQuantile(0.5));
    figures.p99.push_back(result->ackQuantile(0.99));
    figures.memory = memoryUse(server.pid());
    return result;
}

} // namespace

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Result<QList<Figures>> measure(const Setup &setup, const Case &which)
{
    Load load;
    load.mode = which.mode;
    load.sessions = which.sessions;
    load.messages = makeMessages(which.size);
    load.startTls = setup.server.startTls;
    load.warmUp = setup.duration / 5;
    load.duration = setup.duration;

    std::vector<std::unique_ptr<ServerProcess>> servers;
    QList<Figures> all;
    for (const ServerKind kind : setup.kinds) {
        ServerOptions options = setup.server;
        options.kind = kind;
        auto server = ServerProcess::start(options);
        if (!server)
            return server.error();
        servers.push_back(*std::move(server));
        all.append({.kind = kind});
    }
    for (int round = 0; round < setup.rounds; ++round) {
        double first = 0;
        for (size_t i = 0; i < servers.size(); ++i) {
            Figures &figures = all[qsizetype(i)];
            const auto result = measureOnce(*servers[i], load, figures);
            if (!result)
                return result.error();
            first = i == 0 ? result->rate() : first;
            figures.ratios.push_back(first > 0 ? result->rate() / first : 0);
        }
    }
    return all;
}

} // namespace mailweir::bench

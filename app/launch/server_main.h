// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mailweir {

/// The whole of mailweir-server: plans, runs the engine until SIGTERM or SIGINT, and gives the exit code.
[[nodiscard]] int runServer(int argc, char *argv[]);

} // namespace mailweir

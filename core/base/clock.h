// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

namespace mailweir {

/// Where time comes from. Injected everywhere, so that tests move it by hand.
/// Thread: implementations are safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;

    /// UTC now; may step when the machine's clock is set.
    [[nodiscard]] virtual Timestamp now() const = 0;
    /// Never steps back.
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

/// The machine's clocks.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Timestamp now() const override
    {
        return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace mailweir

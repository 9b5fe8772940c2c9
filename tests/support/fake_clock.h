// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <atomic>

namespace mailweir {

/// A clock that stands still until it is told to move. Thread: any.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Timestamp start = fromUnixMs(1'777'626'000'000))
        : m_ms(toUnixMs(start))
    {
    } // 2026-05-01T09:00Z

    [[nodiscard]] Timestamp now() const override { return fromUnixMs(m_ms); }
    [[nodiscard]] SteadyTime steady() const override { return SteadyTime{Milliseconds{m_ms.load()}}; }

    void advance(Milliseconds by) { m_ms += by.count(); }
    void set(Timestamp now) { m_ms = toUnixMs(now); }

private:
    std::atomic<qint64> m_ms;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace mailweir::bench {

/// Runs `work` and returns how many milliseconds it took.
template <typename Work> [[nodiscard]] double millisecondsOf(Work &&work)
{
    const auto begun = std::chrono::steady_clock::now();
    std::forward<Work>(work)();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count();
}

/// How long something took, each time it was done.
class Times {
public:
    void add(double milliseconds) { m_all.push_back(milliseconds); }
    /// Milliseconds; 0 of none. The largest but a hundredth is quantile(0.99).
    [[nodiscard]] double quantile(double share) const
    {
        if (m_all.empty())
            return 0;
        std::vector<double> sorted = m_all;
        std::sort(sorted.begin(), sorted.end());
        return sorted[std::min(sorted.size() - 1, size_t(share * double(sorted.size())))];
    }

private:
    std::vector<double> m_all;
};

} // namespace mailweir::bench

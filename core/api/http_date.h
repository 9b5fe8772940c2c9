// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace mailweir {

/// IMF-fixdate (RFC 9110 section 5.6.7), e.g. "Fri, 01 May 2026 09:30:00 GMT". Not strftime(), which speaks the user's
/// language.
[[nodiscard]] std::string httpDate(std::chrono::system_clock::time_point time);

} // namespace mailweir

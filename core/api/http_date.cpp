// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/http_date.h"

#include <array>
#include <cstdio>

namespace mailweir {

std::string httpDate(std::chrono::system_clock::time_point time)
{
    static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{std::chrono::floor<std::chrono::seconds>(time - day)};
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                   kDays[std::chrono::weekday{day}.c_encoding()], unsigned(date.day()),
                                   kMonths[unsigned(date.month()) - 1], int(date.year()), int(clock.hours().count()),
                                   int(clock.minutes().count()), int(clock.seconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>

namespace mailweir {

/// Looks at the raw bytes of a request head for what a parsed one no longer shows, or the parser takes for something
/// else: folded lines (RFC 9112 section 5.2, which lets a server refuse them), line feeds alone, and the number of
/// lines.
class HeadScanner {
public:
    enum class Verdict { Fine, Folded, BareLineFeed, TooManyLines };

    explicit HeadScanner(std::size_t maxFields)
        : m_maxFields(maxFields)
    {
    }

    /// The next bytes from the client; those behind the empty line are not looked at.
    [[nodiscard]] Verdict feed(std::string_view bytes);

private:
    std::size_t m_maxFields;
    std::size_t m_lines = 0; // ended ones, the request line included
    bool m_lineEmpty = true;
    bool m_afterReturn = false;
    bool m_done = false;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/head_scanner.h"

namespace mailweir {

HeadScanner::Verdict HeadScanner::feed(std::string_view bytes)
{
    for (const char c : bytes) {
        if (m_done)
            break;
        if (c == '\n') {
            if (!m_afterReturn)
                return Verdict::BareLineFeed;
            m_done = m_lineEmpty;
            if (++m_lines > m_maxFields + 2) // the request line and the empty one are none
                return Verdict::TooManyLines;
            m_lineEmpty = true;
        } else if (c != '\r') {
            if (m_lineEmpty && m_lines > 0 && (c == ' ' || c == '\t'))
                return Verdict::Folded;
            m_lineEmpty = false;
        }
        m_afterReturn = c == '\r';
    }
    return Verdict::Fine;
}

} // namespace mailweir

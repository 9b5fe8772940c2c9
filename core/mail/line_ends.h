// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace mailweir {

/// Gives text from a file of this system the line ends of the wire: each LF that no CR precedes becomes CRLF, in pieces
/// of any size. Thread: one at a time.
class WireLineEnds {
public:
    [[nodiscard]] QByteArray convert(QByteArrayView text);

private:
    bool m_afterCr = false;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/line_ends.h"

namespace mailweir {

QByteArray WireLineEnds::convert(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size() + text.size() / 32);
    while (!text.isEmpty()) {
        const qsizetype lf = text.indexOf('\n');
        const QByteArrayView line = text.first(lf < 0 ? text.size() : lf);
        out += line;
        if (!line.isEmpty())
            m_afterCr = line.back() == '\r';
        if (lf < 0)
            break;
        out += m_afterCr ? "\n" : "\r\n";
        m_afterCr = false;
        text = text.sliced(lf + 1);
    }
    return out;
}

} // namespace mailweir

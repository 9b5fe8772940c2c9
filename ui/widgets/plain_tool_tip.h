// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace mailweir {

/// A tooltip guesses whether its text is HTML, and HTML may name files to load; a mail's words are never that.
[[nodiscard]] inline QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    return QStringLiteral("<p style='white-space:pre-wrap'>%1</p>").arg(text.toHtmlEscaped());
}

} // namespace mailweir

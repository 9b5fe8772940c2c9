// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace mailweir::bench {

/// A few messages of so many bytes as an application writes them, ready to be sent: words in lines, lines that begin
/// with a dot doubled, ended by CRLF.CRLF. They differ in the numbers of their subjects, so that they form few groups.
[[nodiscard]] QList<QByteArray> makeMessages(qsizetype size);

} // namespace mailweir::bench

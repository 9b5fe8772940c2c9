// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

namespace mailweir {

/// Whether `text` as a whole fits the pattern: `*` is any text, `?` any one byte, everything else itself; ASCII letters
/// without regard to case. The time is at most the product of both lengths.
[[nodiscard]] bool globMatches(QByteArrayView pattern, QByteArrayView text);

/// Whether one of them fits.
[[nodiscard]] bool fitsAnyGlob(const QList<QByteArray> &patterns, QByteArrayView text);

} // namespace mailweir

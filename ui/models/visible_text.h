// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

namespace mailweir {

/// What a client sent, as one line that hides nothing: UTF-8 where it is that, else byte by byte. Characters that
/// control, are invisible or turn the direction of reading are written as `\x1b` or `\u202e`.
[[nodiscard]] QString visibleText(QByteArrayView bytes);

} // namespace mailweir

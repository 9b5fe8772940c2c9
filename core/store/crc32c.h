// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace mailweir {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), continued from `crc`; begin with 0. Uses the processor's instruction
/// (SSE4.2) where there is one.
[[nodiscard]] quint32 crc32c(quint32 crc, QByteArrayView bytes);

/// The same by table, for processors without it.
[[nodiscard]] quint32 crc32cByTable(quint32 crc, QByteArrayView bytes);

} // namespace mailweir

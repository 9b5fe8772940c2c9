// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace mailweir {

enum class TransferEncoding { None, QuotedPrintable, Base64 };

/// The bytes of a body in canonical form (RFC 2045 sections 6.7 and 6.8), the usual case; nothing for any other, which
/// decoders disagree about. `cut`: the body goes on; what may be half is left out. Thread: any.
[[nodiscard]] std::optional<QByteArray> decodeCanonical(TransferEncoding encoding, QByteArrayView body, bool cut);

} // namespace mailweir

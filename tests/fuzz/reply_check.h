// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace mailweir {

/// Aborts unless `bytes` are whole replies: lines of at most 512 octets that end with CRLF and are printable ASCII,
/// a code of three digits, the same for all lines of a reply, and an enhanced code of its class (RFC 5321
/// section 4.2, RFC 2034 section 4).
void checkReplies(QByteArrayView bytes);

} // namespace mailweir

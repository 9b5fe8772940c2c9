// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/gmime_support.h"
#include "core/mail/mime_message.h"

#include <vector>

namespace mailweir::gmime {

/// A leaf of GMime's tree with what we say of it. `object` belongs to the tree.
struct Leaf {
    GMimeObject *object = nullptr;
    MimePart part; ///< size is left open: it needs decoding
    bool isAttached = false; ///< Content-Disposition: attachment
    bool isBody = false; ///< text/plain or text/html shown as the message, not listed
};

/// The leaves of a message in order, numbered Mailpit's way. A message/rfc822 part is a leaf. Text with
/// a file name is the body only where there is no other.
[[nodiscard]] std::vector<Leaf> leavesOf(GMimeMessage *message);

/// The decoded bytes of a leaf; of a message/rfc822 part the message, with CRLF.
[[nodiscard]] QByteArray contentOf(GMimeObject *object);
/// How many bytes contentOf() would give, without keeping them.
[[nodiscard]] qint64 contentSize(GMimeObject *object);

/// The body in `contentType` (text/plain or text/html). A message that is nothing but a forwarded message shows that
/// one's, at most ten levels down; a multipart without parts its preamble.
[[nodiscard]] QString bodyText(GMimeMessage *message, const std::vector<Leaf> &leaves, QByteArrayView contentType);

} // namespace mailweir::gmime

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/email_address.h"

#include <QByteArrayView>

#include <optional>

namespace mailweir {

/// Takes a path (RFC 5321 section 4.1.2), `<` to `>`, off the front of `text`. Source routes are dropped, local parts
/// kept as written with their quotes, nothing is ever cut. Besides the RFC, labels of a domain may hold underscores,
/// which names of containers do. Without a domain `<>` and, in any case, `<postmaster>` are paths; others only when
/// none is needed. Non-ASCII must be valid UTF-8; whether it is allowed is for the caller.
[[nodiscard]] std::optional<EmailAddress> takePath(QByteArrayView &text, bool needsDomain = true);

/// Whether a local part is the one that every server knows (RFC 5321 section 4.5.1): in any case, quoted or not.
[[nodiscard]] bool isPostmaster(QByteArrayView localPart);

/// Takes `local@domain` without brackets off the front, up to a blank or the end: what sloppy clients send.
[[nodiscard]] std::optional<EmailAddress> takeBareAddress(QByteArrayView &text);

} // namespace mailweir

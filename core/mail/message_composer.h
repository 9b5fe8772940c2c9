// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QByteArray>
#include <QString>

namespace mailweir {

/// What a mail made by Mailweir says. Addresses are bare (`ops@example.test`).
struct MessageDraft {
    QByteArray from;
    QByteArray to;
    QString subject;
    QByteArray messageId; ///< without < >
    Timestamp date{};
    QString text;
    QString html; ///< empty: text/plain alone
    QList<std::pair<QByteArray, QByteArray>> headers; ///< extra fields, ASCII
};

/// A valid RFC 5322 message, CRLF line ends, 7-bit clean, MIME headers, `Auto-Submitted: auto-generated` (RFC 3834),
/// `multipart/alternative` of text and HTML in UTF-8. No line is longer than 998 octets. The same draft makes the same
/// bytes. Nothing in the draft can add a field: control characters become blanks, an extra field whose name is none is
/// left out. An address that is not ASCII has its domain in ACE form; a local part that is not ASCII stays UTF-8
/// (RFC 6532), the one exception to 7-bit. Without a recipient, To is an empty group.
[[nodiscard]] QByteArray composeMessage(const MessageDraft &draft);

/// The field that marks mail made by Mailweir, so that it is never batched again.
inline constexpr char kOwnMailHeader[] = "X-Mailweir-Summary";

} // namespace mailweir

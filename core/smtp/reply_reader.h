// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/reply.h"

#include <QByteArrayView>

#include <optional>

namespace mailweir {

/// Assembles a server's replies from bytes (RFC 5321 section 4.2): multi-line ones whole, `250` without a text too, and
/// lines that end in LF alone. Whatever the server sends, memory stays bounded: a line may have 4 KiB, and of a reply
/// the first 100 lines are kept.
class ReplyReader {
public:
    static constexpr qsizetype kMaxLine = 4096;
    static constexpr qsizetype kMaxLines = 100;

    void feed(QByteArrayView bytes) { m_pending.append(bytes); }
    /// The next whole reply. Nothing when more bytes are needed, and for good after a fault.
    [[nodiscard]] std::optional<Reply> next();
    /// What makes the bytes no SMTP reply: a line without a code, one that is too long, codes that differ within one
    /// reply. Empty while all is well.
    [[nodiscard]] const QByteArray &fault() const { return m_fault; }
    /// Whether bytes wait that next() has not made a reply of.
    [[nodiscard]] bool hasUnread() const { return !m_pending.isEmpty() || m_reply.code != 0; }

private:
    [[nodiscard]] bool takeLine(QByteArrayView line);

    QByteArray m_pending;
    Reply m_reply; // of the lines so far
    QByteArray m_fault;
};

} // namespace mailweir

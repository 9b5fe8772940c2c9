// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QByteArrayView>
#include <QFlags>
#include <QList>

namespace mailweir {

/// What is odd about a message's bytes. It is kept as it came all the same; these tell the user why another server may
/// refuse or change it.
enum class MessageFlag {
    BareCr = 1, ///< a CR that no LF follows (RFC 5321 section 2.3.8)
    BareLf = 2, ///< an LF without a CR before it
    Nul = 4,
    LongLine = 8, ///< more than 998 octets without CRLF (RFC 5322 section 2.1.1)
    Undeclared8Bit = 16, ///< bytes above 127 without BODY=8BITMIME, BINARYMIME or SMTPUTF8 (RFC 6152)
    Malformed = 32, ///< a line of the header is none, or an address of the session was taken though it is malformed
    Imported = 64, ///< nothing odd: it was brought in from a file and is no news
};
Q_DECLARE_FLAGS(MessageFlags, MessageFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(MessageFlags)

/// Outside names, in this order: bare-cr, bare-lf, nul, long-lines, 8bit, malformed, imported.
[[nodiscard]] QList<QByteArray> flagNames(MessageFlags flags);

/// Looks at the bytes of one message, in pieces of any size. Costs one pass; thread: any, one at a time.
class FlagScanner {
public:
    void add(QByteArrayView bytes);
    /// Whether a bare CR or LF was in what came so far; a CR at its end counts only once finished.
    [[nodiscard]] bool bareLineEnd() const { return m_flags.testAnyFlags(MessageFlag::BareCr | MessageFlag::BareLf); }
    /// Of the bytes alone; `Undeclared8Bit` stands for any byte above 127.
    [[nodiscard]] MessageFlags finish();

private:
    MessageFlags m_flags;
    qsizetype m_line = 0; // octets of it so far
    bool m_afterCr = false;
};

/// Of a whole message: the bytes seen in the light of what the envelope declares.
[[nodiscard]] MessageFlags messageFlags(const Envelope &envelope, QByteArrayView raw);
/// The same for one that is not in memory at once: `head` is its beginning, `ofBytes` what a FlagScanner found in all.
[[nodiscard]] MessageFlags messageFlags(const Envelope &envelope, QByteArrayView head, MessageFlags ofBytes);

} // namespace mailweir

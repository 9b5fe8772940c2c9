// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace mailweir {

/// Finds command lines in a stream. Only CRLF ends a line that is read (RFC 5321 section 2.3.8): one that has a lone CR
/// in it or ends with LF alone is refused, so that a client which ends its lines like that hears of it at each.
class CommandReader {
public:
    static constexpr qsizetype kMaxLine = 2048; ///< octets with CRLF; RFC 5321 asks for 512, and some for extensions
    static constexpr qsizetype kMaxLoginLine = 12288 + 2; ///< a line of AUTH (RFC 4954 section 4)
    static constexpr qsizetype kMaxDiscarded = 4 * 1024 * 1024; ///< of one line that is refused

    enum class Fault {
        None,
        TooLong, ///< told once, what follows up to CRLF is passed over
        LoneLineEnd, ///< a CR in it, or LF alone at its end
        Endless, ///< more than kMaxDiscarded octets have been passed over
    };
    struct Line {
        /// Without CRLF; on a fault the first bytes, five at most. Good until the next take().
        QByteArrayView text;
        Fault fault = Fault::None;
    };

    /// Takes bytes off the front of `input` up to the next line or fault. Nothing: call again while there is input.
    /// `login`: the line answers a challenge; those that begin with AUTH may be as long.
    [[nodiscard]] std::optional<Line> take(QByteArrayView &input, bool login = false);

private:
    [[nodiscard]] Line fail(Fault fault, QByteArrayView begun, QByteArrayView piece);
    [[nodiscard]] std::optional<Line> discard(QByteArrayView &input);

    QByteArray m_begun; // of a line that came in pieces
    QByteArray m_head; // of the line that is refused
    bool m_given = false; // m_begun is the line that the last take() returned
    qsizetype m_discarded = 0;
    bool m_discarding = false;
    bool m_afterCr = false; // while discarding
};

} // namespace mailweir

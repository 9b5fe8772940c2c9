// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace mailweir {

/// Finds the end of a message in a stream and undoes its dot stuffing (RFC 5321 section 4.5.2). Nothing but
/// CRLF . CRLF ends it (the CRLF before the first line counts), and only a dot after CRLF is taken away; every other
/// byte is passed on as it is. Anything more tolerant lets one message smuggle another (CVE-2023-51764 and its kin).
class DataReader {
public:
    /// Takes bytes off the front of `input` and returns those that belong to the message, maybe none. The result points
    /// into `input` or to a constant. To be called until `input` is empty or ended().
    [[nodiscard]] QByteArrayView take(QByteArrayView &input);
    [[nodiscard]] bool ended() const { return m_state == State::Ended; }

private:
    enum class State {
        LineStart, // after CRLF
        Text,
        Cr, // after CR
        Dot, // after CRLF and a dot, which is held back
        DotCr, // and a CR, held back too
        Ended,
    };

    [[nodiscard]] QByteArrayView takeText(QByteArrayView &input);

    State m_state = State::LineStart;
};

} // namespace mailweir

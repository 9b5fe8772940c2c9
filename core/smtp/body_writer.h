// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace mailweir {

/// What a message asks of the server that takes it.
struct BodyTraits {
    qint64 size = 0; ///< octets with CRLF line ends, without dot-stuffing: the value of SIZE= (RFC 1870 section 5)
    bool eightBit = false; ///< anywhere
    bool utf8Header = false; ///< UTF-8 beyond ASCII before the first empty line (RFC 6532)
    bool nul = false;
    bool longLines = false; ///< over 998 octets (RFC 5322 section 2.1.1)

    friend bool operator==(const BodyTraits &, const BodyTraits &) = default;
};

[[nodiscard]] BodyTraits bodyTraits(QByteArrayView raw);

/// A message as DATA wants it (RFC 5321 sections 2.3.8 and 4.5.2): every CRLF, bare CR and bare LF goes out as CRLF,
/// every line that begins with a dot gets another, and the last line is ended. The closing dot is not part of it.
/// The stuffing is done on the normalised lines, so that no look-alike of the end of data can get through.
class BodyWriter {
public:
    explicit BodyWriter(QByteArray raw)
        : m_raw(std::move(raw))
    {
    }

    /// The next piece, made of about `bytes` of the message; empty at the end.
    [[nodiscard]] QByteArray next(qsizetype bytes);

private:
    QByteArray m_raw;
    qsizetype m_offset = 0;
    bool m_lineStart = true;
};

} // namespace mailweir

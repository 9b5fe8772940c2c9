// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"
#include "core/mail/email_address.h"
#include "core/mail/line_ends.h"

#include <QByteArray>
#include <QIODevice>

#include <optional>

namespace mailweir {

/// The `From ` line that begins each message of an mbox (RFC 4155, appendix A).
struct MboxSeparator {
    EmailAddress sender; ///< null also for the ways programs write that they do not know
    Timestamp date{}; ///< UTC where the line names no zone
    bool verbatim = false; ///< it ends in CRLF: the message is taken as it is, else its LF become CRLF

    friend bool operator==(const MboxSeparator &, const MboxSeparator &) = default;
};

/// Reads a line with its line end. A date, as asctime() writes it and with or without a zone, is what tells a separator
/// from a line of text that begins with "From "; that is how mutt does it. Nothing when it is none.
[[nodiscard]] std::optional<MboxSeparator> parseMboxSeparator(QByteArrayView line);

/// Reads an mbox of any size, and messages of any size, in pieces of about 64 KiB.
///
/// All kinds are understood: one `>` is taken from lines of the form `>…>From ` (mboxrd, and what mboxo quoted). A
/// separator within a body that ends, by its Content-Length, exactly where the next separator or the end of the file
/// is, belongs to that body (mboxcl2); this is looked up only where the device is not sequential.
///
/// Thread: one at a time. The device must outlive it, be open, and not be moved by others.
class MboxReader {
public:
    explicit MboxReader(QIODevice &device)
        : m_device(device)
        , m_position(device.pos())
    {
    }

    /// Goes on to the next message, over the rest of this one. Nothing at the end. Errors: Io; Invalid when the file
    /// does not begin with a separator.
    [[nodiscard]] Result<std::optional<MboxSeparator>> next();
    /// The next bytes of the message, as they are to be stored; empty at its end. Errors: Io.
    [[nodiscard]] Result<QByteArray> read();

private:
    enum class At { LineStart, QuoteMarks, Line, Verbatim };

    [[nodiscard]] QByteArrayView rest() const { return QByteArrayView(m_buffer).sliced(m_begin); }
    [[nodiscard]] qint64 position() const { return m_position + m_begin; }
    /// Sees to it that so many bytes are in rest(), or all there are.
    [[nodiscard]] Result<void> fill(qsizetype size);
    [[nodiscard]] Result<void> step();
    void startLine();
    void takeQuoteMarks();
    void take(qint64 size);
    [[nodiscard]] bool isWithinLength();
    void noteHeaderLine(QByteArrayView line);
    void begin(const MboxSeparator &separator);
    void end();
    [[nodiscard]] QByteArray takeOut(qsizetype size);

    QIODevice &m_device;
    QByteArray m_buffer;
    qsizetype m_begin = 0; // of what is not read yet
    qint64 m_position; // of the buffer in the device
    bool m_atEnd = false; // of the device
    bool m_started = false;
    std::optional<MboxSeparator> m_next; // of the message after this one, already read

    // Of this message:
    bool m_inMessage = false;
    bool m_verbatim = false;
    At m_at = At::LineStart;
    qint64 m_quoteMarks = 0; // read but not in m_out
    bool m_quoteMarksDone = false; // all are read, and it is known whether one goes
    bool m_inHeader = false;
    qint64 m_bodyAt = 0;
    qint64 m_length = -1; // Content-Length
    QByteArray m_out; // the last bytes are held back until it is known what they are
    WireLineEnds m_lineEnds;
};

/// Adds a message to an mbox in the form mboxrd: lines that begin with "From " after any number of `>` get one more.
///
/// Programs that read mboxes expect the line ends of their system. A message whose lines all end in CRLF, as they come
/// over SMTP, is therefore written with LF. Any other (a bare CR or LF in it, no line end at its end) is written as it
/// is, behind a separator that ends in CRLF, and followed by two bare LF if its last line has no end. So MboxReader
/// gives back every message byte for byte. Errors: Io, DiskFull.
[[nodiscard]] Result<void> writeMboxMessage(QIODevice &out, const EmailAddress &sender, Timestamp date,
                                            QByteArrayView raw);

} // namespace mailweir

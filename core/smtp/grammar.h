// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QByteArrayView>

#include <chrono>
#include <optional>
#include <variant>

namespace mailweir {

/// A reply line without its line end that says what is wrong: always a literal, so that a client's bytes are never
/// echoed.
struct Refusal {
    QByteArrayView line;

    friend bool operator==(Refusal a, Refusal b) { return a.line == b.line; }
};

template <typename T> using Parsed = std::variant<T, Refusal>;

/// Verb and argument of a command line, views into it. White space around both is gone (RFC 5321 section 4.1.1).
struct CommandParts {
    QByteArrayView verb;
    QByteArrayView argument;
};
[[nodiscard]] CommandParts splitCommandLine(QByteArrayView line);

/// The longest that FUTURERELEASE may hold a message (RFC 4865).
constexpr std::chrono::seconds kMaxHold = std::chrono::days(30);

/// How the arguments of MAIL and RCPT are read in a session.
struct MailSyntax {
    bool extended = false; ///< it began with EHLO or LHLO, so there are parameters
    /// Else blanks before the path are let pass, addresses without brackets, underscores in domains, and recipients
    /// without a domain.
    bool strict = false;
    bool auth = false; ///< AUTH is offered, so MAIL may have it as a parameter (RFC 4954 section 5)
    Timestamp now{}; ///< for HOLDUNTIL
};

/// The arguments of MAIL.
struct MailArguments {
    EmailAddress sender; ///< null for `<>`
    QList<EnvelopeParameter> parameters;
    std::optional<qint64> size; ///< SIZE (RFC 1870), the greatest number when it is greater
    bool utf8 = false; ///< SMTPUTF8 (RFC 6531)
    bool binary = false; ///< BODY=BINARYMIME (RFC 3030)
    bool held = false; ///< HOLDFOR or HOLDUNTIL (RFC 4865)
    bool lenient = false; ///< not as the RFC has it
};
/// Reads `FROM:<path> parameters`.
[[nodiscard]] Parsed<MailArguments> parseMail(QByteArrayView argument, const MailSyntax &syntax);

struct RcptArguments {
    EnvelopeRecipient recipient;
    bool lenient = false; ///< not as the RFC has it
};
/// Reads `TO:<path> parameters`; NOTIFY and ORCPT are known (RFC 3461). `utf8`: MAIL had SMTPUTF8.
[[nodiscard]] Parsed<RcptArguments> parseRcpt(QByteArrayView argument, const MailSyntax &syntax, bool utf8);

/// The arguments of BDAT (RFC 3030).
struct ChunkArguments {
    qint64 size = 0; ///< octets that follow
    bool last = false;
};
[[nodiscard]] Parsed<ChunkArguments> parseChunk(QByteArrayView argument);

/// Reads ` KEY=value KEY` (RFC 5321 section 4.1.2, esmtp-param; values may be UTF-8, RFC 6531 section 3.3); keys come
/// in upper case. Nothing on a bad or double one, or more than twenty.
[[nodiscard]] std::optional<QList<EnvelopeParameter>> parseParameters(QByteArrayView text);

/// Whether an argument of EHLO or HELO is taken: one word of 1 to 254 graphic ASCII characters. What a client calls
/// itself is no reason to refuse its mail (RFC 5321 section 4.1.4).
[[nodiscard]] bool isHelloName(QByteArrayView argument);

} // namespace mailweir

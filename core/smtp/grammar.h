// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QByteArrayView>

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
struct CommandLine {
    QByteArrayView verb;
    QByteArrayView argument;
};
[[nodiscard]] CommandLine splitCommandLine(QByteArrayView line);

/// The arguments of MAIL.
struct MailArguments {
    EmailAddress sender; ///< null for `<>`
    QList<EnvelopeParameter> parameters;
    std::optional<qint64> size; ///< SIZE (RFC 1870), the greatest number when it is greater
    bool utf8 = false; ///< SMTPUTF8 (RFC 6531)
};
/// Reads `FROM:<path> parameters`. `extended`: the session began with EHLO, so there are parameters. White space after
/// the colon is let pass, though clients must not send it.
[[nodiscard]] Parsed<MailArguments> parseMail(QByteArrayView argument, bool extended);

/// Reads `TO:<path>`; no parameter is known. `utf8`: MAIL had SMTPUTF8.
[[nodiscard]] Parsed<EnvelopeRecipient> parseRcpt(QByteArrayView argument, bool utf8);

/// Takes a path (RFC 5321 section 4.1.2), `<` to `>`, off the front of `text`. Source routes are dropped, local parts
/// kept as written with their quotes, nothing is ever cut. Besides the RFC, labels of a domain may hold underscores,
/// which names of containers do. Without a domain only `<>` and, in any case, `<postmaster>` are paths. Non-ASCII must
/// be valid UTF-8; whether it is allowed is for the caller.
[[nodiscard]] std::optional<EmailAddress> takePath(QByteArrayView &text);

/// Reads ` KEY=value KEY` (RFC 5321 section 4.1.2, esmtp-param); keys come in upper case. Nothing on a bad or double
/// one.
[[nodiscard]] std::optional<QList<EnvelopeParameter>> parseParameters(QByteArrayView text);

/// Whether an argument of EHLO or HELO is taken: one word of 1 to 255 graphic ASCII characters. What a client calls
/// itself is no reason to refuse its mail (RFC 5321 section 4.1.4).
[[nodiscard]] bool isHelloName(QByteArrayView argument);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace mailweir {

/// Every verb that is recognised, offered or not.
enum class Command {
    Ehlo,
    Helo,
    Mail,
    Rcpt,
    Data,
    Rset,
    Noop,
    Vrfy,
    Expn,
    Help,
    Quit,
    StartTls,
    Auth,
    Bdat,
    Lhlo,
    Proxy, ///< the header of a proxy (HAProxy's PROXY protocol)
    Foreign, ///< a web browser's or a cross-protocol attack's method
    Unknown,
};

/// Where a server session stands. In the first five commands are read, and the table of commands has a column for each.
enum class ServerState {
    Connected, ///< no EHLO or HELO yet
    Ready, ///< between messages
    Mail, ///< there is a sender
    Recipients, ///< and at least one recipient
    Chunked, ///< and at least one chunk of BDAT
    Refusing, ///< the greeting was 554: nothing but QUIT (RFC 5321 section 3.1)
    Login, ///< lines answer a challenge of AUTH
    Data, ///< bytes are a message, up to the dot
    Chunk, ///< bytes are a chunk of BDAT
    Handshaking, ///< STARTTLS was answered
    CheckingLogin,
    Held, ///< by a fault rule
    Committing, ///< the end of the message was read, the store's answer is awaited
    Closed,
};

/// Whether the session goes on only with an answer of its owner.
[[nodiscard]] constexpr bool isWaiting(ServerState state)
{
    return state >= ServerState::Handshaking && state <= ServerState::Committing;
}

/// What a command's place in the session makes of it.
enum class Verdict {
    Allowed,
    HelloFirst, ///< EHLO or HELO is missing
    MailFirst,
    RecipientFirst,
    MailGiven, ///< a second MAIL
    InTransaction, ///< not while a message is on its way
    ChunksBegun, ///< the message comes by BDAT
    EhloFirst, ///< an extension after HELO
    TlsFirst, ///< STARTTLS is required
    LoginFirst, ///< AUTH is required
    NoService, ///< the greeting was 554
    NotOffered, ///< known, but no extension of this session has it
    LateProxy, ///< a PROXY header where commands are due
    Foreign, ///< not SMTP at all
    Unknown,
};

/// One line of the table of commands.
struct CommandRule {
    Command command;
    QByteArrayView verb; ///< upper case
    bool takesArgument; ///< else one is a mistake; whether one is needed is for the command to say
    Verdict verdicts[5]; ///< in the states Connected, Ready, Mail, Recipients and Chunked

    /// Only in those five states.
    [[nodiscard]] Verdict verdict(ServerState state) const { return verdicts[int(state)]; }
};

/// The rule of a verb, in any case (RFC 5321 section 2.4); that of Command::Unknown for all others.
[[nodiscard]] const CommandRule &commandRule(QByteArrayView verb);

} // namespace mailweir

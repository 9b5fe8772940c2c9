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
    Http, ///< a web browser's or a cross-protocol attack's method
    Unknown,
};

/// Where a server session stands.
enum class ServerState {
    Connected, ///< no EHLO or HELO yet
    Ready, ///< between messages
    Mail, ///< there is a sender
    Recipients, ///< and at least one recipient
    Data, ///< bytes are a message
    Committing, ///< the end of data was read, the store's answer is awaited
    Closed,
};

/// What a command's place in the session makes of it.
enum class Verdict {
    Allowed,
    HelloFirst, ///< EHLO or HELO is missing
    MailFirst,
    RecipientFirst,
    MailGiven, ///< a second MAIL
    NotOffered, ///< known, but no extension of this session has it
    Foreign, ///< not SMTP at all
    Unknown,
};

/// Whether a command takes an argument.
enum class Argument { None, Optional, Required };

/// One line of the table of commands.
struct CommandRule {
    Command command;
    QByteArrayView verb; ///< upper case
    Argument argument;
    Verdict verdicts[4]; ///< in the states Connected, Ready, Mail and Recipients

    /// Only in the four states in which commands are read.
    [[nodiscard]] Verdict verdict(ServerState state) const { return verdicts[int(state)]; }
};

/// The rule of a verb, in any case (RFC 5321 section 2.4); that of Command::Unknown for all others.
[[nodiscard]] const CommandRule &commandRule(QByteArrayView verb);

} // namespace mailweir

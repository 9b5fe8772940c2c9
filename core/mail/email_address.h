// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHashFunctions>

#include <optional>

namespace mailweir {

/// An envelope address (RFC 5321 Mailbox), kept exactly as sent: local part with its quotes, domain or address
/// literal. The null sender and the bare `postmaster` have an empty domain.
struct EmailAddress {
    QByteArray localPart;
    QByteArray domain;

    /// The null reverse path `<>`.
    [[nodiscard]] bool isNull() const { return localPart.isEmpty() && domain.isEmpty(); }
    /// `local@domain`, `local` without a domain, empty for the null path.
    [[nodiscard]] QByteArray text() const;
    /// What recipients are compared by: the whole address case-folded (failmail's way; a sink need not tell
    /// `Ops@` from `ops@`). UTF-8 is folded as Unicode.
    [[nodiscard]] QByteArray key() const;

    /// Splits at the last @ outside quotes. No syntax check: SMTP paths are checked by core/smtp's grammar.
    [[nodiscard]] static EmailAddress fromText(QByteArrayView text);

    friend bool operator==(const EmailAddress &, const EmailAddress &) = default;
};

} // namespace mailweir

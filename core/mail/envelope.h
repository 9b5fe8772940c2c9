// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"
#include "core/mail/email_address.h"

#include <QList>

namespace mailweir {

/// An ESMTP parameter of MAIL or RCPT as sent: `SIZE=1000`, `SMTPUTF8` (empty value).
struct EnvelopeParameter {
    QByteArray name; ///< upper case
    QByteArray value;

    friend bool operator==(const EnvelopeParameter &, const EnvelopeParameter &) = default;
};

struct EnvelopeRecipient {
    EmailAddress address;
    QList<EnvelopeParameter> parameters;

    friend bool operator==(const EnvelopeRecipient &, const EnvelopeRecipient &) = default;
};

/// What SMTP said about a message, kept beside its bytes in the body log. New fields go into the codec with a key of
/// their own; a reader skips keys it does not know.
struct Envelope {
    EmailAddress sender; ///< null for `MAIL FROM:<>`
    QList<EnvelopeParameter> parameters; ///< of MAIL
    QList<EnvelopeRecipient> recipients; ///< accepted ones only, in order, duplicates kept
    QByteArray helo; ///< the client's name for itself; hostile text
    bool extended = false; ///< EHLO, not HELO
    QByteArray peer; ///< "127.0.0.1:54321", "[::1]:54321"
    QByteArray listener; ///< the listener's name
    Timestamp received{}; ///< when the end of data was read

    friend bool operator==(const Envelope &, const Envelope &) = default;
};

/// The stored form: a CBOR map with small integer keys.
[[nodiscard]] QByteArray encodeEnvelope(const Envelope &envelope);
/// Errors: Corrupt.
[[nodiscard]] Result<Envelope> decodeEnvelope(QByteArrayView bytes);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/timestamp.h"
#include "core/mail/email_address.h"

#include <QList>

#include <optional>

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

/// How a session was encrypted.
struct TlsDetails {
    QByteArray version; ///< "TLSv1.3"; empty = plain text
    QByteArray cipher; ///< OpenSSL's name

    [[nodiscard]] bool active() const { return !version.isEmpty(); }
    friend bool operator==(const TlsDetails &, const TlsDetails &) = default;
};

/// The program on this machine that a message came from.
struct PeerProcess {
    qint64 pid = 0;
    QByteArray executable; ///< path; empty when it may not be read
    QByteArray directory; ///< its working directory; likewise

    friend bool operator==(const PeerProcess &, const PeerProcess &) = default;
};

/// What SMTP said about a message, kept beside its bytes in the body log. New fields go into the codec with a key of
/// their own; a reader skips keys it does not know.
struct Envelope {
    EmailAddress sender; ///< null for `MAIL FROM:<>`
    QList<EnvelopeParameter> parameters; ///< of MAIL
    QList<EnvelopeRecipient> recipients; ///< accepted ones only, in order, duplicates kept
    QByteArray helo; ///< the client's name for itself; hostile text
    bool extended = false; ///< EHLO or LHLO, not HELO
    bool lmtp = false; ///< RFC 2033
    bool lenient = false; ///< an address or a command was malformed and taken all the same
    bool imported = false; ///< not received but brought in from a file; never batched
    TlsDetails tls;
    QByteArray user; ///< login name; empty = no login
    QByteArray peer; ///< "127.0.0.1:54321", "[::1]:54321"
    QByteArray listener; ///< the listener's name
    QByteArray project; ///< of the listener; empty = none
    std::optional<PeerProcess> process; ///< when it was known in time; StoreReader::envelope() also knows late ones
    QByteArray transcript; ///< the session up to the end of this message, see session_transcript.h
    Timestamp received{}; ///< when the end of data was read

    friend bool operator==(const Envelope &, const Envelope &) = default;
};

/// The stored form: a CBOR map with small integer keys.
[[nodiscard]] QByteArray encodeEnvelope(const Envelope &envelope);
/// Errors: Corrupt.
[[nodiscard]] Result<Envelope> decodeEnvelope(QByteArrayView bytes);

} // namespace mailweir

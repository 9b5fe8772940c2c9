// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/mail/envelope.h"
#include "core/settings/settings.h"

#include <QJsonArray>
#include <QJsonObject>

/// How a message was received, in the answers of /api/v2.
namespace mailweir {

/// The "with" word of a Received field: SMTP, ESMTP, ESMTPS, ESMTPSA, UTF8SMTP, LMTPS … (RFC 3848, RFC 6531 section
/// 4.3).
[[nodiscard]] QByteArray protocolName(const Envelope &envelope);

[[nodiscard]] QJsonObject envelopeJson(MessageId id, const Envelope &envelope);
/// The stored lines, and behind them what the client was answered when the message was stored. Empty when nothing was
/// recorded.
[[nodiscard]] QJsonArray transcriptJson(MessageId id, const Envelope &envelope);
/// With the names of the settings file; times in milliseconds, null for what is not set.
[[nodiscard]] QJsonObject faultJson(const FaultSettings &fault);

} // namespace mailweir

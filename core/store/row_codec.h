// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/group.h"
#include "core/mail/message_summary.h"
#include "core/relay/delivery.h"

namespace mailweir {

/// Lists kept in one column, as CBOR; what cannot be read comes back empty.

/// To, Cc, Bcc and Reply-To of a summary.
[[nodiscard]] QByteArray encodeAddresses(const MessageSummary &summary);
void decodeAddresses(const QByteArray &bytes, MessageSummary &out);

[[nodiscard]] QByteArray encodeByteArrays(const QList<QByteArray> &values);
[[nodiscard]] QList<QByteArray> decodeByteArrays(const QByteArray &bytes);

/// None is the empty array.
[[nodiscard]] QByteArray encodeStrings(const QStringList &values);
[[nodiscard]] QStringList decodeStrings(const QByteArray &bytes);

/// Addresses with how often they occurred.
using RecipientCounts = QList<std::pair<QByteArray, qint64>>;
[[nodiscard]] QByteArray encodeCounts(const RecipientCounts &counts);
[[nodiscard]] RecipientCounts decodeCounts(const QByteArray &bytes);

[[nodiscard]] QByteArray encodeHistory(const std::array<quint32, Group::kHistoryMinutes> &history);
[[nodiscard]] std::array<quint32, Group::kHistoryMinutes> decodeHistory(const QByteArray &bytes);

[[nodiscard]] QByteArray encodeReply(const Reply &reply);
[[nodiscard]] Reply decodeReply(const QByteArray &bytes);

[[nodiscard]] QByteArray encodeTranscript(const QList<TranscriptLine> &lines);
[[nodiscard]] QList<TranscriptLine> decodeTranscript(const QByteArray &bytes);

} // namespace mailweir

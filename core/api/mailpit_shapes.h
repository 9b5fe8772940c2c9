// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_summary.h"
#include "core/store/mail_store.h"

#include <QByteArrayView>
#include <QJsonObject>

/// The shapes of Mailpit's API v1: PascalCase, lists never null, times with exactly three fractional digits.
namespace mailweir {

[[nodiscard]] QJsonObject mailpitSummary(const MessageSummary &message);
/// `counts` of the whole store, `matches` of what was asked for, `messages` the rows from `start` on.
[[nodiscard]] QJsonObject mailpitList(const StoreCounts &counts, const MatchCounts &matches,
                                      const QList<MessageSummary> &messages, qint64 start);
/// Parses `raw`. `user`: who had logged in.
[[nodiscard]] QJsonObject mailpitMessage(const MessageSummary &message, QByteArrayView raw, const QString &user = {});

} // namespace mailweir

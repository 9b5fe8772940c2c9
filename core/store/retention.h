// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"
#include "core/store/message_index.h"

namespace mailweir {

/// Removes at most `limit` of the oldest messages that are beyond a rule, in the caller's transaction. False: nothing
/// is beyond any of them.
[[nodiscard]] Result<bool> applyRetention(Database &database, MessageIndex &index, const QList<RetentionRule> &rules,
                                          Timestamp now, int limit, StoreChange &change);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <QJsonObject>

namespace mailweir::crash {

/// All that can be asked of a store: its messages with the checksums of their bytes, groups, batches, deliveries,
/// counters, and what some searches find.
[[nodiscard]] QJsonObject reportOn(MailStore &store);

} // namespace mailweir::crash

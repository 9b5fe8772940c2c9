// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "core/store/mail_store.h"

namespace mailweir {

/// What the settings say about the store, whose URL is known to be right. A store in the data directory is
/// `mailweir.db`; with durability "memory" there is none on the disk, wherever the URL points.
[[nodiscard]] StoreOptions storeOptions(const StoreSettings &settings, const QString &dataDirectory);

[[nodiscard]] QList<RetentionRule> retentionRules(const StoreSettings &settings);

} // namespace mailweir

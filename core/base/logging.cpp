// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/logging.h"

namespace mailweir {

Q_LOGGING_CATEGORY(lcNet, "mailweir.net", QtInfoMsg)
Q_LOGGING_CATEGORY(lcStore, "mailweir.store", QtInfoMsg)
Q_LOGGING_CATEGORY(lcBatch, "mailweir.batch", QtInfoMsg)
Q_LOGGING_CATEGORY(lcRelay, "mailweir.relay", QtInfoMsg)
Q_LOGGING_CATEGORY(lcAlerts, "mailweir.alerts", QtInfoMsg)
Q_LOGGING_CATEGORY(lcSecrets, "mailweir.secrets", QtInfoMsg)
Q_LOGGING_CATEGORY(lcService, "mailweir.service", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApi, "mailweir.api", QtInfoMsg)
Q_LOGGING_CATEGORY(lcUi, "mailweir.ui", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApp, "mailweir.app", QtInfoMsg)

} // namespace mailweir

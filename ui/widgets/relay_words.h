// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/relay/delivery.h"

#include <QCoreApplication>

namespace mailweir {

/// How a tried connection is told. Pure.
class RelayWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::RelayWords)
public:
    /// A probe ends with the server's assent to the greeting or the login; whatever stops it ends with a refusal, or
    /// with code 0 where the reason lies on this side.
    [[nodiscard]] static bool worked(const Result<DeliveryAttempt> &result);
    /// That it works, or how far it came, with the server's words.
    [[nodiscard]] static QString testResult(const Result<DeliveryAttempt> &result);

private:
    [[nodiscard]] static QString stoppedAt(Stage stage);
};

} // namespace mailweir

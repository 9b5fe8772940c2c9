// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/batch.h"
#include "core/batch/group.h"
#include "core/relay/delivery.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

/// How our values look in the answers of /api/v2 (CONTRACT section 5): snake_case, times in RFC 3339 or null, numeric
/// ids as strings.
namespace mailweir {

/// UTF-8 that may be hostile; what is no UTF-8 becomes replacement characters.
[[nodiscard]] QString jsonText(const QByteArray &bytes);
[[nodiscard]] QJsonValue jsonTime(const std::optional<Timestamp> &time);

[[nodiscard]] QJsonObject toJson(const Batch &batch, const BatchRule &rule);
[[nodiscard]] QJsonObject toJson(const Group &group, const BatchRule &rule, Timestamp now);
[[nodiscard]] QJsonObject toJson(const Delivery &delivery);
[[nodiscard]] QJsonObject toJson(const DeliveryAttempt &attempt);

} // namespace mailweir

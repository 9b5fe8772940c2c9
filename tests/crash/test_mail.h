// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QJsonObject>

#include <random>

namespace mailweir::crash {

/// A message like no other, and what is to be expected of it.
struct TestMail {
    QByteArray raw;
    Envelope envelope;
    QJsonObject expected; ///< sha, size, project, key, recipients
};

/// From one byte to three megabytes, most of them small. `number` is not used twice with one store.
[[nodiscard]] TestMail makeMail(quint64 number, std::mt19937 &random, Timestamp now);

[[nodiscard]] QString checksum(const QByteArray &raw);

} // namespace mailweir::crash

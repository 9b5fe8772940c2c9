// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <optional>

namespace mailweir {

/// The first `characters` of the text of a message that is nothing but plain text, exactly as MimeMessage::text() gives
/// it, without a parser; most mail of applications is such. Nothing for any other message, and for one with anything
/// unusual in its header: then MimeMessage is to be asked. Thread: any.
[[nodiscard]] std::optional<QString> plainTextOf(QByteArrayView raw, qsizetype characters);

} // namespace mailweir

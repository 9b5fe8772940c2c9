// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/settings.h"

#include <QByteArray>
#include <QByteArrayView>

namespace mailweir {

/// The whole settings file with every key that this version has, each explained, UTF-8. It holds no secret, because
/// Settings holds none. readSettings() gives the same settings back, but for what has a flag and no key (the store's
/// URL and the directory of failed summaries).
[[nodiscard]] QByteArray writeSettings(const Settings &settings);

/// `original` with the values in which `before` and `after` differ, and nothing else changed: comments, order and
/// quoting of the rest stay byte for byte. Values that the file does not have yet are added. What is equal in `before`
/// and `after` keeps the file's value, also when a flag overrides it at the moment.
///
/// The built-in optional listener exists only while no listener is written, so it is not written.
/// Errors: Invalid, with the key as the subject, when `original` or the result has a mistake; Conflict when the file is
/// written in a way in which the values cannot be changed in place. Thread: any.
[[nodiscard]] Result<QByteArray> editSettings(QByteArrayView original, const Settings &before, const Settings &after);

/// savePrivateFile() (core/base/private_file.h) for the settings.
[[nodiscard]] Result<void> saveSettingsFile(const QString &path, const QByteArray &bytes);

} // namespace mailweir

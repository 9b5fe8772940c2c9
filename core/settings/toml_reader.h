// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"
#include "core/settings/settings_mistake.h"

#include <QByteArrayView>

namespace mailweir {

/// What came of reading settings: they are only to be used when there is no mistake.
struct SettingsReading {
    Settings settings;
    SettingsMistakes mistakes; ///< in order of their lines

    [[nodiscard]] bool ok() const { return mistakes.isEmpty(); }
};

/// Reads a settings file (TOML 1.0, UTF-8). What is absent has its default. Every mistake is reported at once; after a
/// syntax error that one alone, since nothing behind it can be trusted.
///
/// An unknown key is a mistake that names the nearest known one. A reserved key, one whose effect this version does not
/// have, is accepted only with the value that says what this version does anyway and is refused as "not in this
/// version" otherwise, so nothing that is written in the file is ever ignored. That value is the reserved default but
/// for `batching.attach`, where it is "none": originals are not attached.
///
/// `file` is only for the mistakes. Thread: any.
[[nodiscard]] SettingsReading readSettings(QByteArrayView text, const QString &file);

/// Reads the file at `path`. One that cannot be opened is a mistake about the file as a whole.
[[nodiscard]] SettingsReading loadSettings(const QString &path);

} // namespace mailweir

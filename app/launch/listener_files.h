// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/settings.h"
#include "core/settings/settings_mistake.h"

namespace mailweir {

/// What is wrong with the certificates and lists of users that the listeners name, for --check-config: reading the
/// settings does not open them.
[[nodiscard]] SettingsMistakes listenerFileMistakes(const Settings &settings);

/// Whether the error of a start is about one of them.
[[nodiscard]] bool isAboutListenerFile(const Settings &settings, const Error &error);

} // namespace mailweir

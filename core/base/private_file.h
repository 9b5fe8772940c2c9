// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace mailweir {

/// Makes the directory and those above it, 0700; nothing happens when it is there. Errors: PermissionDenied, DiskFull,
/// Io.
[[nodiscard]] Result<void> makePrivateDirectory(const QString &path);

/// Replaces the file at `path` in one step: readers see the old bytes or the new ones. The file is 0600; a directory
/// that is missing is made 0700. Errors, with the path as the subject: PermissionDenied, DiskFull, Io. Thread: any.
[[nodiscard]] Result<void> savePrivateFile(const QString &path, const QByteArray &bytes);

} // namespace mailweir

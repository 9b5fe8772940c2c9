// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <QStringList>

namespace mailweir {

/// A name that stays in its directory, whatever a mail says: no separators, no control characters, not hidden.
[[nodiscard]] QString safeFileName(const QString &name);

/// Writes whole or not at all. Errors: Io.
[[nodiscard]] Result<void> writeFile(const QString &path, const QByteArray &bytes);

/// Writes each message into the temporary directory as an .eml file named after its subject; the answer is the files'
/// paths, in the order of `ids`. Messages that are gone are passed over. Errors: Io. Thread: the reading one.
[[nodiscard]] Result<QStringList> writeMessageFiles(StoreReader &reader, const QList<MessageId> &ids,
                                                    const QString &directory);

} // namespace mailweir

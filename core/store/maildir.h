// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArrayView>
#include <QString>

namespace mailweir {

/// A maildir that mail is put into (cr.yp.to/proto/maildir.html). Thread: one at a time.
class Maildir {
public:
    /// The directory and its tmp, new and cur are made by prepare() or at the first message.
    explicit Maildir(const QString &path);

    /// Writes `raw` as new/<name>: to tmp, fdatasync, then renamed, so that a reader never sees half of it. A message
    /// of that name that is there already (in new, or read and in cur) is left alone: nothing is written twice. Errors:
    /// Io, DiskFull, PermissionDenied, with the path.
    [[nodiscard]] Result<void> add(const QString &name, QByteArrayView raw);
    /// Makes what is missing and checks that it can be written.
    [[nodiscard]] Result<void> prepare();

private:
    [[nodiscard]] bool contains(const QString &name) const;

    QString m_path;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <QByteArrayView>
#include <QSet>
#include <QString>

namespace mailweir {

struct MaildirMarks {
    bool seen = false;
    bool flagged = false;
};

/// A maildir that mail is put into (cr.yp.to/proto/maildir.html). Its files hold the bytes as they came, with CRLF;
/// mutt, notmuch and Python's mailbox read them. Thread: one at a time.
class Maildir {
public:
    enum class Durability {
        Now, ///< on the disk when add() returns
        Later, ///< with the next sync()
    };
    /// The directory and its tmp, new and cur are made by prepare() or at the first message.
    explicit Maildir(const QString &path);

    /// Writes `raw` to tmp and renames it, so that a reader never sees half of it: to new/<name>, or with marks to
    /// cur/<name>:2,<flags>. A message of that name that is there already (in new, or read and in cur) is left alone:
    /// nothing is written twice. cur is looked through when the first name is added, and again for a name that sorts
    /// before it. Errors: Io, DiskFull, PermissionDenied, with the path.
    [[nodiscard]] Result<void> add(const QString &name, QByteArrayView raw, MaildirMarks marks = {},
                                   Durability durability = Durability::Now);
    /// Puts on the disk what was added; the whole file system, at once. Errors: as above.
    [[nodiscard]] Result<void> sync();
    /// Makes what is missing and checks that it can be written.
    [[nodiscard]] Result<void> prepare();

    /// The name of a message in every maildir: <seconds>.<id>.<host>.
    [[nodiscard]] static QString nameOf(MessageId id);
    /// This machine's, as names have it.
    [[nodiscard]] static QString hostName();

private:
    [[nodiscard]] bool contains(const QString &name);
    [[nodiscard]] Result<void> writeFile(const QString &path, QByteArrayView raw, Durability durability) const;

    QString m_path;
    QString m_knownFrom; // m_read holds the names in cur that do not sort before this one; empty: not read yet
    QSet<QString> m_read; // without flags
};

} // namespace mailweir

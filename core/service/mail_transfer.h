// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/mail_store.h"

#include <QStringList>

#include <functional>
#include <variant>

namespace mailweir {

/// How an import or export goes. Called at most ten times a second, and once at the end, on one of the engine's
/// threads.
struct TransferProgress {
    qint64 messages = 0; ///< done
    qint64 expected = 0; ///< 0 = not known
    qint64 failed = 0; ///< could not be read, or not written
    QList<Error> problems; ///< the first of them
    bool finished = false;
    bool cancelled = false;
};
using TransferObserver = std::function<void(const TransferProgress &)>;

/// Files and directories that mail is taken from: .eml files, mboxes (told by their `From ` line) and maildirs;
/// directories are searched for these. What comes in is stored as if it had been caught, but never batched.
struct ImportRequest {
    QStringList paths;
    QString project;
};

enum class ExportFormat {
    Eml, ///< a directory with a file a message
    Mbox, ///< one file, mboxrd
    Maildir,
};

struct ExportRequest {
    std::variant<QList<MessageId>, MessageQuery> messages; ///< these, or all that the query finds
    ExportFormat format = ExportFormat::Mbox;
    QString path; ///< of the file or directory; a file that is there is replaced, a directory is added to
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

#include <functional>

namespace mailweir {

enum class MailFileKind {
    Message, ///< one message
    Mbox, ///< begins with a `From ` line
};

/// A file that mail is in.
struct MailFile {
    QString path;
    MailFileKind kind = MailFileKind::Message;
    bool read = false; ///< by the flags of its name in a maildir's cur
    bool pinned = false; ///< likewise
};

/// Finds the files with mail: those named, and in directories, with all below them, the messages of maildirs, files
/// that end in .eml and mboxes. Symbolic links within directories are not followed. What is named but holds no mail,
/// and what cannot be read, is told as an error. A message that a mail reader moves from a maildir's new to cur
/// meanwhile is found once. The search ends when `goesOn`, asked before every entry, says no.
void findMailFiles(const QStringList &paths, const std::function<bool()> &goesOn,
                   const std::function<void(const MailFile &)> &found,
                   const std::function<void(const Error &)> &failed);

} // namespace mailweir

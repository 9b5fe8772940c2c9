// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/transfer.h"

namespace mailweir {

/// Brings mail from files into the store. One message is in memory at a time, and of a large one only a piece; what is
/// on its way to the disk is bounded, and the index is waited for now and then, so that mail that comes in meanwhile
/// does not wait.
///
/// Received is the moment of the import: ids sort by it, and retention counts from it. The age of the mail itself is
/// its Date field. Files whose lines end in LF get CRLF. A maildir's and mbox's marks are kept: seen is read, flagged
/// is pinned.
///
/// A file that cannot be read is a problem, and the rest goes on; a store that takes no more ends the import.
/// Thread: the transfer's own; returns when all is stored and indexed.
void importMail(MailStore &store, const Clock &clock, const ImportRequest &request, Transfer &transfer);

} // namespace mailweir

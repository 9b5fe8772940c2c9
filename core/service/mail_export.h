// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/service/transfer.h"

namespace mailweir {

/// Writes mail from the store to files, the oldest first, one message in memory at a time.
///
/// Of a query, its limit and start are passed over: all that it finds is written. The names of files hold the id, so a
/// file that is there already is the same message and is left alone. An mbox appears at its end only: when it is
/// cancelled or fails, nothing has changed. Files are 0600.
/// Thread: the transfer's own.
void exportMail(MailStore &store, const ExportRequest &request, Transfer &transfer);

/// The name of a message's .eml file: date, subject in safe characters, id. At most 200 bytes.
[[nodiscard]] QString emlFileName(const MessageSummary &message);

} // namespace mailweir

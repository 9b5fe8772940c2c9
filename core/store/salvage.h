// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/mail_store.h"

namespace mailweir {

/// What a damaged index told that is to be applied once its messages have come back from the log.
struct Salvage {
    QList<MessageMarks> marks; ///< of messages that were read, pinned or tagged
    QList<QList<MessageId>> removals; ///< that could still be undone
    qint64 batches = 0;
    qint64 deliveries = 0;
};

/// Reads a damaged index row by row, from both ends of each table to the damage, and carries over into the fresh
/// `database` what the log does not know:
/// - groups, so that their ids stay what they were, without counts: those come back with the messages;
/// - batches with what they have collected; those that were collecting or being sealed are held, so that nothing is
/// sent
///   that the lost rows may have forbidden;
/// - deliveries with recipients, mail and attempts; those that were still to be sent are held likewise, and those whose
///   mail cannot be read have failed;
/// - the processes that messages came from.
/// Marks and removals of messages are returned. What cannot be read is passed over, and so are messages that were
/// removed for good while their records were still there: they come back. Errors: those of Database, about either file;
/// then nothing was carried over.
[[nodiscard]] Result<Salvage> salvage(const QString &damaged, Database &database);

} // namespace mailweir

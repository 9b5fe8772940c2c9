// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/message_summary.h"
#include "core/store/database.h"
#include "core/store/log_record.h"

namespace mailweir {

/// What messageFromRow() reads, in its order; `location` follows as three more columns.
inline constexpr char kMessageColumns[] =
    "id, salt, group_id, subject, message_id, from_name, from_address, addresses, envelope_sender, "
    "envelope_recipients, received, date, size, attachments, snippet, read, recovered, own, flags, project, pinned, "
    "tags, segment, position, length";

[[nodiscard]] MessageSummary messageFromRow(const Rows &row);
[[nodiscard]] RecordLocation locationFromRow(const Rows &row, int firstColumn);

[[nodiscard]] Result<void> insertMessage(Database &database, const MessageSummary &message,
                                         const RecordLocation &location);

struct StoredMessage {
    MessageSummary summary;
    RecordLocation location;
};
[[nodiscard]] StoredMessage storedMessageFromRow(const Rows &row);
/// Nothing when there is no such message, or when only its salt is wrong.
[[nodiscard]] Result<std::optional<StoredMessage>> findMessage(Database &database, MessageId id);

} // namespace mailweir

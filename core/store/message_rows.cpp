// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/message_rows.h"

#include "core/store/row_codec.h"

namespace mailweir {

namespace {

constexpr int kLocationColumn = 22;

}

MessageSummary messageFromRow(const Rows &row)
{
    MessageSummary message;
    message.id = {quint64(row.integer(0)), quint64(row.integer(1))};
    message.group = {row.integer(2)};
    message.subject = row.text(3);
    message.messageId = row.text(4);
    message.from = {row.text(5), row.text(6)};
    decodeAddresses(row.bytes(7), message);
    message.envelopeSender = row.bytes(8);
    message.envelopeRecipients = decodeByteArrays(row.bytes(9));
    message.received = row.time(10);
    message.date = row.time(11);
    message.size = row.integer(12);
    message.attachments = int(row.integer(13));
    message.snippet = row.text(14);
    message.read = row.integer(15) != 0;
    message.recovered = row.integer(16) != 0;
    message.own = row.integer(17) != 0;
    message.flags = MessageFlags::fromInt(int(row.integer(18)));
    message.project = row.text(19);
    message.pinned = row.integer(20) != 0;
    message.tags = decodeStrings(row.bytes(21));
    return message;
}

RecordLocation locationFromRow(const Rows &row, int firstColumn)
{
    return {quint32(row.integer(firstColumn)), row.integer(firstColumn + 1), row.integer(firstColumn + 2)};
}

Result<void> insertMessage(Database &database, const MessageSummary &message, const RecordLocation &location)
{
    return database.run("INSERT INTO messages (id, salt, group_id, segment, position, length, subject, message_id, "
                        "from_name, from_address, addresses, envelope_sender, envelope_recipients, received, date, "
                        "size, attachments, snippet, read, recovered, own, flags, project, pinned, tags) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        {message.id.order,
                         message.id.salt,
                         message.group.value,
                         location.segment,
                         location.offset,
                         location.length,
                         message.subject,
                         message.messageId,
                         message.from.name,
                         message.from.address,
                         encodeAddresses(message),
                         message.envelopeSender,
                         encodeByteArrays(message.envelopeRecipients),
                         message.received,
                         message.date,
                         message.size,
                         message.attachments,
                         message.snippet,
                         message.read,
                         message.recovered,
                         message.own,
                         message.flags.toInt(),
                         message.project,
                         message.pinned,
                         encodeStrings(message.tags)});
}

StoredMessage storedMessageFromRow(const Rows &row)
{
    return {messageFromRow(row), locationFromRow(row, kLocationColumn)};
}

Result<std::optional<StoredMessage>> findMessage(Database &database, MessageId id)
{
    static const QString sql =
        QStringLiteral("SELECT %1 FROM messages WHERE id = ?").arg(QLatin1String(kMessageColumns));
    auto rows = database.query(sql, {id.order});
    if (!rows)
        return rows.error();
    if (!rows->next())
        return std::optional<StoredMessage>();
    StoredMessage message = storedMessageFromRow(*rows);
    return message.summary.id == id ? std::optional(std::move(message)) : std::nullopt;
}

} // namespace mailweir

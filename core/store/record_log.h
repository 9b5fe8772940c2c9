// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_source.h"

namespace mailweir {

/// What is in the log behind a position.
struct LogRecovery {
    QList<LogEntry> entries; ///< messages and commits, in order, without bytes
    LogPosition end;
    QList<quint32> damaged; ///< segments that hold records which were acknowledged and could not be read
};

/// The append-only log that holds every message as it was received; a group of records written and made durable
/// together is what acknowledges messages. Records are named by their location for ever, whatever happens to what holds
/// them: a segment is a run of records that is removed or rewritten as one, an offset rises within it.
/// Thread: one at a time; the log writer owns it.
class RecordLog {
public:
    virtual ~RecordLog() = default;

    /// Creates what is missing, finds the records behind `indexed` and drops a torn end. Records that were acknowledged
    /// and cannot be read are passed over with a warning. Errors: those of the medium.
    [[nodiscard]] virtual Result<LogRecovery> open(LogPosition indexed) = 0;

    /// Makes room for a group. What fails here or in endGroup() is never tried again at the same place: the next group
    /// begins elsewhere.
    [[nodiscard]] virtual Result<void> beginGroup() = 0;
    /// Adds a record to the group. The bytes are shared, not copied.
    virtual RecordLocation add(RecordKind kind, MessageId id, const QByteArray &envelope, const QByteArray &body) = 0;
    /// Writes the group and, if asked to, makes it and all before it durable. On an error nothing of it is stored.
    [[nodiscard]] virtual Result<void> endGroup(bool durable) = 0;
    /// Makes durable what was written without it. On an error all of that may be lost.
    [[nodiscard]] virtual Result<void> sync() = 0;

    /// Whether this record was lost by a failure after it had been written.
    [[nodiscard]] virtual bool wasLost(const RecordLocation &location) const = 0;
    /// The segment that is being written; those before it are sealed. 0 = none yet.
    [[nodiscard]] virtual quint32 segment() const = 0;
};

/// What holds the records: files, rows of a database, memory. It makes the ends that threads work with, and outlives
/// them. Thread: any.
class RecordMedium {
public:
    virtual ~RecordMedium() = default;

    [[nodiscard]] virtual std::unique_ptr<RecordLog> makeLog() const = 0;
    [[nodiscard]] virtual std::unique_ptr<RecordSource> makeSource() const = 0;
    [[nodiscard]] virtual std::unique_ptr<RecordRemover> makeRemover() const = 0;
};

} // namespace mailweir

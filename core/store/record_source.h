// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/store/log_record.h"

#include <QList>

#include <memory>

namespace mailweir {

/// A record as it was added to the log.
struct Record {
    RecordKind kind = RecordKind::Message;
    MessageId id; ///< null: a chunk
    QByteArray envelope; ///< encoded; empty: a chunk
    QByteArray body;
};

/// Reads records by their location, whatever holds them. Whether they are as they were written has been checked.
/// Thread: one at a time; each thread has its own.
class RecordSource {
public:
    virtual ~RecordSource() = default;

    /// Errors: Corrupt (damaged, or no record begins there), NotFound (it was removed), Io.
    [[nodiscard]] virtual Result<Record> record(const RecordLocation &location) = 0;
};

/// A segment as it is held.
struct HeldSegment {
    quint32 number = 0;
    qint64 bytes = 0; ///< of the records it holds, as they were added
    bool packed = false; ///< RecordRemover::keepOnly() gains nothing but the space of what it forgets
};

/// Gives back the space of records that nobody needs any more.
/// Thread: one at a time; off the log's thread.
class RecordRemover {
public:
    virtual ~RecordRemover() = default;

    /// In order, with the one that is being written. Cheap: nothing is read that grows with the records.
    [[nodiscard]] virtual Result<QList<HeldSegment>> segments() = 0;

    /// Keeps these records of a segment and forgets all others; with none, the segment goes. The segment is sealed: the
    /// log never writes to it again. After an error nothing that is in `live` is lost, and the call can be repeated.
    /// `live` is in order. Errors: Corrupt (a live record cannot be read: then all is kept), DiskFull, Io.
    [[nodiscard]] virtual Result<void> keepOnly(quint32 segment, const QList<RecordLocation> &live) = 0;
    /// From any thread, and for good: a keepOnly() that runs may end early, with Cancelled.
    virtual void cancel() { }
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"
#include "core/store/record_source.h"

#include <functional>
#include <limits>

namespace mailweir {

struct LoggedMessage {
    MessageId id;
    Envelope envelope;
    QByteArray raw;
    qint64 size = 0; ///< of the whole, also when `raw` is only its beginning
    QList<RecordLocation> chunks; ///< that it is made of; none: it is in one record
};

/// Whether the message is gone for good, so that reading again cannot help.
[[nodiscard]] inline bool isLoss(const Error &error)
{
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::NotFound;
}

/// Reads messages from the log by the location of their record.
/// Thread: one at a time; each thread has its own.
class LogReader {
public:
    explicit LogReader(std::unique_ptr<RecordSource> source)
        : m_source(std::move(source))
    {
    }

    using Visitor = std::function<void(QByteArrayView)>;

    /// At most the first `maxRaw` bytes; chunks beyond them are not read. Errors: those of RecordSource::record().
    [[nodiscard]] Result<LoggedMessage> message(const RecordLocation &location,
                                                qint64 maxRaw = std::numeric_limits<qint64>::max());
    /// Shows all its bytes piece by piece, of which only one is in memory at a time. The same errors.
    [[nodiscard]] Result<void> visit(const RecordLocation &location, const Visitor &visitor);

private:
    /// The record of a message: it is whole, unless it has chunks.
    [[nodiscard]] Result<LoggedMessage> head(const RecordLocation &location);
    [[nodiscard]] Result<QByteArray> chunk(const RecordLocation &location);

    std::unique_ptr<RecordSource> m_source;
};

} // namespace mailweir

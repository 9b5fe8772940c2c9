// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/log_record.h"
#include "core/store/segment_file.h"

#include <QHash>

#include <functional>
#include <limits>

namespace mailweir {

struct LoggedMessage {
    MessageId id;
    Envelope envelope;
    QByteArray raw;
    qint64 size = 0; ///< of the whole, also when `raw` is only its beginning
};

/// Whether the message is gone for good, so that reading again cannot help.
[[nodiscard]] inline bool isLoss(const Error &error)
{
    return error.code == ErrorCode::Corrupt || error.code == ErrorCode::NotFound;
}

/// Reads messages from the body log by their location, checking the sums.
/// Thread: one at a time; each thread has its own.
class LogReader {
public:
    explicit LogReader(const QString &directory)
        : m_directory(directory)
    {
    }

    using Visitor = std::function<void(QByteArrayView)>;

    /// At most the first `maxRaw` bytes; chunks beyond them are not read. Errors: Corrupt, NotFound (the file is gone),
    /// Io.
    [[nodiscard]] Result<LoggedMessage> message(const RecordLocation &location,
                                                qint64 maxRaw = std::numeric_limits<qint64>::max());
    /// Shows all its bytes piece by piece, of which only one is in memory at a time. The same errors.
    [[nodiscard]] Result<void> visit(const RecordLocation &location, const Visitor &visitor);

private:
    struct Segment {
        std::shared_ptr<SegmentFile> file;
        quint32 salt = 0;
    };

    [[nodiscard]] Result<Segment> segment(quint32 number);
    /// A record that holds a message or the list of its chunks.
    struct Head {
        LoggedMessage message; ///< whole, when there are no chunks
        QList<RecordLocation> chunks;
    };

    [[nodiscard]] Result<QByteArray> record(const RecordLocation &location);
    [[nodiscard]] Result<Head> head(const RecordLocation &location);
    [[nodiscard]] Result<QByteArray> chunk(const RecordLocation &location);

    QString m_directory;
    QHash<quint32, Segment> m_open;
};

} // namespace mailweir

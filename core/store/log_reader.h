// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/log_record.h"
#include "core/store/segment_file.h"

#include <QHash>

#include <limits>

namespace mailweir {

struct LoggedMessage {
    MessageId id;
    Envelope envelope;
    QByteArray raw;
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

    /// At most the first `maxRaw` bytes; chunks beyond them are not read. Errors: Corrupt, NotFound (the file is gone),
    /// Io.
    [[nodiscard]] Result<LoggedMessage> message(const RecordLocation &location,
                                                qint64 maxRaw = std::numeric_limits<qint64>::max());

private:
    struct Segment {
        std::shared_ptr<SegmentFile> file;
        quint32 salt = 0;
    };

    [[nodiscard]] Result<Segment> segment(quint32 number);
    [[nodiscard]] Result<QByteArray> record(const RecordLocation &location);

    QString m_directory;
    QHash<quint32, Segment> m_open;
};

} // namespace mailweir

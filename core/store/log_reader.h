// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/log_record.h"
#include "core/store/segment_file.h"

#include <QHash>

namespace mailweir {

struct LoggedMessage {
    MessageId id;
    Envelope envelope;
    QByteArray raw;
};

/// Reads messages from the body log by their location, checking the sums.
/// Thread: one at a time; each thread has its own.
class LogReader {
public:
    explicit LogReader(const QString &directory)
        : m_directory(directory)
    {
    }

    /// Errors: Corrupt, NotFound (the file is gone), Io.
    [[nodiscard]] Result<LoggedMessage> message(const RecordLocation &location);

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

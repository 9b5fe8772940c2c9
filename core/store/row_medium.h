// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_log.h"

namespace mailweir {

/// Records as rows of a database of their own, the shape that a database server will keep them in: a group is one
/// transaction, a commit is what acknowledges, and dead records are deleted. Each sum (CRC32C) is kept with its record.
class RowMedium final : public RecordMedium {
public:
    /// `path` of the database; a segment of `segmentTarget` bytes is sealed.
    RowMedium(const QString &path, qint64 segmentTarget);

    std::unique_ptr<RecordLog> makeLog() const override;
    std::unique_ptr<RecordSource> makeSource() const override;
    std::unique_ptr<RecordRemover> makeRemover() const override;

private:
    QString m_path;
    qint64 m_segmentTarget;
};

} // namespace mailweir

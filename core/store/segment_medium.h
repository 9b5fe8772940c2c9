// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/body_log.h"
#include "core/store/record_log.h"

namespace mailweir {

/// Records in the files of a directory.
class SegmentMedium final : public RecordMedium {
public:
    SegmentMedium(const QString &directory, const BodyLogOptions &options);

    std::unique_ptr<RecordLog> makeLog() const override;
    std::unique_ptr<RecordSource> makeSource() const override;
    std::unique_ptr<RecordRemover> makeRemover() const override;

private:
    QString m_directory;
    BodyLogOptions m_options;
};

} // namespace mailweir

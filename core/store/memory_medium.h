// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/record_log.h"

namespace mailweir {

class MemoryRecords;

/// Records that never reach a disk: they share the bytes that were received, and go with the process.
class MemoryMedium final : public RecordMedium {
public:
    /// A segment of `segmentTarget` bytes is sealed.
    explicit MemoryMedium(qint64 segmentTarget);
    ~MemoryMedium() override;

    std::unique_ptr<RecordLog> makeLog() const override;
    std::unique_ptr<RecordSource> makeSource() const override;
    std::unique_ptr<RecordRemover> makeRemover() const override;

    /// Of all records that are held.
    [[nodiscard]] qint64 bytes() const;

private:
    std::shared_ptr<MemoryRecords> m_records;
    const qint64 m_segmentTarget;
};

} // namespace mailweir

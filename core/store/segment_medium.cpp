// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_medium.h"

#include "core/store/segment_packer.h"
#include "core/store/segment_source.h"

namespace mailweir {

SegmentMedium::SegmentMedium(const QString &directory, const BodyLogOptions &options)
    : m_directory(directory)
    , m_options(options)
{
}

std::unique_ptr<RecordLog> SegmentMedium::makeLog() const
{
    return std::make_unique<BodyLog>(m_directory, m_options);
}

std::unique_ptr<RecordSource> SegmentMedium::makeSource() const
{
    return std::make_unique<SegmentSource>(m_directory);
}

std::unique_ptr<RecordRemover> SegmentMedium::makeRemover() const
{
    return std::make_unique<SegmentPacker>(m_directory);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/segment_source.h"

#include "core/store/packed_segment.h"
#include "core/store/segment_file.h"

#include <QDir>

namespace mailweir {

namespace {

constexpr size_t kMaxOpenSegments = 8;

/// A segment as it was written.
class PlainSegment final : public SegmentView {
public:
    PlainSegment(std::unique_ptr<SegmentFile> file, const QString &path, quint32 salt)
        : m_file(std::move(file))
        , m_path(path)
        , m_salt(salt)
    {
    }

    Result<QByteArray> record(qint64 offset, qint64 length) override
    {
        auto bytes = m_file->read(offset, length);
        if (bytes && !recordIsSound(*bytes, m_salt))
            return Error{ErrorCode::Corrupt, m_path, QStringLiteral("at byte %1").arg(offset)};
        return bytes;
    }

    quint32 salt() const override { return m_salt; }
    Result<qint64> end() override { return m_file->size(); }

private:
    std::unique_ptr<SegmentFile> m_file;
    QString m_path;
    quint32 m_salt = 0;
};

Result<std::unique_ptr<SegmentView>> openPlain(const QString &path)
{
    auto file = openSegmentFile(path, SegmentFile::Mode::Read);
    if (!file)
        return file.error();
    const auto head = (*file)->read(0, kSegmentHeaderSize);
    if (!head)
        return head.error();
    const auto salt = decodeSegmentHeader(*head);
    if (!salt)
        return Error{ErrorCode::Corrupt, path, {}};
    return std::unique_ptr<SegmentView>(std::make_unique<PlainSegment>(std::move(*file), path, *salt));
}

Result<std::unique_ptr<SegmentView>> openPacked(const QString &path)
{
    auto packed = PackedSegment::open(path);
    return packed ? Result<std::unique_ptr<SegmentView>>(std::move(*packed)) : packed.error();
}

} // namespace

Result<std::unique_ptr<SegmentView>> openSegment(const QString &directory, quint32 segment)
{
    auto view = openPlain(segmentPath(directory, segment));
    if (view || view.error().code != ErrorCode::NotFound)
        return view;
    return openPacked(packedSegmentPath(directory, segment));
}

SegmentSource::SegmentSource(const QString &directory)
    : m_directory(directory)
{
}

SegmentSource::~SegmentSource() = default;

Result<SegmentView *> SegmentSource::view(quint32 segment)
{
    if (const auto open = m_open.find(segment); open != m_open.end()) {
        open->second.usedAt = ++m_uses;
        return open->second.view.get();
    }
    auto view = openSegment(m_directory, segment);
    if (!view)
        return view.error();
    if (m_open.size() >= kMaxOpenSegments) {
        m_open.erase(std::min_element(m_open.begin(), m_open.end(),
                                      [](const auto &a, const auto &b) { return a.second.usedAt < b.second.usedAt; }));
    }
    return m_open.emplace(segment, Open{std::move(*view), ++m_uses}).first->second.view.get();
}

Result<QByteArray> SegmentSource::read(const RecordLocation &location)
{
    const auto from = view(location.segment);
    return from ? (*from)->record(location.offset, location.length) : from.error();
}

Result<Record> SegmentSource::record(const RecordLocation &location)
{
    auto bytes = read(location);
    if (!bytes) {
        // Maybe its file was packed or replaced a moment ago: the old one is empty then.
        m_open.erase(location.segment);
        bytes = read(location);
    }
    if (!bytes)
        return bytes.error();
    const auto header = decodeRecordHeader(*bytes);
    if (!header)
        return Error{ErrorCode::Corrupt, segmentPath(m_directory, location.segment), {}};
    return Record{header->kind, header->id, bytes->sliced(kRecordHeaderSize, header->envelopeSize),
                  bytes->sliced(kRecordHeaderSize + header->envelopeSize)};
}

QList<quint32> segmentNumbersIn(const QString &directory)
{
    QList<quint32> numbers;
    const QStringList names = QDir(directory).entryList(
        {QStringLiteral("??????????.seg"), QStringLiteral("??????????.zseg")}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        bool ok = false;
        const quint32 number = QStringView(name).first(10).toUInt(&ok);
        if (ok && number > 0 && (numbers.isEmpty() || numbers.last() != number))
            numbers.append(number);
    }
    return numbers;
}

Result<SegmentScan> scanSegmentIn(const QString &directory, quint32 segment, qint64 from)
{
    const auto plain = openSegmentFile(segmentPath(directory, segment), SegmentFile::Mode::Read);
    if (plain)
        return scanSegment(**plain, segment, from);
    if (plain.error().code != ErrorCode::NotFound)
        return plain.error();
    const auto packed = PackedSegment::open(packedSegmentPath(directory, segment));
    return packed ? (*packed)->scan(segment, from) : packed.error();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/record_codec.h"

#include <zdict.h>
#include <zstd.h>

#include <new>
#include <vector>

namespace mailweir {

namespace {

constexpr int kLevel = 3;
constexpr size_t kDictionarySize = 110 * 1024; // what zstd's own tools take
constexpr qsizetype kMinSamples = 16;

/// The library returns null only when there is no memory.
template <typename T> T *checked(T *made)
{
    return made ? made : throw std::bad_alloc();
}

} // namespace

QByteArray trainDictionary(const QList<QByteArray> &samples)
{
    if (samples.size() < kMinSamples)
        return {};
    QByteArray joined;
    std::vector<size_t> sizes;
    for (const QByteArray &sample : samples) {
        joined += sample;
        sizes.push_back(size_t(sample.size()));
    }
    QByteArray dictionary(kDictionarySize, Qt::Uninitialized);
    const size_t size = ZDICT_trainFromBuffer(dictionary.data(), kDictionarySize, joined.constData(), sizes.data(),
                                              unsigned(sizes.size()));
    if (ZDICT_isError(size))
        return {}; // too little, or nothing in common
    dictionary.truncate(qsizetype(size));
    return dictionary;
}

void RecordCompressor::Free::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}

void RecordCompressor::Free::operator()(ZSTD_CDict_s *dictionary) const
{
    ZSTD_freeCDict(dictionary);
}

RecordCompressor::RecordCompressor(const QByteArray &dictionary)
    : m_context(checked(ZSTD_createCCtx()))
{
    // The table knows the sizes, and the record has a sum of its own.
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_contentSizeFlag, 0);
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_dictIDFlag, 0);
    if (dictionary.isEmpty())
        return;
    m_dictionary.reset(checked(ZSTD_createCDict(dictionary.constData(), size_t(dictionary.size()), kLevel)));
    ZSTD_CCtx_refCDict(m_context.get(), m_dictionary.get());
}

RecordCompressor::~RecordCompressor() = default;

std::optional<QByteArrayView> RecordCompressor::compress(QByteArrayView record)
{
    if (m_buffer.size() < record.size())
        m_buffer.resize(record.size());
    // Too little room is an error, so this ends early for what does not become smaller.
    const size_t size =
        ZSTD_compress2(m_context.get(), m_buffer.data(), size_t(record.size()), record.data(), size_t(record.size()));
    if (ZSTD_isError(size) || qsizetype(size) >= record.size())
        return std::nullopt;
    return QByteArrayView(m_buffer).first(qsizetype(size));
}

void RecordExpander::Free::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

void RecordExpander::Free::operator()(ZSTD_DDict_s *dictionary) const
{
    ZSTD_freeDDict(dictionary);
}

RecordExpander::RecordExpander(const QByteArray &dictionary)
    : m_context(checked(ZSTD_createDCtx()))
{
    if (!dictionary.isEmpty())
        m_dictionary.reset(checked(ZSTD_createDDict(dictionary.constData(), size_t(dictionary.size()))));
}

RecordExpander::~RecordExpander() = default;

std::optional<QByteArray> RecordExpander::expand(QByteArrayView frame, qint64 length)
{
    QByteArray record(length, Qt::Uninitialized);
    const size_t size = m_dictionary
        ? ZSTD_decompress_usingDDict(m_context.get(), record.data(), size_t(length), frame.data(), size_t(frame.size()),
                                     m_dictionary.get())
        : ZSTD_decompressDCtx(m_context.get(), record.data(), size_t(length), frame.data(), size_t(frame.size()));
    if (ZSTD_isError(size) || qint64(size) != length)
        return std::nullopt;
    return record;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <memory>
#include <optional>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;
struct ZSTD_CDict_s;
struct ZSTD_DDict_s;

namespace mailweir {

/// What mails of a segment have in common, for compressing them one by one; at most 110 KB. Empty when nothing useful
/// is found. Takes about a second for 4 MB of samples.
[[nodiscard]] QByteArray trainDictionary(const QList<QByteArray> &samples);

/// Compresses records one by one, each to a Zstandard frame (RFC 8878). Thread: one at a time.
class RecordCompressor {
public:
    /// `dictionary` may be empty.
    explicit RecordCompressor(const QByteArray &dictionary);
    ~RecordCompressor();

    /// Nothing when it would not become smaller. Valid until the next call.
    [[nodiscard]] std::optional<QByteArrayView> compress(QByteArrayView record);

private:
    struct Free {
        void operator()(ZSTD_CCtx_s *context) const;
        void operator()(ZSTD_CDict_s *dictionary) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
    std::unique_ptr<ZSTD_CDict_s, Free> m_dictionary;
    QByteArray m_buffer;
};

/// The way back. Thread: one at a time.
class RecordExpander {
public:
    explicit RecordExpander(const QByteArray &dictionary);
    ~RecordExpander();

    /// Nothing when `frame` is damaged or does not expand to exactly `length` bytes; more are never written.
    [[nodiscard]] std::optional<QByteArray> expand(QByteArrayView frame, qint64 length);

private:
    struct Free {
        void operator()(ZSTD_DCtx_s *context) const;
        void operator()(ZSTD_DDict_s *dictionary) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> m_context;
    std::unique_ptr<ZSTD_DDict_s, Free> m_dictionary;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <gmime/gmime.h>

#include <memory>

/// What core/mail needs around GMime; no other room includes this.
namespace mailweir::gmime {

struct Unref {
    void operator()(void *object) const { g_object_unref(object); }
};
/// Owns one reference.
template <typename T> using Ref = std::unique_ptr<T, Unref>;

struct Free {
    void operator()(void *memory) const { g_free(memory); }
};
using CString = std::unique_ptr<char, Free>;

/// Starts GMime on the first call, from whichever thread, and returns the parser's options: charsets to fall back to
/// are UTF-8 and windows-1252, and old mistakes in headers are forgiven. Read-only, so that threads may share them.
[[nodiscard]] GMimeParserOptions *parserOptions();

/// A stream that reads its own copy of `bytes`.
[[nodiscard]] Ref<GMimeStream> memoryStream(QByteArrayView bytes);
/// What was written to a memory stream.
[[nodiscard]] QByteArray takeBytes(GMimeStream *memory);

/// Control characters and line separators as blanks, trimmed.
[[nodiscard]] QString oneLine(QString text);

/// The value with each run of neighbouring base64 words (RFC 2047) of one charset as one word. GMime 3.2 stops at the
/// padding of a word that is not the last, and characters may be split between words.
[[nodiscard]] QByteArray joinEncodedWords(const QByteArray &value);

/// A header value as people read it: encoded words (RFC 2047) decoded, 8-bit bytes as UTF-8 or else windows-1252, line
/// ends and other control characters as blanks.
[[nodiscard]] QString decodeHeader(const QByteArray &value);

} // namespace mailweir::gmime

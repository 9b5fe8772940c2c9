// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace mailweir {

/// The text of bytes in a MIME charset. No charset, US-ASCII and unknown ones: UTF-8 when the bytes are that, else
/// windows-1252. ISO-8859-1 is read as windows-1252 (WHATWG Encoding; senders mean it). What cannot be decoded becomes
/// U+FFFD. CRLF becomes LF, NUL is left out. Thread: any.
[[nodiscard]] QString decodeText(QByteArrayView bytes, const QByteArray &charset);

} // namespace mailweir

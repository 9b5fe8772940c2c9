// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace mailweir {

/// The subject with what changes from mail to mail replaced by marks, so that mails of one cause have one key. White
/// space is trimmed and every run of it becomes one blank; "Re: " and the like stay; what is beyond 1,000 characters
/// does not count. Rules, from left to right; the first that fits wins, and what it took is not looked at again
/// (d: a digit 0-9, h: a hex digit; a word is a run of letters and digits):
///
///  1. "…", “…”, „…“, «…», `…`, and '…' where it neither begins nor ends inside a word            -> ‹text›
///  2. an e-mail address, also in < >; a domain without a dot will do                             -> ‹address›
///  3. a word followed by 4-4-4-12 h, itself 8 h                                                  -> ‹uuid›
///  4. 2026-05-01, 2026/5/1, 1.5.2026, 5/1/2026, 01-05-2026, 01.05.26, 1 May 2026, 01-May-2026,
///     May 1, 2026, 1 May, May 1st; with a weekday in front; English months, capital first        -> ‹date›
///  5. 9:30, 09:30:05, 09:30:05.125; with am, PM, Z, UTC, GMT, +02:00, -0700 behind it            -> ‹time›
///     (a date, T and a time are "‹date› ‹time›")
///  6. a word 0x and h; a word of at least 8 h that are not all d; one of 7 h with d and letter   -> ‹hex›
///  7. d, with further d after "." or ",", anywhere: 7, 1,024.5, 10.0.0.1, v1.2, 30s, 1h30m       -> ‹n›
///     (units stay: "‹n›s", "‹n›h‹n›m")
///
/// Deterministic, linear in the length, and a key of its own: masking a mask changes nothing. Thread: any.
[[nodiscard]] QString maskSubject(QStringView subject);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/batch/batch.h"

namespace mailweir {

struct SummaryOptions {
    QByteArray from; ///< bare address
    QString subjectPrefix; ///< "[mailweir]"; empty: none
    QByteArray hostName; ///< right side of the Message-ID
};

struct ComposedSummary {
    QString subject;
    QByteArray messageId; ///< without < >
    QByteArray raw; ///< the whole mail, CRLF

    friend bool operator==(const ComposedSummary &, const ComposedSummary &) = default;
};

/// The mail that stands for a sealed batch. Its subject is `[mailweir] 1 instance: S`, `[mailweir] N instances: S` (one
/// group; S is the decoded subject of the last message) or `[mailweir] N instances of M messages` (M groups). Text and
/// HTML say the total, the distinct messages, the oldest and the newest, then count, range, subject and text of the
/// last message of each group: at most 64 KiB a group and 2 MiB a mail, and what is cut says so. For a last message
/// that is lost, S is the group's label. Times are UTC.
///
/// The Message-ID comes from the batch alone: composing again after a crash makes the same one, so that a mail that
/// left twice can be told by its receiver. Pure; takes any bytes as a last message. Thread: any.
[[nodiscard]] ComposedSummary composeSummary(const BatchContent &content, const SummaryOptions &options, Timestamp now);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"
#include "core/mail/mbox.h"

#include <QByteArrayView>

#include <optional>

namespace mailweir {

/// What the envelope of a mail from a file may have been.
///
/// The sender: Return-Path, else the mbox's `From ` line, else Sender, else the first address of From. The recipients:
/// X-Original-To, else Delivered-To, else Envelope-To, each as often as it is there, else those of To, Cc and Bcc; each
/// once, at most 1,000. `head` is the beginning of the message with its header.
[[nodiscard]] Envelope importedEnvelope(QByteArrayView head, const std::optional<MboxSeparator> &separator);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/mail/envelope.h"
#include "core/mail/reply.h"

namespace mailweir {

/// A line of a session, ready to be shown.
struct ConversationLine {
    QString time; ///< "+12 ms" since the connection was begun; empty when it is not known
    TranscriptLine::Side side = TranscriptLine::Side::Note;
    QString text;

    friend bool operator==(const ConversationLine &, const ConversationLine &) = default;
};

/// What was said until message `id` was answered. The transcript is stored with the message, so its last reply, which
/// says that it is stored, cannot be in it and is added here. Empty when no transcript was kept.
[[nodiscard]] QList<ConversationLine> conversation(const Envelope &envelope, MessageId id);

/// As text in columns: time, `C:` or `S:` for the client's and the server's lines, what was said. One line each.
[[nodiscard]] QString conversationText(const QList<ConversationLine> &lines);

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/conversation.h"

#include "core/mail/session_transcript.h"
#include "ui/models/texts.h"
#include "ui/models/visible_text.h"

#include <algorithm>

namespace mailweir {

QList<ConversationLine> conversation(const Envelope &envelope, MessageId id)
{
    const QList<TranscriptLine> stored = readTranscript(envelope.transcript);
    if (stored.isEmpty())
        return {};
    QList<ConversationLine> lines;
    lines.reserve(stored.size() + 1);
    for (const TranscriptLine &line : stored)
        lines.append({QStringLiteral("+%1 ms").arg(Texts::number(line.atMs)), line.side, visibleText(line.text)});
    // LMTP answers once a recipient (RFC 2033 section 4.2).
    const qsizetype replies = envelope.lmtp ? envelope.recipients.size() : 1;
    for (qsizetype i = 0; i < replies; ++i)
        lines.append({{}, TranscriptLine::Side::Server, visibleText("250 2.0.0 queued as " + id.text())});
    return lines;
}

QString conversationText(const QList<ConversationLine> &lines)
{
    qsizetype width = 0;
    for (const ConversationLine &line : lines)
        width = std::max(width, line.time.size());
    QString text;
    for (const ConversationLine &line : lines) {
        if (!text.isEmpty())
            text += u'\n';
        const QString side = line.side == TranscriptLine::Side::Client ? QStringLiteral("C: ")
            : line.side == TranscriptLine::Side::Server                ? QStringLiteral("S: ")
                                                                       : QStringLiteral("   ");
        text += line.time.rightJustified(width) + QStringLiteral("  ") + side + line.text;
    }
    return text;
}

} // namespace mailweir

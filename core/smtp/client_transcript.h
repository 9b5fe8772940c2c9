// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/reply.h"
#include "core/mail/session_transcript.h"

#include <QByteArrayView>

namespace mailweir {

/// What was said on the way to one end of a relay attempt, all addresses of the host included. Keeps the first 300
/// lines and says so when there were more.
class ClientTranscript {
public:
    /// Times count from here. `clock` must outlive it.
    explicit ClientTranscript(const Clock &clock);

    void client(QByteArrayView line) { add(TranscriptLine::Side::Client, line); }
    void server(QByteArrayView line) { add(TranscriptLine::Side::Server, line); }
    void server(const Reply &reply);
    void note(QByteArrayView words) { add(TranscriptLine::Side::Note, words); }

    [[nodiscard]] qint64 elapsedMs() const;
    [[nodiscard]] const QList<TranscriptLine> &lines() const { return m_lines; }

private:
    void add(TranscriptLine::Side side, QByteArrayView text);

    const Clock &m_clock;
    SteadyTime m_begin;
    QList<TranscriptLine> m_lines;
};

} // namespace mailweir

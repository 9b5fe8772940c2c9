// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QList>

#include <vector>

namespace mailweir::bench {

/// How clients send.
enum class LoadMode {
    Lock, ///< one command at a time, one message after another on the same connection
    Connection, ///< likewise, but a connection for each message, from changing addresses of 127.0.0.0/8
    Pipelined, ///< MAIL, RCPT and DATA in one write
};

struct Load {
    LoadMode mode = LoadMode::Lock;
    int sessions = 1; ///< at once
    QList<QByteArray> messages; ///< as makeMessages() gives them; sent in turn
    bool startTls = false;
    Milliseconds warmUp{100};
    Milliseconds duration{
        500}; ///< of the measurement; as long again as it takes for a message, at most four times that
    qint64 stopAfter = 0; ///< messages, in place of a time; 0 = none
};

struct LoadResult {
    qint64 messages = 0; ///< acknowledged while it was measured
    qint64 all = 0; ///< with those of the warm-up
    double seconds = 0;
    std::vector<double> ackMs; ///< from the last byte of the data to the reply, sorted

    [[nodiscard]] double rate() const { return seconds > 0 ? double(messages) / seconds : 0; }
    /// `part` of 0 to 1; 0 when there is none.
    [[nodiscard]] double ackQuantile(double part) const;
};

/// Sends mail to 127.0.0.1 as fast as it is taken, on one thread. Errors: Io, with what went wrong; a reply that
/// refuses is one, too.
[[nodiscard]] Result<LoadResult> runLoad(quint16 port, const Load &load);

} // namespace mailweir::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/mail/email_address.h"

#include <QByteArray>
#include <QList>

namespace mailweir {

/// Where in a session a fault may strike.
enum class FaultStage { Connect, Hello, Auth, Mail, Recipient, Data, EndOfData };

/// Outside names: connect, ehlo, auth, mail, rcpt, data, dot.
[[nodiscard]] QByteArray faultStageName(FaultStage stage);
[[nodiscard]] std::optional<FaultStage> faultStageFromName(QByteArrayView name);

/// What is known when a stage is reached.
struct FaultQuery {
    FaultStage stage = FaultStage::Connect;
    QByteArrayView listener;
    QByteArrayView client; ///< its address without the port
    QByteArrayView user; ///< at Auth the one who logs in; else the one who has; empty = none
    EmailAddress sender; ///< from Mail on
    QList<EmailAddress> recipients; ///< at Recipient that one alone; at Data and EndOfData all
    QString subject; ///< at EndOfData, decoded, when wantsSubject()
};

/// What is to be done instead of going on. Several may come together: the delay first.
struct FaultVerdict {
    Milliseconds delay{0};
    qint64 bytesPerSecond = 0; ///< from here on the client is read no faster; 0 = as before
    QByteArray reply; ///< "450 4.7.1 try later": what is answered instead; 421 closes, at Connect 554 refuses all
    bool drop = false; ///< close without a word
    QByteArray rule; ///< whose name is noted in the transcript

    /// Both: delays add up, what refuses stays.
    void join(const FaultVerdict &other);

    [[nodiscard]] bool refuses() const { return drop || !reply.isEmpty(); }
    friend bool operator==(const FaultVerdict &, const FaultVerdict &) = default;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/timestamp.h"
#include "core/mail/email_address.h"
#include "core/mail/reply.h"

#include <QList>
#include <QString>

#include <optional>

namespace mailweir {

/// Of a recipient, and of a delivery (its worst recipient).
/// Uncertain: the connection broke after the final dot, so it may have arrived; it is tried again with the same
/// Message-ID. Held: waits for the user (no relay is set, or the address is not allowed).
enum class DeliveryState { Waiting, Sending, Sent, Deferred, Held, Uncertain, Failed, Cancelled };

/// Outside names: waiting, sending, sent, deferred, held, uncertain, failed, cancelled.
[[nodiscard]] QByteArray deliveryStateName(DeliveryState state);
[[nodiscard]] std::optional<DeliveryState> deliveryStateFromName(QByteArrayView name);

enum class DeliveryKind { Summary, Each, Release, Resend, Spool };
/// summary, each, release, resend, spool
[[nodiscard]] QByteArray deliveryKindName(DeliveryKind kind);

struct DeliveryRecipient {
    QByteArray address;
    DeliveryState state = DeliveryState::Waiting;
    Reply reply; ///< the server's last word about this recipient; code 0 = none yet

    friend bool operator==(const DeliveryRecipient &, const DeliveryRecipient &) = default;
};

/// Mail on its way through the smarthost.
struct Delivery {
    DeliveryId id; ///< null until stored
    DeliveryKind kind = DeliveryKind::Summary;
    QString subject;
    QByteArray messageId; ///< without < >; kept by every resend
    QByteArray sender; ///< envelope sender
    QString relay; ///< the smarthost's name
    QList<DeliveryRecipient> recipients;
    DeliveryState state = DeliveryState::Waiting; ///< worstOf(recipients)
    int attempts = 0; ///< since it was made, resends included
    int attemptsThisRound = 0; ///< since it was made or last resent: what the retry schedule counts
    std::optional<Timestamp> nextAttemptAt; ///< when Deferred, Uncertain or Waiting
    QString lastError; ///< `no_relay`, or the server's words
    Timestamp createdAt{};
    Timestamp roundStartedAt{}; ///< when it was made or last resent: what the retry schedule's age counts from
    qint64 size = 0; ///< bytes of the mail
    /// Stored before the final dot of an attempt is sent, cleared with its outcome: tells after a crash whether a
    /// delivery that was Sending is Uncertain or simply Waiting.
    bool endOfDataSent = false;
    BatchId batch; ///< where it came from; null for others

    friend bool operator==(const Delivery &, const Delivery &) = default;
};

/// The state that a delivery shows for its recipients; order of badness: failed, uncertain, deferred, held, sending,
/// waiting, cancelled, sent.
[[nodiscard]] DeliveryState worstOf(const QList<DeliveryRecipient> &recipients);

/// Whether there is an attempt to come: waiting, deferred or uncertain.
[[nodiscard]] bool isPending(DeliveryState state);
/// Whether a recipient is pending. A delivery that shows failed may well have others that are.
[[nodiscard]] bool hasPending(const Delivery &delivery);
/// Whether a recipient is being sent to.
[[nodiscard]] bool isSending(const Delivery &delivery);

/// One try, as it went: a connection, or what came of it.
struct DeliveryAttempt {
    DeliveryId delivery;
    Timestamp at{};
    Stage stage = Stage::Connect; ///< how far it came
    QString host; ///< host:port
    int code = 0; ///< the deciding reply's code, 0 when there was none
    EnhancedStatus enhanced;
    QString text; ///< the server's words, or what happened on this side
    qint64 durationMs = 0;
    QList<TranscriptLine> transcript;

    friend bool operator==(const DeliveryAttempt &, const DeliveryAttempt &) = default;
};

} // namespace mailweir

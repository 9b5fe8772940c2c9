// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/failure_policy.h"

#include <algorithm>

namespace mailweir {

namespace {

using State = DeliveryState;

bool hasWord(const Reply &reply)
{
    return reply.code != 0 || !reply.enhanced.isNull();
}

State stateFor(const Reply &reply)
{
    if (reply.permanent() || (reply.code == 0 && reply.enhanced.statusClass == 5))
        return State::Failed;
    return State::Deferred;
}

State stateFor(const AttemptReport::RecipientReply &word)
{
    if (word.stage == Stage::EndOfData && word.reply.code / 100 == 2)
        return State::Sent;
    if (word.stage == Stage::Recipient && word.reply.code == 552 && word.reply.enhanced.isNull())
        return State::Deferred;
    return stateFor(word.reply);
}

Reply replyOf(const DeliveryAttempt &attempt)
{
    return {attempt.code, attempt.enhanced, {attempt.text.toUtf8()}};
}

QString wordsOf(const Reply &reply)
{
    QByteArray words = reply.text();
    if (!reply.enhanced.isNull())
        words.prepend(reply.enhanced.text() + ' ');
    if (reply.code != 0)
        words.prepend(QByteArray::number(reply.code) + ' ');
    return QString::fromUtf8(words);
}

/// Settles one recipient that was being sent to. `word` is null when the report does not know it.
void settle(DeliveryRecipient &recipient, const AttemptReport::RecipientReply *word, const AttemptReport &report)
{
    if (word && hasWord(word->reply)) {
        recipient.state = stateFor(*word);
        recipient.reply = word->reply;
        return;
    }
    recipient.reply = replyOf(report.attempt);
    switch (report.outcome) {
    case AttemptReport::Outcome::LostAfterDot:
        recipient.state = State::Uncertain;
        break;
    case AttemptReport::Outcome::Failed:
        recipient.state = stateFor(recipient.reply);
        break;
    case AttemptReport::Outcome::ConnectionLost:
    case AttemptReport::Outcome::Completed: // a report without a word about it says nothing final
        recipient.state = State::Deferred;
        break;
    }
}

template <typename Predicate> void changeAll(Delivery &delivery, Predicate applies, State state)
{
    for (DeliveryRecipient &recipient : delivery.recipients) {
        if (applies(recipient.state))
            recipient.state = state;
    }
    delivery.state = worstOf(delivery.recipients);
}

Error conflict(const Delivery &delivery, const QString &detail)
{
    return {ErrorCode::Conflict, QString::fromUtf8(delivery.id.text()), detail};
}

/// Duplicates of an address are told apart by their order, which is the same in the delivery and in the report.
void settleAll(Delivery &delivery, const AttemptReport &report)
{
    auto from = report.recipients.begin();
    for (DeliveryRecipient &recipient : delivery.recipients) {
        if (recipient.state != State::Sending)
            continue;
        const auto found = std::find_if(from, report.recipients.end(),
                                        [&](const auto &word) { return word.address == recipient.address; });
        if (found == report.recipients.end()) {
            settle(recipient, nullptr, report);
        } else {
            settle(recipient, &*found, report);
            from = found + 1;
        }
    }
}

/// Of the first of those recipients that the delivery's state comes from.
QString lastErrorOf(const Delivery &delivery)
{
    const auto worst = std::find_if(delivery.recipients.begin(), delivery.recipients.end(),
                                    [&](const auto &recipient) { return recipient.state == delivery.state; });
    return delivery.state == State::Sent || worst == delivery.recipients.end() ? QString() : wordsOf(worst->reply);
}

} // namespace

Delivery beginAttempt(Delivery delivery)
{
    changeAll(delivery, isPending, State::Sending);
    ++delivery.attempts;
    ++delivery.attemptsThisRound;
    delivery.nextAttemptAt.reset();
    delivery.endOfDataSent = false;
    return delivery;
}

QList<QByteArray> attemptRecipients(const Delivery &delivery)
{
    QList<QByteArray> addresses;
    for (const DeliveryRecipient &recipient : delivery.recipients) {
        if (recipient.state == State::Sending)
            addresses.append(recipient.address);
    }
    return addresses;
}

Delivery applyReport(Delivery delivery, const AttemptReport &report, const RetrySchedule &schedule, Timestamp now)
{
    settleAll(delivery, report);
    delivery.endOfDataSent = false;
    delivery.nextAttemptAt.reset();
    if (hasPending(delivery)) {
        const auto delay = schedule.nextDelay(delivery.attemptsThisRound, now - delivery.roundStartedAt);
        if (delay)
            delivery.nextAttemptAt = now + *delay;
        else
            changeAll(delivery, isPending, State::Failed);
    }
    delivery.state = worstOf(delivery.recipients);
    delivery.lastError = lastErrorOf(delivery);
    return delivery;
}

Result<Delivery> resend(Delivery delivery, Timestamp now)
{
    if (isSending(delivery))
        return conflict(delivery, QStringLiteral("it is being sent"));
    if (delivery.state == State::Sent)
        return conflict(delivery, QStringLiteral("it has been sent"));
    changeAll(
        delivery, [](State state) { return state != State::Sent; }, State::Waiting);
    delivery.attemptsThisRound = 0;
    delivery.roundStartedAt = now;
    delivery.nextAttemptAt = now;
    delivery.lastError.clear();
    return delivery;
}

Result<Delivery> cancel(Delivery delivery)
{
    const auto canBeCancelled = [](State state) {
        return isPending(state) || state == State::Held || state == State::Failed;
    };
    if (isSending(delivery))
        return conflict(delivery, QStringLiteral("it is being sent"));
    if (std::none_of(delivery.recipients.begin(), delivery.recipients.end(),
                     [&](const DeliveryRecipient &recipient) { return canBeCancelled(recipient.state); }))
        return conflict(delivery, QStringLiteral("nothing of it is left to be sent"));
    changeAll(delivery, canBeCancelled, State::Cancelled);
    delivery.nextAttemptAt.reset();
    return delivery;
}

Delivery recover(Delivery delivery, Timestamp now)
{
    if (!isSending(delivery))
        return delivery;
    changeAll(
        delivery, [](State state) { return state == State::Sending; },
        delivery.endOfDataSent ? State::Uncertain : State::Waiting);
    delivery.nextAttemptAt = now;
    delivery.endOfDataSent = false;
    return delivery;
}

} // namespace mailweir

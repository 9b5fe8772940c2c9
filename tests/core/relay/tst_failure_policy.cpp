// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/failure_policy.h"

#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

using State = DeliveryState;
using Outcome = AttemptReport::Outcome;

constexpr Timestamp kNow = fromUnixMs(1'777'626'000'000);
constexpr RetrySchedule kSchedule{1min, 30min, 3, 24h};

Delivery deliveryTo(const QList<DeliveryRecipient> &recipients)
{
    Delivery delivery;
    delivery.id = {7};
    delivery.messageId = "id@example.test";
    delivery.recipients = recipients;
    delivery.state = worstOf(recipients);
    delivery.createdAt = delivery.roundStartedAt = kNow;
    delivery.nextAttemptAt = kNow;
    return delivery;
}

/// As the engine stores it: one attempt has begun.
Delivery sendingTo(const QList<QByteArray> &addresses)
{
    QList<DeliveryRecipient> recipients;
    for (const QByteArray &address : addresses)
        recipients.append({address, State::Waiting, {}});
    return beginAttempt(deliveryTo(recipients));
}

AttemptReport report(Outcome outcome, const Reply &reply, Stage stage = Stage::Mail)
{
    AttemptReport made;
    made.outcome = outcome;
    made.attempt.stage = stage;
    made.attempt.code = reply.code;
    made.attempt.enhanced = reply.enhanced;
    made.attempt.text = QString::fromUtf8(reply.text());
    return made;
}

QByteArray states(const Delivery &delivery)
{
    QByteArrayList names;
    for (const DeliveryRecipient &recipient : delivery.recipients)
        names.append(deliveryStateName(recipient.state));
    return names.join(' ');
}

} // namespace

class TestFailurePolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsAnAttempt();
    void sessionOutcomes_data();
    void sessionOutcomes();
    void recipientsAreSettledOneByOne();
    void onlyRecipientsBeingSentToAreTouched();
    void duplicateAddresses();
    void retriesGrowAndGiveUp();
    void givesUpByAge();
    void uncertainIsTriedAgainWithTheSameId();
    void resends();
    void resendConflicts();
    void cancels();
    void recovers();
    void scheduleDoubles();
};

void TestFailurePolicy::beginsAnAttempt()
{
    Delivery delivery = deliveryTo({{"a", State::Waiting, {}},
                                    {"b", State::Deferred, {}},
                                    {"c", State::Uncertain, {}},
                                    {"d", State::Sent, {}},
                                    {"e", State::Held, {}},
                                    {"f", State::Cancelled, {}}});
    delivery.endOfDataSent = true;
    delivery.attempts = 4;
    delivery.attemptsThisRound = 1;
    const Delivery begun = beginAttempt(delivery);
    QCOMPARE(states(begun), QByteArray("sending sending sending sent held cancelled"));
    QCOMPARE(attemptRecipients(begun), (QList<QByteArray>{"a", "b", "c"}));
    QCOMPARE(begun.attempts, 5);
    QCOMPARE(begun.attemptsThisRound, 2);
    QCOMPARE(begun.nextAttemptAt, std::nullopt);
    QVERIFY(!begun.endOfDataSent);
}

void TestFailurePolicy::sessionOutcomes_data()
{
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<QByteArray>("state");
    QTest::addColumn<QString>("lastError");
    const auto words = [](const char *text) {
        return QString::fromLatin1(text);
    };
    QTest::newRow("greeting 554") << Outcome::Failed << Reply{554, {5, 3, 2}, {"no"}} << QByteArray("failed")
                                  << words("554 5.3.2 no");
    QTest::newRow("auth 535") << Outcome::Failed << Reply{535, {5, 7, 8}, {"wrong"}} << QByteArray("failed")
                              << words("535 5.7.8 wrong");
    QTest::newRow("auth 454") << Outcome::Failed << Reply{454, {4, 7, 0}, {"later"}} << QByteArray("deferred")
                              << words("454 4.7.0 later");
    QTest::newRow("421") << Outcome::Failed << Reply{421, {}, {"busy"}} << QByteArray("deferred") << words("421 busy");
    QTest::newRow("the code counts, not the status")
        << Outcome::Failed << Reply{550, {4, 7, 1}, {"no"}} << QByteArray("failed") << words("550 4.7.1 no");
    QTest::newRow("decided here, final") << Outcome::Failed << Reply{0, {5, 6, 7}, {"needs SMTPUTF8"}}
                                         << QByteArray("failed") << words("5.6.7 needs SMTPUTF8");
    QTest::newRow("decided here, for now")
        << Outcome::Failed << Reply{0, {4, 7, 4}, {"no TLS"}} << QByteArray("deferred") << words("4.7.4 no TLS");
    QTest::newRow("no connection") << Outcome::ConnectionLost << Reply{0, {}, {"Connection refused"}}
                                   << QByteArray("deferred") << words("Connection refused");
    QTest::newRow("lost after the dot") << Outcome::LostAfterDot << Reply{0, {}, {"timed out"}}
                                        << QByteArray("uncertain") << words("timed out");
}

void TestFailurePolicy::sessionOutcomes()
{
    QFETCH(Outcome, outcome);
    QFETCH(Reply, reply);
    Delivery delivery = sendingTo({"a", "b"});
    delivery.endOfDataSent = outcome == Outcome::LostAfterDot;
    const Delivery settled = applyReport(delivery, report(outcome, reply), kSchedule, kNow);
    QTEST(deliveryStateName(settled.state), "state");
    QCOMPARE(states(settled), deliveryStateName(settled.state) + ' ' + deliveryStateName(settled.state));
    QTEST(settled.lastError, "lastError");
    QCOMPARE(settled.recipients.first().reply, reply);
    QVERIFY(!settled.endOfDataSent);
    QCOMPARE(settled.nextAttemptAt.has_value(), settled.state != State::Failed);
    if (settled.nextAttemptAt)
        QCOMPARE(*settled.nextAttemptAt, kNow + 1min);
}

void TestFailurePolicy::recipientsAreSettledOneByOne()
{
    const Reply kept{250, {2, 0, 0}, {"kept"}};
    AttemptReport made = report(Outcome::Completed, kept, Stage::EndOfData);
    made.recipients = {{"a", Stage::EndOfData, kept},
                       {"b", Stage::Recipient, {450, {}, {"grey"}}},
                       {"c", Stage::Recipient, {550, {5, 1, 1}, {"who?"}}},
                       {"d", Stage::Recipient, {552, {}, {"too many"}}},
                       {"e", Stage::EndOfData, {552, {}, {"too big"}}},
                       {"f", Stage::Recipient, {552, {5, 2, 2}, {"mailbox full"}}}};
    const Delivery settled = applyReport(sendingTo({"a", "b", "c", "d", "e", "f"}), made, kSchedule, kNow);
    QCOMPARE(states(settled), QByteArray("sent deferred failed deferred failed failed"));
    QCOMPARE(settled.state, State::Failed);
    QCOMPARE(settled.lastError, QStringLiteral("550 5.1.1 who?"));
    QCOMPARE(settled.nextAttemptAt, kNow + 1min);
    QVERIFY(hasPending(settled));

    // The next attempt is for the deferred ones only, and what failed stays so.
    const Delivery again = beginAttempt(settled);
    QCOMPARE(attemptRecipients(again), (QList<QByteArray>{"b", "d"}));
    made.recipients = {{"b", Stage::EndOfData, kept}, {"d", Stage::EndOfData, kept}};
    const Delivery after = applyReport(again, made, kSchedule, kNow);
    QCOMPARE(states(after), QByteArray("sent sent failed sent failed failed"));
    QCOMPARE(after.nextAttemptAt, std::nullopt);

    AttemptReport all = report(Outcome::Completed, kept, Stage::EndOfData);
    all.recipients = {{"a", Stage::EndOfData, kept}};
    const Delivery sent = applyReport(sendingTo({"a"}), all, kSchedule, kNow);
    QCOMPARE(sent.state, State::Sent);
    QVERIFY(sent.lastError.isEmpty());
}

void TestFailurePolicy::onlyRecipientsBeingSentToAreTouched()
{
    const Delivery delivery = deliveryTo({{"a", State::Sent, {}}, {"b", State::Held, {}}, {"c", State::Sending, {}}});
    const Delivery settled = applyReport(delivery, report(Outcome::ConnectionLost, {0, {}, {"gone"}}), kSchedule, kNow);
    QCOMPARE(states(settled), QByteArray("sent held deferred"));
    QCOMPARE(settled.recipients[0].reply, Reply());
}

void TestFailurePolicy::duplicateAddresses()
{
    AttemptReport made = report(Outcome::Completed, {250, {}, {"kept"}});
    made.recipients = {{"a", Stage::EndOfData, {250, {}, {"kept"}}}, {"a", Stage::Recipient, {550, {}, {"twice"}}}};
    QCOMPARE(states(applyReport(sendingTo({"a", "a"}), made, kSchedule, kNow)), QByteArray("sent failed"));
}

void TestFailurePolicy::retriesGrowAndGiveUp()
{
    const AttemptReport gone = report(Outcome::ConnectionLost, {0, {}, {"gone"}}, Stage::Connect);
    Delivery delivery = applyReport(sendingTo({"a"}), gone, kSchedule, kNow);
    QCOMPARE(delivery.nextAttemptAt, kNow + 1min);
    delivery = applyReport(beginAttempt(delivery), gone, kSchedule, kNow + 1min);
    QCOMPARE(delivery.nextAttemptAt, kNow + 3min);
    delivery = applyReport(beginAttempt(delivery), gone, kSchedule, kNow + 3min);
    QCOMPARE(delivery.state, State::Failed);
    QCOMPARE(delivery.nextAttemptAt, std::nullopt);
    QCOMPARE(delivery.lastError, QStringLiteral("gone"));
    QCOMPARE(delivery.attempts, 3);
}

void TestFailurePolicy::givesUpByAge()
{
    const AttemptReport gone = report(Outcome::LostAfterDot, {0, {}, {"gone"}});
    QCOMPARE(applyReport(sendingTo({"a"}), gone, kSchedule, kNow + 24h - 1ms).state, State::Uncertain);
    QCOMPARE(applyReport(sendingTo({"a"}), gone, kSchedule, kNow + 24h).state, State::Failed);
}

void TestFailurePolicy::uncertainIsTriedAgainWithTheSameId()
{
    const Delivery lost =
        applyReport(sendingTo({"a"}), report(Outcome::LostAfterDot, {0, {}, {"gone"}}), kSchedule, kNow);
    const Delivery again = beginAttempt(lost);
    QCOMPARE(attemptRecipients(again), QList<QByteArray>{"a"});
    QCOMPARE(again.messageId, QByteArray("id@example.test"));
}

void TestFailurePolicy::resends()
{
    Delivery delivery = deliveryTo({{"a", State::Failed, {}},
                                    {"b", State::Held, {}},
                                    {"c", State::Cancelled, {}},
                                    {"d", State::Deferred, {}},
                                    {"e", State::Uncertain, {}},
                                    {"f", State::Sent, {}}});
    delivery.attempts = 100;
    delivery.attemptsThisRound = 100;
    delivery.lastError = QStringLiteral("no_relay");
    const Timestamp later = kNow + 72h;
    const Result<Delivery> result = resend(delivery, later);
    QVERIFY(result.ok());
    QCOMPARE(states(*result), QByteArray("waiting waiting waiting waiting waiting sent"));
    QCOMPARE(result->state, State::Waiting);
    QCOMPARE(result->attempts, 100);
    QCOMPARE(result->attemptsThisRound, 0);
    QCOMPARE(result->roundStartedAt, later);
    QCOMPARE(result->createdAt, kNow);
    QCOMPARE(result->nextAttemptAt, later);
    QCOMPARE(result->messageId, delivery.messageId);
    QVERIFY(result->lastError.isEmpty());
    // A new round: the old attempts and the old age do not count any more.
    const Delivery next =
        applyReport(beginAttempt(*result), report(Outcome::ConnectionLost, {0, {}, {"gone"}}), kSchedule, later);
    QCOMPARE(next.nextAttemptAt, later + 1min);
}

void TestFailurePolicy::resendConflicts()
{
    QCOMPARE(resend(sendingTo({"a"}), kNow).error().code, ErrorCode::Conflict);
    QCOMPARE(resend(deliveryTo({{"a", State::Sent, {}}}), kNow).error().code, ErrorCode::Conflict);
    // Shows failed, but is being sent to others.
    QCOMPARE(resend(deliveryTo({{"a", State::Failed, {}}, {"b", State::Sending, {}}}), kNow).error().code,
             ErrorCode::Conflict);
}

void TestFailurePolicy::cancels()
{
    const Result<Delivery> cancelled = cancel(deliveryTo({{"a", State::Waiting, {}},
                                                          {"b", State::Deferred, {}},
                                                          {"c", State::Held, {}},
                                                          {"d", State::Uncertain, {}},
                                                          {"e", State::Sent, {}},
                                                          {"f", State::Failed, {}}}));
    QVERIFY(cancelled.ok());
    QCOMPARE(states(*cancelled), QByteArray("cancelled cancelled cancelled cancelled sent cancelled"));
    QCOMPARE(cancelled->nextAttemptAt, std::nullopt);
    for (const State state : {State::Sending, State::Sent, State::Cancelled})
        QCOMPARE(cancel(deliveryTo({{"a", state, {}}})).error().code, ErrorCode::Conflict);
}

void TestFailurePolicy::recovers()
{
    Delivery delivery = sendingTo({"a"});
    delivery.recipients.append({"b", State::Failed, {}});
    const Timestamp later = kNow + 1h;
    QCOMPARE(states(recover(delivery, later)), QByteArray("waiting failed"));
    QCOMPARE(recover(delivery, later).nextAttemptAt, later);
    delivery.endOfDataSent = true;
    QCOMPARE(states(recover(delivery, later)), QByteArray("uncertain failed"));
    QCOMPARE(recover(delivery, later).state, State::Failed);
    QVERIFY(!recover(delivery, later).endOfDataSent);
    for (const State state : {State::Waiting, State::Deferred, State::Held, State::Uncertain, State::Sent}) {
        const Delivery other = deliveryTo({{"a", state, {}}});
        QCOMPARE(recover(other, later), other);
    }
}

void TestFailurePolicy::scheduleDoubles()
{
    const RetrySchedule schedule{1min, 30min, 100, 48h};
    const QList<Milliseconds> expected{1min, 2min, 4min, 8min, 16min, 30min, 30min};
    for (int attempt = 1; attempt <= expected.size(); ++attempt)
        QCOMPARE(schedule.nextDelay(attempt, 0ms), expected[attempt - 1]);
    QCOMPARE(schedule.nextDelay(99, 0ms), Milliseconds(30min));
    QCOMPARE(schedule.nextDelay(100, 0ms), std::nullopt);
    QCOMPARE(schedule.nextDelay(1, 48h - 1ms), Milliseconds(1min));
    QCOMPARE(schedule.nextDelay(1, 48h), std::nullopt);
    QCOMPARE((RetrySchedule{0ms, 0ms, 1'000'000, 48h}.nextDelay(999'999, 0ms)), Milliseconds(0));
    QCOMPARE((RetrySchedule{1h, 1min, 9, 48h}.nextDelay(1, 0ms)), Milliseconds(1min));
}

QTEST_GUILESS_MAIN(TestFailurePolicy)
#include "tst_failure_policy.moc"

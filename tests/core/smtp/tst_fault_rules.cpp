// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/fault_rules.h"

#include "tests/support/fake_clock.h"

#include <QTest>

using namespace mailweir;

class TestFaultRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stagesHaveNames();
    void globsMustAllFit_data();
    void globsMustAllFit();
    void theFirstThatRefusesDecides();
    void timesAndDuration();
    void probability();
    void greylist();
    void rate();
    void whatDoesNotChangeCountsOn();
    void subjectsAreWantedWhenARuleLooksAtThem();
};

namespace {

FaultQuery rcptQuery()
{
    FaultQuery query;
    query.stage = FaultStage::Recipient;
    query.listener = "default";
    query.client = "127.0.0.1";
    query.user = "ann";
    query.sender = EmailAddress::fromText("App@shop.test");
    query.recipients = {EmailAddress::fromText("ops@example.test")};
    return query;
}

FaultRule rcptRule()
{
    FaultRule rule;
    rule.at = FaultStage::Recipient;
    rule.verdict.reply = "450 4.7.1 later";
    return rule;
}

} // namespace

void TestFaultRules::stagesHaveNames()
{
    for (const char *name : {"connect", "ehlo", "auth", "mail", "rcpt", "data", "dot"})
        QCOMPARE(faultStageName(faultStageFromName(name).value()), name);
    QVERIFY(!faultStageFromName("quit"));
}

void TestFaultRules::globsMustAllFit_data()
{
    QTest::addColumn<FaultRule>("rule");
    QTest::addColumn<bool>("strikes");
    const auto row = [](const char *name, auto change, bool strikes) {
        FaultRule rule = rcptRule();
        change(rule);
        QTest::newRow(name) << rule << strikes;
    };
    row(
        "no glob", [](FaultRule &) {}, true);
    row(
        "another stage", [](FaultRule &rule) { rule.at = FaultStage::Mail; }, false);
    row(
        "listener", [](FaultRule &rule) { rule.listener = "def*"; }, true);
    row(
        "another listener", [](FaultRule &rule) { rule.listener = "def"; }, false);
    row(
        "sender", [](FaultRule &rule) { rule.sender = "app@*"; }, true);
    row(
        "another sender", [](FaultRule &rule) { rule.sender = "web@*"; }, false);
    row(
        "recipient", [](FaultRule &rule) { rule.recipient = "*@EXAMPLE.test"; }, true);
    row(
        "another recipient", [](FaultRule &rule) { rule.recipient = "*@example.org"; }, false);
    row(
        "user", [](FaultRule &rule) { rule.user = "a?n"; }, true);
    row(
        "another user", [](FaultRule &rule) { rule.user = "bob"; }, false);
    row(
        "sender and another recipient",
        [](FaultRule &rule) {
            rule.sender = "*";
            rule.recipient = "x";
        },
        false);
    row(
        "a subject is not known yet", [](FaultRule &rule) { rule.subject = QStringLiteral("*"); }, false);
}

void TestFaultRules::globsMustAllFit()
{
    QFETCH(FaultRule, rule);
    QFETCH(bool, strikes);
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    rules.set({rule});
    QCOMPARE(rules.decide(rcptQuery()).refuses(), strikes);
}

void TestFaultRules::theFirstThatRefusesDecides()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    QVERIFY(rules.isEmpty());
    FaultRule slow = rcptRule();
    slow.verdict = {Milliseconds(100), 500, {}, false};
    FaultRule drop = rcptRule();
    drop.verdict = {Milliseconds(20), 0, {}, true};
    rules.set({slow, drop, rcptRule()});
    QCOMPARE(rules.decide(rcptQuery()), (FaultVerdict{Milliseconds(120), 500, {}, true}));
}

void TestFaultRules::timesAndDuration()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    FaultRule twice = rcptRule();
    twice.times = 2;
    rules.set({twice});
    QVERIFY(rules.decide(rcptQuery()).refuses());
    QVERIFY(rules.decide(rcptQuery()).refuses());
    QVERIFY(!rules.decide(rcptQuery()).refuses());

    FaultRule minute = rcptRule();
    minute.duration = Milliseconds(60'000);
    rules.set({minute});
    clock.advance(Milliseconds(59'999));
    QVERIFY(rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(1));
    QVERIFY(!rules.decide(rcptQuery()).refuses());
}

void TestFaultRules::probability()
{
    FakeClock clock;
    double dice = 0.3;
    FaultRules rules(clock, [&dice] { return dice; });
    FaultRule rule = rcptRule();
    rule.probability = 0.3;
    rule.times = 1;
    rules.set({rule});
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    dice = 0.29;
    QVERIFY(rules.decide(rcptQuery()).refuses());
    QVERIFY(!rules.decide(rcptQuery()).refuses()); // only what struck counts
}

void TestFaultRules::greylist()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    FaultRule rule = rcptRule();
    rule.greylist = true;
    rules.set({rule});
    FaultQuery other = rcptQuery();
    other.client = "127.0.0.2";
    QVERIFY(rules.decide(rcptQuery()).refuses());
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    QVERIFY(rules.decide(other).refuses());
    other.sender = {};
    QVERIFY(rules.decide(other).refuses());
    QVERIFY(!rules.decide(other).refuses());
}

void TestFaultRules::rate()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    FaultRule rule = rcptRule();
    rule.ratePerMinute = 2;
    rules.set({rule});
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(30'000));
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(29'999));
    QVERIFY(rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(1)); // the first is a minute old
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    QVERIFY(rules.decide(rcptQuery()).refuses());
}

void TestFaultRules::whatDoesNotChangeCountsOn()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    FaultRule once = rcptRule();
    once.times = 1;
    FaultRule minute = rcptRule();
    minute.at = FaultStage::Mail;
    minute.duration = Milliseconds(60'000);
    FaultQuery mail = rcptQuery();
    mail.stage = FaultStage::Mail;
    rules.set({once});
    QVERIFY(rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(30'000));
    rules.set({minute, once}); // has its minute from here on
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    clock.advance(Milliseconds(59'999));
    QVERIFY(rules.decide(mail).refuses());
    rules.set({once, minute});
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    QVERIFY(rules.decide(mail).refuses());
    clock.advance(Milliseconds(1));
    QVERIFY(!rules.decide(mail).refuses());

    rules.set({once, once}); // two that are the same count each for itself
    QVERIFY(rules.decide(rcptQuery()).refuses());
    QVERIFY(!rules.decide(rcptQuery()).refuses());
    once.verdict.reply = "451 4.7.1 later";
    rules.set({once});
    QVERIFY(rules.decide(rcptQuery()).refuses());
}

void TestFaultRules::subjectsAreWantedWhenARuleLooksAtThem()
{
    FakeClock clock;
    FaultRules rules(clock, [] { return 0.0; });
    FaultRule subject = rcptRule();
    subject.at = FaultStage::EndOfData;
    subject.subject = QStringLiteral("*GEHEIM*");
    rules.set({rcptRule()});
    QVERIFY(!rules.wantsSubject());
    rules.set({rcptRule(), subject});
    QVERIFY(rules.wantsSubject());
    FaultQuery end = rcptQuery();
    end.stage = FaultStage::EndOfData;
    end.subject = QStringLiteral("ganz geheim");
    QVERIFY(rules.decide(end).refuses());
    rules.set({});
    QVERIFY(rules.isEmpty() && !rules.wantsSubject());
    QCOMPARE(rules.decide(rcptQuery()), FaultVerdict{});
}

QTEST_GUILESS_MAIN(TestFaultRules)
#include "tst_fault_rules.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fault_words.h"

#include <QLocale>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace mailweir;

class TestFaultWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void everyStageHasWords()
    {
        QSet<QString> words;
        for (const QString &stage : FaultWords::stages()) {
            words.insert(FaultWords::stage(stage));
            QVERIFY(FaultWords::stage(stage) != stage);
        }
        QCOMPARE(words.size(), 7);
        QVERIFY(FaultWords::stages().contains(FaultSettings().at));
    }

    void summarises_data()
    {
        QTest::addColumn<FaultSettings>("fault");
        QTest::addColumn<QString>("words");
        QTest::newRow("reply") << FaultSettings{.reply = QStringLiteral("550 no")} << "RCPT: 550 no";
        QTest::newRow("drop comes before a reply")
            << FaultSettings{.at = QStringLiteral("dot"), .reply = QStringLiteral("550 no"), .drop = true}
            << "DOT: hang up";
        QTest::newRow("slow") << FaultSettings{.at = QStringLiteral("connect"),
                                               .delay = Milliseconds(5'000),
                                               .speed = 1'024}
                              << "CONNECT: wait 5s, 1KiB/s";
        QTest::newRow("seldom") << FaultSettings{.reply = QStringLiteral("450 no"),
                                                 .ratePerMinute = 10,
                                                 .probability = 0.25,
                                                 .duration = Milliseconds(60'000)}
                                << "RCPT: 450 no, above 10 a minute, 25 %, for 1m";
        QTest::newRow("greylist") << FaultSettings{.reply = QStringLiteral("450 no"), .greylist = true}
                                  << "RCPT: 450 no, only the first time";
    }
    void summarises()
    {
        QFETCH(FaultSettings, fault);
        QTEST(FaultWords::summary(fault), "words");
    }

    void presetsAreRulesThatDoSomething()
    {
        const QList<FaultPreset> presets = FaultWords::presets();
        QCOMPARE(presets.size(), 5);
        QSet<QString> names;
        static const QRegularExpression refusal(QStringLiteral("^[45]\\d\\d [45]\\.\\d\\.\\d .+"));
        for (const FaultPreset &preset : presets) {
            names.insert(preset.rule.name);
            QVERIFY(FaultWords::stages().contains(preset.rule.at));
            QVERIFY(preset.rule.drop || preset.rule.delay > Milliseconds(0)
                    || refusal.match(preset.rule.reply).hasMatch());
        }
        QCOMPARE(names.size(), presets.size());
    }
};

QTEST_GUILESS_MAIN(TestFaultWords)
#include "tst_fault_words.moc"

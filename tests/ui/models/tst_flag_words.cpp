// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/flag_words.h"

#include <QLocale>
#include <QTest>

using namespace mailweir;

class TestFlagWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void isSilentWhenNothingIsOdd()
    {
        QVERIFY(FlagWords::line({}).isEmpty());
        QVERIFY(FlagWords::details({}).isEmpty());
    }

    void saysItInOneSentence()
    {
        QCOMPARE(FlagWords::line(MessageFlag::BareLf),
                 QStringLiteral("This message has line ends of a single LF; some servers refuse or change it."));
        QCOMPARE(FlagWords::line(MessageFlag::BareLf | MessageFlag::Nul),
                 QStringLiteral(
                     "This message has line ends of a single LF and NUL bytes; some servers refuse or change it."));
    }

    void everyFlagHasWordsOfItsOwn()
    {
        QStringList lines, details;
        for (const MessageFlag flag : {MessageFlag::BareCr, MessageFlag::BareLf, MessageFlag::Nul,
                                       MessageFlag::LongLine, MessageFlag::Undeclared8Bit, MessageFlag::Malformed}) {
            lines += FlagWords::line(flag);
            details += FlagWords::details(flag);
            QVERIFY(!details.last().contains(u'\n'));
        }
        QCOMPARE(QSet<QString>(lines.cbegin(), lines.cend()).size(), 6);
        QCOMPARE(QSet<QString>(details.cbegin(), details.cend()).size(), 6);
        QCOMPARE(FlagWords::details(MessageFlags::fromInt(63)).count(u'\n'), 5);
    }
};

QTEST_GUILESS_MAIN(TestFlagWords)
#include "tst_flag_words.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/message_flags.h"

#include <QTest>

using namespace mailweir;

class TestMessageFlags : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scan_data();
    void scan();
    void declared();
    void header();
    void names();
};

void TestMessageFlags::scan_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<MessageFlags>("flags");
    const auto row = [](const char *name, const QByteArray &bytes, MessageFlags flags) {
        QTest::newRow(name) << bytes << flags;
    };
    using enum MessageFlag;
    row("nothing", {}, {});
    row("a good message", "Subject: x\r\n\r\nbody\r\n", {});
    row("no last line end", "body", {});
    row("LF", "a\nb\r\n", BareLf);
    row("LF first", "\na\r\n", BareLf);
    row("LF LF", "a\r\n\n", BareLf);
    row("CR", "a\rb\r\n", BareCr);
    row("CR CR LF", "a\r\r\n", BareCr);
    row("CR at the end", "a\r\nb\r", BareCr);
    row("CR first", "\ra\r\n", BareCr);
    row("both", "a\n\rb", BareLf | BareCr);
    row("NUL", QByteArray("a\0b\r\n", 5), Nul);
    row("998", QByteArray(998, 'x') + "\r\n", {});
    row("999", QByteArray(999, 'x') + "\r\n", LongLine);
    row("998, CR alone", QByteArray(998, 'x') + "\rx", LongLine | BareCr);
    row("two of 998", (QByteArray(998, 'x') + "\r\n").repeated(2), {});
    row("LF does not end a line", QByteArray(600, 'x') + '\n' + QByteArray(600, 'x') + "\r\n", LongLine | BareLf);
    row("8 bit", "caf\xc3\xa9\r\n", Undeclared8Bit);
}

/// Whole, and cut in two everywhere.
void TestMessageFlags::scan()
{
    QFETCH(QByteArray, bytes);
    QFETCH(MessageFlags, flags);
    for (qsizetype at = 0; at <= bytes.size(); ++at) {
        FlagScanner scanner;
        scanner.add(QByteArrayView(bytes).first(at));
        scanner.add(QByteArrayView(bytes).sliced(at));
        QCOMPARE(scanner.finish(), flags);
    }
    FlagScanner single;
    for (const char byte : bytes)
        single.add(QByteArrayView(&byte, 1));
    QCOMPARE(single.finish(), flags);
    QCOMPARE(single.bareLineEnd(), flags.testAnyFlags(MessageFlag::BareCr | MessageFlag::BareLf));
}

void TestMessageFlags::declared()
{
    const QByteArray raw = "\r\ncaf\xc3\xa9\r\n";
    Envelope envelope;
    QCOMPARE(messageFlags(envelope, raw), MessageFlags(MessageFlag::Undeclared8Bit));
    envelope.parameters = {{"BODY", "7bit"}};
    QCOMPARE(messageFlags(envelope, raw), MessageFlags(MessageFlag::Undeclared8Bit));
    for (const EnvelopeParameter &parameter : {EnvelopeParameter{"BODY", "8BITMIME"}, EnvelopeParameter{"SMTPUTF8", {}},
                                               EnvelopeParameter{"BODY", "binarymime"}}) {
        envelope.parameters = {parameter};
        QCOMPARE(messageFlags(envelope, raw), MessageFlags());
    }
    envelope.lenient = true;
    QCOMPARE(messageFlags(envelope, raw), MessageFlags(MessageFlag::Malformed));
}

void TestMessageFlags::header()
{
    for (const char *sound : {"", "\r\nbody", "A: b", "A: b\r\n c\r\n\r\nno field", "A:b\nC: d\n\n", "X-Y_z: \r\n\r\n"})
        QVERIFY2(!messageFlags({}, sound).testFlag(MessageFlag::Malformed), sound);
    for (const char *odd : {"garbage", "Subject no colon\r\n\r\n", "A: b\r\nodd line\r\nC: d\r\n\r\n", ": x\r\n\r\n",
                            " begins with a blank\r\n\r\n"})
        QVERIFY2(messageFlags({}, odd).testFlag(MessageFlag::Malformed), odd);
}

void TestMessageFlags::names()
{
    QCOMPARE(flagNames({}), QList<QByteArray>());
    QCOMPARE(flagNames(MessageFlags::fromInt(63)),
             (QList<QByteArray>{"bare-cr", "bare-lf", "nul", "long-lines", "8bit", "malformed"}));
}

QTEST_GUILESS_MAIN(TestMessageFlags)
#include "tst_message_flags.moc"

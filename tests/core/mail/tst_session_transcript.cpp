// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/session_transcript.h"

#include <QTest>

using namespace mailweir;

class TestSessionTranscript : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsTheBeginningForEveryMessage();
    void hostileText();
    void bounded();
    void readsWhatItCan();
};

namespace {

constexpr Timestamp kBegin = fromUnixMs(1'000'000);

Timestamp after(int ms)
{
    return kBegin + Milliseconds(ms);
}

} // namespace

void TestSessionTranscript::keepsTheBeginningForEveryMessage()
{
    SessionTranscript transcript;
    transcript.begin(kBegin);
    transcript.server("220 mail.test", kBegin);
    transcript.client("EHLO c.test", after(12));
    transcript.keep();
    transcript.client("MAIL FROM:<1@b.test>", after(20));
    QCOMPARE(transcript.bytes(), "S 0 220 mail.test\nC 12 EHLO c.test\nC 20 MAIL FROM:<1@b.test>\n");
    transcript.endMessage();
    transcript.client("MAIL FROM:<2@b.test>", after(3000));
    transcript.note("message of 5 bytes", after(-5)); // the clock was set back
    const QList<TranscriptLine> lines = readTranscript(transcript.bytes());
    using enum TranscriptLine::Side;
    QCOMPARE(lines,
             (QList<TranscriptLine>{{0, Server, "220 mail.test"},
                                    {12, Client, "EHLO c.test"},
                                    {3000, Client, "MAIL FROM:<2@b.test>"},
                                    {0, Note, "message of 5 bytes"}}));
}

void TestSessionTranscript::hostileText()
{
    SessionTranscript transcript;
    transcript.begin(kBegin);
    transcript.client(QByteArray("a\nS 0 250 ok\r\t\\\x1b[31m\0\x7f", 22), kBegin);
    QCOMPARE(transcript.bytes(), "C 0 a\\nS 0 250 ok\\r\\t\\\\\\x1b[31m\\x00\\x7f\n");
    QCOMPARE(readTranscript(transcript.bytes()).size(), 1);
    QCOMPARE(printable("\xc3\xa9 \xc2\x9b \xe2\x80\xae \xf0\x9f\x98\x80"), "\xc3\xa9 \\u009b \\u202e \xf0\x9f\x98\x80");
    QCOMPARE(printable("\xc3\xa9 \xff"), "\\xc3\\xa9 \\xff");
    QCOMPARE(printable(QByteArray(999, 'x') + "\xc3\xa9"), QByteArray(999, 'x') + " [...]");
    QCOMPARE(printable(QByteArray(1001, 'x')), QByteArray(1000, 'x') + " [...]");
}

void TestSessionTranscript::bounded()
{
    SessionTranscript lines;
    lines.begin(kBegin);
    for (int i = 0; i < 90; ++i)
        lines.client("NOOP", kBegin);
    lines.keep();
    for (int i = 0; i < 90; ++i)
        lines.client("NOOP", kBegin);
    lines.keep();
    for (int i = 0; i < 10'000; ++i)
        lines.client("RSET", kBegin);
    const QList<TranscriptLine> read = readTranscript(lines.bytes());
    QCOMPARE(read.size(), 90 + 1 + 300 + 1);
    QCOMPARE(read[90].text, "90 more lines are not kept");
    QCOMPARE(read.last().text, "9700 more lines are not kept");

    SessionTranscript bytes;
    for (int i = 0; i < 300; ++i)
        bytes.client(QByteArray(5000, '\x01'), kBegin);
    QVERIFY(bytes.bytes().size() < 70'000);
    bytes.keep();
    QVERIFY(bytes.bytes().size() < 100);
}

void TestSessionTranscript::readsWhatItCan()
{
    QVERIFY(readTranscript({}).isEmpty());
    QCOMPARE(readTranscript("\nC\nC 1\nC x y\nX 1 y\nC1 y\nC 1 kept\nS 2 ").size(), 2);
}

QTEST_GUILESS_MAIN(TestSessionTranscript)
#include "tst_session_transcript.moc"

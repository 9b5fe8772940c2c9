// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mbox.h"

#include <QBuffer>
#include <QRandomGenerator>
#include <QtTest>

using namespace mailweir;

class TestMbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsSeparators_data();
    void readsSeparators();
    void passesOverOtherLines_data();
    void passesOverOtherLines();
    void writesMboxrd();
    void leavesOddBytesAsTheyAre();
    void readsForeignFiles_data();
    void readsForeignFiles();
    void refusesWhatIsNoMbox();
    void readsInBoundedPieces();
    void countsEndlessQuoteMarks();
    void skipsWhatIsNotRead();
    void givesBackRandomMessages();
    void takesAnyBytes();
    void takesAnyLength();
};

namespace {

const EmailAddress kSender = EmailAddress::fromText("app@example.test");
const Timestamp kDate = fromUnixMs(1'767'323'045'000); // Fri Jan  2 03:04:05 2026

struct Entry {
    MboxSeparator separator;
    QByteArray raw;
};

Result<QList<Entry>> readAll(QByteArray mbox)
{
    QBuffer buffer(&mbox);
    buffer.open(QIODevice::ReadOnly);
    MboxReader reader(buffer);
    QList<Entry> entries;
    while (true) {
        const auto separator = reader.next();
        if (!separator)
            return separator.error();
        if (!*separator)
            return entries;
        Entry entry{**separator, {}};
        while (true) {
            const auto piece = reader.read();
            if (!piece)
                return piece.error();
            if (piece->isEmpty())
                break;
            entry.raw += *piece;
        }
        entries.append(entry);
    }
}

QList<QByteArray> messagesIn(const QByteArray &mbox)
{
    QList<QByteArray> messages;
    const auto entries = readAll(mbox);
    if (entries) {
        for (const Entry &entry : *entries)
            messages.append(entry.raw);
    }
    return messages;
}

QByteArray written(const QList<QByteArray> &messages)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    for (const QByteArray &raw : messages) {
        if (!writeMboxMessage(buffer, kSender, kDate, raw))
            return {};
    }
    return buffer.data();
}

/// Bytes of which many mean something in an mbox.
QByteArray randomText(QRandomGenerator &random, const QByteArrayList &words)
{
    QByteArray text;
    for (int i = random.bounded(30); i > 0; --i)
        text += words[random.bounded(words.size())];
    return text;
}

} // namespace

void TestMbox::readsSeparators_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("sender");
    QTest::addColumn<qint64>("date");
    const qint64 date = toUnixMs(kDate);
    const auto row = [](const char *name, const char *line, const char *sender, qint64 when) {
        QTest::newRow(name) << QByteArray(line) << QByteArray(sender) << when;
    };
    row("asctime", "From app@example.test Fri Jan  2 03:04:05 2026\n", "app@example.test", date);
    row("two blanks", "From app@example.test  Fri Jan  2 03:04:05 2026\n", "app@example.test", date);
    row("no seconds", "From app@example.test Fri Jan 2 03:04 2026", "app@example.test", date - 5'000);
    row("zone before the year", "From 12@xxx Fri Jan 02 03:04:05 +0000 2026\n", "12@xxx", date);
    row("zone after the year", "From a@b Fri Jan 02 05:04:05 2026 +0200\r\n", "a@b", date);
    row("west", "From a@b Thu Jan 01 22:04:05 -0500 2026\n", "a@b", date);
    row("name of a zone", "From a@b Fri Jan  2 03:04:05 EST 2026\n", "a@b", date);
    row("uucp", "From a@b Fri Jan  2 03:04:05 2026 remote from there\n", "a@b", date);
    row("a bounce", "From MAILER-DAEMON Fri Jan  2 03:04:05 2026\n", "", date);
    row("a mail reader", "From - Fri Jan  2 03:04:05 2026\n", "", date);
    row("nothing known", "From ???@??? Fri Jan  2 03:04:05 2026\n", "", date);
    row("blanks in the address", "From \"a b\"@c Fri Jan  2 03:04:05 2026\n", "\"a b\"@c", date);
    row("a date in the address", "From \"Mon Jan 1 00:00:00 2001\"@c Fri Jan  2 03:04:05 2026\n",
        "\"Mon Jan 1 00:00:00 2001\"@c", date);
}

void TestMbox::readsSeparators()
{
    QFETCH(QByteArray, line);
    const auto separator = parseMboxSeparator(line);
    QVERIFY(separator);
    QTEST(separator->sender.text(), "sender");
    QTEST(toUnixMs(separator->date), "date");
    QCOMPARE(separator->verbatim, line.endsWith("\r\n"));
}

void TestMbox::passesOverOtherLines_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line :
         {"", "From ", "From me to you", "From a@b", "From a@b Fri Jan", "From a@b Fri Jan 32 03:04:05 2026",
          "From a@b Fri Jan 2 25:04:05 2026", "From a@b Fri Foo 2 03:04:05 2026", "From a@b Fri Jan 2 03:04:05 26",
          ">From a@b Fri Jan 2 03:04:05 2026", "from a@b Fri Jan 2 03:04:05 2026", "From: a@b"})
        QTest::newRow(line) << QByteArray(line);
    QTest::newRow("long") << "From " + QByteArray(1000, 'a') + " Fri Jan 2 03:04:05 2026\n";
}

void TestMbox::passesOverOtherLines()
{
    QFETCH(QByteArray, line);
    QVERIFY(!parseMboxSeparator(line));
}

void TestMbox::writesMboxrd()
{
    const QByteArray raw = "Subject: a\r\n\r\nFrom here\r\n>From there\r\n>>From\r\n From x\r\n";
    const QByteArray expected = "From app@example.test Fri Jan  2 03:04:05 2026\n"
                                "Subject: a\n\n>From here\n>>From there\n>>From\n From x\n\n";
    QCOMPARE(written({raw}), expected);
    QCOMPARE(messagesIn(expected), QList<QByteArray>{raw});

    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(writeMboxMessage(buffer, {}, kDate, "a: b\r\n"));
    QCOMPARE(buffer.data(), QByteArray("From MAILER-DAEMON Fri Jan  2 03:04:05 2026\na: b\n\n"));
}

void TestMbox::leavesOddBytesAsTheyAre()
{
    const QByteArray bareLf = "Subject: a\r\n\r\none\ntwo\r\n";
    const QByteArray endless = "Subject: b\r\n\r\nlast line";
    const QByteArray separator = "From app@example.test Fri Jan  2 03:04:05 2026\r\n";
    QCOMPARE(written({bareLf, endless}), separator + bareLf + "\r\n" + separator + endless + "\n\n");
    QCOMPARE(messagesIn(written({bareLf, endless})), (QList<QByteArray>{bareLf, endless}));
}

void TestMbox::readsForeignFiles_data()
{
    QTest::addColumn<QByteArray>("mbox");
    QTest::addColumn<QList<QByteArray>>("expected");
    const QByteArray from = "From a@b Fri Jan  2 03:04:05 2026\n";
    const auto row = [](const char *name, const QByteArray &mbox, const QList<QByteArray> &expected) {
        QTest::newRow(name) << mbox << expected;
    };
    row("empty file", "", {});
    row("no messages' text", from + from, {"", ""});
    row("no empty line at the end", from + "A: 1\n\nx\n" + from + "B: 2\n\ny\n",
        {"A: 1\r\n\r\nx\r\n", "B: 2\r\n\r\ny\r\n"});
    row("no line end at the end", from + "A: 1\n\nx", {"A: 1\r\n\r\nx"});
    row("text that begins with From", from + "A: 1\n\nFrom here on\n\n", {"A: 1\r\n\r\nFrom here on\r\n"});
    row("mboxo", from + "A: 1\n\n>From here\n\n", {"A: 1\r\n\r\nFrom here\r\n"});
    QByteArray crlf = from + "A: 1\n\nx\n\n" + from + "B: 2\n\ny\n\n";
    crlf.replace("\n", "\r\n");
    row("CRLF", crlf, {"A: 1\r\n\r\nx\r\n", "B: 2\r\n\r\ny\r\n"});
    row("CRLF messages behind LF separators", from + "A: 1\r\n\r\nx\r\n\n", {"A: 1\r\n\r\nx\r\n"});
    const QByteArray inner = "above\n\n" + from + "below\n";
    row("mboxcl2",
        from + "Content-Length: " + QByteArray::number(inner.size()) + "\n\n" + inner + "\n" + from + "B: 2\n\n",
        {"Content-Length: " + QByteArray::number(inner.size())
             + "\r\n\r\nabove\r\n\r\nFrom a@b Fri Jan  2 03:04:05 2026\r\nbelow\r\n",
         "B: 2\r\n"});
    row("a length that cannot be", from + "Content-Length: 11\n\nabove\n\n" + from + "B: 2\n\n",
        {"Content-Length: 11\r\n\r\nabove\r\n", "B: 2\r\n"});
    row("a length beyond the end", from + "Content-Length: 999999999999\n\nabove\n\n" + from + "B: 2\n\n",
        {"Content-Length: 999999999999\r\n\r\nabove\r\n", "B: 2\r\n"});
}

void TestMbox::readsForeignFiles()
{
    QFETCH(QByteArray, mbox);
    QFETCH(QList<QByteArray>, expected);
    QVERIFY(readAll(mbox).ok());
    QCOMPARE(messagesIn(mbox), expected);
}

void TestMbox::refusesWhatIsNoMbox()
{
    for (const QByteArray &text : {QByteArray("Subject: a\n\n"), QByteArray("\n"), QByteArray("From me\n")}) {
        const auto entries = readAll(text);
        QVERIFY(!entries);
        QCOMPARE(entries.error().code, ErrorCode::Invalid);
    }
}

void TestMbox::readsInBoundedPieces()
{
    const QByteArray raw =
        "Subject: a\r\n\r\n" + QByteArray(3'000'000, 'x') + "\r\n" + QByteArray(500'000, '>') + "\r\n";
    QByteArray mbox = written({raw});
    QBuffer buffer(&mbox);
    buffer.open(QIODevice::ReadOnly);
    MboxReader reader(buffer);
    QVERIFY(*reader.next());
    QByteArray all;
    while (true) {
        const auto piece = reader.read();
        QVERIFY(piece);
        QVERIFY(piece->size() <= 200'000);
        if (piece->isEmpty())
            break;
        all += *piece;
    }
    QVERIFY(all == raw);
}

void TestMbox::countsEndlessQuoteMarks()
{
    const QByteArray marks(300'000, '>');
    const QByteArray raw = marks + "From x\r\n" + marks + "Fro\r\n" + marks + "\r\n";
    const QByteArray mbox = written({raw});
    QCOMPARE(mbox.count('>'), raw.count('>') + 1);
    QVERIFY(messagesIn(mbox) == QList<QByteArray>{raw});
}

void TestMbox::skipsWhatIsNotRead()
{
    QByteArray mbox = written({"A: 1\r\n\r\n" + QByteArray(200'000, 'x') + "\r\n", "B: 2\r\n", "C: 3\r\n"});
    QBuffer buffer(&mbox);
    buffer.open(QIODevice::ReadOnly);
    MboxReader reader(buffer);
    QVERIFY(*reader.next());
    QVERIFY(*reader.next());
    QCOMPARE(*reader.read(), QByteArray("B: 2\r\n"));
    QVERIFY(*reader.next());
    QVERIFY(!*reader.next());
    QVERIFY(!*reader.next());
}

/// Whatever the bytes are: what was written comes back.
void TestMbox::givesBackRandomMessages()
{
    const QByteArrayList words = {"From ",
                                  ">",
                                  "\r\n",
                                  "\r\n",
                                  "\n",
                                  "\r",
                                  "a",
                                  "Subject:",
                                  ">From ",
                                  "\r\n>",
                                  " ",
                                  "\n\n",
                                  "\r\n\r\n",
                                  "From a@b Fri Jan  2 03:04:05 2026",
                                  "Content-Length: 5\r\n",
                                  QByteArray(1, '\0')};
    const QByteArrayList clean = {"From ",
                                  ">From ",
                                  "\r\n",
                                  "\r\n\r\n",
                                  "x: y",
                                  "\r\nFrom a@b Fri Jan 2 03:04:05 2026\r\n",
                                  "Content-Length: 1\r\n\r\n",
                                  "Content-Length: 12\r\n"};
    for (quint32 seed = 0; seed < 20'000; ++seed) {
        QRandomGenerator random(seed);
        QList<QByteArray> messages;
        for (int i = random.bounded(1, 5); i > 0; --i)
            messages.append(seed % 2 == 0 ? randomText(random, words) : randomText(random, clean) + "\r\n");
        const QByteArray mbox = written(messages);
        const QList<QByteArray> back = messagesIn(mbox);
        if (back != messages)
            qInfo() << seed << mbox;
        QCOMPARE(back, messages);
        if (seed % 2 != 0)
            QVERIFY(!mbox.contains('\r'));
    }
}

void TestMbox::takesAnyBytes()
{
    const QByteArrayList words = {
        "From a@b Fri Jan  2 03:04:05 2026\n", "\n", "From ", ">", "Content-Length: 7\n", "x", "\r\n"};
    for (quint32 seed = 0; seed < 5'000; ++seed) {
        QRandomGenerator random(seed);
        const QByteArray mbox = words.first() + randomText(random, words);
        const auto entries = readAll(mbox);
        QVERIFY(entries);
        QVERIFY(!entries->isEmpty());
    }
}

void TestMbox::takesAnyLength()
{
    const QByteArray separator = "From a@b Fri Jan  2 03:04:05 2026\n";
    const QByteArray second = "Subject: b\n\ny\n\n";
    for (const QByteArray length : {"9223372036854775807", "9223372036854775807000", "-9223372036854775808"}) {
        const QByteArray first = "Content-Length: " + length + "\n\nx\n";
        QCOMPARE(messagesIn(separator + first + '\n' + separator + second),
                 (QList<QByteArray>{QByteArray(first).replace("\n", "\r\n"), "Subject: b\r\n\r\ny\r\n"}));
    }
}

QTEST_GUILESS_MAIN(TestMbox)
#include "tst_mbox.moc"

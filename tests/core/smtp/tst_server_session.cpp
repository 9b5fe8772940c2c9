// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/smtp_transcript.h"

#include <QDir>
#include <QTest>

using namespace mailweir;

/// The transcripts of tests/data/smtp are the specification; their names begin with the numbers of the behaviours in
/// the project's list. What does not fit a transcript is tested below.
class TestServerSession : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void transcript_data();
    void transcript();
    void everyReplyIsWellFormed_data() { transcript_data(); }
    void everyReplyIsWellFormed();
    void lookAlike_data();
    void lookAlike();
    void endlessLineIsClosed();
    void bodyIsNotHeld();
    void bufferEdges();
    void commandsWaitForTheCommit();
    void timeOut();
    void shutDown();
    void pauseEnds();
    void tenThousandNoops();
};

namespace {

ServerOptions testOptions()
{
    ServerOptions options;
    options.hostName = "mail.test";
    return options;
}

const QByteArray kEnvelope = "EHLO c.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
const QByteArray kSmuggled =
    "MAIL FROM:<evil@b.test>\r\nRCPT TO:<victim@d.test>\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n";

const QByteArray kQueued = "250 2.0.0 queued as " + MessageId{1, 0}.text() + "\r\n";

/// The text of the last line sent.
QByteArray lastLine(const ServerSession::Actions &actions)
{
    QByteArray sent;
    for (const auto &action : actions) {
        if (const auto *send = std::get_if<ServerSession::Send>(&action))
            sent += send->bytes;
    }
    sent.chop(2);
    return sent.mid(sent.lastIndexOf('\n') + 1);
}

QByteArray firstSent(const ServerSession::Actions &actions)
{
    return std::get<ServerSession::Send>(actions.at(0)).bytes;
}

template <typename Wanted> int count(const ServerSession::Actions &actions)
{
    return int(std::count_if(actions.begin(), actions.end(),
                             [](const auto &action) { return std::holds_alternative<Wanted>(action); }));
}

bool closes(const ServerSession::Actions &actions)
{
    return count<ServerSession::Close>(actions) == 1;
}

ServerSession sessionAfter(const QByteArray &input)
{
    ServerSession session(testOptions());
    (void)session.start();
    (void)session.feed(input);
    return session;
}

} // namespace

void TestServerSession::transcript_data()
{
    QTest::addColumn<TranscriptCase>("script");
    const QDir folder(QStringLiteral(TEST_DATA "/smtp"));
    const QStringList files = folder.entryList({QStringLiteral("server_*.txt")});
    QVERIFY(!files.isEmpty());
    for (const QString &file : files) {
        for (const TranscriptCase &script : readTranscripts(folder.filePath(file)))
            QTest::newRow(qPrintable(script.name)) << script;
    }
}

void TestServerSession::transcript()
{
    QFETCH(TranscriptCase, script);
    QList<QList<QByteArray>> ways = waysToCut(script.input());
    ways.prepend(script.turns);
    for (const QList<QByteArray> &pieces : ways) {
        const ServedSession served = serve(script.setup, pieces);
        QCOMPARE(served.replies, script.replies);
        QCOMPARE(served.closed, script.closed);
        QCOMPARE(served.messages.size(), script.messages.size());
        for (qsizetype i = 0; i < served.messages.size(); ++i) {
            QCOMPARE(shownEnvelope(served.messages[i].envelope), script.messages[i].first);
            QCOMPARE(served.messages[i].bytes, script.messages[i].second);
        }
    }
}

/// 40, 41, 42: what holds for all replies (RFC 5321 section 4.2, RFC 2034 section 4).
void TestServerSession::everyReplyIsWellFormed()
{
    QFETCH(TranscriptCase, script);
    const QByteArray replies = serve(script.setup, {script.input()}).replies;
    QVERIFY(replies.endsWith("\r\n"));
    for (const QByteArray &line : replies.chopped(2).split('\n')) {
        QVERIFY2(line.size() <= 511, line.constData());
        QVERIFY2(std::all_of(line.begin(), line.end(), [](char c) { return (c >= ' ' && c < 0x7f) || c == '\r'; }),
                 line.constData());
        QVERIFY2(line.size() > 4 && line.first(3).toInt() >= 200 && (line[3] == ' ' || line[3] == '-'),
                 line.constData());
        const bool hasStatus = line.size() > 9 && line[5] == '.';
        const bool greetsOrStarts = line.startsWith("220") || line.startsWith("354") || line.startsWith("250-")
            || line.startsWith("250 ENH") || line.startsWith("250 mail.test")
            || line.startsWith("501 the client's name");
        QVERIFY2(hasStatus != greetsOrStarts, line.constData());
        if (hasStatus)
            QCOMPARE(line[4], line[0]);
    }
}

void TestServerSession::lookAlike_data()
{
    QTest::addColumn<QByteArray>("lookAlike");
    QTest::addColumn<QByteArray>("stored");
    const auto kept = [](const char *name, const QByteArray &bytes) {
        QTest::newRow(name) << bytes << bytes;
    };
    const auto unstuffed = [](const char *name, const QByteArray &bytes, const QByteArray &stored) {
        QTest::newRow(name) << bytes << stored;
    };
    const QByteArray nul(1, '\0');

    kept("108 LF.LF", "\n.\n");
    kept("109 LF.CRLF", "\n.\r\n");
    unstuffed("110 CRLF.LF", "\r\n.\n", "\r\n\n");
    kept("111 CR.CR", "\r.\r");
    kept("112 CR.LF", "\r.\n");
    kept("113 LF.CR", "\n.\r");
    kept("114 CR.CRLF", "\r.\r\n");
    unstuffed("115 CRLF.CR", "\r\n.\r", "\r\n\r");
    unstuffed("116 CRLF.CR CRLF", "\r\n.\r\r\n", "\r\n\r\r\n");
    unstuffed("117 CR CRLF.CR CRLF", "\r\r\n.\r\r\n", "\r\r\n\r\r\n");
    kept("118 CRLF NUL.CRLF", "\r\n" + nul + ".\r\n");
    unstuffed("119 CRLF.NUL CRLF", "\r\n." + nul + "\r\n", "\r\n" + nul + "\r\n");
    unstuffed("120 CRLF.CR NUL LF", "\r\n.\r" + nul + "\n", "\r\n\r" + nul + "\n");
    kept("121 CR NUL LF.CRLF", "\r" + nul + "\n.\r\n");
    unstuffed("122 CRLF.SP CRLF", "\r\n. \r\n", "\r\n \r\n");
    unstuffed("122 CRLF.TAB CRLF", "\r\n.\t\r\n", "\r\n\t\r\n");
    kept("122 CRLF SP.CRLF", "\r\n .\r\n");
    unstuffed("123 CRLF..CRLF", "\r\n..\r\n", "\r\n.\r\n");
    kept("124 VT", "\v.\v\r\n\v.\r\n");
    kept("124 FF", "\f.\f");
    kept("124 NEL", "\xc2\x85.\xc2\x85");
    kept("124 LINE SEPARATOR", "\xe2\x80\xa8.\xe2\x80\xa8");
    kept("124 PARAGRAPH SEPARATOR", "\xe2\x80\xa9.\xe2\x80\xa9");
    kept("128 LF everywhere", "\na\nb\n.\nc\n");
    kept("126 after a line of 5000", QByteArray(5000, 'x') + "\n.\n");
}

/// 108 to 124, 126, 128, 129: one message comes of it, with these bytes in it, and no command in it is run.
void TestServerSession::lookAlike()
{
    QFETCH(QByteArray, lookAlike);
    QFETCH(QByteArray, stored);
    const SessionSetup setup{testOptions(), false, std::nullopt};
    const QByteArray smuggledAsStored = kSmuggled.chopped(3);

    // With a line before it, and as the first bytes after 354, where CRLF has been read.
    for (const QByteArray &before : {QByteArray("Subject: s\r\n\r\nbody"), QByteArray()}) {
        const QByteArray input = kEnvelope + "DATA\r\n" + before + lookAlike + kSmuggled + "QUIT\r\n";
        const QList<QList<QByteArray>> ways =
            input.size() < 1000 ? waysToCut(input) : QList<QList<QByteArray>>{{input}, waysToCut(input)[1]};
        for (const QList<QByteArray> &pieces : ways) {
            const ServedSession served = serve(setup, pieces);
            QCOMPARE(served.messages.size(), 1);
            QCOMPARE(shownEnvelope(served.messages[0].envelope), "a@b.test -> c@d.test");
            QCOMPARE(served.messages[0].bytes, before + stored + smuggledAsStored);
            QVERIFY(served.replies.endsWith(kQueued + "221 2.0.0 bye\r\n"));
        }
    }

    // 99, 126: beyond the size limit the same bytes do not end it either.
    SessionSetup small = setup;
    small.options.maxMessageSize = 4;
    const ServedSession served = serve(small, {kEnvelope + "DATA\r\nbody!" + lookAlike + kSmuggled + "QUIT\r\n"});
    QCOMPARE(served.messages.size(), 0);
    QVERIFY(served.replies.endsWith("\r\n552 5.3.4 the message is too large\r\n221 2.0.0 bye\r\n"));
}

/// 31
void TestServerSession::endlessLineIsClosed()
{
    const QByteArray endless(CommandReader::kMaxDiscarded + 1, 'A');
    const QByteArray expected = "220 mail.test ESMTP Mailweir\r\n500 5.5.2 the line is too long\r\n"
                                "421 4.7.0 the line does not end\r\n";
    const SessionSetup setup{testOptions(), false, std::nullopt};
    QList<QByteArray> blocks;
    for (qsizetype at = 0; at < endless.size(); at += 4096)
        blocks.append(endless.mid(at, 4096));
    for (const QList<QByteArray> &pieces : {QList<QByteArray>{endless}, blocks}) {
        const ServedSession served = serve(setup, pieces);
        QCOMPARE(served.replies, expected);
        QVERIFY(served.closed);
    }

    const ServedSession ended = serve(setup, {endless.first(1'000'000) + "\r\nNOOP\r\n"});
    QVERIFY(ended.replies.endsWith("500 5.5.2 the line is too long\r\n250 2.0.0 ok\r\n"));
    QVERIFY(!ended.closed);
}

/// 181: what was fed comes out at once, as views into it.
void TestServerSession::bodyIsNotHeld()
{
    ServerSession session = sessionAfter(kEnvelope + "DATA\r\n");
    const QByteArray block = QByteArray("A line of a message\r\n").repeated(1000);
    for (int i = 0; i < 10; ++i) {
        const ServerSession::Actions actions = session.feed(block);
        QCOMPARE(actions.size(), 1u);
        const auto body = std::get<ServerSession::Body>(actions[0]).bytes;
        QCOMPARE(body.data(), block.constData());
        QCOMPARE(body.size(), block.size());
    }
}

/// 94, 126: terminator and look-alikes at the edges of reads.
void TestServerSession::bufferEdges()
{
    const SessionSetup setup{testOptions(), false, std::nullopt};
    const QByteArray header = kEnvelope + "DATA\r\n";
    for (const qsizetype edge : {4096, 16384, 65536}) {
        for (qsizetype shift = -6; shift <= 6; ++shift) {
            const QByteArray body(edge - header.size() + shift, 'x');
            const QByteArray input = header + body + "\r\n..\n.\r\n\r\n.\r\nQUIT\r\n";
            const ServedSession served = serve(setup, {input.first(edge), input.sliced(edge)});
            QCOMPARE(served.messages.size(), 1);
            QCOMPARE(served.messages[0].bytes, body + "\r\n.\n.\r\n\r\n");
            QVERIFY(served.closed);
        }
    }
}

/// 101, 105: nothing is said before the commit is answered; what came meanwhile is carried out after it, in order.
void TestServerSession::commandsWaitForTheCommit()
{
    ServerSession session = sessionAfter(kEnvelope);
    const QByteArray second = "MAIL FROM:<2@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nsecond\r\n.\r\n";
    const ServerSession::Actions first = session.feed("DATA\r\nfirst\r\n.\r\n" + second.first(10));
    QCOMPARE(count<ServerSession::Submit>(first), 1);
    QCOMPARE(lastLine(first), "354 end with a dot on a line of its own");
    QCOMPARE(session.state(), ServerState::Committing);
    QVERIFY(session.feed(second.sliced(10)).empty());
    QVERIFY(session.feed("QUIT\r\n").empty());
    QVERIFY(session.timedOut().empty());

    ServerSession::Actions actions = session.committed(MessageId{1, 0});
    QCOMPARE(firstSent(actions),
             kQueued + "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 end with a dot on a line of its own\r\n");
    QCOMPARE(count<ServerSession::Submit>(actions), 1);
    QVERIFY(!closes(actions));

    actions = session.committed(MessageId{2, 0});
    QCOMPARE(lastLine(actions), "221 2.0.0 bye");
    QVERIFY(closes(actions));
    QVERIFY(session.feed("NOOP\r\n").empty());
}

/// 3
void TestServerSession::timeOut()
{
    ServerSession idle = sessionAfter("EHLO c.test\r\n");
    const ServerSession::Actions actions = idle.timedOut();
    QCOMPARE(lastLine(actions), "421 4.4.2 nothing came for too long");
    QVERIFY(closes(actions));
    QVERIFY(idle.timedOut().empty());

    ServerSession receiving = sessionAfter(kEnvelope + "DATA\r\nhalf");
    const ServerSession::Actions dropped = receiving.timedOut();
    QCOMPARE(count<ServerSession::DropMessage>(dropped), 1);
    QVERIFY(closes(dropped));
}

/// 10
void TestServerSession::shutDown()
{
    for (const QByteArray &input : {QByteArray(), QByteArray("EHLO c.test\r\n"), kEnvelope, QByteArray("NO")}) {
        ServerSession session = sessionAfter(input);
        const ServerSession::Actions actions = session.shutDown();
        QCOMPARE(lastLine(actions), "421 4.3.2 shutting down, try again later");
        QVERIFY(closes(actions));
        QVERIFY(session.shutDown().empty());
    }

    ServerSession receiving = sessionAfter(kEnvelope + "DATA\r\nhalf");
    QVERIFY(receiving.shutDown().empty());
    QCOMPARE(count<ServerSession::Submit>(receiving.feed("\r\n.\r\nNOOP\r\n")), 1);
    QVERIFY(receiving.shutDown().empty());
    const ServerSession::Actions actions = receiving.committed(MessageId{1, 0});
    QCOMPARE(firstSent(actions), kQueued + "421 4.3.2 shutting down, try again later\r\n");
    QVERIFY(closes(actions));
}

void TestServerSession::pauseEnds()
{
    ServerSession session = sessionAfter("EHLO c.test\r\n");
    session.setPaused(true);
    QCOMPARE(lastLine(session.feed("MAIL FROM:<a@b.test>\r\n")), "450 4.3.2 intake is paused, try again later");
    QCOMPARE(lastLine(session.feed("RCPT TO:<a@b.test>\r\n")), "503 5.5.1 MAIL comes first");
    session.setPaused(false);
    QCOMPARE(lastLine(session.feed("MAIL FROM:<a@b.test>\r\n")), "250 2.1.0 ok");
    session.setPaused(true); // what has begun may end
    QCOMPARE(lastLine(session.feed("RCPT TO:<a@b.test>\r\n")), "250 2.1.5 ok");
}

/// 77, 148
void TestServerSession::tenThousandNoops()
{
    ServerSession session = sessionAfter("EHLO c.test\r\n");
    const ServerSession::Actions actions = session.feed(QByteArray("NOOP\r\n").repeated(10'000));
    QCOMPARE(actions.size(), 1u);
    QCOMPARE(firstSent(actions), QByteArray("250 2.0.0 ok\r\n").repeated(10'000));
}

QTEST_GUILESS_MAIN(TestServerSession)
#include "tst_server_session.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
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
    void nothingSaidInClearCounts();
    void aLoginIsWaitedFor();
    void cramMd5IsAlwaysFresh();
    void noPasswordIsKept();
    void aHoldIsWaitedFor();
    void slowsDown();
    void theConversationIsKept();
    void abortInsideAMessage();
};

namespace {

ServerOptions testOptions()
{
    ServerOptions options;
    options.hostName = "mail.test";
    return options;
}

constexpr Timestamp kNow = fromUnixMs(1'777'627'800'000); // 2026-05-01T09:30:00Z
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
    (void)session.start(kNow);
    (void)session.feed(input, kNow);
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
        const ServedSession served = serve(script.setup, cutAt(pieces, script.tlsAt));
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
    const QByteArray replies = serve(script.setup, cutAt({script.input()}, script.tlsAt)).replies;
    if (replies.isEmpty()) // dropped at once
        return;
    QVERIFY(replies.endsWith("\r\n"));
    for (const QByteArray &line : replies.chopped(2).split('\n')) {
        QVERIFY2(line.size() <= 511, line.constData());
        QVERIFY2(std::all_of(line.begin(), line.end(), [](char c) { return (c >= ' ' && c < 0x7f) || c == '\r'; }),
                 line.constData());
        QVERIFY2(line.size() > 4 && line.first(3).toInt() >= 200 && (line[3] == ' ' || line[3] == '-'),
                 line.constData());
        const bool hasStatus = line.size() > 9 && line[5] == '.';
        const bool greetsOrStarts = line.startsWith("220 mail") || line.startsWith("334 ") || line.startsWith("354")
            || line.startsWith("250-") || line.startsWith("250 ENH") || line.startsWith("250 mail.test")
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
    SessionSetup setup;
    setup.options = testOptions();
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
    SessionSetup setup;
    setup.options = testOptions();
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
        const ServerSession::Actions actions = session.feed(block, kNow);
        QCOMPARE(actions.size(), 1u);
        const auto body = std::get<ServerSession::Body>(actions[0]).bytes;
        QCOMPARE(body.data(), block.constData());
        QCOMPARE(body.size(), block.size());
    }
}

/// 94, 126: terminator and look-alikes at the edges of reads.
void TestServerSession::bufferEdges()
{
    SessionSetup setup;
    setup.options = testOptions();
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
    const ServerSession::Actions first = session.feed("DATA\r\nfirst\r\n.\r\n" + second.first(10), kNow);
    QCOMPARE(count<ServerSession::Submit>(first), 1);
    QCOMPARE(lastLine(first), "354 end with a dot on a line of its own");
    QCOMPARE(session.state(), ServerState::Committing);
    QVERIFY(session.feed(second.sliced(10), kNow).empty());
    QVERIFY(session.feed("QUIT\r\n", kNow).empty());
    QVERIFY(session.timedOut(kNow).empty());

    ServerSession::Actions actions = session.committed(MessageId{1, 0}, kNow);
    QCOMPARE(firstSent(actions),
             kQueued + "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 end with a dot on a line of its own\r\n");
    QCOMPARE(count<ServerSession::Submit>(actions), 1);
    QVERIFY(!closes(actions));

    actions = session.committed(MessageId{2, 0}, kNow);
    QCOMPARE(lastLine(actions), "221 2.0.0 bye");
    QVERIFY(closes(actions));
    QVERIFY(session.feed("NOOP\r\n", kNow).empty());
}

/// 3
void TestServerSession::timeOut()
{
    ServerSession idle = sessionAfter("EHLO c.test\r\n");
    const ServerSession::Actions actions = idle.timedOut(kNow);
    QCOMPARE(lastLine(actions), "421 4.4.2 nothing came for too long");
    QVERIFY(closes(actions));
    QVERIFY(idle.timedOut(kNow).empty());

    ServerSession receiving = sessionAfter(kEnvelope + "DATA\r\nhalf");
    const ServerSession::Actions dropped = receiving.timedOut(kNow);
    QCOMPARE(count<ServerSession::DropMessage>(dropped), 1);
    QVERIFY(closes(dropped));
}

/// 10
void TestServerSession::shutDown()
{
    for (const QByteArray &input : {QByteArray(), QByteArray("EHLO c.test\r\n"), kEnvelope, QByteArray("NO")}) {
        ServerSession session = sessionAfter(input);
        const ServerSession::Actions actions = session.shutDown(kNow);
        QCOMPARE(lastLine(actions), "421 4.3.2 shutting down, try again later");
        QVERIFY(closes(actions));
        QVERIFY(session.shutDown(kNow).empty());
    }

    ServerSession receiving = sessionAfter(kEnvelope + "DATA\r\nhalf");
    QVERIFY(receiving.shutDown(kNow).empty());
    QCOMPARE(count<ServerSession::Submit>(receiving.feed("\r\n.\r\nNOOP\r\n", kNow)), 1);
    QVERIFY(receiving.shutDown(kNow).empty());
    const ServerSession::Actions actions = receiving.committed(MessageId{1, 0}, kNow);
    QCOMPARE(firstSent(actions), kQueued + "421 4.3.2 shutting down, try again later\r\n");
    QVERIFY(closes(actions));
}

void TestServerSession::pauseEnds()
{
    ServerSession session = sessionAfter("EHLO c.test\r\n");
    session.setPaused(true);
    QCOMPARE(lastLine(session.feed("MAIL FROM:<a@b.test>\r\n", kNow)), "450 4.3.2 intake is paused, try again later");
    QCOMPARE(lastLine(session.feed("RCPT TO:<a@b.test>\r\n", kNow)), "503 5.5.1 MAIL comes first");
    session.setPaused(false);
    QCOMPARE(lastLine(session.feed("MAIL FROM:<a@b.test>\r\n", kNow)), "250 2.1.0 ok");
    session.setPaused(true); // what has begun may end
    QCOMPARE(lastLine(session.feed("RCPT TO:<a@b.test>\r\n", kNow)), "250 2.1.5 ok");
}

/// 77, 148
void TestServerSession::tenThousandNoops()
{
    ServerSession session = sessionAfter("EHLO c.test\r\n");
    const ServerSession::Actions actions = session.feed(QByteArray("NOOP\r\n").repeated(10'000), kNow);
    QCOMPARE(actions.size(), 1u);
    QCOMPARE(firstSent(actions), QByteArray("250 2.0.0 ok\r\n").repeated(10'000));
}

/// 172: what came along with STARTTLS gets no answer, and leaves nothing behind.
void TestServerSession::nothingSaidInClearCounts()
{
    ServerOptions options = testOptions();
    options.tls = ServerOptions::Tls::StartTls;
    for (const QByteArray &injected : {QByteArray("RSET\r\n"), QByteArray("EHLO x\r\nMAIL FROM:<evil@b.test>\r\n"),
                                       QByteArray("MAIL FROM:<evil@b.te")}) {
        ServerSession session(options);
        (void)session.start(kNow);
        (void)session.feed("EHLO c.test\r\n", kNow);
        const ServerSession::Actions actions = session.feed("STARTTLS\r\n" + injected, kNow);
        QCOMPARE(lastLine(actions), "220 2.0.0 go ahead");
        QVERIFY(std::holds_alternative<ServerSession::StartTls>(actions.back()));
        QVERIFY(session.isWaiting());
        QVERIFY(session.tlsStarted({"TLSv1.3", "X"}, kNow).empty());
        QCOMPARE(lastLine(session.feed("MAIL FROM:<a@b.test>\r\n", kNow)), "503 5.5.1 EHLO, HELO or LHLO comes first");
    }
}

/// 165, 170: commands sent behind the password wait for the verdict.
void TestServerSession::aLoginIsWaitedFor()
{
    ServerOptions options = testOptions();
    options.auth = ServerOptions::Auth::Required;
    options.insecureAuth = true;
    ServerSession session(options);
    (void)session.start(kNow);
    const ServerSession::Actions asked =
        session.feed("EHLO c.test\r\nAUTH PLAIN AGFubgBzZWNyZXQ=\r\nMAIL FROM:<a@b.test>\r\n", kNow);
    QCOMPARE(std::get<ServerSession::CheckLogin>(asked.back()).attempt, (LoginAttempt{"ann", "secret", {}, {}}));
    QCOMPARE(session.state(), ServerState::CheckingLogin);
    QVERIFY(session.feed("RSET\r\n", kNow).empty());
    QVERIFY(session.timedOut(kNow).empty());
    QCOMPARE(firstSent(session.loginChecked(LoginVerdict::Accepted, kNow)),
             "235 2.7.0 you are logged in\r\n250 2.1.0 ok\r\n250 2.0.0 ok\r\n");
    QVERIFY(session.loginChecked(LoginVerdict::Accepted, kNow).empty());
}

/// 167: an answer to one challenge is none to the next.
void TestServerSession::cramMd5IsAlwaysFresh()
{
    ServerOptions options = testOptions();
    options.auth = ServerOptions::Auth::Any;
    options.insecureAuth = true;
    options.cramMd5 = true;
    QSet<QByteArray> challenges;
    for (int i = 0; i < 100; ++i) {
        ServerSession session(options);
        (void)session.start(kNow);
        const QByteArray line = lastLine(session.feed("EHLO c.test\r\nAUTH CRAM-MD5\r\n", kNow));
        QVERIFY(line.startsWith("334 "));
        challenges.insert(line.sliced(4));
        const auto asked = session.feed("YW5uIDAxMjM0NTY3\r\n", kNow);
        const LoginAttempt attempt = std::get<ServerSession::CheckLogin>(asked.back()).attempt;
        QCOMPARE(attempt.challenge, QByteArray::fromBase64(line.sliced(4)));
        QCOMPARE(attempt.digest, "01234567");
    }
    QCOMPARE(challenges.size(), 100);
}

/// 170: however the command is written, and whatever becomes of it.
void TestServerSession::noPasswordIsKept()
{
    SessionSetup setup;
    setup.options = testOptions();
    setup.options.auth = ServerOptions::Auth::Any;
    setup.options.insecureAuth = true;
    for (const QByteArray &login :
         {QByteArray("AUTH PLAIN AGFubgBzZWNyZXQ=\r\n"), QByteArray("auth\tplain\tAGFubgBzZWNyZXQ=\r\n"),
          QByteArray("AUTH PLAIN\tAGFubgBzZWNyZXQ=\r\n"), QByteArray("  AUTH  PLAIN  AGFubgBzZWNyZXQ=\r\n"),
          QByteArray("AUTH\0PLAIN AGFubgBzZWNyZXQ=\r\n", 29), QByteArray("AUTH PLAIN\r\nAGFubgBzZWNyZXQ=\r\n"),
          QByteArray("AUTH AGFubgBzZWNyZXQ=\r\n"), QByteArray("AUTH X\r\nAGFubgBzZWNyZXQ=\r\nAGFubgBzZWNyZXQ=\r\n")}) {
        const ServedSession served = serve(setup, {"EHLO c.test\r\n" + login + kEnvelope.mid(13) + "DATA\r\n.\r\n"});
        QCOMPARE(served.messages.size(), 1);
        QVERIFY(!served.messages[0].envelope.transcript.contains("AGFu"));
        QVERIFY(served.messages[0].envelope.transcript.contains("C 0 MAIL"));
    }
}

void TestServerSession::aHoldIsWaitedFor()
{
    FakeClock clock;
    FaultRules faults(clock, [] { return 0.0; });
    FaultRule rule;
    rule.at = FaultStage::Recipient;
    rule.verdict.delay = Milliseconds(700);
    faults.set({rule});
    ServerOptions options = testOptions();
    options.faults = &faults;
    ServerSession session(options);
    (void)session.start(kNow);
    const ServerSession::Actions actions = session.feed(kEnvelope + "DATA\r\n", kNow);
    QCOMPARE(std::get<ServerSession::Hold>(actions.back()).delay, Milliseconds(700));
    QCOMPARE(lastLine(actions), "250 2.1.0 ok");
    QVERIFY(session.timedOut(kNow).empty());
    QCOMPARE(firstSent(session.released(kNow)), "250 2.1.5 ok\r\n354 end with a dot on a line of its own\r\n");
    QVERIFY(session.released(kNow).empty());
    QVERIFY(session.feed("x\r\n", kNow).size() == 1);

    ServerSession leaving(options);
    (void)leaving.start(kNow);
    (void)leaving.feed(kEnvelope, kNow);
    QCOMPARE(lastLine(leaving.shutDown(kNow)), "421 4.3.2 shutting down, try again later");
    QVERIFY(leaving.released(kNow).empty());
}

void TestServerSession::slowsDown()
{
    SessionSetup setup;
    setup.options = testOptions();
    FaultRule slow;
    slow.at = FaultStage::Hello;
    slow.verdict.bytesPerSecond = 1000;
    FaultRule later;
    later.at = FaultStage::Hello;
    later.verdict.delay = Milliseconds(5);
    setup.faults = {slow, later};
    const ServedSession served = serve(setup, {kEnvelope});
    QCOMPARE(served.bytesPerSecond, 1000);
    QCOMPARE(served.held, Milliseconds(5));
    QVERIFY(served.replies.endsWith("250 2.1.5 ok\r\n"));
}

/// Each message has the beginning of its session and its own lines, and never a password.
void TestServerSession::theConversationIsKept()
{
    SessionSetup setup;
    setup.options = testOptions();
    setup.options.auth = ServerOptions::Auth::Any;
    setup.options.insecureAuth = true;
    const ServedSession served =
        serve(setup,
              {"EHLO c.test\r\nAUTH BAD c2VjcmV0\r\nc2VjcmV0\r\nAUTH LOGIN\r\nYW5u\r\nc2VjcmV0\r\n"
               "MAIL FROM:<1@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\nsecret body\r\n.\r\n"
               "MAIL FROM:<2@b.test>\r\nRCPT TO:<c@d.test>\r\nFOO\t\r\nBDAT 2 LAST\r\nok"});
    QCOMPARE(served.messages.size(), 2);
    const auto shown = [&served](int message) {
        QByteArray all;
        for (const TranscriptLine &line : readTranscript(served.messages[message].envelope.transcript))
            all += (line.side == TranscriptLine::Side::Client       ? "C: "
                        : line.side == TranscriptLine::Side::Server ? "S: "
                                                                    : "# ")
                + line.text + '\n';
        return all;
    };
    const QByteArray beginning = "S: 220 mail.test ESMTP Mailweir\nC: EHLO c.test\nS: 250-mail.test greets you\n"
                                 "S: 250-PIPELINING\nS: 250-SIZE 0\nS: 250-8BITMIME\nS: 250-SMTPUTF8\nS: 250-CHUNKING\n"
                                 "S: 250-BINARYMIME\nS: 250-DSN\nS: 250-AUTH PLAIN LOGIN XOAUTH2\n"
                                 "S: 250-FUTURERELEASE 2592000 2026-05-31T09:30:00Z\nS: 250 ENHANCEDSTATUSCODES\n"
                                 "C: AUTH *** ***\nS: 504 5.5.4 that mechanism is not offered\nC: ***\n"
                                 "S: 500 5.5.1 unknown command\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ***\n"
                                 "S: 334 UGFzc3dvcmQ6\nC: ***\nS: 235 2.7.0 you are logged in\n";
    QCOMPARE(shown(0),
             beginning
                 + "C: MAIL FROM:<1@b.test>\nS: 250 2.1.0 ok\nC: RCPT TO:<c@d.test>\nS: 250 2.1.5 ok\nC: DATA\n"
                   "S: 354 end with a dot on a line of its own\n# message of 13 bytes\n");
    QCOMPARE(shown(1),
             beginning
                 + "C: MAIL FROM:<2@b.test>\nS: 250 2.1.0 ok\nC: RCPT TO:<c@d.test>\nS: 250 2.1.5 ok\nC: FOO\\t\n"
                   "S: 500 5.5.1 unknown command\nC: BDAT 2 LAST\n# message of 2 bytes\n");
}

/// 10: whoever is still sending when the time is up is told so.
void TestServerSession::abortInsideAMessage()
{
    for (const QByteArray &input : {QByteArray("DATA\r\nhalf"), QByteArray("BDAT 10\r\nhalf")}) {
        ServerSession session = sessionAfter(kEnvelope + input);
        QVERIFY(session.shutDown(kNow).empty());
        const ServerSession::Actions actions = session.abort(kNow);
        QCOMPARE(lastLine(actions), "421 4.3.2 shutting down, try again later");
        QCOMPARE(count<ServerSession::DropMessage>(actions), 1);
        QVERIFY(closes(actions));
    }

    // The message is dropped by its own client: nothing new begins.
    for (const QByteArray &end : {QByteArray("RSET\r\n"), QByteArray("EHLO c.test\r\n")}) {
        ServerSession session = sessionAfter(kEnvelope + "BDAT 1\r\nx");
        QVERIFY(session.shutDown(kNow).empty());
        const ServerSession::Actions actions = session.feed(end + kEnvelope, kNow);
        QCOMPARE(lastLine(actions), "421 4.3.2 shutting down, try again later");
        QVERIFY(closes(actions));
    }

    ServerSession committing = sessionAfter(kEnvelope + "DATA\r\n.\r\n");
    QVERIFY(committing.abort(kNow).empty());
    QCOMPARE(firstSent(committing.committed(MessageId{1, 0}, kNow)),
             kQueued + "421 4.3.2 shutting down, try again later\r\n");
}

QTEST_GUILESS_MAIN(TestServerSession)
#include "tst_server_session.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/client_session.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QTest>

using namespace mailweir;

namespace {

using Session = ClientSession;
using Tls = ClientOptions::Tls;
using Outcome = ClientResult::Outcome;

/// How the bytes of each server turn are cut before they are fed.
enum class Cut { Whole, Bytes, Halves };

ClientOptions plainOptions()
{
    ClientOptions options;
    options.name = "client.example.test";
    options.tls = Tls::Never;
    return options;
}

ClientMail mailTo(QList<QByteArray> recipients, QByteArray raw = "Subject: x\r\n\r\nhello\r\n")
{
    return {"from@example.test", std::move(recipients), std::move(raw)};
}

/// Plays the server's turns against a session and writes down what it asks for, one word or line per action.
struct Play {
    explicit Play(ClientOptions options, std::optional<ClientMail> mail = std::nullopt)
        : transcript(clock)
        , session(std::move(options), std::move(mail), transcript)
    {
    }

    void feed(const QByteArray &bytes, Cut cut = Cut::Whole)
    {
        const qsizetype step = cut == Cut::Whole ? bytes.size() : cut == Cut::Bytes ? 1 : (bytes.size() + 1) / 2;
        for (qsizetype offset = 0; offset < bytes.size(); offset += std::max<qsizetype>(step, 1))
            perform(session.feed(bytes.mid(offset, step)));
    }

    void perform(const Session::Actions &actions)
    {
        for (const Session::Action &action : actions) {
            if (const auto *send = std::get_if<Session::Send>(&action))
                did.append(send->bytes);
            else if (std::holds_alternative<Session::StartTls>(action))
                did.append("[tls]");
            else if (std::holds_alternative<Session::SendBody>(action)) {
                QByteArray body;
                while (!(body = session.bodyBlock(7)).isEmpty())
                    did.append(body);
                perform(session.bodySent());
            } else if (std::holds_alternative<Session::AboutToEndData>(action)) {
                did.append("[about to end]");
                if (goOn)
                    perform(session.endData());
            } else if (std::holds_alternative<Session::Finished>(action))
                did.append("[finished]");
            else
                did.append("[close]");
        }
    }

    [[nodiscard]] QByteArray all() const { return did.join(); }
    [[nodiscard]] QByteArray shown() const
    {
        QByteArray text;
        for (const TranscriptLine &line : transcript.lines())
            text += (line.side == TranscriptLine::Side::Client       ? "C: "
                         : line.side == TranscriptLine::Side::Server ? "S: "
                                                                     : "-- ")
                + line.text + '\n';
        return text;
    }

    FakeClock clock;
    ClientTranscript transcript;
    Session session;
    QByteArrayList did;
    bool goOn = true;
};

/// Up to the reply to EHLO.
void greet(Play &play, const QByteArray &extensions = {})
{
    play.feed("220 ready\r\n");
    play.feed(extensions.isEmpty() ? QByteArray("250 mx\r\n") : "250-mx\r\n" + extensions);
    play.did.clear();
}

} // namespace

class TestClientSession : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsAMail_data();
    void sendsAMail();
    void probes();
    void upgradesToTls();
    void tlsRefusals_data();
    void tlsRefusals();
    void tlsIfOffered();
    void implicitTls();
    void failedHandshake();
    void logsIn_data();
    void logsIn();
    void longCredentialsWaitForTheChallenge();
    void keepsPasswordsFromClearText();
    void blanksPasswords();
    void refusals_data();
    void refusals();
    void recipientsHaveTheirOwnWords();
    void allRecipientsRefused();
    void refusesInjection_data();
    void refusesInjection();
    void mailParameters_data();
    void mailParameters();
    void needsThatAreNotMet_data();
    void needsThatAreNotMet();
    void bodies_data();
    void bodies();
    void lostConnections_data();
    void lostConnections();
    void waitsForTheRecordBeforeTheDot();
    void earlyRefusalWhileTheBodyIsSent();
    void timeouts();
    void brokenReplies_data();
    void brokenReplies();
    void recordedReplies_data();
    void recordedReplies();
    void boundsReplies();
};

void TestClientSession::sendsAMail_data()
{
    QTest::addColumn<Cut>("cut");
    QTest::newRow("whole replies") << Cut::Whole;
    QTest::newRow("single bytes") << Cut::Bytes;
    QTest::newRow("halves") << Cut::Halves;
}

void TestClientSession::sendsAMail()
{
    QFETCH(Cut, cut);
    Play play(plainOptions(), mailTo({"a@example.test", "b@example.test"}));
    for (const char *turn :
         {"220-mx ESMTP\r\n220 ready\r\n", "250-mx\r\n250-size 1000\r\n250 8BITMIME\r\n", "250 2.1.0 ok\n", "250\r\n",
          "251 2.1.5 forwarded\r\n", "354 go\r\n", "250 2.0.0 kept\r\n", "221 bye\r\n"})
        play.feed(turn, cut);
    QCOMPARE(play.all(),
             QByteArray("EHLO client.example.test\r\n"
                        "MAIL FROM:<from@example.test> SIZE=21\r\n"
                        "RCPT TO:<a@example.test>\r\n"
                        "RCPT TO:<b@example.test>\r\n"
                        "DATA\r\n"
                        "Subject: x\r\n\r\nhello\r\n"
                        "[about to end].\r\n"
                        "QUIT\r\n[finished][close]"));
    const ClientResult &result = play.session.result();
    QCOMPARE(result.outcome, Outcome::Completed);
    QCOMPARE(result.stage, Stage::EndOfData);
    QCOMPARE(result.reply, (Reply{250, {2, 0, 0}, {"kept"}}));
    for (const ClientResult::Word &word : result.recipients) {
        QCOMPARE(word.stage, Stage::EndOfData);
        QCOMPARE(word.reply, result.reply);
    }
    QCOMPARE(play.shown(),
             QByteArray("S: 220-mx ESMTP\nS: 220 ready\nC: EHLO client.example.test\nS: 250-mx\nS: 250-size 1000\n"
                        "S: 250 8BITMIME\nC: MAIL FROM:<from@example.test> SIZE=21\nS: 250 2.1.0 ok\n"
                        "C: RCPT TO:<a@example.test>\nS: 250 \nC: RCPT TO:<b@example.test>\nS: 251 2.1.5 forwarded\n"
                        "C: DATA\nS: 354 go\nC: <21 bytes>\nC: .\nS: 250 2.0.0 kept\nC: QUIT\nS: 221 bye\n"));
}

void TestClientSession::probes()
{
    Play play(plainOptions());
    play.feed("220 ready\r\n");
    play.feed("502 what?\r\n");
    play.feed("250 hello\r\n");
    QCOMPARE(play.all(), QByteArray("EHLO client.example.test\r\nHELO client.example.test\r\nQUIT\r\n[finished]"));
    QCOMPARE(play.session.result().outcome, Outcome::Completed);
    QCOMPARE(play.session.result().stage, Stage::Hello);
}

void TestClientSession::upgradesToTls()
{
    ClientOptions options = plainOptions();
    options.tls = Tls::Required;
    Play play(options, mailTo({"a@example.test"}));
    play.feed("220 ready\r\n");
    play.feed("250-mx\r\n250-SIZE 100\r\n250-starttls\r\n250 STARTTLS\r\n");
    play.feed("220 go\r\n");
    QCOMPARE(play.all(), QByteArray("EHLO client.example.test\r\nSTARTTLS\r\n[tls]"));
    QCOMPARE(play.session.stage(), Stage::Tls);
    play.did.clear();
    play.perform(play.session.tlsEstablished());
    play.feed("250 mx\r\n"); // without SIZE now: the old list counts no more
    QCOMPARE(play.all(), QByteArray("EHLO client.example.test\r\nMAIL FROM:<from@example.test>\r\n"));
}

void TestClientSession::tlsRefusals_data()
{
    QTest::addColumn<QByteArrayList>("turns");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("enhanced");
    const QByteArray offer = "250-mx\r\n250 STARTTLS\r\n";
    QTest::newRow("not offered") << QByteArrayList{"250 mx\r\n"} << Outcome::Refused << 0 << QByteArray("4.7.4");
    QTest::newRow("EHLO unknown") << QByteArrayList{"500 what\r\n"} << Outcome::Refused << 0 << QByteArray("4.7.4");
    QTest::newRow("454") << QByteArrayList{offer, "454 4.7.0 later\r\n"} << Outcome::Refused << 454
                         << QByteArray("4.7.0");
    QTest::newRow("502") << QByteArrayList{offer, "502 no\r\n"} << Outcome::Refused << 502 << QByteArray();
    QTest::newRow("250 is no go") << QByteArrayList{offer, "250 ok\r\n"} << Outcome::Lost << 0 << QByteArray();
    QTest::newRow("354 is no go") << QByteArrayList{offer, "354 ok\r\n"} << Outcome::Lost << 0 << QByteArray();
    QTest::newRow("221 is no go") << QByteArrayList{offer, "221 ok\r\n"} << Outcome::Lost << 0 << QByteArray();
    QTest::newRow("421") << QByteArrayList{offer, "421 bye\r\n"} << Outcome::Refused << 421 << QByteArray();
    QTest::newRow("injected reply") << QByteArrayList{offer, "220 go\r\n250 mx\r\n"} << Outcome::Lost << 0
                                    << QByteArray();
    QTest::newRow("injected half line") << QByteArrayList{offer, "220 go\r\n25"} << Outcome::Lost << 0 << QByteArray();
}

void TestClientSession::tlsRefusals()
{
    QFETCH(QByteArrayList, turns);
    ClientOptions options = plainOptions();
    options.tls = Tls::Required;
    options.user = "user";
    options.password = "secret";
    Play play(options, mailTo({"a@example.test"}));
    play.feed("220 ready\r\n");
    for (const QByteArray &turn : turns)
        play.feed(turn);
    QVERIFY(play.did.contains("[finished]"));
    QVERIFY2(!play.all().contains("MAIL") && !play.all().contains("AUTH") && !play.all().contains("HELO client")
                 && !play.all().contains("[tls]"),
             play.all());
    QTEST(play.session.result().outcome, "outcome");
    QTEST(play.session.result().reply.code, "code");
    QTEST(play.session.result().reply.enhanced.text(), "enhanced");
}

void TestClientSession::tlsIfOffered()
{
    ClientOptions options = plainOptions();
    options.tls = Tls::IfOffered;
    Play refused(options, mailTo({"a@example.test"}));
    greet(refused, "250 STARTTLS\r\n");
    refused.feed("454 not now\r\n");
    QCOMPARE(refused.all(), QByteArray("MAIL FROM:<from@example.test>\r\n"));
    QVERIFY(refused.shown().contains("-- The server refuses TLS; going on in plain text.\n"));

    Play probe(options);
    greet(probe, "250 STARTTLS\r\n");
    probe.feed("454 not now\r\n");
    QCOMPARE(probe.session.result().outcome, Outcome::Completed);
    QCOMPARE(probe.session.result().reply.code, 250);

    Play absent(options, mailTo({"a@example.test"}));
    greet(absent);
    QVERIFY(absent.shown().contains("-- The server does not offer TLS; going on in plain text.\n"));
}

void TestClientSession::implicitTls()
{
    ClientOptions options = plainOptions();
    options.tls = Tls::Implicit;
    Play play(options);
    QCOMPARE(play.session.stage(), Stage::Tls);
    play.perform(play.session.tlsEstablished());
    QCOMPARE(play.session.stage(), Stage::Greeting);
    play.feed("220 ready\r\n");
    QCOMPARE(play.all(), QByteArray("EHLO client.example.test\r\n"));
}

void TestClientSession::failedHandshake()
{
    ClientOptions options = plainOptions();
    options.tls = Tls::Required;
    Play play(options, mailTo({"a@example.test"}));
    greet(play, "250 STARTTLS\r\n");
    play.feed("220 go\r\n");
    play.perform(play.session.tlsFailed("the certificate is self-signed"));
    QCOMPARE(play.all(), QByteArray("[tls][finished][close]"));
    QCOMPARE(play.session.result().reply, (Reply{0, {4, 7, 5}, {"the certificate is self-signed"}}));
    QCOMPARE(play.session.result().stage, Stage::Tls);
}

void TestClientSession::logsIn_data()
{
    QTest::addColumn<ClientLogin::Mechanism>("auth");
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArrayList>("turns");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("outcome"); // of the trial: "ok", or code and enhanced status
    using Auth = ClientLogin::Mechanism;
    const QByteArray plain = "AUTH PLAIN AHVzZXIAc2VjcmV0\r\n";
    const QByteArray login = "AUTH LOGIN\r\ndXNlcg==\r\nc2VjcmV0\r\n";
    const QByteArray quit = "QUIT\r\n[finished]";
    QTest::newRow("PLAIN first") << Auth::Auto << QByteArray("AUTH LOGIN PLAIN") << QByteArrayList{"235 2.7.0 ok\r\n"}
                                 << plain + quit << QByteArray("ok");
    QTest::newRow("LOGIN alone") << Auth::Auto << QByteArray("auth=login")
                                 << QByteArrayList{"334 VXNlcm5hbWU6\r\n", "334 UGFzc3dvcmQ6\r\n", "235 ok\r\n"}
                                 << login + quit << QByteArray("ok");
    QTest::newRow("LOGIN wanted, empty challenges")
        << Auth::Login << QByteArray("AUTH PLAIN LOGIN") << QByteArrayList{"334 \r\n", "334\r\n", "235 ok\r\n"}
        << login + quit << QByteArray("ok");
    QTest::newRow("PLAIN wanted, not offered")
        << Auth::Plain << QByteArray("AUTH LOGIN") << QByteArrayList{} << quit << QByteArray("0 4.7.0");
    QTest::newRow("none offered") << Auth::Auto << QByteArray("HELP") << QByteArrayList{} << quit
                                  << QByteArray("0 4.7.0");
    QTest::newRow("too weak: the next") << Auth::Auto << QByteArray("AUTH PLAIN LOGIN")
                                        << QByteArrayList{"534 weak\r\n", "334 \r\n", "334 \r\n", "235 ok\r\n"}
                                        << plain + login + quit << QByteArray("ok");
    QTest::newRow("wrong password: no next")
        << Auth::Auto << QByteArray("AUTH PLAIN LOGIN") << QByteArrayList{"535 5.7.8 no\r\n"} << plain + quit
        << QByteArray("535 5.7.8");
    QTest::newRow("later") << Auth::Auto << QByteArray("AUTH PLAIN") << QByteArrayList{"454 4.7.0 later\r\n"}
                           << plain + quit << QByteArray("454 4.7.0");
    QTest::newRow("a challenge too many")
        << Auth::Auto << QByteArray("AUTH PLAIN") << QByteArrayList{"334 more\r\n", "501 cancelled\r\n"}
        << plain + "*\r\n" + quit << QByteArray("0 4.7.0");
}

void TestClientSession::logsIn()
{
    QFETCH(ClientLogin::Mechanism, auth);
    QFETCH(QByteArray, offer);
    QFETCH(QByteArrayList, turns);
    ClientOptions options = plainOptions();
    options.user = "user";
    options.password = "secret";
    options.mechanism = auth;
    options.clearPasswords = true;
    Play play(options);
    play.feed("220 ready\r\n");
    play.did.clear();
    play.feed("250-mx\r\n250 " + offer + "\r\n");
    for (const QByteArray &turn : turns)
        play.feed(turn);
    QTEST(play.all(), "sent");
    const ClientResult &result = play.session.result();
    const QByteArray outcome = result.outcome == Outcome::Completed
        ? QByteArray("ok")
        : QByteArray::number(result.reply.code) + ' ' + result.reply.enhanced.text();
    QTEST(outcome, "outcome");
}

void TestClientSession::longCredentialsWaitForTheChallenge()
{
    ClientOptions options = plainOptions();
    options.user = "user";
    options.clearPasswords = true;
    // "AUTH PLAIN " and CRLF leave 499 characters: 124 groups of four are 372 octets, user and NULs take 6 of them.
    for (const int size : {366, 367}) {
        options.password = QByteArray(size, 'p');
        Play play(options);
        play.feed("220 ready\r\n");
        play.did.clear();
        play.feed("250-mx\r\n250 AUTH PLAIN\r\n");
        const QByteArray response = (QByteArray("\0user\0", 6) + options.password).toBase64();
        if (size == 366) {
            QCOMPARE(play.all(), "AUTH PLAIN " + response + "\r\n");
            continue;
        }
        QCOMPARE(play.all(), QByteArray("AUTH PLAIN\r\n"));
        play.feed("334 \r\n");
        QCOMPARE(play.all(), "AUTH PLAIN\r\n" + response + "\r\n");
    }
}

void TestClientSession::keepsPasswordsFromClearText()
{
    ClientOptions options = plainOptions();
    options.user = "user";
    options.password = "secret";
    for (const Tls tls : {Tls::Never, Tls::IfOffered}) {
        options.tls = tls;
        Play play(options, mailTo({"a@example.test"}));
        play.feed("220 ready\r\n");
        play.did.clear();
        play.feed("250-mx\r\n250 AUTH PLAIN\r\n");
        QCOMPARE(play.all(), QByteArray("QUIT\r\n[finished]"));
        // Final when it is set up so; when TLS was offered yesterday it may be again tomorrow.
        QCOMPARE(play.session.result().reply.enhanced.text(), QByteArray(tls == Tls::Never ? "5.7.11" : "4.7.11"));
    }
}

void TestClientSession::blanksPasswords()
{
    ClientOptions options = plainOptions();
    options.user = "user";
    options.password = "secret";
    options.clearPasswords = true;
    Play plain(options);
    plain.feed("220 ready\r\n");
    plain.feed("250-mx\r\n250 AUTH PLAIN\r\n");
    QVERIFY(plain.shown().endsWith("C: AUTH PLAIN ***\n"));
    options.mechanism = ClientLogin::Mechanism::Login;
    Play login(options);
    login.feed("220 ready\r\n");
    login.feed("250-mx\r\n250 AUTH LOGIN\r\n");
    login.feed("334 a\r\n");
    login.feed("334 b\r\n");
    QVERIFY(login.shown().endsWith("C: AUTH LOGIN\nS: 334 a\nC: ***\nS: 334 b\nC: ***\n"));
}

void TestClientSession::refusals_data()
{
    QTest::addColumn<QByteArrayList>("turns");
    QTest::addColumn<Stage>("stage");
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("quits");
    const QByteArray ready = "220 ready\r\n";
    const QByteArray ok = "250 ok\r\n";
    QTest::newRow("greeting 554") << QByteArrayList{"554 no\r\n"} << Stage::Greeting << 554 << true;
    QTest::newRow("greeting 421") << QByteArrayList{"421 busy\r\n"} << Stage::Greeting << 421 << false;
    QTest::newRow("greeting 450") << QByteArrayList{"450 busy\r\n"} << Stage::Greeting << 450 << true;
    QTest::newRow("EHLO 550") << QByteArrayList{ready, "550 go away\r\n"} << Stage::Hello << 550 << true;
    QTest::newRow("EHLO 451: no HELO") << QByteArrayList{ready, "451 later\r\n"} << Stage::Hello << 451 << true;
    QTest::newRow("MAIL 550") << QByteArrayList{ready, ok, "550 no\r\n"} << Stage::Mail << 550 << true;
    QTest::newRow("MAIL 421, said behind the EHLO reply")
        << QByteArrayList{ready, "250 ok\r\n421 bye\r\n"} << Stage::Mail << 421 << false;
    QTest::newRow("RCPT 421") << QByteArrayList{ready, ok, ok, "421 bye\r\n"} << Stage::Recipient << 421 << false;
    QTest::newRow("DATA 554") << QByteArrayList{ready, ok, ok, ok, "554 no\r\n"} << Stage::Data << 554 << true;
}

void TestClientSession::refusals()
{
    QFETCH(QByteArrayList, turns);
    QFETCH(bool, quits);
    Play play(plainOptions(), mailTo({"a@example.test"}));
    for (const QByteArray &turn : turns)
        play.feed(turn);
    const ClientResult &result = play.session.result();
    QCOMPARE(play.did.last(), QByteArray(quits ? "[finished]" : "[close]"));
    QCOMPARE(play.all().contains("QUIT\r\n"), quits);
    QCOMPARE(result.outcome, Outcome::Refused);
    QTEST(result.stage, "stage");
    QTEST(result.reply.code, "code");
    QCOMPARE(result.recipients.size(), 1);
    QCOMPARE(result.recipients.first().reply.code, 0);
}

void TestClientSession::recipientsHaveTheirOwnWords()
{
    Play play(plainOptions(), mailTo({"a@x.test", "b@x.test", "c@x.test", "d>@x.test"}));
    greet(play);
    for (const char *turn :
         {"250 ok\r\n", "450 4.2.0 grey\r\n", "250 ok\r\n", "550 5.1.1 who?\r\n", "354 go\r\n", "250 kept\r\n"})
        play.feed(turn);
    const QList<ClientResult::Word> &words = play.session.result().recipients;
    QCOMPARE(words[0].reply, (Reply{450, {4, 2, 0}, {"grey"}}));
    QCOMPARE(words[0].stage, Stage::Recipient);
    QCOMPARE(words[1].reply, (Reply{250, {}, {"kept"}}));
    QCOMPARE(words[1].stage, Stage::EndOfData);
    QCOMPARE(words[2].reply, (Reply{550, {5, 1, 1}, {"who?"}}));
    QCOMPARE(words[3].reply.code, 0);
    QCOMPARE(words[3].reply.enhanced.text(), QByteArray("5.1.3"));
    QCOMPARE(play.session.result().outcome, Outcome::Completed);
}

void TestClientSession::allRecipientsRefused()
{
    Play play(plainOptions(), mailTo({"a@x.test", "b@x.test"}));
    greet(play);
    for (const char *turn : {"250 ok\r\n", "450 grey\r\n", "550 who?\r\n"})
        play.feed(turn);
    QCOMPARE(play.did.mid(1), (QByteArrayList{"RCPT TO:<b@x.test>\r\n", "QUIT\r\n", "[finished]"}));
    QCOMPARE(play.session.result().outcome, Outcome::Completed);
    QCOMPARE(play.session.result().stage, Stage::Recipient);
    QCOMPARE(play.session.result().reply.code, 550);
}

void TestClientSession::refusesInjection_data()
{
    QTest::addColumn<QByteArray>("bad");
    QTest::newRow("CRLF") << QByteArray("a@x.test>\r\nRCPT TO:<evil@x.test");
    QTest::newRow("CR") << QByteArray("a\r@x.test");
    QTest::newRow("LF") << QByteArray("a\n@x.test");
    QTest::newRow("NUL") << QByteArray("a\0@x.test", 9);
    QTest::newRow("bracket") << QByteArray("a@x.test> SIZE=1");
}

void TestClientSession::refusesInjection()
{
    QFETCH(QByteArray, bad);
    ClientMail mail = mailTo({bad});
    Play recipient(plainOptions(), mail);
    greet(recipient);
    recipient.feed("250 ok\r\n");
    QCOMPARE(recipient.all(), QByteArray("QUIT\r\n[finished]"));

    mail = mailTo({"a@x.test"});
    mail.sender = bad;
    Play sender(plainOptions(), mail);
    greet(sender);
    QVERIFY(!sender.all().contains("MAIL"));
    QCOMPARE(sender.session.result().reply.enhanced.text(), QByteArray("5.1.7"));

    ClientOptions options = plainOptions();
    options.name = bad;
    Play name(options, mailTo({"a@x.test"}));
    name.feed("220 ready\r\n");
    QCOMPARE(name.all(), QByteArray("QUIT\r\n[finished]"));
}

void TestClientSession::mailParameters_data()
{
    QTest::addColumn<QByteArray>("extensions");
    QTest::addColumn<QByteArray>("sender");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("line");
    const QByteArray all = "250-SIZE\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";
    const QByteArray ascii = "A: b\r\n\r\nx\r\n";
    QTest::newRow("nothing offered") << QByteArray() << QByteArray("a@x.test") << ascii << QByteArray("<a@x.test>");
    QTest::newRow("null sender") << QByteArray() << QByteArray() << ascii << QByteArray("<>");
    QTest::newRow("nothing needed but SIZE")
        << all << QByteArray("a@x.test") << ascii << QByteArray("<a@x.test> SIZE=11");
    QTest::newRow("size as sent") << QByteArray("250 SIZE 99\r\n") << QByteArray("a@x.test")
                                  << QByteArray("A: b\n\n.x\r.") << QByteArray("<a@x.test> SIZE=15");
    QTest::newRow("8-bit body") << all << QByteArray("a@x.test") << QByteArray("A: b\r\n\r\n\xc3\xa4\r\n")
                                << QByteArray("<a@x.test> SIZE=12 BODY=8BITMIME");
    QTest::newRow("Latin-1 header") << all << QByteArray("a@x.test") << QByteArray("A: \xe4\r\n\r\n")
                                    << QByteArray("<a@x.test> SIZE=8 BODY=8BITMIME");
    QTest::newRow("UTF-8 header") << all << QByteArray("a@x.test") << QByteArray("A: \xc3\xa4\r\n\r\n")
                                  << QByteArray("<a@x.test> SIZE=9 BODY=8BITMIME SMTPUTF8");
    QTest::newRow("UTF-8 address") << all << QByteArray("\xc3\xa4@x.test") << ascii
                                   << QByteArray("<\xc3\xa4@x.test> SIZE=11 BODY=8BITMIME SMTPUTF8");
}

void TestClientSession::mailParameters()
{
    QFETCH(QByteArray, extensions);
    QFETCH(QByteArray, sender);
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, line);
    Play play(plainOptions(), ClientMail{sender, {"b@x.test"}, raw});
    play.feed("220 ready\r\n");
    play.did.clear();
    play.feed(extensions.isEmpty() ? QByteArray("250 mx\r\n") : "250-mx\r\n" + extensions);
    QCOMPARE(play.all(), "MAIL FROM:" + line + "\r\n");
}

void TestClientSession::needsThatAreNotMet_data()
{
    QTest::addColumn<QByteArray>("extensions");
    QTest::addColumn<QByteArray>("recipient");
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("enhanced");
    const QByteArray to = "b@x.test";
    QTest::newRow("too big") << QByteArray("250 SIZE 10\r\n") << to << QByteArray("A: b\r\n\r\nx\r\n")
                             << QByteArray("5.3.4");
    QTest::newRow("8-bit") << QByteArray("250 SIZE\r\n") << to << QByteArray("A: b\r\n\r\n\xe4\r\n")
                           << QByteArray("5.6.3");
    QTest::newRow("UTF-8 header") << QByteArray("250 8BITMIME\r\n") << to << QByteArray("A: \xc3\xa4\r\n\r\n")
                                  << QByteArray("5.6.7");
    QTest::newRow("UTF-8 recipient") << QByteArray("250 8BITMIME\r\n") << QByteArray("\xc3\xa4@x.test")
                                     << QByteArray("A: b\r\n\r\n") << QByteArray("5.6.7");
    QTest::newRow("NUL") << QByteArray("250 8BITMIME\r\n") << to << QByteArray("A: b\r\n\r\n\0", 9)
                         << QByteArray("5.6.0");
}

void TestClientSession::needsThatAreNotMet()
{
    QFETCH(QByteArray, extensions);
    QFETCH(QByteArray, recipient);
    QFETCH(QByteArray, raw);
    Play play(plainOptions(), mailTo({recipient}, raw));
    play.feed("220 ready\r\n");
    play.did.clear();
    play.feed("250-mx\r\n" + extensions);
    QCOMPARE(play.all(), QByteArray("QUIT\r\n[finished]"));
    QCOMPARE(play.session.result().outcome, Outcome::Refused);
    QTEST(play.session.result().reply.enhanced.text(), "enhanced");
}

void TestClientSession::bodies_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("empty") << QByteArray() << QByteArray();
    QTest::newRow("no end") << QByteArray("a") << QByteArray("a\r\n");
    QTest::newRow("bare LF") << QByteArray("a\nb\n") << QByteArray("a\r\nb\r\n");
    QTest::newRow("bare CR") << QByteArray("a\rb\r") << QByteArray("a\r\nb\r\n");
    QTest::newRow("CR CRLF") << QByteArray("a\r\r\nb") << QByteArray("a\r\n\r\nb\r\n");
    QTest::newRow("dots") << QByteArray(".\r\n..\r\n.a\r\na.\r\n") << QByteArray("..\r\n...\r\n..a\r\na.\r\n");
    QTest::newRow("LF.LF") << QByteArray("a\n.\nb\n") << QByteArray("a\r\n..\r\nb\r\n");
    QTest::newRow("LF.CRLF") << QByteArray("a\n.\r\nb\n") << QByteArray("a\r\n..\r\nb\r\n");
    QTest::newRow("CR.CR") << QByteArray("a\r.\rb\r") << QByteArray("a\r\n..\r\nb\r\n");
    QTest::newRow("CRLF.CR") << QByteArray("a\r\n.\rb\r\n") << QByteArray("a\r\n..\r\nb\r\n");
    QTest::newRow("last dot alone") << QByteArray("a\r\n.") << QByteArray("a\r\n..\r\n");
}

void TestClientSession::bodies()
{
    QFETCH(QByteArray, raw);
    QFETCH(QByteArray, sent);
    for (qsizetype block = 1; block <= raw.size() + 1; ++block) {
        BodyWriter writer(raw);
        QByteArray out;
        for (QByteArray piece; !(piece = writer.next(block)).isEmpty();)
            out += piece;
        QCOMPARE(out, sent);
    }
}

void TestClientSession::lostConnections_data()
{
    QTest::addColumn<int>("turns");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<Stage>("stage");
    QTest::newRow("greeting") << 0 << Outcome::Lost << Stage::Greeting;
    QTest::newRow("EHLO") << 1 << Outcome::Lost << Stage::Hello;
    QTest::newRow("MAIL") << 2 << Outcome::Lost << Stage::Mail;
    QTest::newRow("RCPT") << 3 << Outcome::Lost << Stage::Recipient;
    QTest::newRow("DATA") << 4 << Outcome::Lost << Stage::Data;
    QTest::newRow("after the dot") << 5 << Outcome::LostAfterDot << Stage::EndOfData;
    QTest::newRow("QUIT") << 6 << Outcome::Completed << Stage::EndOfData;
}

void TestClientSession::lostConnections()
{
    QFETCH(int, turns);
    const QByteArrayList all{"220 ready\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 kept\r\n"};
    for (const bool byTimeout : {false, true}) {
        Play play(plainOptions(), mailTo({"a@x.test"}));
        for (const QByteArray &turn : all.first(turns))
            play.feed(turn);
        play.perform(byTimeout ? play.session.timedOut() : play.session.connectionLost("reset"));
        QCOMPARE(play.did.count("[finished]"), 1);
        QCOMPARE(play.did.last(), QByteArray("[close]"));
        QTEST(play.session.result().outcome, "outcome");
        QTEST(play.session.result().stage, "stage");
        const qsizetype before = play.did.size();
        play.feed("250 late\r\n");
        play.perform(play.session.connectionLost("again"));
        QCOMPARE(play.did.size(), before);
    }
}

void TestClientSession::waitsForTheRecordBeforeTheDot()
{
    Play play(plainOptions(), mailTo({"a@x.test"}));
    play.goOn = false;
    greet(play);
    for (const char *turn : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n"})
        play.feed(turn);
    QCOMPARE(play.did.last(), QByteArray("[about to end]"));
    QCOMPARE(play.session.timeout({}), ClientTimeouts().data); // a store that never answers must not hang it
    play.perform(play.session.connectionLost("reset"));
    QCOMPARE(play.session.result().outcome, Outcome::Lost);
    QVERIFY(play.session.endData().isEmpty());
}

void TestClientSession::earlyRefusalWhileTheBodyIsSent()
{
    Play play(plainOptions(), mailTo({"a@x.test"}));
    play.goOn = false;
    greet(play);
    for (const char *turn : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n", "552 5.3.4 too big\r\n"})
        play.feed(turn);
    QCOMPARE(play.did.mid(play.did.size() - 2), (QByteArrayList{"[finished]", "[close]"}));
    QCOMPARE(play.session.result().outcome, Outcome::Refused);
    QCOMPARE(play.session.result().reply.code, 552);
}

void TestClientSession::timeouts()
{
    const ClientTimeouts limits;
    Play play(plainOptions(), mailTo({"a@x.test"}));
    QCOMPARE(play.session.timeout(limits), limits.greeting);
    play.feed("220 ready\r\n");
    QCOMPARE(play.session.timeout(limits), limits.hello);
    play.feed("250 mx\r\n");
    QCOMPARE(play.session.timeout(limits), limits.mail);
    play.feed("250 ok\r\n");
    QCOMPARE(play.session.timeout(limits), limits.recipient);
    play.feed("250 ok\r\n");
    QCOMPARE(play.session.timeout(limits), limits.data);
    play.feed("354 go\r\n");
    QCOMPARE(play.session.timeout(limits), limits.endOfData);
    play.feed("250 ok\r\n");
    QCOMPARE(play.session.timeout(limits), limits.quit);
    play.feed("221 bye\r\n");
    QCOMPARE(play.session.timeout(limits), std::nullopt);
}

void TestClientSession::brokenReplies_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("HTTP") << QByteArray("HTTP/1.1 400 Bad Request\r\n");
    QTest::newRow("four digits") << QByteArray("2200 x\r\n");
    QTest::newRow("1yz") << QByteArray("120 wait\r\n");
    QTest::newRow("6yz") << QByteArray("620 x\r\n");
    QTest::newRow("empty line") << QByteArray("\r\n");
    QTest::newRow("mixed codes") << QByteArray("220-a\r\n250 b\r\n");
    QTest::newRow("endless line") << "220 " + QByteArray(5000, 'x');
    QTest::newRow("2yz that is no greeting") << QByteArray("221 not ready\r\n");
    QTest::newRow("two replies at once") << QByteArray("220 a\r\n250 b\r\n");
}

void TestClientSession::brokenReplies()
{
    QFETCH(QByteArray, bytes);
    Play play(plainOptions(), mailTo({"a@x.test"}));
    play.feed(bytes);
    QCOMPARE(play.did.mid(play.did.size() - 2), (QByteArrayList{"[finished]", "[close]"}));
    QCOMPARE(play.session.result().outcome, Outcome::Lost);
    QVERIFY(!play.session.result().reply.text().isEmpty());
}

void TestClientSession::recordedReplies_data()
{
    const QString root = qEnvironmentVariable("MAILWEIR_CORPORA", QStringLiteral(TEST_DATA "/../../../shared/corpora"));
    const QDir directory(root + QStringLiteral("/mailkit-smtp-replies"));
    const QStringList names = directory.entryList({QStringLiteral("*.txt")});
    QTest::addColumn<QString>("path");
    for (const QString &name : names)
        QTest::newRow(qPrintable(name)) << directory.filePath(name);
    if (names.isEmpty())
        QTest::newRow("no corpus") << QString();
}

/// Real servers' replies come out the same however they are cut.
void TestClientSession::recordedReplies()
{
    QFETCH(QString, path);
    if (path.isEmpty())
        QSKIP("the corpora are not here (MAILWEIR_CORPORA)");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    ReplyReader whole;
    whole.feed(bytes);
    QList<Reply> expected;
    while (const auto reply = whole.next())
        expected.append(*reply);
    QVERIFY(!expected.isEmpty());
    QCOMPARE(whole.fault(), QByteArray());
    QVERIFY(!whole.hasUnread());
    ReplyReader single;
    QList<Reply> replies;
    for (const char c : bytes) {
        single.feed(QByteArrayView(&c, 1));
        while (const auto reply = single.next())
            replies.append(*reply);
    }
    QCOMPARE(replies, expected);
}

void TestClientSession::boundsReplies()
{
    ReplyReader reader;
    for (int i = 0; i < 10'000; ++i) {
        reader.feed("250-x\r\n");
        QVERIFY(!reader.next());
    }
    reader.feed("250 y\r\n");
    QCOMPARE(reader.next()->lines.size(), ReplyReader::kMaxLines);
    QCOMPARE(printable("a\r\n\t\x1b[0m\\\xc3\xa4"), QByteArray("a\\r\\n\\t\\x1b[0m\\\\\xc3\xa4"));
    FakeClock clock;
    ClientTranscript transcript(clock);
    for (int i = 0; i < 1000; ++i)
        transcript.note(QByteArray(5000, 'x'));
    QCOMPARE(transcript.lines().size(), 301);
    QVERIFY(transcript.lines().first().text.size() < 1100);
}

QTEST_GUILESS_MAIN(TestClientSession)
#include "tst_client_session.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/relay_connection.h"
#include "tests/support/scripted_smtp_server.h"

#include <QFile>
#include <QPointer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;
using namespace std::chrono_literals;

namespace {

using Outcome = AttemptReport::Outcome;
using Script = ScriptedSmtpServer::Script;

/// A self-signed certificate for `subject` (as subjectAltName), made in `directory`.
struct Identity {
    QSslCertificate certificate;
    QSslKey key;
    QString file;
};

std::optional<Identity> makeIdentity(const QString &directory, const QString &subject)
{
    const QString certificate = directory + QStringLiteral("/cert.pem");
    const QString key = directory + QStringLiteral("/key.pem");
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                   QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"), QStringLiteral("/CN=test"),
                   QStringLiteral("-addext"), QStringLiteral("subjectAltName=") + subject, QStringLiteral("-keyout"),
                   key, QStringLiteral("-out"), certificate});
    if (!openssl.waitForFinished() || openssl.exitCode() != 0)
        return std::nullopt;
    QFile keyFile(key);
    if (!keyFile.open(QIODevice::ReadOnly))
        return std::nullopt;
    return Identity{QSslCertificate::fromPath(certificate).value(0), QSslKey(&keyFile, QSsl::Ec), certificate};
}

OutgoingMail mailTo(const QList<QByteArray> &recipients, const QByteArray &raw = "Subject: x\r\n\r\n.hello\r\n")
{
    return {DeliveryId{7}, "from@example.test", recipients, raw};
}

/// One attempt and what came of it.
struct Attempt {
    Attempt(const Smarthost &smarthost, std::optional<OutgoingMail> mail, const ClientTimeouts &timeouts = {})
    {
        auto *made = new RelayConnection(smarthost, std::move(mail),
                                         {[this](std::function<void()> proceed) {
                                              ++asked;
                                              proceedLater = std::move(proceed);
                                              if (!holdDot)
                                                  proceedLater();
                                          },
                                          [this](AttemptReport result) {
                                              ++reports;
                                              report = std::move(result);
                                          }},
                                         clock, &parent);
        made->setTimeouts(timeouts);
        connection = made;
    }

    [[nodiscard]] bool start()
    {
        connection->start();
        return ended();
    }
    /// Whether the report came and the connection has gone.
    [[nodiscard]] bool ended() const
    {
        return QTest::qWaitFor([this] { return reports > 0 && !connection; }, 10'000);
    }
    [[nodiscard]] QByteArray notes() const
    {
        QByteArray text;
        for (const TranscriptLine &line : report.attempt.transcript) {
            if (line.side == TranscriptLine::Side::Note)
                text += line.text + '\n';
        }
        return text;
    }

    SystemClock clock;
    QObject parent;
    QPointer<RelayConnection> connection;
    AttemptReport report;
    int reports = 0;
    int asked = 0;
    bool holdDot = false;
    std::function<void()> proceedLater;
};

} // namespace

class TestRelayConnection : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void sendsAMail();
    void probes();
    void refusedConnection();
    void unknownHost();
    void triesEveryAddress();
    void closedAtEveryStage_data();
    void closedAtEveryStage();
    void hangsAtEveryStage_data();
    void hangsAtEveryStage();
    void waitsForTheRecord();
    void abortsAtAnyTime();
    void largeBody();
    void startTls();
    void startTlsInjection();
    void certificateMustFit_data();
    void certificateMustFit();
    void requiredTlsNeverFallsBack();
    void opportunisticTls();
    void implicitTls();

private:
    [[nodiscard]] Smarthost at(const ScriptedSmtpServer &server,
                               Smarthost::Security security = Smarthost::Security::Plain) const;

    const Script m_greeting{"S: 220 ready", "C: EHLO client.example.test", "S: 250 mx"};
    const Script m_farewell{"C: QUIT", "S: 221 bye"};
    QTemporaryDir m_directory;
    std::optional<Identity> m_identity; // of 127.0.0.1
};

void TestRelayConnection::initTestCase()
{
    if (!QStandardPaths::findExecutable(QStringLiteral("openssl")).isEmpty())
        m_identity = makeIdentity(m_directory.path(), QStringLiteral("IP:127.0.0.1"));
}

Smarthost TestRelayConnection::at(const ScriptedSmtpServer &server, Smarthost::Security security) const
{
    Smarthost smarthost;
    smarthost.host = QStringLiteral("127.0.0.1");
    smarthost.port = server.serverPort();
    smarthost.security = security;
    smarthost.clientName = "client.example.test";
    return smarthost;
}

void TestRelayConnection::sendsAMail()
{
    ScriptedSmtpServer server({m_greeting
                               + Script{"C: MAIL FROM:<from@example.test>", "S: 250 ok", "C: RCPT TO:<a@x.test>",
                                        "S: 250 ok", "C: RCPT TO:<b@x.test>", "S: 550 5.1.1 who?", "C: DATA",
                                        "S: 354 go", "BODY", "S: 250 2.0.0 kept \x1b[31m"}
                               + m_farewell});
    Attempt attempt(at(server), mailTo({"a@x.test", "b@x.test"}));
    QVERIFY(attempt.start());
    QTRY_VERIFY(server.done());
    QCOMPARE(server.mismatches(), QByteArrayList());
    QCOMPARE(server.bodies(), QByteArrayList{"Subject: x\r\n\r\n..hello\r\n"});
    const AttemptReport &report = attempt.report;
    QCOMPARE(attempt.reports, 1);
    QCOMPARE(attempt.asked, 1);
    QCOMPARE(report.outcome, Outcome::Completed);
    QCOMPARE(report.attempt.delivery, DeliveryId{7});
    QCOMPARE(report.attempt.stage, Stage::EndOfData);
    QCOMPARE(report.attempt.code, 250);
    QCOMPARE(report.attempt.enhanced.text(), QByteArray("2.0.0"));
    QCOMPARE(report.attempt.text, QStringLiteral("kept \\x1b[31m"));
    QCOMPARE(report.attempt.host, QStringLiteral("127.0.0.1:%1").arg(server.serverPort()));
    QVERIFY(report.attempt.transcript.size() > 10);
    QCOMPARE(report.recipients.size(), 2);
    QCOMPARE(report.recipients[0].address, QByteArray("a@x.test"));
    QCOMPARE(report.recipients[0].reply.code, 250);
    QCOMPARE(report.recipients[1].reply.code, 550);
}

void TestRelayConnection::probes()
{
    ScriptedSmtpServer server({Script{"S: 220 ready", "C: EHLO [127.0.0.1]", "S: 250-mx", "S: 250 AUTH PLAIN",
                                      "C: AUTH PLAIN AHVzZXIAc2VjcmV0", "S: 235 2.7.0 ok"}
                               + m_farewell});
    Smarthost smarthost = at(server);
    smarthost.clientName.clear();
    smarthost.user = QStringLiteral("user");
    smarthost.password = QStringLiteral("secret");
    Attempt attempt(smarthost, std::nullopt);
    QVERIFY(attempt.start());
    QCOMPARE(server.mismatches(), QByteArrayList());
    QCOMPARE(attempt.report.outcome, Outcome::Completed);
    QCOMPARE(attempt.report.attempt.stage, Stage::Auth);
    QCOMPARE(attempt.report.attempt.code, 235);
    QCOMPARE(attempt.asked, 0);
    for (const TranscriptLine &line : attempt.report.attempt.transcript)
        QVERIFY(!line.text.contains("AHVzZXIAc2VjcmV0") && !line.text.contains("secret"));
}

void TestRelayConnection::refusedConnection()
{
    Smarthost smarthost;
    {
        ScriptedSmtpServer server({});
        smarthost = at(server);
    }
    Attempt attempt(smarthost, mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QCOMPARE(attempt.report.outcome, Outcome::ConnectionLost);
    QCOMPARE(attempt.report.attempt.stage, Stage::Connect);
    QCOMPARE(attempt.report.attempt.code, 0);
    QVERIFY(!attempt.report.attempt.text.isEmpty());
    QCOMPARE(attempt.report.recipients.size(), 1);
}

void TestRelayConnection::unknownHost()
{
    Smarthost smarthost;
    smarthost.host = QStringLiteral("nowhere.invalid");
    Attempt attempt(smarthost, mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QCOMPARE(attempt.report.outcome, Outcome::ConnectionLost);
    QCOMPARE(attempt.report.attempt.stage, Stage::Connect);
}

void TestRelayConnection::triesEveryAddress()
{
    // localhost is 127.0.0.1, where somebody is busy and then nobody is, and ::1.
    ScriptedSmtpServer four({Script{"S: 421 busy"}});
    ScriptedSmtpServer six({m_greeting + m_farewell, m_greeting + m_farewell}, QHostAddress::LocalHostIPv6,
                           four.serverPort());
    if (!six.isListening())
        QSKIP("no IPv6 loopback, or the port is taken there");
    Smarthost smarthost = at(six);
    smarthost.host = QStringLiteral("localhost");
    for (int connections = 1; connections <= 2; ++connections) {
        Attempt attempt(smarthost, std::nullopt);
        QVERIFY(attempt.start());
        QCOMPARE(attempt.reports, 1);
        QCOMPARE(attempt.report.outcome, Outcome::Completed);
        QCOMPARE(six.connections(), connections);
        QVERIFY2(attempt.notes().contains("Connecting to 127.0.0.1:")
                     && attempt.notes().contains("Connecting to [::1]:"),
                 attempt.notes());
        four.close();
    }
    QCOMPARE(four.connections(), 1);
}

void TestRelayConnection::closedAtEveryStage_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<Stage>("stage");
    const Script mail = m_greeting + Script{"C: MAIL*"};
    const Script recipient = mail + Script{"S: 250 ok", "C: RCPT*"};
    const Script data = recipient + Script{"S: 250 ok", "C: DATA"};
    const Script body = data + Script{"S: 354 go", "BODY"};
    for (const QByteArray &end : {QByteArrayLiteral("CLOSE"), QByteArrayLiteral("RESET")}) {
        const auto row = [&end](const char *name, const Script &script, Outcome outcome, Stage stage) {
            QTest::addRow("%s, %s", name, end.constData()) << script + Script{end} << outcome << stage;
        };
        row("greeting", {}, Outcome::ConnectionLost, Stage::Greeting);
        row("EHLO", m_greeting.first(2), Outcome::ConnectionLost, Stage::Hello);
        row("MAIL", mail, Outcome::ConnectionLost, Stage::Mail);
        row("RCPT", recipient, Outcome::ConnectionLost, Stage::Recipient);
        row("DATA", data, Outcome::ConnectionLost, Stage::Data);
        row("after the dot", body, Outcome::LostAfterDot, Stage::EndOfData);
        if (end == "CLOSE") // a reset may overtake the reply before it
            row("after the reply", body + Script{"S: 250 kept"}, Outcome::Completed, Stage::EndOfData);
    }
    QTest::newRow("421 and close") << mail + Script{"S: 421 bye", "CLOSE"} << Outcome::Failed << Stage::Mail;
}

void TestRelayConnection::closedAtEveryStage()
{
    QFETCH(Script, script);
    ScriptedSmtpServer server({script});
    Attempt attempt(at(server), mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QCOMPARE(attempt.reports, 1);
    QTEST(attempt.report.outcome, "outcome");
    QTEST(attempt.report.attempt.stage, "stage");
    QVERIFY(!attempt.report.attempt.text.isEmpty());
}

void TestRelayConnection::hangsAtEveryStage_data()
{
    QTest::addColumn<Script>("script");
    QTest::addColumn<Outcome>("outcome");
    QTest::addColumn<Stage>("stage");
    const Script mail = m_greeting + Script{"C: MAIL*"};
    const Script recipient = mail + Script{"S: 250 ok", "C: RCPT*"};
    const Script data = recipient + Script{"S: 250 ok", "C: DATA"};
    QTest::newRow("greeting") << Script{} << Outcome::ConnectionLost << Stage::Greeting;
    QTest::newRow("EHLO") << m_greeting.first(2) << Outcome::ConnectionLost << Stage::Hello;
    QTest::newRow("MAIL") << mail << Outcome::ConnectionLost << Stage::Mail;
    QTest::newRow("RCPT") << recipient << Outcome::ConnectionLost << Stage::Recipient;
    QTest::newRow("DATA") << data << Outcome::ConnectionLost << Stage::Data;
    QTest::newRow("after the dot") << data + Script{"S: 354 go", "BODY"} << Outcome::LostAfterDot << Stage::EndOfData;
    QTest::newRow("QUIT") << data + Script{"S: 354 go", "BODY", "S: 250 kept", "C: QUIT"} << Outcome::Completed
                          << Stage::EndOfData;
}

void TestRelayConnection::hangsAtEveryStage()
{
    QFETCH(Script, script);
    QFETCH(Stage, stage);
    QFETCH(Outcome, outcome);
    ClientTimeouts timeouts;
    switch (stage) {
    case Stage::Greeting:
        timeouts.greeting = 50ms;
        break;
    case Stage::Hello:
        timeouts.hello = 50ms;
        break;
    case Stage::Mail:
        timeouts.mail = 50ms;
        break;
    case Stage::Recipient:
        timeouts.recipient = 50ms;
        break;
    case Stage::Data:
        timeouts.data = 50ms;
        break;
    default:
        (outcome == Outcome::Completed ? timeouts.quit : timeouts.endOfData) = 50ms;
    }
    ScriptedSmtpServer server({script});
    Attempt attempt(at(server), mailTo({"a@x.test"}), timeouts);
    QVERIFY(attempt.start());
    QCOMPARE(attempt.report.outcome, outcome);
    QCOMPARE(attempt.report.attempt.stage, stage);
    QCOMPARE(attempt.report.attempt.text.contains(QStringLiteral("timed out")), outcome != Outcome::Completed);
    QTRY_COMPARE(server.closed(), 1);
}

void TestRelayConnection::waitsForTheRecord()
{
    ScriptedSmtpServer server(
        {m_greeting
         + Script{"C: MAIL*", "S: 250 ok", "C: RCPT*", "S: 250 ok", "C: DATA", "S: 354 go", "BODY", "S: 250 kept"}
         + m_farewell});
    Attempt attempt(at(server), mailTo({"a@x.test"}));
    attempt.holdDot = true;
    attempt.connection->start();
    QTRY_COMPARE(attempt.asked, 1);
    QCOMPARE(server.bodies().size(), 0);
    attempt.proceedLater();
    QVERIFY(attempt.ended());
    QCOMPARE(attempt.report.outcome, Outcome::Completed);
    attempt.proceedLater(); // too late: nothing comes of it
}

void TestRelayConnection::abortsAtAnyTime()
{
    ScriptedSmtpServer server({Script{}, Script{}, m_greeting + Script{"C: MAIL*", "S: 250 ok"}});
    Attempt atOnce(at(server), mailTo({"a@x.test"}));
    atOnce.connection->abort();
    QCOMPARE(atOnce.reports, 1);
    QCOMPARE(atOnce.report.outcome, Outcome::ConnectionLost);

    Attempt connecting(at(server), mailTo({"a@x.test"}));
    connecting.connection->start();
    connecting.connection->abort();
    connecting.connection->abort();
    QVERIFY(connecting.ended());
    QCOMPARE(connecting.reports, 1);

    Attempt resolving(
        [] {
            Smarthost smarthost;
            smarthost.host = QStringLiteral("nowhere.invalid");
            return smarthost;
        }(),
        mailTo({"a@x.test"}));
    resolving.connection->start();
    resolving.connection->abort();
    QVERIFY(resolving.ended());
    QCOMPARE(resolving.reports, 1);

    ScriptedSmtpServer dot(
        {m_greeting + Script{"C: MAIL*", "S: 250 ok", "C: RCPT*", "S: 250 ok", "C: DATA", "S: 354 go", "BODY"}});
    Attempt afterDot(at(dot), mailTo({"a@x.test"}));
    afterDot.connection->start();
    QTRY_COMPARE(dot.bodies().size(), 1);
    afterDot.connection->abort();
    QCOMPARE(afterDot.report.outcome, Outcome::LostAfterDot);

    Attempt destroyed(at(dot), mailTo({"a@x.test"}));
    destroyed.connection->start();
    delete destroyed.connection.data();
    QCOMPARE(destroyed.reports, 0);
}

void TestRelayConnection::largeBody()
{
    if (!m_identity)
        QSKIP("no openssl to make a certificate with");
    const QByteArray raw =
        "Subject: big\r\n\r\n" + QByteArray(".0123456789012345678901234567890123456789\r\n").repeated(100'000);
    const Script mail{"C: MAIL*", "S: 250 ok", "C: RCPT*", "S: 250 ok", "C: DATA", "S: 354 go", "BODY", "S: 250 kept"};
    for (const Smarthost::Security security : {Smarthost::Security::Plain, Smarthost::Security::ImplicitTls}) {
        const Script begin = security == Smarthost::Security::Plain ? Script{} : Script{"TLS"};
        ScriptedSmtpServer server({begin + m_greeting + mail + m_farewell});
        server.setIdentity(m_identity->certificate, m_identity->key);
        Smarthost smarthost = at(server, security);
        smarthost.caFile = m_identity->file;
        Attempt attempt(smarthost, mailTo({"a@x.test"}, raw));
        QVERIFY(attempt.start());
        QCOMPARE(attempt.report.outcome, Outcome::Completed);
        QVERIFY(server.bodies().value(0) == QByteArray(raw).replace("\r\n.", "\r\n.."));
    }
}

void TestRelayConnection::startTls()
{
    if (!m_identity)
        QSKIP("no openssl to make a certificate with");
    ScriptedSmtpServer server(
        {Script{"S: 220 ready", "C: EHLO*", "S: 250-mx", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go", "TLS",
                "C: EHLO client.example.test", "S: 250-mx", "S: 250 AUTH LOGIN", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6",
                "C: dXNlcg==", "S: 334 UGFzc3dvcmQ6", "C: c2VjcmV0", "S: 235 ok"}
         + m_farewell});
    server.setIdentity(m_identity->certificate, m_identity->key);
    Smarthost smarthost = at(server, Smarthost::Security::StartTlsRequired);
    smarthost.caFile = m_identity->file;
    smarthost.user = QStringLiteral("user");
    smarthost.password = QStringLiteral("secret");
    Attempt attempt(smarthost, std::nullopt);
    QVERIFY(attempt.start());
    QCOMPARE(server.mismatches(), QByteArrayList());
    QCOMPARE(attempt.report.outcome, Outcome::Completed);
    QCOMPARE(attempt.report.attempt.stage, Stage::Auth);
}

void TestRelayConnection::startTlsInjection()
{
    ScriptedSmtpServer server({Script{"S: 220 ready", "C: EHLO*", "S: 250-mx", "S: 250 STARTTLS", "C: STARTTLS",
                                      "S: 220 go", "S: 250-mx", "S: 250 AUTH PLAIN"}});
    Attempt attempt(at(server, Smarthost::Security::StartTlsRequired), mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QCOMPARE(attempt.report.outcome, Outcome::ConnectionLost);
    QCOMPARE(attempt.report.attempt.stage, Stage::Tls);
    QTRY_COMPARE(server.closed(), 1);
    QCOMPARE(server.heard().size(), 2);
}

void TestRelayConnection::certificateMustFit_data()
{
    QTest::addColumn<Smarthost::Security>("security");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QString>("host");
    for (const auto security : {Smarthost::Security::StartTlsRequired, Smarthost::Security::ImplicitTls}) {
        const char *name = security == Smarthost::Security::ImplicitTls ? "implicit" : "STARTTLS";
        QTest::addRow("%s, unknown authority", name) << security << false << QStringLiteral("127.0.0.1");
        QTest::addRow("%s, other host", name) << security << true << QStringLiteral("localhost");
    }
}

void TestRelayConnection::certificateMustFit()
{
    if (!m_identity)
        QSKIP("no openssl to make a certificate with");
    QFETCH(Smarthost::Security, security);
    QFETCH(bool, trusted);
    QFETCH(QString, host);
    const Script script = security == Smarthost::Security::ImplicitTls
        ? Script{"TLS", "S: 220 ready", "C: *"}
        : Script{"S: 220 ready", "C: EHLO*", "S: 250-mx", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go", "TLS", "C: *"};
    ScriptedSmtpServer server({script});
    server.setIdentity(m_identity->certificate, m_identity->key);
    Smarthost smarthost = at(server, security);
    smarthost.host = host;
    smarthost.user = QStringLiteral("user");
    smarthost.password = QStringLiteral("secret");
    if (trusted)
        smarthost.caFile = m_identity->file;
    Attempt attempt(smarthost, mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QCOMPARE(attempt.report.outcome, Outcome::Failed);
    QCOMPARE(attempt.report.attempt.stage, Stage::Tls);
    QCOMPARE(attempt.report.attempt.code, 0);
    QCOMPARE(attempt.report.attempt.enhanced.text(), QByteArray("4.7.5"));
    QVERIFY(!attempt.report.attempt.text.isEmpty());
    QCOMPARE(server.connections(), 1);
    QVERIFY(!server.done()); // not a byte came after the handshake
}

void TestRelayConnection::requiredTlsNeverFallsBack()
{
    ScriptedSmtpServer server({m_greeting + Script{"C: QUIT"}});
    Attempt attempt(at(server, Smarthost::Security::StartTlsRequired), mailTo({"a@x.test"}));
    QVERIFY(attempt.start());
    QTRY_VERIFY(server.done());
    QCOMPARE(server.mismatches(), QByteArrayList());
    QCOMPARE(attempt.report.outcome, Outcome::Failed);
    QCOMPARE(attempt.report.attempt.enhanced.text(), QByteArray("4.7.4"));
    QCOMPARE(server.connections(), 1);
}

void TestRelayConnection::opportunisticTls()
{
    if (!m_identity)
        QSKIP("no openssl to make a certificate with");
    const Script offer{"S: 220 ready", "C: EHLO*", "S: 250-mx", "S: 250 STARTTLS", "C: STARTTLS", "S: 220 go"};
    // A certificate that nobody knows is taken.
    ScriptedSmtpServer unchecked({offer + Script{"TLS", "C: EHLO*", "S: 250 mx"} + m_farewell});
    unchecked.setIdentity(m_identity->certificate, m_identity->key);
    Attempt taken(at(unchecked, Smarthost::Security::StartTlsIfOffered), std::nullopt);
    QVERIFY(taken.start());
    QCOMPARE(taken.report.outcome, Outcome::Completed);
    QVERIFY2(taken.notes().contains("The certificate is not checked"), taken.notes());

    // A handshake that fails (no certificate at the server) leads to a second connection in plain text.
    ScriptedSmtpServer broken(
        {offer + Script{"CLOSE"}, Script{"S: 220 ready", "C: EHLO*", "S: 250-mx", "S: 250 STARTTLS"} + m_farewell});
    Attempt fallen(at(broken, Smarthost::Security::StartTlsIfOffered), std::nullopt);
    QVERIFY(fallen.start());
    QCOMPARE(broken.connections(), 2);
    QCOMPARE(broken.mismatches(), QByteArrayList());
    QCOMPARE(fallen.report.outcome, Outcome::Completed);
    QVERIFY2(fallen.notes().contains("going on in plain text"), fallen.notes());
}

void TestRelayConnection::implicitTls()
{
    if (!m_identity)
        QSKIP("no openssl to make a certificate with");
    ScriptedSmtpServer server({Script{"TLS"} + m_greeting + m_farewell});
    server.setIdentity(m_identity->certificate, m_identity->key);
    Smarthost smarthost = at(server, Smarthost::Security::ImplicitTls);
    smarthost.caFile = m_identity->file;
    Attempt attempt(smarthost, std::nullopt);
    QVERIFY(attempt.start());
    QCOMPARE(server.mismatches(), QByteArrayList());
    QCOMPARE(attempt.report.outcome, Outcome::Completed);

    // A server that does not speak TLS there.
    ScriptedSmtpServer plain({m_greeting});
    Attempt refused(at(plain, Smarthost::Security::ImplicitTls), std::nullopt);
    QVERIFY(refused.start());
    QCOMPARE(refused.report.outcome, Outcome::Failed);
    QCOMPARE(refused.report.attempt.stage, Stage::Tls);
}

QTEST_GUILESS_MAIN(TestRelayConnection)
#include "tst_relay_connection.moc"

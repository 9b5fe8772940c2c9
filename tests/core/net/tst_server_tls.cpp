// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tls_source.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QSslCipher>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

/// Listeners with TLS and a client that is not our own.
class TestServerTls : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void implicit_data();
    void implicit();
    void startTls_data();
    void startTls();
    void whatWasSaidInClearIsForgotten();
    void commandsSentAlongAreThrownAway();
    void plainTextInPlaceOfAHandshake();
    void plainTextOnATlsPort();
    void clientThatSaysNothing();
    void handshakeThatNeverEnds();
    void largeMessage();
    void endWithoutGoodbye();
    void shutDownDuringAHandshake();
    void withoutACertificate();
    void behindAProxy();

private:
    [[nodiscard]] ListenerConfig config(ServerOptions::Tls tls);

    SystemClock m_clock;
    QTemporaryDir m_directory;
    std::unique_ptr<TlsSource> m_tls;
};

void TestServerTls::initTestCase()
{
    m_tls = std::make_unique<TlsSource>(TlsSource::Files{{}, {}, m_directory.path()},
                                        QStringList{QStringLiteral("mail.test")}, m_clock);
    const Result<void> loaded = m_tls->load();
    QVERIFY2(loaded, loaded ? "" : qPrintable(describe(loaded.error())));
}

ListenerConfig TestServerTls::config(ServerOptions::Tls tls)
{
    ListenerConfig config = listenerConfig();
    config.session.tls = tls;
    config.tls = m_tls.get();
    return config;
}

void TestServerTls::implicit_data()
{
    QTest::addColumn<QSsl::SslProtocol>("protocol");
    QTest::addColumn<QByteArray>("version");
    QTest::newRow("1.2") << QSsl::TlsV1_2 << QByteArray("TLSv1.2");
    QTest::newRow("1.3") << QSsl::TlsV1_3 << QByteArray("TLSv1.3");
}

/// 178
void TestServerTls::implicit()
{
    QFETCH(QSsl::SslProtocol, protocol);
    QFETCH(QByteArray, version);
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.setProtocol(protocol);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.startClientEncryption();
    QTRY_COMPARE(client.heard, kGreeting);
    QVERIFY(client.isEncrypted());
    const QByteArray cipher = client.sessionCipher().name().toLatin1();
    client.write(kMail + "QUIT\r\n");
    QTRY_VERIFY(client.isGone());
    QVERIFY(!client.heard.contains("STARTTLS"));
    QTRY_VERIFY(client.heard.endsWith("\r\n221 2.0.0 bye\r\n"));
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, kStored);
    QCOMPARE(gate.messages()[0].envelope.tls.version, version);
    QCOMPARE(gate.messages()[0].envelope.tls.cipher, cipher);
    QTRY_COMPARE(listener.clientCount(), 0);
}

void TestServerTls::startTls_data()
{
    implicit_data();
}

/// 173, 178
void TestServerTls::startTls()
{
    QFETCH(QSsl::SslProtocol, protocol);
    QFETCH(QByteArray, version);
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::StartTls), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.setProtocol(protocol);
    client.write("EHLO c.test\r\nSTARTTLS\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n220 2.0.0 go ahead\r\n"));
    QTRY_VERIFY(client.heard.contains("250-STARTTLS\r\n"));
    client.heard.clear();
    client.startClientEncryption();
    client.write(kMail + "QUIT\r\n");
    QTRY_VERIFY(client.isGone());
    QTRY_VERIFY(client.heard.startsWith("250-mail.test greets you\r\n"));
    QVERIFY(!client.heard.contains("STARTTLS"));
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].envelope.tls.version, version);
    QVERIFY(!gate.messages()[0].envelope.tls.cipher.isEmpty());
}

/// 173
void TestServerTls::whatWasSaidInClearIsForgotten()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::StartTls), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("EHLO c.test\r\nSTARTTLS\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n220 2.0.0 go ahead\r\n"));
    client.heard.clear();
    client.startClientEncryption();
    client.write("MAIL FROM:<a@b.test>\r\n");
    QTRY_COMPARE(client.heard, "503 5.5.1 EHLO, HELO or LHLO comes first\r\n");
}

/// 172, CVE-2011-0411
void TestServerTls::commandsSentAlongAreThrownAway()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::StartTls), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.heard, kGreeting);
    client.write("EHLO c.test\r\nSTARTTLS\r\nRSET\r\n" + kMail);
    QTRY_VERIFY(client.heard.endsWith("\r\n220 2.0.0 go ahead\r\n"));
    client.heard.clear();
    client.startClientEncryption();
    client.write("NOOP\r\n");
    QTRY_COMPARE(client.heard, "250 2.0.0 ok\r\n");
    QCOMPARE(gate.messages().size(), 0);
}

/// 176
void TestServerTls::plainTextInPlaceOfAHandshake()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::StartTls), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("EHLO c.test\r\nSTARTTLS\r\n");
    QTRY_VERIFY(client.heard.endsWith("\r\n220 2.0.0 go ahead\r\n"));
    client.heard.clear();
    client.write(kMail);
    QTRY_VERIFY(client.isGone());
    QVERIFY2(!client.heard.contains("250"), client.heard);
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 0);
}

/// 7
void TestServerTls::plainTextOnATlsPort()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_VERIFY(client.isGone());
    QVERIFY2(!client.heard.contains("220"), client.heard);
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 0);
}

void TestServerTls::clientThatSaysNothing()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(listener.clientCount(), 1);
    client.disconnectFromHost();
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(client.heard, QByteArray());
}

/// 179
void TestServerTls::handshakeThatNeverEnds()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig slow = config(ServerOptions::Tls::Implicit);
    slow.timeouts.handshake = Milliseconds(80);
    Listener listener(slow, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient stuck(listener);
    stuck.write(QByteArray("\x16\x03\x01\x02\x00\x01\x00", 7)); // a ClientHello begins
    QTRY_COMPARE(listener.clientCount(), 1);
    SmtpClient other(listener);
    QTRY_COMPARE(other.state(), QAbstractSocket::ConnectedState);
    other.startClientEncryption();
    QTRY_COMPARE(other.heard, kGreeting);
    QCOMPARE(listener.clientCount(), 2);
    clock.advance(slow.timeouts.handshake);
    QTRY_COMPARE(listener.clientCount(), 1);
    QTRY_VERIFY(stuck.isGone());
    other.write("NOOP\r\n");
    QTRY_COMPARE(other.heard, kGreeting + "250 2.0.0 ok\r\n");
}

void TestServerTls::largeMessage()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.startClientEncryption();
    const QByteArray body = QByteArray("0123456789abcdef\r\n").repeated(300'000);
    client.write(kEnvelope + "DATA\r\n" + body + ".\r\n" + QByteArray("NOOP\r\n").repeated(20'000) + "QUIT\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(client.isGone(), 20'000);
    QCOMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].bytes, body);
    QTRY_VERIFY(client.heard.endsWith(QByteArray("250 2.0.0 ok\r\n").repeated(20'000) + "221 2.0.0 bye\r\n"));
}

/// 178: the dot says where a message ends, so that one who hangs up cuts nothing short.
void TestServerTls::endWithoutGoodbye()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.startClientEncryption();
    QTRY_COMPARE(client.heard, kGreeting);
    client.write(kMail + kEnvelope + "DATA\r\nhalf");
    QTRY_COMPARE(gate.open(), 1);
    client.endInput();
    QTRY_COMPARE(gate.open(), 0);
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(client.isGone());
    QTRY_VERIFY(client.heard.contains("queued as"));
}

void TestServerTls::shutDownDuringAHandshake()
{
    MemoryIntakeGate gate;
    Listener listener(config(ServerOptions::Tls::Implicit), gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(listener.clientCount(), 1);
    listener.shutDown();
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.heard, QByteArray());
    QTRY_COMPARE(listener.clientCount(), 0);
}

void TestServerTls::withoutACertificate()
{
    MemoryIntakeGate gate;
    TlsSource none({QStringLiteral("/nonexistent.pem"), {}, {}}, {}, m_clock);
    ListenerConfig broken = config(ServerOptions::Tls::StartTls);
    broken.tls = &none;
    Listener listener(broken, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("EHLO c.test\r\nSTARTTLS\r\n");
    QTRY_VERIFY(client.isGone());
    QTRY_COMPARE(listener.clientCount(), 0);
}

void TestServerTls::behindAProxy()
{
    MemoryIntakeGate gate;
    ListenerConfig proxied = config(ServerOptions::Tls::Implicit);
    proxied.proxies = {{QHostAddress::LocalHost, 32}};
    Listener listener(proxied, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    QTRY_COMPARE(client.state(), QAbstractSocket::ConnectedState);
    client.write("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n");
    client.startClientEncryption();
    client.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QCOMPARE(gate.messages()[0].envelope.peer, "192.0.2.7:56324");
    QVERIFY(gate.messages()[0].envelope.tls.active());
}

QTEST_GUILESS_MAIN(TestServerTls)
#include "tst_server_tls.moc"

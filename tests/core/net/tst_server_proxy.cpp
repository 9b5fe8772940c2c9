// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/login_checker.h"
#include "tests/support/fake_clock.h"
#include "tests/support/memory_intake.h"
#include "tests/support/smtp_client.h"

#include <QTest>

using namespace mailweir;

/// Clients that come by way of a proxy.
class TestServerProxy : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void proxyHeader_data();
    void proxyHeader();
    void proxyHeaderThatIsNone();
    void proxyHeaderThatDoesNotEnd();
    void proxyHeaderFromOthersIsNotRead();
    void insecureLoginIsForThisMachine();

private:
    SystemClock m_clock;
};

void TestServerProxy::proxyHeader_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("peer");
    QTest::newRow("v1") << QByteArray("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n")
                        << QByteArray("192.0.2.7:56324");
    QTest::newRow("v1 IPv6") << QByteArray("PROXY TCP6 2001:db8::7 2001:db8::1 56324 25\r\n")
                             << QByteArray("[2001:db8::7]:56324");
    const QByteArray v2 = QByteArray("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c", 16)
        + QByteArray("\xc0\0\x02\x07\xc6\x33\x64\x01\xdc\x04\0\x19", 12);
    QTest::newRow("v2") << v2 << QByteArray("192.0.2.7:56324");
    QTest::newRow("v2 LOCAL") << QByteArray("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16) << QByteArray("127.0.0.1:");
}

/// 13
void TestServerProxy::proxyHeader()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, peer);
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.proxies = {{QHostAddress(QStringLiteral("10.0.0.0")), 8}, {QHostAddress::LocalHost, 32}};
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient whole(listener);
    whole.write(header + kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(whole.heard.startsWith(kGreeting));
    QVERIFY2(gate.messages()[0].envelope.peer.startsWith(peer), gate.messages()[0].envelope.peer);

    SmtpClient cut(listener);
    cut.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    QTRY_COMPARE(listener.clientCount(), 2);
    for (const char byte : header) {
        QCOMPARE(cut.heard, QByteArray());
        cut.write(&byte, 1);
        QTRY_COMPARE(cut.bytesToWrite(), 0);
    }
    QTRY_COMPARE(cut.heard, kGreeting);
    cut.write(kMail);
    QTRY_COMPARE(gate.messages().size(), 2);
    QVERIFY(gate.messages()[1].envelope.peer.startsWith(peer));
}

/// 13
void TestServerProxy::proxyHeaderThatIsNone()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.proxies = {{QHostAddress::LocalHost, 32}};
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write(kMail);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.heard, QByteArray());
    QTRY_COMPARE(listener.clientCount(), 0);
    SmtpClient half(listener);
    half.write("PROXY TCP4 192.");
    half.disconnectFromHost();
    QTRY_VERIFY(half.isGone());
    QTRY_COMPARE(listener.clientCount(), 0);
    QCOMPARE(gate.messages().size(), 0);
}

void TestServerProxy::proxyHeaderThatDoesNotEnd()
{
    FakeClock clock;
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.proxies = {{QHostAddress::LocalHost, 32}};
    config.timeouts.handshake = Milliseconds(80);
    Listener listener(config, gate, clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("PROXY ");
    QTRY_COMPARE(listener.clientCount(), 1);
    clock.advance(config.timeouts.handshake);
    QTRY_COMPARE(listener.clientCount(), 0);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(client.heard, QByteArray());
}

/// 13
void TestServerProxy::proxyHeaderFromOthersIsNotRead()
{
    MemoryIntakeGate gate;
    ListenerConfig config = listenerConfig();
    config.proxies = {{QHostAddress(QStringLiteral("192.0.2.0")), 24}};
    Listener listener(config, gate, m_clock);
    QVERIFY(listener.listen());
    SmtpClient client(listener);
    client.write("PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n" + kMail);
    QTRY_COMPARE(gate.messages().size(), 1);
    QTRY_VERIFY(client.heard.startsWith(kGreeting + "554 5.5.1 "));
    QVERIFY(gate.messages()[0].envelope.peer.startsWith("127.0.0.1:"));
}

/// 164
void TestServerProxy::insecureLoginIsForThisMachine()
{
    MemoryIntakeGate gate;
    LoginChecker logins;
    ListenerConfig config = listenerConfig();
    config.session.auth = ServerOptions::Auth::Any;
    config.logins = &logins;
    config.proxies = {{QHostAddress::LocalHost, 32}};
    const auto offersLogin = [&](const QByteArray &header) {
        Listener listener(config, gate, m_clock);
        (void)listener.listen();
        SmtpClient client(listener);
        client.write(header + "EHLO c.test\r\nNOOP\r\n");
        (void)QTest::qWaitFor([&client] { return client.heard.endsWith("250 2.0.0 ok\r\n"); });
        return client.heard.endsWith("250 2.0.0 ok\r\n") && client.heard.contains("AUTH PLAIN");
    };
    QVERIFY(offersLogin("PROXY UNKNOWN\r\n"));
    QVERIFY(offersLogin("PROXY TCP4 127.0.0.1 127.0.0.1 5 25\r\n"));
    QVERIFY(!offersLogin("PROXY TCP4 192.0.2.1 127.0.0.1 5 25\r\n"));
    config.insecureAuth = true;
    QVERIFY(offersLogin("PROXY TCP4 192.0.2.1 127.0.0.1 5 25\r\n"));
    config.insecureAuth = false;
    QVERIFY(!offersLogin("PROXY UNKNOWN\r\n"));
}

QTEST_GUILESS_MAIN(TestServerProxy)
#include "tst_server_proxy.moc"

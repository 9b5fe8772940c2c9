// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tls_layer.h"
#include "core/net/tls_source.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>

#include <openssl/err.h>
#include <openssl/ssl.h>

using namespace mailweir;

namespace {

/// OpenSSL's own client, likewise without sockets.
class TlsClient {
public:
    explicit TlsClient(int version)
        : m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free)
        , m_ssl(SSL_new(m_context.get()), SSL_free)
        , m_in(BIO_new(BIO_s_mem()))
        , m_out(BIO_new(BIO_s_mem()))
    {
        SSL_set_security_level(m_ssl.get(), 0);
        SSL_set_min_proto_version(m_ssl.get(), version);
        SSL_set_max_proto_version(m_ssl.get(), version);
        SSL_set_bio(m_ssl.get(), m_in, m_out);
        SSL_set_connect_state(m_ssl.get());
    }

    [[nodiscard]] SSL *ssl() { return m_ssl.get(); }
    void feed(const QByteArray &wire) { BIO_write(m_in, wire.constData(), int(wire.size())); }
    [[nodiscard]] QByteArray output()
    {
        char *data = nullptr;
        const long size = BIO_get_mem_data(m_out, &data);
        const QByteArray wire(data, size);
        BIO_reset(m_out);
        return wire;
    }
    [[nodiscard]] QByteArray read()
    {
        QByteArray all;
        std::array<char, 1'000> buffer;
        for (int size = 0; (size = SSL_read(m_ssl.get(), buffer.data(), int(buffer.size()))) > 0;)
            all.append(buffer.data(), size);
        return all;
    }

private:
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX *)> m_context;
    std::unique_ptr<SSL, void (*)(SSL *)> m_ssl;
    BIO *m_in;
    BIO *m_out;
};

/// Carries everything in both directions, `piece` bytes at a time, until the server is done or has failed.
TlsLayer::Status shakeHands(TlsLayer &server, TlsClient &client, qsizetype piece = 1'000'000)
{
    TlsLayer::Status status = TlsLayer::Status::NeedsInput;
    for (int i = 0; i < 20 && status == TlsLayer::Status::NeedsInput; ++i) {
        SSL_do_handshake(client.ssl());
        const QByteArray said = client.output();
        for (qsizetype at = 0; at < said.size() && status == TlsLayer::Status::NeedsInput; at += piece) {
            server.feed(said.sliced(at, std::min(piece, said.size() - at)));
            status = server.handshake();
        }
        QByteArray answered;
        server.takeOutput(answered);
        client.feed(answered);
    }
    SSL_do_handshake(client.ssl()); // takes what came last
    return status;
}

} // namespace

class TestTlsLayer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { ERR_clear_error(); }
    void talk_data();
    void talk();
    void oldVersionsAreRefused();
    void goodbyes();
    void damagedRecord();
    void noRenegotiation();

private:
    QTemporaryDir m_directory;
    SystemClock m_clock;
    std::shared_ptr<SSL_CTX> m_context;
};

void TestTlsLayer::initTestCase()
{
    TlsSource source({{}, {}, m_directory.path()}, {}, m_clock);
    QVERIFY(source.load());
    m_context = source.context();
}

void TestTlsLayer::talk_data()
{
    QTest::addColumn<int>("version");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<qsizetype>("piece");
    for (const qsizetype piece : {qsizetype(1), qsizetype(7), qsizetype(1'000'000)}) {
        QTest::addRow("1.2 by %lld", qint64(piece)) << TLS1_2_VERSION << QByteArray("TLSv1.2") << piece;
        QTest::addRow("1.3 by %lld", qint64(piece)) << TLS1_3_VERSION << QByteArray("TLSv1.3") << piece;
    }
}

/// 178
void TestTlsLayer::talk()
{
    QFETCH(int, version);
    QFETCH(QByteArray, name);
    QFETCH(qsizetype, piece);
    TlsLayer server(*m_context);
    TlsClient client(version);
    QCOMPARE(shakeHands(server, client, piece), TlsLayer::Status::Done);
    QCOMPARE(server.details().version, name);
    QCOMPARE(server.details().cipher, QByteArray(SSL_get_cipher_name(client.ssl())));

    const QByteArray large = QByteArray("0123456789").repeated(10'000); // several records
    QVERIFY(server.write(large));
    QByteArray wire;
    server.takeOutput(wire);
    client.feed(wire);
    QCOMPARE(client.read(), large);

    QCOMPARE(SSL_write(client.ssl(), large.constData(), int(large.size())), int(large.size()));
    wire = client.output();
    QByteArray heard;
    std::array<char, 1'000> buffer;
    for (qsizetype at = 0; at < wire.size(); at += piece) {
        server.feed(wire.sliced(at, std::min(piece, wire.size() - at)));
        TlsLayer::Read read = server.read(buffer);
        for (; read.status == TlsLayer::Status::Done; read = server.read(buffer))
            heard.append(buffer.data(), read.size);
        QCOMPARE(read.status, TlsLayer::Status::NeedsInput);
    }
    QCOMPARE(heard, large);
}

void TestTlsLayer::oldVersionsAreRefused()
{
    TlsLayer server(*m_context);
    TlsClient client(TLS1_1_VERSION);
    QCOMPARE(shakeHands(server, client), TlsLayer::Status::Failed);
    QVERIFY(!server.problem().isEmpty());
    QVERIFY(!server.write("anything"));
}

/// 178
void TestTlsLayer::goodbyes()
{
    TlsLayer server(*m_context);
    TlsClient client(TLS1_3_VERSION);
    QCOMPARE(shakeHands(server, client), TlsLayer::Status::Done);
    SSL_shutdown(client.ssl());
    server.feed(client.output());
    std::array<char, 10> buffer;
    QCOMPARE(server.read(buffer).status, TlsLayer::Status::Ended);
    QVERIFY(server.write("the last word"));
    server.close();
    QByteArray wire;
    server.takeOutput(wire);
    client.feed(wire);
    QCOMPARE(client.read(), "the last word");
    QVERIFY((SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
}

void TestTlsLayer::damagedRecord()
{
    TlsLayer server(*m_context);
    TlsClient client(TLS1_3_VERSION);
    QCOMPARE(shakeHands(server, client), TlsLayer::Status::Done);
    QCOMPARE(SSL_write(client.ssl(), "hello", 5), 5);
    QByteArray wire = client.output();
    wire.back() = char(wire.back() ^ 1);
    server.feed(wire);
    std::array<char, 10> buffer;
    QCOMPARE(server.read(buffer).status, TlsLayer::Status::Failed);
    QCOMPARE(server.read(buffer).status, TlsLayer::Status::Failed);
    QVERIFY(!server.write("anything"));
    server.close(); // says nothing more
}

/// 178: a client cannot make the server do the costly part again and again.
void TestTlsLayer::noRenegotiation()
{
    TlsLayer server(*m_context);
    TlsClient client(TLS1_2_VERSION);
    QCOMPARE(shakeHands(server, client), TlsLayer::Status::Done);
    QCOMPARE(SSL_renegotiate(client.ssl()), 1);
    SSL_do_handshake(client.ssl());
    server.feed(client.output());
    std::array<char, 10> buffer;
    QCOMPARE(server.read(buffer).status, TlsLayer::Status::NeedsInput);
    QByteArray wire;
    server.takeOutput(wire);
    QVERIFY2(!wire.isEmpty() && wire.size() < 100, "an alert, no certificate");
    client.feed(wire);
    QCOMPARE(SSL_do_handshake(client.ssl()), -1);
    QCOMPARE(ERR_GET_REASON(ERR_peek_last_error()), SSL_R_NO_RENEGOTIATION);
}

QTEST_GUILESS_MAIN(TestTlsLayer)
#include "tst_tls_layer.moc"

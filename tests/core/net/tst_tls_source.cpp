// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/certificate.h"
#include "core/net/tls_source.h"
#include "tests/support/captured_log.h"
#include "tests/support/fake_clock.h"
#include "tests/support/pem_files.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/ssl.h>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using std::chrono::days;

/// What a client saw of a handshake with a context.
struct Handshake {
    QByteArray version; ///< empty: it failed
    std::vector<QByteArray> chain; ///< DER
    long verified = -1; ///< X509_V_OK
};

struct ClientWishes {
    int maxVersion = 0; ///< 0 = the newest
    std::shared_ptr<X509> trusted = {};
    const char *host = "localhost";
};

Handshake shakeHands(const std::shared_ptr<SSL_CTX> &context, const ClientWishes &wishes = {})
{
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> clientContext(SSL_CTX_new(TLS_client_method()),
                                                                          SSL_CTX_free);
    SSL_CTX_set_security_level(clientContext.get(), 0); // so that it would do TLS 1.1
    SSL_CTX_set_min_proto_version(clientContext.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(clientContext.get(), wishes.maxVersion);
    if (wishes.trusted)
        X509_STORE_add_cert(SSL_CTX_get_cert_store(clientContext.get()), wishes.trusted.get());
    const std::unique_ptr<SSL, decltype(&SSL_free)> client(SSL_new(clientContext.get()), SSL_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> server(SSL_new(context.get()), SSL_free);
    SSL_set1_host(client.get(), wishes.host);
    X509_VERIFY_PARAM_set_time(SSL_get0_param(client.get()), toUnixMs(FakeClock().now()) / 1000);
    BIO *clientEnd = nullptr;
    BIO *serverEnd = nullptr;
    BIO_new_bio_pair(&clientEnd, 0, &serverEnd, 0);
    SSL_set_bio(client.get(), clientEnd, clientEnd);
    SSL_set_bio(server.get(), serverEnd, serverEnd);
    SSL_set_connect_state(client.get());
    SSL_set_accept_state(server.get());
    bool clientDone = false;
    bool serverDone = false;
    for (int turn = 0; turn < 10 && !(clientDone && serverDone); ++turn) {
        clientDone = SSL_do_handshake(client.get()) == 1;
        serverDone = SSL_do_handshake(server.get()) == 1;
    }
    Handshake seen;
    if (!clientDone || !serverDone)
        return seen;
    seen.version = SSL_get_version(client.get());
    seen.verified = SSL_get_verify_result(client.get());
    const STACK_OF(X509) *chain = SSL_get_peer_cert_chain(client.get());
    for (int i = 0; i < sk_X509_num(chain); ++i) {
        unsigned char *der = nullptr;
        const int size = i2d_X509(sk_X509_value(chain, i), &der);
        seen.chain.emplace_back(reinterpret_cast<const char *>(der), size);
        OPENSSL_free(der);
    }
    return seen;
}

} // namespace

class TestTlsSource : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void touchesNothingBeforeItsFirstUse();
    void makesACertificateOnce();
    void clientsCanTrustIt();
    void versions();
    void contextIsSetUp();
    void renewsBeforeTheEnd();
    void renewsAtTheStart();
    void renewalThatFails();
    void replacesADamagedOne();
    void followsOneMadeByAnother();
    void loadsFiles_data();
    void loadsFiles();
    void sendsTheChain();
    void failsToLoad();
    void refusesAWeakKey();
    void warnsOfAnOldCertificate();
    void reloadsAChangedFile();
    void keepsTheOldWhenTheNewIsBroken();
    void loadsOnFirstUse();

private:
    [[nodiscard]] QString path(const char *name) const { return m_directory->filePath(QString::fromLatin1(name)); }
    [[nodiscard]] TlsSource::Files selfSigned() const { return {{}, {}, path("tls")}; }
    [[nodiscard]] TlsSource::Files given() const { return {path("a.pem"), path("a.key"), path("tls")}; }
    void make(const char *certificate, const char *key) const
    {
        const Result<Certificate> made = Certificate::makeSelfSigned({u"mail.example"_s}, m_clock.now());
        QVERIFY(made && made->save(path(certificate), path(key)));
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    FakeClock m_clock;
};

void TestTlsSource::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_clock.set(FakeClock().now());
}

void TestTlsSource::touchesNothingBeforeItsFirstUse()
{
    {
        const TlsSource source(selfSigned(), {}, m_clock);
    }
    QVERIFY(!QFile::exists(path("tls")));
}

void TestTlsSource::makesACertificateOnce()
{
    TlsSource source(selfSigned(), {u"mail.example"_s}, m_clock);
    QVERIFY(source.load());
    const QByteArray certificate = contentOf(path("tls/certificate.pem"));
    const QByteArray key = contentOf(path("tls/key.pem"));
    QVERIFY(!certificate.isEmpty() && !key.isEmpty());

    m_clock.advance(days(300));
    TlsSource next(selfSigned(), {u"mail.example"_s}, m_clock);
    QVERIFY(next.load());
    QCOMPARE(contentOf(path("tls/certificate.pem")), certificate);
    QCOMPARE(contentOf(path("tls/key.pem")), key);
    QCOMPARE(shakeHands(next.context()).chain, shakeHands(source.context()).chain);
    QCOMPARE(QDir(path("tls")).entryList(QDir::Files).size(), 2);
}

void TestTlsSource::clientsCanTrustIt()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<X509> certificate = certificateIn(path("tls/certificate.pem"));
    QCOMPARE(shakeHands(source.context(), {0, certificate, "localhost"}).verified, long(X509_V_OK));
    QCOMPARE(shakeHands(source.context(), {0, certificate, "other.example"}).verified,
             long(X509_V_ERR_HOSTNAME_MISMATCH));
    QVERIFY(shakeHands(source.context()).verified != X509_V_OK);
}

void TestTlsSource::versions()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    QCOMPARE(shakeHands(source.context()).version, "TLSv1.3");
    QCOMPARE(shakeHands(source.context(), {TLS1_2_VERSION}).version, "TLSv1.2");
    QCOMPARE(shakeHands(source.context(), {TLS1_1_VERSION}).version, "");
}

void TestTlsSource::contextIsSetUp()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<SSL_CTX> context = source.context();
    const long modes = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER;
    QCOMPARE(SSL_CTX_get_mode(context.get()) & modes, modes);
    QVERIFY(SSL_CTX_get_options(context.get()) & SSL_OP_NO_RENEGOTIATION);
    QCOMPARE(SSL_CTX_get_min_proto_version(context.get()), TLS1_2_VERSION);
}

void TestTlsSource::renewsBeforeTheEnd()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<SSL_CTX> first = source.context();
    const std::vector<QByteArray> chain = shakeHands(first).chain;

    m_clock.advance(days(396 - 30));
    QCOMPARE(source.context(), first);

    m_clock.advance(1s);
    const std::shared_ptr<SSL_CTX> second = source.context();
    QVERIFY(second != first);
    QVERIFY(shakeHands(second).chain != chain);
    QCOMPARE(shakeHands(first).chain, chain); // connections that are open keep theirs
    const Result<Certificate> read = Certificate::load(path("tls/certificate.pem"), path("tls/key.pem"));
    QVERIFY(read);
    QCOMPARE(read->notAfter(), m_clock.now() + days(396));

    m_clock.advance(1s);
    QCOMPARE(source.context(), second);
}

void TestTlsSource::renewsAtTheStart()
{
    const auto chainNow = [&] {
        TlsSource source(selfSigned(), {}, m_clock);
        return source.load() ? shakeHands(source.context()).chain : std::vector<QByteArray>();
    };
    const std::vector<QByteArray> first = chainNow();
    QCOMPARE(first.size(), size_t(1));
    m_clock.advance(days(396 - 30));
    QCOMPARE(chainNow(), first);
    m_clock.advance(1ms);
    const std::vector<QByteArray> second = chainNow();
    QVERIFY(second != first);
    // Made while the clock was years ahead.
    m_clock.set(FakeClock().now());
    QVERIFY(chainNow() != second);
}

void TestTlsSource::renewalThatFails()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<SSL_CTX> first = source.context();
    QVERIFY(QDir(path("tls")).removeRecursively());
    QVERIFY(writeFile(path("tls"), "in the way"));

    CapturedLog log;
    m_clock.advance(days(380));
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(source.context(), first);
        m_clock.advance(1s);
    }
    const std::vector<QString> warnings = log.takeWarnings();
    QCOMPARE(warnings.size(), size_t(1));
    QVERIFY2(warnings[0].contains(u"stays in use"), qPrintable(warnings[0]));

    QVERIFY(QFile::remove(path("tls")));
    m_clock.advance(1h);
    QVERIFY(source.context() != first);
    QCOMPARE(log.takeWarnings().size(), size_t(0));
}

void TestTlsSource::replacesADamagedOne()
{
    QVERIFY(TlsSource(selfSigned(), {}, m_clock).load());
    make("other.pem", "tls/key.pem"); // the certificate was not written any more
    CapturedLog log;
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    QCOMPARE(log.takeWarnings().size(), size_t(1));
    QVERIFY(Certificate::load(path("tls/certificate.pem"), path("tls/key.pem")));
    QCOMPARE(shakeHands(source.context()).version, "TLSv1.3");
}

void TestTlsSource::followsOneMadeByAnother()
{
    TlsSource source(selfSigned(), {}, m_clock);
    QVERIFY(source.load());
    m_clock.advance(days(380));
    TlsSource other(selfSigned(), {}, m_clock);
    QVERIFY(other.load());
    QCOMPARE(shakeHands(source.context()).chain, shakeHands(other.context()).chain);
}

void TestTlsSource::loadsFiles_data()
{
    QTest::addColumn<bool>("oneFile");
    QTest::addColumn<bool>("keyFirst");
    QTest::newRow("two files") << false << false;
    QTest::newRow("one file") << true << false;
    QTest::newRow("one file, key first") << true << true;
}

void TestTlsSource::loadsFiles()
{
    QFETCH(const bool, oneFile);
    QFETCH(const bool, keyFirst);
    make("a.pem", "a.key");
    if (oneFile) {
        const QByteArray certificate = contentOf(path("a.pem"));
        const QByteArray key = contentOf(path("a.key"));
        QVERIFY(writeFile(path("a.pem"), keyFirst ? key + certificate : certificate + key));
        QVERIFY(QFile::remove(path("a.key")));
    }
    TlsSource source({path("a.pem"), oneFile ? QString() : path("a.key"), {}}, {}, m_clock);
    QVERIFY(source.load());
    const Handshake seen = shakeHands(source.context(), {0, certificateIn(path("a.pem")), "mail.example"});
    QCOMPARE(seen.verified, long(X509_V_OK));
    QVERIFY(!QFile::exists(path("tls")));
}

void TestTlsSource::sendsTheChain()
{
    make("a.pem", "a.key");
    make("above.pem", "above.key");
    QVERIFY(writeFile(path("a.pem"), contentOf(path("a.pem")) + "\nthe issuer\n" + contentOf(path("above.pem"))));
    TlsSource source(given(), {}, m_clock);
    QVERIFY(source.load());
    QCOMPARE(shakeHands(source.context()).chain.size(), size_t(2));
}

void TestTlsSource::failsToLoad()
{
    make("a.pem", "a.key");
    make("a.pem", "b.key");
    TlsSource source(given(), {}, m_clock);
    const Result<void> loaded = source.load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::Invalid);
    QCOMPARE(loaded.error().subject, path("a.key"));
    QVERIFY(!source.context());
}

void TestTlsSource::refusesAWeakKey()
{
    const std::shared_ptr<EVP_PKEY> key(EVP_RSA_gen(512), EVP_PKEY_free);
    const std::shared_ptr<X509> certificate(X509_new(), X509_free);
    X509_set_pubkey(certificate.get(), key.get());
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    QVERIFY(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
    QVERIFY(writeFile(path("a.pem"), pemOf([&](BIO *out) { PEM_write_bio_X509(out, certificate.get()); })));
    QVERIFY(writeFile(path("a.key"), pemOf([&](BIO *out) {
                          PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
                      })));
    const Result<void> loaded = TlsSource(given(), {}, m_clock).load();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error(), (Error{ErrorCode::Invalid, path("a.pem"), u"ee key too small"_s}));
}

void TestTlsSource::warnsOfAnOldCertificate()
{
    make("a.pem", "a.key");
    CapturedLog log;
    m_clock.advance(days(396) - 1ms);
    QVERIFY(TlsSource(given(), {}, m_clock).load());
    QCOMPARE(log.takeWarnings().size(), size_t(0));
    m_clock.advance(1ms);
    QVERIFY(TlsSource(given(), {}, m_clock).load());
    const std::vector<QString> warnings = log.takeWarnings();
    QCOMPARE(warnings.size(), size_t(1));
    QVERIFY2(warnings[0].contains(u"2027-06-01T09:00:00.000Z"), qPrintable(warnings[0]));
}

void TestTlsSource::reloadsAChangedFile()
{
    make("a.pem", "a.key");
    TlsSource source(given(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<SSL_CTX> first = source.context();
    make("a.pem", "a.key");

    m_clock.advance(999ms);
    QCOMPARE(source.context(), first);
    m_clock.advance(1ms);
    const std::shared_ptr<SSL_CTX> second = source.context();
    QVERIFY(second != first);
    QCOMPARE(shakeHands(second, {0, certificateIn(path("a.pem")), "mail.example"}).verified, long(X509_V_OK));

    m_clock.advance(1s);
    QCOMPARE(source.context(), second);
}

void TestTlsSource::keepsTheOldWhenTheNewIsBroken()
{
    make("a.pem", "a.key");
    TlsSource source(given(), {}, m_clock);
    QVERIFY(source.load());
    const std::shared_ptr<SSL_CTX> first = source.context();
    CapturedLog log;
    const auto lookAgain = [&] {
        m_clock.advance(1s);
        return source.context();
    };

    make("a.pem", "other.key"); // the certificate first, as a renewal script may do
    QCOMPARE(lookAgain(), first);
    QCOMPARE(lookAgain(), first);
    QCOMPARE(log.takeWarnings().size(), size_t(1));

    QVERIFY(QFile::remove(path("a.pem")));
    QCOMPARE(lookAgain(), first);
    QCOMPARE(lookAgain(), first);
    const std::vector<QString> warnings = log.takeWarnings();
    QCOMPARE(warnings.size(), size_t(1));
    QVERIFY2(warnings[0].contains(path("a.pem")) && warnings[0].contains(u"stays in use"), qPrintable(warnings[0]));

    make("a.pem", "a.key");
    QVERIFY(lookAgain() != first);
    QCOMPARE(log.takeWarnings().size(), size_t(0));
}

void TestTlsSource::loadsOnFirstUse()
{
    TlsSource source(given(), {}, m_clock);
    {
        CapturedLog log;
        QVERIFY(!source.context());
        QCOMPARE(log.takeWarnings().size(), size_t(1));
    }
    make("a.pem", "a.key");
    m_clock.advance(1s);
    QVERIFY(source.context());
}

QTEST_GUILESS_MAIN(TestTlsSource)
#include "tst_tls_source.moc"

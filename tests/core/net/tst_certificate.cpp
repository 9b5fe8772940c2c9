// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/certificate.h"
#include "tests/support/fake_clock.h"
#include "tests/support/pem_files.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

using std::chrono::days;

const Timestamp now = FakeClock().now();

std::shared_ptr<EVP_PKEY> keyIn(const QString &path)
{
    const QByteArray pem = contentOf(path);
    BIO *in = BIO_new_mem_buf(pem.constData(), int(pem.size()));
    std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr), EVP_PKEY_free);
    BIO_free(in);
    return key;
}

} // namespace

class TestCertificate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void selfSignedCertificate();
    void selfSignedNames();
    void savesPrivateFiles();
    void tellsWhatIsWrong_data();
    void tellsWhatIsWrong();

private:
    [[nodiscard]] QString path(const char *name) const { return m_directory->filePath(QString::fromLatin1(name)); }
    void make(const char *certificate, const char *key, const QStringList &hostNames = {}) const
    {
        const Result<Certificate> made = Certificate::makeSelfSigned(hostNames, now);
        QVERIFY(made && made->save(path(certificate), path(key)));
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TestCertificate::selfSignedCertificate()
{
    make("a.pem", "a.key", {u"mail.example"_s});
    const std::shared_ptr<X509> certificate = certificateIn(path("a.pem"));
    QVERIFY(certificate);

    const Result<Certificate> read = Certificate::load(path("a.pem"), path("a.key"));
    QVERIFY(read);
    QCOMPARE(read->notBefore(), now - days(1));
    QCOMPARE(read->notAfter(), now + days(396));

    QCOMPARE(X509_get_signature_nid(certificate.get()), NID_ecdsa_with_SHA256);
    char curve[32];
    QVERIFY(EVP_PKEY_get_group_name(X509_get0_pubkey(certificate.get()), curve, sizeof curve, nullptr));
    QCOMPARE(QByteArray(curve), "prime256v1");
    QCOMPARE(X509_check_ca(certificate.get()), 0);
    QVERIFY(X509_get_extension_flags(certificate.get()) & EXFLAG_BCONS);
    QVERIFY(X509_get_extension_flags(certificate.get()) & EXFLAG_SS);
    QCOMPARE(X509_get_extended_key_usage(certificate.get()), quint32(XKU_SSL_SERVER));
    QCOMPARE(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 1);
    QCOMPARE(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
    QCOMPARE(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);
}

void TestCertificate::selfSignedNames()
{
    const QString longName = u"a."_s.repeated(40) + u"example"_s;
    make("a.pem", "a.key",
         {longName, u"post.example"_s, u"b\u00fccher.example"_s, u"192.0.2.7"_s, u"localhost"_s, u""_s,
          u"x,DNS:evil.example"_s});
    const std::shared_ptr<X509> certificate = certificateIn(path("a.pem"));
    QVERIFY(certificate);
    const auto isFor = [&](const char *name) {
        return X509_check_host(certificate.get(), name, 0, 0, nullptr) == 1;
    };
    QVERIFY(isFor(longName.toLatin1().constData()));
    QVERIFY(isFor("post.example"));
    QVERIFY(isFor("xn--bcher-kva.example"));
    QVERIFY(isFor("localhost"));
    QVERIFY(!isFor("evil.example"));
    QVERIFY(!isFor("other.example"));
    for (const char *address : {"127.0.0.1", "::1", "192.0.2.7"})
        QCOMPARE(X509_check_ip_asc(certificate.get(), address, 0), 1);
    QCOMPARE(X509_check_ip_asc(certificate.get(), "192.0.2.8", 0), 0);

    char name[80];
    QVERIFY(X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name) > 0);
    QCOMPARE(QByteArray(name), "post.example"); // the first that fits
}

void TestCertificate::savesPrivateFiles()
{
    make("new/a.pem", "new/a.key");
    QVERIFY(contentOf(path("new/a.pem")).startsWith("-----BEGIN CERTIFICATE-----\n"));
    QVERIFY(contentOf(path("new/a.key")).startsWith("-----BEGIN PRIVATE KEY-----\n"));
    for (const char *name : {"new/a.pem", "new/a.key"}) {
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(path(name)).constData(), &status), 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0600));
    }
    QCOMPARE(QDir(path("new")).entryList(QDir::Files), (QStringList{u"a.key"_s, u"a.pem"_s}));

    const Result<Certificate> made = Certificate::makeSelfSigned({}, now);
    QVERIFY(made);
    const Result<void> saved = made->save(path("new/a.pem/in/a/file"), path("new/b.key"));
    QVERIFY(!saved);
    QCOMPARE(saved.error().code, ErrorCode::Io);
}

void TestCertificate::tellsWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *problem, ErrorCode code, const char *file, const char *words) {
        QTest::newRow(problem) << QByteArray(problem) << code << QString::fromLatin1(file)
                               << QString::fromLatin1(words);
    };
    row("no certificate file", ErrorCode::NotFound, "a.pem", "No such file");
    row("no key file", ErrorCode::NotFound, "a.key", "No such file");
    row("a directory", ErrorCode::Invalid, "a.pem", "regular file");
    row("not PEM", ErrorCode::Invalid, "a.pem", "BEGIN CERTIFICATE is expected");
    row("a key for a certificate", ErrorCode::Invalid, "a.pem", "BEGIN CERTIFICATE is expected");
    row("a certificate for a key", ErrorCode::Invalid, "a.key", "BEGIN PRIVATE KEY is expected");
    row("a damaged certificate", ErrorCode::Invalid, "a.pem", "damaged");
    row("a damaged key", ErrorCode::Invalid, "a.key", "cannot be read");
    row("a key with a pass phrase", ErrorCode::Invalid, "a.key", "pass phrase");
    row("another key", ErrorCode::Invalid, "a.key", "is not that of");
    row("a huge file", ErrorCode::Invalid, "a.pem", "1 MiB");
}

void TestCertificate::tellsWhatIsWrong()
{
    QFETCH(const QByteArray, problem);
    QFETCH(const ErrorCode, code);
    QFETCH(const QString, file);
    QFETCH(const QString, words);
    make("a.pem", "a.key");
    make("b.pem", "b.key");
    const QByteArray certificate = contentOf(path("a.pem"));
    const QByteArray key = contentOf(path("a.key"));
    const QString changed = m_directory->filePath(file);
    if (code == ErrorCode::NotFound || problem == "a directory")
        QVERIFY(QFile::remove(changed));
    if (problem == "a directory")
        QVERIFY(QDir().mkpath(changed));
    const QHash<QByteArray, QByteArray> content{
        {"not PEM", "\x30\x82\x01\x02"},
        {"a key for a certificate", key},
        {"a certificate for a key", certificate},
        {"a damaged certificate", QByteArray(certificate).replace(100, 8, "AAAAAAAA")},
        {"a damaged key", QByteArray(key).replace(40, 8, "AAAAAAAA")},
        {"another key", contentOf(path("b.key"))},
        {"a huge file", certificate + QByteArray(1 << 20, '\n')},
        {"a key with a pass phrase", pemOf([&](BIO *out) {
             PEM_write_bio_PKCS8PrivateKey(out, keyIn(path("a.key")).get(), EVP_aes_128_cbc(), "secret", 6, nullptr,
                                           nullptr);
         })},
    };
    if (content.contains(problem))
        QVERIFY(writeFile(changed, content.value(problem)));

    const Result<Certificate> loaded = Certificate::load(path("a.pem"), path("a.key"));
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, code);
    QCOMPARE(loaded.error().subject, changed);
    QVERIFY2(loaded.error().detail.contains(words), qPrintable(loaded.error().detail));
    QCOMPARE(ERR_peek_error(), 0ul); // whoever uses OpenSSL next in this thread sees none of it
}

QTEST_GUILESS_MAIN(TestCertificate)
#include "tst_certificate.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/certificate.h"

#include "core/base/private_file.h"
#include "core/net/watched_file.h"

#include <QHostAddress>
#include <QUrl>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace mailweir {

namespace {

template <auto free> struct Freer {
    template <typename T> void operator()(T *object) const { free(object); }
};
template <typename T, auto free> using Owned = std::unique_ptr<T, Freer<free>>;
using OwnedBio = Owned<BIO, BIO_free>;

OwnedBio readerOf(const QByteArray &bytes)
{
    return OwnedBio(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

Error invalid(const QString &file, const QString &detail)
{
    return {ErrorCode::Invalid, file, detail};
}

// Without a callback OpenSSL would ask for the pass phrase on the terminal.
int noPassPhrase(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

Result<std::vector<std::shared_ptr<X509>>> readChain(const QString &file)
{
    const Result<QByteArray> pem = readSmallFile(file);
    if (!pem)
        return pem.error();
    const OwnedBio in = readerOf(*pem);
    std::vector<std::shared_ptr<X509>> chain;
    while (X509 *certificate = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
        chain.emplace_back(certificate, X509_free);
    const bool atEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const QString reason = takeOpenSslError();
    if (!atEnd)
        return invalid(file, QStringLiteral("a certificate in it is damaged: ") + reason);
    if (chain.empty())
        return invalid(file, QStringLiteral("no certificate in it; PEM with BEGIN CERTIFICATE is expected"));
    return chain;
}

Result<std::shared_ptr<EVP_PKEY>> readKey(const QString &file)
{
    const Result<QByteArray> pem = readSmallFile(file);
    if (!pem)
        return pem.error();
    const OwnedBio in = readerOf(*pem);
    bool asked = false;
    std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, noPassPhrase, &asked), EVP_PKEY_free);
    const QString reason = takeOpenSslError();
    if (key)
        return key;
    if (asked)
        return invalid(file, QStringLiteral("its key has a pass phrase; `openssl pkey` writes one without"));
    if (!pem->contains("PRIVATE KEY-----"))
        return invalid(file, QStringLiteral("no private key in it; PEM with BEGIN PRIVATE KEY is expected"));
    return invalid(file, QStringLiteral("its private key cannot be read: ") + reason);
}

Timestamp toTimestamp(const ASN1_TIME *time)
{
    int days = 0;
    int seconds = 0;
    const Owned<ASN1_TIME, ASN1_TIME_free> epoch(ASN1_TIME_set(nullptr, 0));
    ASN1_TIME_diff(&days, &seconds, epoch.get(), time);
    return Timestamp(std::chrono::days(days) + std::chrono::seconds(seconds));
}

bool setTime(ASN1_TIME *field, Timestamp time)
{
    return ASN1_TIME_set(field, std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()) != nullptr;
}

/// As they go into a certificate: in ASCII, each once; addresses too.
QList<QByteArray> certifiedNames(const QStringList &hostNames)
{
    QList<QByteArray> names;
    for (const QString &name :
         hostNames + QStringList{QStringLiteral("localhost"), QStringLiteral("127.0.0.1"), QStringLiteral("::1")}) {
        const QHostAddress address(name);
        const QByteArray ascii = address.isNull() ? QUrl::toAce(name) : address.toString().toLatin1();
        if (!ascii.isEmpty() && !names.contains(ascii))
            names.append(ascii);
    }
    return names;
}

bool addAlternativeNames(X509 *certificate, const QList<QByteArray> &names)
{
    const Owned<GENERAL_NAMES, GENERAL_NAMES_free> list(GENERAL_NAMES_new());
    for (const QByteArray &name : names) {
        Owned<GENERAL_NAME, GENERAL_NAME_free> entry(GENERAL_NAME_new());
        if (ASN1_OCTET_STRING *address = a2i_IPADDRESS(name.constData())) {
            GENERAL_NAME_set0_value(entry.get(), GEN_IPADD, address);
        } else {
            ASN1_IA5STRING *host = ASN1_IA5STRING_new();
            ASN1_STRING_set(host, name.constData(), int(name.size()));
            GENERAL_NAME_set0_value(entry.get(), GEN_DNS, host);
        }
        if (sk_GENERAL_NAME_push(list.get(), entry.get()) == 0)
            return false;
        static_cast<void>(entry.release());
    }
    return X509_add1_ext_i2d(certificate, NID_subject_alt_name, list.get(), 0, 0) == 1;
}

bool addExtension(X509 *certificate, int id, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> extension(X509V3_EXT_conf_nid(nullptr, &context, id, value));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool setNames(X509 *certificate, const QList<QByteArray> &names)
{
    constexpr qsizetype maxCommonName = 64; // RFC 5280, appendix A.1
    const auto common =
        std::find_if(names.begin(), names.end(), [](const QByteArray &name) { return name.size() <= maxCommonName; });
    X509_NAME *subject = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_ASC,
                                      reinterpret_cast<const unsigned char *>(common->constData()), int(common->size()),
                                      -1, 0)
        == 1
        && X509_set_issuer_name(certificate, subject) == 1 && addAlternativeNames(certificate, names);
}

/// Unique without a register of those that were made before: a browser refuses two of one issuer with the same.
bool setSerialNumber(X509 *certificate)
{
    unsigned char bytes[16];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (bytes[0] & 0x7f) | 0x40; // positive, and not zero
    return ASN1_STRING_set(X509_get_serialNumber(certificate), bytes, sizeof bytes) == 1;
}

} // namespace

Result<Certificate> Certificate::load(const QString &certificateFile, const QString &keyFile)
{
    ERR_clear_error();
    Result<std::vector<std::shared_ptr<X509>>> chain = readChain(certificateFile);
    if (!chain)
        return chain.error();
    Result<std::shared_ptr<EVP_PKEY>> key = readKey(keyFile);
    if (!key)
        return key.error();
    if (X509_check_private_key(chain->front().get(), key->get()) != 1) {
        ERR_clear_error();
        return invalid(keyFile,
                       QStringLiteral("its key is not that of the (first) certificate in %1").arg(certificateFile));
    }
    Certificate certificate;
    certificate.m_chain = *std::move(chain);
    certificate.m_key = *std::move(key);
    return certificate;
}

Result<Certificate> Certificate::makeSelfSigned(const QStringList &hostNames, Timestamp now)
{
    constexpr std::chrono::days behind{1};
    constexpr std::chrono::days lifetime{397};
    ERR_clear_error();
    const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::shared_ptr<X509> x509(X509_new(), X509_free);
    X509 *const raw = x509.get();
    // The subject comes before the key identifier, which is taken from the certificate, and the signature is the last.
    const bool made = key && raw && X509_set_version(raw, X509_VERSION_3) == 1 && setSerialNumber(raw)
        && setTime(X509_getm_notBefore(raw), now - behind) && setTime(X509_getm_notAfter(raw), now - behind + lifetime)
        && X509_set_pubkey(raw, key.get()) == 1 && setNames(raw, certifiedNames(hostNames))
        && addExtension(raw, NID_basic_constraints, "critical,CA:FALSE")
        && addExtension(raw, NID_key_usage, "critical,digitalSignature")
        && addExtension(raw, NID_ext_key_usage, "serverAuth") && addExtension(raw, NID_subject_key_identifier, "hash")
        && X509_sign(raw, key.get(), EVP_sha256()) != 0;
    if (!made)
        return Error{ErrorCode::Io, QStringLiteral("self-signed certificate"), takeOpenSslError()};
    Certificate certificate;
    certificate.m_chain = {x509};
    certificate.m_key = key;
    return certificate;
}

Result<void> Certificate::save(const QString &certificateFile, const QString &keyFile) const
{
    const OwnedBio certificateOut(BIO_new(BIO_s_mem()));
    const OwnedBio keyOut(BIO_new(BIO_s_secmem())); // is wiped when it goes
    bool written = PEM_write_bio_PKCS8PrivateKey(keyOut.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
    for (const std::shared_ptr<X509> &certificate : m_chain)
        written = written && PEM_write_bio_X509(certificateOut.get(), certificate.get()) == 1;
    if (!written)
        return Error{ErrorCode::Io, certificateFile, takeOpenSslError()};
    const auto pem = [](const OwnedBio &bio) {
        char *bytes = nullptr;
        const long size = BIO_get_mem_data(bio.get(), &bytes);
        return QByteArray::fromRawData(bytes, size);
    };
    const Result<void> saved = savePrivateFile(keyFile, pem(keyOut));
    return saved ? savePrivateFile(certificateFile, pem(certificateOut)) : saved;
}

Timestamp Certificate::notBefore() const
{
    return toTimestamp(X509_get0_notBefore(m_chain.front().get()));
}

Timestamp Certificate::notAfter() const
{
    return toTimestamp(X509_get0_notAfter(m_chain.front().get()));
}

Result<void> Certificate::useIn(SSL_CTX *context) const
{
    ERR_clear_error();
    const auto freeStack = [](STACK_OF(X509) * stack) {
        sk_X509_free(stack);
    };
    const std::unique_ptr<STACK_OF(X509), decltype(freeStack)> above(sk_X509_new_null());
    for (auto certificate = m_chain.begin() + 1; certificate != m_chain.end(); ++certificate)
        sk_X509_push(above.get(), certificate->get());
    if (SSL_CTX_use_cert_and_key(context, m_chain.front().get(), m_key.get(), above.get(), 1) != 1)
        return Error{ErrorCode::Invalid, {}, takeOpenSslError()};
    return {};
}

QString takeOpenSslError()
{
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    const char *words = ERR_reason_error_string(code);
    return words ? QString::fromLatin1(words) : QStringLiteral("OpenSSL error %1").arg(code, 0, 16);
}

} // namespace mailweir

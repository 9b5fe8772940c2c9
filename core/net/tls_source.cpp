// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tls_source.h"

#include "core/base/logging.h"
#include "core/net/certificate.h"
#include "core/net/watched_file.h"

#include <QDir>

#include <openssl/ssl.h>

namespace mailweir {

namespace {

constexpr Milliseconds lookInterval{1000};
constexpr Milliseconds retryInterval = std::chrono::hours(1);
constexpr std::chrono::days renewalTime{30}; // before the end

Result<std::shared_ptr<SSL_CTX>> makeContext(const Certificate &certificate)
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1)
        return Error{ErrorCode::Io, QStringLiteral("TLS"), takeOpenSslError()};
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
    // Idle connections keep no buffers; writes go out of buffers that grow and move.
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (const Result<void> used = certificate.useIn(context.get()); !used)
        return used.error();
    return context;
}

} // namespace

class TlsSource::Private {
public:
    Private(Files files, QStringList hostNames, const Clock &clock)
        : m_hostNames(std::move(hostNames))
        , m_clock(clock)
        , m_selfSigned(files.certificate.isEmpty())
        , m_certificateFile(m_selfSigned ? QDir(files.directory).filePath(QStringLiteral("certificate.pem"))
                                         : files.certificate)
        , m_keyFile(m_selfSigned              ? QDir(files.directory).filePath(QStringLiteral("key.pem"))
                        : files.key.isEmpty() ? files.certificate
                                              : files.key)
    {
    }

    [[nodiscard]] Result<void> load()
    {
        m_looked = m_clock.steady();
        m_seen = look();
        Result<Certificate> certificate = Certificate::load(m_certificateFile, m_keyFile);
        if (m_selfSigned && needsNew(certificate)) {
            certificate = makeSelfSigned();
            m_seen = look();
        }
        if (!certificate)
            return certificate.error();
        Result<std::shared_ptr<SSL_CTX>> context = makeContext(*certificate);
        if (!context)
            return Error{context.error().code, m_certificateFile, context.error().detail};
        if (!m_selfSigned && certificate->notAfter() <= m_clock.now())
            qCWarning(lcNet, "%ls: the certificate ended on %s", qUtf16Printable(m_certificateFile),
                      toRfc3339(certificate->notAfter()).constData());
        m_context = *std::move(context);
        m_renewAt = certificate->notAfter() - renewalTime;
        return {};
    }

    [[nodiscard]] std::shared_ptr<SSL_CTX> context()
    {
        if (m_looked && m_clock.steady() - *m_looked < lookInterval)
            return m_context;
        m_looked = m_clock.steady();
        const bool due = m_selfSigned && m_clock.now() > m_renewAt;
        if (!due && m_seen && *m_seen == look())
            return m_context;
        if (const Result<void> loaded = load(); !loaded) {
            qCWarning(lcNet, "%ls%s", qUtf16Printable(describe(loaded.error())),
                      m_context ? "; the certificate loaded before stays in use" : "");
            m_renewAt = m_clock.now() + retryInterval;
        }
        return m_context;
    }

private:
    using Stamps = std::pair<FileStamp, FileStamp>;

    [[nodiscard]] Stamps look() const { return {FileStamp::of(m_certificateFile), FileStamp::of(m_keyFile)}; }

    /// What cannot be read may be somebody else's; what is damaged or old is ours to replace.
    [[nodiscard]] bool needsNew(const Result<Certificate> &certificate) const
    {
        if (!certificate) {
            if (certificate.error().code == ErrorCode::Invalid)
                qCWarning(lcNet, "%ls; a new one is made", qUtf16Printable(describe(certificate.error())));
            return certificate.error().code == ErrorCode::Invalid || certificate.error().code == ErrorCode::NotFound;
        }
        return certificate->notAfter() - m_clock.now() < renewalTime || certificate->notBefore() > m_clock.now();
    }

    [[nodiscard]] Result<Certificate> makeSelfSigned() const
    {
        Result<Certificate> certificate = Certificate::makeSelfSigned(m_hostNames, m_clock.now());
        if (!certificate)
            return certificate;
        if (const Result<void> saved = certificate->save(m_certificateFile, m_keyFile); !saved)
            return saved.error();
        qCInfo(lcNet, "%ls: made a certificate that is good until %s", qUtf16Printable(m_certificateFile),
               toRfc3339(certificate->notAfter()).constData());
        return certificate;
    }

    const QStringList m_hostNames;
    const Clock &m_clock;
    const bool m_selfSigned;
    const QString m_certificateFile;
    const QString m_keyFile;
    std::shared_ptr<SSL_CTX> m_context;
    std::optional<SteadyTime> m_looked; // when
    std::optional<Stamps> m_seen; // of the files as they were last tried
    Timestamp m_renewAt{}; // of a self-signed one
};

TlsSource::TlsSource(Files files, QStringList hostNames, const Clock &clock)
    : d(std::make_unique<Private>(std::move(files), std::move(hostNames), clock))
{
}

TlsSource::~TlsSource() = default;

Result<void> TlsSource::load()
{
    return d->load();
}

std::shared_ptr<SSL_CTX> TlsSource::context()
{
    return d->context();
}

} // namespace mailweir

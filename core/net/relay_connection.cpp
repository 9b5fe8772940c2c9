// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/relay_connection.h"

#include "core/base/logging.h"

#include <QPointer>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslSocket>

namespace mailweir {

namespace {

// A socket never holds more of the mail than this, however slowly the server reads.
constexpr qint64 kMaxUnsent = 256 * 1024;
constexpr qsizetype kBlock = 64 * 1024;

ClientOptions::Tls tlsFor(Smarthost::Security security)
{
    switch (security) {
    case Smarthost::Security::Plain:
        return ClientOptions::Tls::Never;
    case Smarthost::Security::StartTlsRequired:
        return ClientOptions::Tls::Required;
    case Smarthost::Security::StartTlsIfOffered:
        return ClientOptions::Tls::IfOffered;
    case Smarthost::Security::ImplicitTls:
        return ClientOptions::Tls::Implicit;
    }
    return ClientOptions::Tls::Required;
}

ClientLogin::Mechanism mechanismFor(Smarthost::Auth auth)
{
    switch (auth) {
    case Smarthost::Auth::Auto:
        return ClientLogin::Mechanism::Auto;
    case Smarthost::Auth::Plain:
        return ClientLogin::Mechanism::Plain;
    case Smarthost::Auth::Login:
        return ClientLogin::Mechanism::Login;
    }
    return ClientLogin::Mechanism::Auto;
}

AttemptReport::Outcome outcomeFor(ClientResult::Outcome outcome)
{
    switch (outcome) {
    case ClientResult::Outcome::Completed:
        return AttemptReport::Outcome::Completed;
    case ClientResult::Outcome::Refused:
        return AttemptReport::Outcome::Failed;
    case ClientResult::Outcome::Lost:
        return AttemptReport::Outcome::ConnectionLost;
    case ClientResult::Outcome::LostAfterDot:
        return AttemptReport::Outcome::LostAfterDot;
    }
    return AttemptReport::Outcome::ConnectionLost;
}

QByteArray endpoint(const QString &host, quint16 port)
{
    const QString shown = host.contains(u':') ? u'[' + host + u']' : host;
    return shown.toUtf8() + ':' + QByteArray::number(port);
}

/// RFC 5321 section 4.1.3.
QByteArray addressLiteral(const QHostAddress &address)
{
    QHostAddress plain = address;
    plain.setScopeId({});
    const QByteArray text = plain.toString().toLatin1();
    return plain.protocol() == QAbstractSocket::IPv6Protocol ? "[IPv6:" + text + ']' : '[' + text + ']';
}

Reply shown(Reply reply)
{
    for (QByteArray &line : reply.lines)
        line = printable(line);
    return reply;
}

std::optional<ClientMail> clientMail(const std::optional<OutgoingMail> &mail)
{
    if (!mail)
        return std::nullopt;
    return ClientMail{mail->sender, mail->recipients, mail->raw};
}

} // namespace

RelayConnection::RelayConnection(Smarthost smarthost, std::optional<OutgoingMail> mail, Callbacks callbacks,
                                 const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_smarthost(std::move(smarthost))
    , m_mail(std::move(mail))
    , m_callbacks(std::move(callbacks))
    , m_clock(clock)
    , m_transcript(clock)
    , m_begunAt(clock.now())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RelayConnection::onTimeout);
}

RelayConnection::~RelayConnection()
{
    // The socket is a child and would tell a half-destroyed object that it is closing.
    if (m_socket)
        m_socket->disconnect(this);
}

void RelayConnection::start()
{
    startTimer(m_timeouts.connect);
    const QHostAddress address(m_smarthost.host);
    if (!address.isNull()) {
        m_addresses = {address};
        connectToNext();
    } else if (m_smarthost.host.compare(u"localhost", Qt::CaseInsensitive) == 0) {
        // Must not depend on a resolver (RFC 6761 section 6.3).
        m_addresses = {QHostAddress(QHostAddress::LocalHost), QHostAddress(QHostAddress::LocalHostIPv6)};
        connectToNext();
    } else {
        // With a context object, Qt 6.4 leaks the slot of a lookup that outlives it.
        QHostInfo::lookupHost(m_smarthost.host, [self = QPointer(this)](const QHostInfo &info) {
            if (self)
                self->onLookedUp(info);
        });
    }
}

void RelayConnection::onLookedUp(const QHostInfo &info)
{
    if (m_finished)
        return;
    m_addresses = info.addresses();
    if (m_addresses.isEmpty())
        lost(info.errorString().toUtf8());
    else
        connectToNext();
}

void RelayConnection::connectToNext()
{
    m_withoutTls = false;
    connectTo(m_addresses.takeFirst());
}

void RelayConnection::connectTo(const QHostAddress &address)
{
    m_address = address;
    m_session.reset();
    m_handshaking = false;
    m_transcript.note("Connecting to " + endpoint(address.toString(), m_smarthost.port));
    makeSocket();
    startTimer(m_timeouts.connect);
    m_socket->connectToHost(address, m_smarthost.port);
}

void RelayConnection::makeSocket()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->disconnectFromHost();
        m_socket->deleteLater();
    }
    // A plain one does not load the TLS libraries.
    if (m_smarthost.security == Smarthost::Security::Plain) {
        m_socket = new QTcpSocket(this);
    } else {
        auto *socket = new QSslSocket(this);
        m_socket = socket;
        connect(socket, &QSslSocket::encrypted, this, [this] {
            m_handshaking = false;
            perform(m_session->tlsEstablished());
        });
        connect(socket, qOverload<const QList<QSslError> &>(&QSslSocket::sslErrors), this,
                &RelayConnection::onSslErrors);
        connect(socket, &QSslSocket::encryptedBytesWritten, this, &RelayConnection::onBytesWritten);
    }
    connect(m_socket, &QTcpSocket::connected, this, &RelayConnection::onConnected);
    connect(m_socket, &QTcpSocket::readyRead, this, &RelayConnection::onReadyRead);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &RelayConnection::onBytesWritten);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &RelayConnection::onError);
}

void RelayConnection::onConnected()
{
    m_session.emplace(options(), clientMail(m_mail), m_transcript);
    if (m_smarthost.security == Smarthost::Security::ImplicitTls)
        startTls();
    startTimer(m_session->timeout(m_timeouts));
}

ClientOptions RelayConnection::options() const
{
    ClientOptions options;
    options.name = m_smarthost.clientName.isEmpty() ? addressLiteral(m_socket->localAddress()) : m_smarthost.clientName;
    options.tls = m_withoutTls ? ClientOptions::Tls::Never : tlsFor(m_smarthost.security);
    options.user = m_smarthost.user.toUtf8();
    options.password = m_smarthost.password.toUtf8();
    options.mechanism = mechanismFor(m_smarthost.auth);
    options.clearPasswords = m_address.isLoopback();
    return options;
}

void RelayConnection::startTls()
{
    auto *socket = static_cast<QSslSocket *>(m_socket);
    QSslConfiguration configuration = socket->sslConfiguration();
    if (!m_smarthost.caFile.isEmpty())
        configuration.addCaCertificates(m_smarthost.caFile);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    socket->setSslConfiguration(configuration);
    socket->setPeerVerifyName(m_smarthost.host);
    m_handshaking = true;
    socket->startClientEncryption();
}

void RelayConnection::onSslErrors(const QList<QSslError> &errors)
{
    // Whoever asks for TLS only if it is there cannot be protected from a man in the middle; from listeners he is.
    if (m_smarthost.security != Smarthost::Security::StartTlsIfOffered)
        return;
    for (const QSslError &error : errors)
        m_transcript.note("The certificate is not checked: " + error.errorString().toUtf8());
    static_cast<QSslSocket *>(m_socket)->ignoreSslErrors();
}

void RelayConnection::onReadyRead()
{
    if (m_session && !m_handshaking)
        perform(m_session->feed(m_socket->readAll()));
}

void RelayConnection::onBytesWritten()
{
    if (!m_sendingBody)
        return;
    startTimer(m_timeouts.block);
    writeBody();
}

void RelayConnection::onError()
{
    const QByteArray words = m_socket->errorString().toUtf8();
    if (m_handshaking && canGoWithoutTls()) {
        m_transcript.note("TLS failed (" + words + "); going on in plain text.");
        m_withoutTls = true;
        connectTo(m_address);
    } else if (m_handshaking) {
        perform(m_session->tlsFailed(words));
    } else {
        const QPointer socket(m_socket);
        onReadyRead(); // the last words
        if (socket == m_socket)
            lost(words);
    }
}

bool RelayConnection::canGoWithoutTls() const
{
    const bool keepsPassword = m_smarthost.user.isEmpty() || m_address.isLoopback();
    return m_smarthost.security == Smarthost::Security::StartTlsIfOffered && keepsPassword;
}

void RelayConnection::onTimeout()
{
    if (m_session)
        perform(m_session->timedOut());
    else
        lost(QByteArrayLiteral("timed out: no connection"));
}

void RelayConnection::abort()
{
    m_addresses.clear();
    lost(QByteArrayLiteral("stopped here"));
    close();
}

void RelayConnection::lost(const QByteArray &words)
{
    if (m_session)
        return perform(m_session->connectionLost(words));
    m_transcript.note(words);
    ClientResult result;
    result.stage = Stage::Connect;
    result.reply = {0, {}, {words}};
    if (tryNextAddress(result))
        return;
    conclude(result);
    close();
}

void RelayConnection::perform(const ClientSession::Actions &actions)
{
    if (!actions.isEmpty())
        startTimer(m_session->timeout(m_timeouts));
    for (const ClientSession::Action &action : actions) {
        if (const auto *send = std::get_if<ClientSession::Send>(&action)) {
            m_socket->write(send->bytes);
        } else if (std::holds_alternative<ClientSession::StartTls>(action)) {
            startTls();
        } else if (std::holds_alternative<ClientSession::SendBody>(action)) {
            m_sendingBody = true;
            writeBody();
        } else if (std::holds_alternative<ClientSession::AboutToEndData>(action)) {
            if (m_callbacks.aboutToEndData)
                m_callbacks.aboutToEndData([self = QPointer(this)] {
                    if (self)
                        self->proceed();
                });
            else
                proceed();
        } else if (std::holds_alternative<ClientSession::Finished>(action)) {
            m_sendingBody = false;
            if (tryNextAddress(m_session->result()))
                return;
            conclude(m_session->result());
        } else {
            close();
        }
    }
}

void RelayConnection::writeBody()
{
    while (m_sendingBody && bytesToWrite() < kMaxUnsent) {
        const QByteArray block = m_session->bodyBlock(kBlock);
        if (!block.isEmpty()) {
            m_socket->write(block);
            continue;
        }
        if (bytesToWrite() > 0)
            return;
        m_sendingBody = false;
        perform(m_session->bodySent());
    }
}

qint64 RelayConnection::bytesToWrite() const
{
    const auto *secure = qobject_cast<const QSslSocket *>(m_socket);
    return m_socket->bytesToWrite() + (secure ? secure->encryptedBytesToWrite() : 0);
}

void RelayConnection::proceed()
{
    if (m_session)
        perform(m_session->endData());
}

void RelayConnection::startTimer(std::optional<Milliseconds> timeout)
{
    if (timeout)
        m_timer.start(*timeout);
    else
        m_timer.stop();
}

/// An address that cannot be reached, or a server that is not ready, says nothing about the others of the host.
bool RelayConnection::tryNextAddress(const ClientResult &result)
{
    const bool early = result.stage == Stage::Connect || result.stage == Stage::Greeting;
    if (m_finished || m_addresses.isEmpty() || !early || result.reply.permanent())
        return false;
    connectToNext();
    return true;
}

void RelayConnection::conclude(const ClientResult &result)
{
    if (std::exchange(m_finished, true))
        return;
    const Reply reply = shown(result.reply);
    AttemptReport report;
    report.outcome = outcomeFor(result.outcome);
    report.attempt.at = m_begunAt;
    report.attempt.stage = result.stage;
    report.attempt.host = QString::fromUtf8(endpoint(m_smarthost.host, m_smarthost.port));
    report.attempt.code = reply.code;
    report.attempt.enhanced = reply.enhanced;
    report.attempt.text = QString::fromUtf8(reply.text());
    report.attempt.durationMs = m_transcript.elapsedMs();
    report.attempt.transcript = m_transcript.lines();
    if (m_mail) {
        report.attempt.delivery = m_mail->delivery;
        for (qsizetype i = 0; i < m_mail->recipients.size(); ++i) {
            const ClientResult::Word word = result.recipients.value(i);
            report.recipients.append({m_mail->recipients[i], word.stage, shown(word.reply)});
        }
    }
    qCInfo(lcRelay).noquote() << "attempt at" << report.attempt.host << "ended at" << stageName(result.stage)
                              << reply.code << report.attempt.text;
    if (m_callbacks.finished)
        m_callbacks.finished(std::move(report));
}

void RelayConnection::close()
{
    m_timer.stop();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->disconnectFromHost();
    }
    deleteLater();
}

} // namespace mailweir

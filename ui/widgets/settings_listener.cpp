// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_listener.h"

#include "core/base/quantity.h"
#include "core/settings/intake_tables.h"
#include "core/settings/setting_values.h"
#include "ui/widgets/choice.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QHostAddress>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSpinBox>

#include <algorithm>

namespace mailweir {
namespace {

enum class Kind { Network, UnixSocket };
enum class InsecureLogin { Local, Allowed, Forbidden };

constexpr qint64 kLargestMessage = qint64(2) << 30; // what the settings file takes

QStringList listOf(const QString &text)
{
    static const QRegularExpression separators(QStringLiteral("[,\\s]+"));
    return text.split(separators, Qt::SkipEmptyParts);
}

QString textOf(const QStringList &list)
{
    return list.join(QStringLiteral(", "));
}

/// What a field with a list stands for; an untouched one keeps even what cannot be written in it.
QStringList listIn(const QLineEdit *field, const QStringList &before)
{
    return field->text() == textOf(before) ? before : listOf(field->text());
}

InsecureLogin insecureLogin(const std::optional<bool> &allowed)
{
    return !allowed ? InsecureLogin::Local : *allowed ? InsecureLogin::Allowed : InsecureLogin::Forbidden;
}

std::optional<bool> insecureLogin(InsecureLogin login)
{
    return login == InsecureLogin::Local ? std::nullopt : std::optional(login == InsecureLogin::Allowed);
}

QString fileTrouble(const QLineEdit *field)
{
    const QString path = field->text().trimmed();
    if (path.isEmpty())
        return {};
    if (!parseFilePath(path))
        return ListenerForm::tr("Please write the whole path, beginning with /.");
    return QFileInfo(path).isFile() ? QString() : ListenerForm::tr("There is no such file.");
}

} // namespace

ListenerForm::ListenerForm(const ListenerSettings &listener, Others others, QWidget *parent)
    : EntryForm(parent)
    , m_before(listener)
    , m_others(std::move(others))
{
    makeAddressFields();
    makeEncryptionFields();
    makeLoginFields();
    makeLimitFields();
    makeAdvancedFields();
    load();
    for (const QComboBox *box : {m_kind, m_tls, m_auth})
        connect(box, &QComboBox::currentIndexChanged, this, &ListenerForm::showWhatCounts);
    showWhatCounts();
}

void ListenerForm::makeAddressFields()
{
    addHeading(tr("Address"));
    m_name = addText("listenerName", tr("&Name:"), tr("Shown with every message that comes in here."), [this] {
        if (!parseName(name()))
            return tr("Please write a name of letters, digits and . - _, without blanks.");
        const QList<ListenerSettings> others = m_others(this);
        const bool taken = std::any_of(others.cbegin(), others.cend(),
                                       [this](const ListenerSettings &other) { return other.name == name(); });
        return taken ? tr("Another listener has this name.") : QString();
    });
    m_kind = addCombo("listenerKind", tr("L&isten on:"));
    addChoice(m_kind, tr("A network address"), Kind::Network);
    addChoice(m_kind, tr("A Unix socket"), Kind::UnixSocket);
    m_host = addText("listenerHost", tr("&Address:"),
                     tr("localhost: this computer only. 0.0.0.0: everyone who can reach this computer."),
                     [this] { return addressTrouble(); });
    m_port = addNumber("listenerPort", tr("&Port:"), 0, 65'535);
    m_port->setSpecialValueText(tr("Any free one"));
    m_path = addText("listenerPath", tr("Soc&ket:"), tr("Its path, such as /run/mailweir/mail.sock."),
                     [this] { return pathTrouble(); });
    m_protocol = addCombo("listenerProtocol", tr("P&rotocol:"));
    addChoice(m_protocol, QStringLiteral("SMTP"), ListenerProtocol::Smtp);
    addChoice(m_protocol, tr("LMTP, for a mail server that delivers here"), ListenerProtocol::Lmtp);
}

void ListenerForm::makeEncryptionFields()
{
    addHeading(tr("Encryption"));
    m_tls = addCombo("listenerTls", tr("Offer &encryption:"));
    addChoice(m_tls, tr("No"), ListenerTls::None);
    addChoice(m_tls, tr("With STARTTLS"), ListenerTls::StartTls);
    addChoice(m_tls, tr("From the start (TLS)"), ListenerTls::Implicit);
    m_requireTls = addSwitch("listenerRequireTls", tr("Refuse mail that comes &unencrypted"));
    m_certificate = addFile("listenerCertificate", tr("Certi&ficate:"),
                            tr("A PEM file. Empty: one that Mailweir makes and signs itself."),
                            [this] { return fileTrouble(m_certificate); });
    m_key = addFile("listenerKey", tr("Private ke&y:"), tr("A PEM file. Empty: it is in the file of the certificate."),
                    [this] {
                        if (!m_key->text().trimmed().isEmpty() && m_certificate->text().trimmed().isEmpty())
                            return tr("A key needs its certificate.");
                        return fileTrouble(m_key);
                    });
}

void ListenerForm::makeLoginFields()
{
    addHeading(tr("Login"));
    m_auth = addCombo("listenerAuth", tr("&Login:"));
    addChoice(m_auth, tr("Not offered"), ListenerAuth::Off);
    addChoice(m_auth, tr("Any name and password will do"), ListenerAuth::Any);
    addChoice(m_auth, tr("Required, checked against a file"), ListenerAuth::Required);
    m_users =
        addFile("listenerUsers", tr("U&sers:"), tr("A file of names and passwords as htpasswd makes it."), [this] {
            return m_users->text().trimmed().isEmpty() ? tr("Please choose the file with names and passwords.")
                                                       : fileTrouble(m_users);
        });
    m_insecure = addCombo("listenerInsecure", tr("&Without encryption:"),
                          tr("Whether names and passwords may be sent in the clear."));
    addChoice(m_insecure, tr("Only from this computer"), InsecureLogin::Local);
    addChoice(m_insecure, tr("Allowed"), InsecureLogin::Allowed);
    addChoice(m_insecure, tr("Not allowed"), InsecureLogin::Forbidden);
}

void ListenerForm::makeLimitFields()
{
    addHeading(tr("Limits"));
    m_size = addText("listenerSize", tr("Largest &message:"), tr("Larger ones are refused."), [this] {
        const Result<qint64> size = parseSize(m_size->text().trimmed());
        return size && *size > 0 && *size <= kLargestMessage
            ? QString()
            : tr("Please write a size such as 64KiB or 50MiB, 2GiB at most.");
    });
    m_recipientCount = addNumber("listenerRecipientCount", tr("Recipients of a messa&ge:"), 1, 1'000'000);
    m_clients = addNumber("listenerClients", tr("&Connections at once:"), 1, 100'000);
    m_idle = addDuration("listenerIdle", tr("Idle at m&ost:"), tr("A client that is silent for longer is sent away."),
                         [this] {
                             return parsePositiveDuration(m_idle->text().trimmed(), std::chrono::days(1))
                                 ? QString()
                                 : tr("This has to be more than nothing, and a day at most.");
                         });
}

void ListenerForm::makeAdvancedFields()
{
    addHeading(tr("Advanced"));
    m_recipients =
        addText("listenerRecipients", tr("Only for recipien&ts:"),
                tr("Patterns such as *@shop.test, divided by commas. Empty: all. Others are refused."), [this] {
                    const QStringList patterns = listIn(m_recipients, m_before.recipients);
                    const bool fit = std::all_of(patterns.cbegin(), patterns.cend(),
                                                 [](const QString &pattern) { return bool(parseGlob(pattern)); });
                    return fit ? QString() : tr("Please write addresses, with * for any text and ? for any character.");
                });
    m_strict = addSwitch("listenerStrict", tr("&Be strict"),
                         tr("Refuses malformed addresses, and messages with a single CR or LF."));
    m_proxies = addText("listenerProxies", tr("Pro&xies:"),
                        tr("Networks that send a PROXY header first, such as 10.0.0.0/8. Empty: none."), [this] {
                            const QStringList networks = listOf(m_proxies->text());
                            for (const QString &network : networks) {
                                if (!parseNetwork(network))
                                    return tr("%1 is not a network such as 10.0.0.0/8 or ::1.").arg(network);
                            }
                            return QString();
                        });
    m_project = addText("listenerProject", tr("Pro&ject:"), tr("What comes in here belongs to this project."), [this] {
        return parseLineOfText(m_project->text().trimmed()) ? QString() : tr("Please write 200 characters at most.");
    });
}

void ListenerForm::load()
{
    m_name->setText(m_before.name);
    choose(m_kind, m_before.unixPath.isEmpty() ? Kind::Network : Kind::UnixSocket);
    m_host->setText(m_before.bind.host);
    m_port->setValue(m_before.bind.port);
    m_path->setText(m_before.unixPath);
    choose(m_protocol, m_before.protocol);
    choose(m_tls, m_before.tls);
    m_requireTls->setChecked(m_before.requireTls);
    m_certificate->setText(m_before.certificate);
    m_key->setText(m_before.key);
    choose(m_auth, m_before.auth);
    m_users->setText(m_before.users);
    choose(m_insecure, insecureLogin(m_before.allowInsecureAuth));
    m_size->setText(formatSize(m_before.maxMessageSize));
    m_recipientCount->setValue(m_before.maxRecipients);
    m_clients->setValue(m_before.maxClients);
    m_idle->setText(formatDuration(m_before.idleTimeout));
    m_recipients->setText(textOf(m_before.recipients));
    m_strict->setChecked(m_before.strict);
    m_proxies->setText(textOf(m_before.proxyProtocol));
    m_project->setText(m_before.project);
}

ListenerSettings ListenerForm::collected() const
{
    ListenerSettings listener = m_before;
    listener.name = name();
    listener.unixPath = choice<Kind>(m_kind) == Kind::UnixSocket ? m_path->text().trimmed() : QString();
    listener.bind.host = m_host->text().trimmed();
    listener.bind.port = static_cast<quint16>(m_port->value());
    listener.protocol = choice<ListenerProtocol>(m_protocol);
    listener.tls = choice<ListenerTls>(m_tls);
    listener.requireTls = m_requireTls->isChecked() && (listener.tls == m_before.tls || isFieldVisible(m_requireTls));
    listener.certificate = m_certificate->text().trimmed();
    listener.key = m_key->text().trimmed();
    listener.auth = choice<ListenerAuth>(m_auth);
    listener.users = m_users->text().trimmed();
    listener.allowInsecureAuth = insecureLogin(choice<InsecureLogin>(m_insecure));
    if (const Result<qint64> size = parseSize(m_size->text().trimmed()))
        listener.maxMessageSize = *size;
    listener.maxRecipients = m_recipientCount->value();
    listener.maxClients = m_clients->value();
    listener.idleTimeout = durationOf(m_idle, m_before.idleTimeout);
    listener.recipients = listIn(m_recipients, m_before.recipients);
    listener.strict = m_strict->isChecked();
    listener.proxyProtocol = listIn(m_proxies, m_before.proxyProtocol);
    listener.project = m_project->text().trimmed();
    return listener;
}

QString ListenerForm::name() const
{
    return m_name->text().trimmed();
}

QString ListenerForm::summary() const
{
    const ListenerSettings listener = collected();
    QStringList words{listener.address()};
    if (listener.protocol == ListenerProtocol::Lmtp)
        words += QStringLiteral("LMTP");
    if (listener.tls != ListenerTls::None)
        words += listener.tls == ListenerTls::Implicit ? QStringLiteral("TLS") : QStringLiteral("STARTTLS");
    if (listener.auth == ListenerAuth::Required)
        words += tr("with login");
    return words.join(QStringLiteral(" · "));
}

void ListenerForm::showWhatCounts()
{
    const bool network = choice<Kind>(m_kind) == Kind::Network;
    setFieldVisible(m_host, network);
    setFieldVisible(m_port, network);
    setFieldVisible(m_path, !network);
    const auto tls = choice<ListenerTls>(m_tls);
    setFieldVisible(m_requireTls, tls == ListenerTls::StartTls);
    setFieldVisible(m_certificate, tls != ListenerTls::None);
    setFieldVisible(m_key, tls != ListenerTls::None);
    const auto auth = choice<ListenerAuth>(m_auth);
    setFieldVisible(m_users, auth == ListenerAuth::Required);
    setFieldVisible(m_insecure, auth != ListenerAuth::Off);
    Q_EMIT edited(); // what is hidden is not checked
}

bool ListenerForm::isAddressTaken() const
{
    const ListenerAddress address = addressOf(collected());
    const QList<ListenerSettings> others = m_others(this);
    return std::any_of(others.cbegin(), others.cend(),
                       [&address](const ListenerSettings &other) { return sameAddress(addressOf(other), address); });
}

QString ListenerForm::addressTrouble() const
{
    const ListenerSettings listener = collected();
    if (listener.bind.host != QStringLiteral("localhost") && QHostAddress(listener.bind.host).isNull())
        return tr("Please write localhost or an IP address of this computer.");
    if (isForbiddenPort(listener))
        return tr("LMTP must not be on port 25; its port is 24.");
    return isAddressTaken() ? tr("Another listener has this address and port.") : QString();
}

QString ListenerForm::pathTrouble() const
{
    if (!parseBind(QStringLiteral("unix:") + m_path->text().trimmed()))
        return tr("Please write a path that begins with /, of 107 bytes at most.");
    return isAddressTaken() ? tr("Another listener has this socket.") : QString();
}

} // namespace mailweir

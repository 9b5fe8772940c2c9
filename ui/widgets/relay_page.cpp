// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/relay_page.h"

#include "core/base/quantity.h"
#include "core/mail/email_address.h"
#include "ui/models/texts.h"
#include "ui/widgets/choice.h"
#include "ui/widgets/relay_words.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

namespace mailweir {
namespace {

enum class Security { StartTlsRequired, StartTlsOffered, Tls, None };

Security securityOf(const RelaySettings &relay)
{
    if (relay.protocol == RelayProtocol::Smtps)
        return Security::Tls;
    switch (relay.tls) {
    case RelayTls::Required:
        break;
    case RelayTls::Opportunistic:
        return Security::StartTlsOffered;
    case RelayTls::None:
        return Security::None;
    }
    return Security::StartTlsRequired;
}

void setSecurity(RelaySettings &relay, Security security)
{
    relay.protocol = security == Security::Tls ? RelayProtocol::Smtps : RelayProtocol::Smtp;
    relay.tls = security == Security::None      ? RelayTls::None
        : security == Security::StartTlsOffered ? RelayTls::Opportunistic
                                                : RelayTls::Required;
}

constexpr quint16 kSubmissionPort = 587;
constexpr quint16 kSubmissionsPort = 465; // RFC 8314: TLS from the start

QString secretKey(const QString &relay)
{
    return QStringLiteral("relay/") + relay;
}

} // namespace

RelayPage::RelayPage(QWidget *parent)
    : SettingsPage(tr("Relay"), parent)
{
    m_enabled = addSwitch("relayEnabled", tr("&Send summaries through a mail server"));
    makeServerFields();
    addGap();
    makeRecipientFields();
    addGap();
    makeRetryFields();
    m_needsRelay = {m_host, m_port,       m_security, m_user,       m_password, m_auth,     m_test,
                    m_toMe, m_toOriginal, m_me,       m_retryFirst, m_retryMax, m_retryAge, m_retryAttempts};
    for (QAbstractButton *button : std::initializer_list<QAbstractButton *>{m_enabled, m_toMe, m_toOriginal})
        connect(button, &QAbstractButton::toggled, this, &RelayPage::updateEnabled);
    updateEnabled();
}

void RelayPage::makeServerFields()
{
    m_host = addText("relayHost", tr("S&erver:"), {}, [this] {
        const QString host = m_host->text().trimmed();
        if (host.isEmpty() && !prints())
            return tr("Please write the server's name, such as mail.example.com.");
        if (host.contains(QLatin1Char(' ')) || host.contains(QLatin1Char('/')) || host.contains(QLatin1Char('@')))
            return tr("Only the name of the server, without port or user, please.");
        return QString();
    });
    connect(m_host, &QLineEdit::textChanged, this, &RelayPage::updateEnabled);
    m_port = addNumber("relayPort", tr("&Port:"), 1, 65'535);
    m_security = new QComboBox;
    m_security->setObjectName(QStringLiteral("relaySecurity"));
    addChoice(m_security, tr("STARTTLS, required"), Security::StartTlsRequired);
    addChoice(m_security, tr("STARTTLS, if offered"), Security::StartTlsOffered);
    addChoice(m_security, tr("TLS from the start"), Security::Tls);
    addChoice(m_security, tr("None"), Security::None);
    addField(tr("Se&curity:"), m_security);
    connect(m_security, &QComboBox::currentIndexChanged, this, &RelayPage::edited);
    connect(m_security, &QComboBox::activated, this, &RelayPage::suggestPort);

    m_user = addText("relayUser", tr("&User:"), tr("Empty: no login."));
    m_password =
        addText("relayPassword", tr("Pass&word:"), tr("Kept in the keychain, never in a file of Mailweir."), [this] {
            return !m_password->text().isEmpty() && m_user->text().trimmed().isEmpty() ? tr("A password needs a user.")
                                                                                       : QString();
        });
    m_password->setEchoMode(QLineEdit::Password);
    m_auth = new QComboBox;
    m_auth->setObjectName(QStringLiteral("relayAuth"));
    addChoice(m_auth, tr("As the server offers"), RelayAuth::Auto);
    addChoice(m_auth, QStringLiteral("PLAIN"), RelayAuth::Plain);
    addChoice(m_auth, QStringLiteral("LOGIN"), RelayAuth::Login);
    addField(tr("Login &method:"), m_auth);
    connect(m_auth, &QComboBox::currentIndexChanged, this, &RelayPage::edited);

    m_test = new QPushButton(tr("&Test connection"));
    m_test->setObjectName(QStringLiteral("relayTest"));
    m_test->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    addField(QString(), m_test);
    connect(m_test, &QPushButton::clicked, this, &RelayPage::test);
    m_testResult = new QLabel;
    m_testResult->setObjectName(QStringLiteral("relayTestResult"));
    m_testResult->setTextFormat(Qt::PlainText); // a server's words are not ours to render
    m_testResult->setWordWrap(true);
    m_testResult->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_testResult->hide();
    addField(QString(), m_testResult);
}

void RelayPage::makeRecipientFields()
{
    m_toMe = new QRadioButton(tr("E&verything to me:"));
    m_toMe->setObjectName(QStringLiteral("relayToMe"));
    m_me = new QLineEdit;
    m_me->setObjectName(QStringLiteral("relayMe"));
    m_me->setAccessibleName(tr("My address"));
    m_me->setPlaceholderText(tr("me@example.com"));
    addField(tr("Summaries go"), m_toMe);
    addField(QString(), m_me, {}, [this] {
        const EmailAddress address = EmailAddress::fromText(m_me->text().trimmed().toUtf8());
        return address.localPart.isEmpty() || address.domain.isEmpty() || address.text().contains(' ')
            ? tr("Please write your address, or choose the original recipients.")
            : QString();
    });
    m_toOriginal = new QRadioButton(tr("To the &original recipients"));
    m_toOriginal->setObjectName(QStringLiteral("relayToOriginal"));
    addField(QString(), m_toOriginal,
             tr("From now on. Nothing older is sent unless you resend it in the Failed view."));
    auto *either = new QButtonGroup(this); // they stand in different rows
    either->addButton(m_toMe);
    either->addButton(m_toOriginal);
    connect(m_me, &QLineEdit::textChanged, this, &RelayPage::edited);
}

void RelayPage::makeRetryFields()
{
    m_retryFirst = addDuration("retryFirst", tr("Try &again after:"), tr("The pauses grow from one try to the next."));
    m_retryMax = addDuration("retryMax", tr("&Longest pause:"), {}, [this] {
        const Milliseconds first = durationOf(m_retryFirst, Milliseconds{0});
        return durationOf(m_retryMax, first) < first ? tr("This has to be at least the first pause.") : QString();
    });
    m_retryAttempts = addNumber("retryAttempts", tr("Tries at &most:"), 1, 10'000);
    m_retryAge = addDuration("retryAge", tr("&Give up after:"), {});
}

void RelayPage::load(const Settings &settings)
{
    m_before = settings.relay;
    const RelaySettings relay = settings.relay.value_or(RelaySettings{.port = kSubmissionPort});
    m_enabled->setChecked(settings.relay && relay.mode != RelayMode::Off);
    m_host->setText(relay.host);
    m_host->setPlaceholderText(prints() ? tr("None: summaries are printed") : QString());
    m_port->setValue(relay.port > 0 ? relay.port : kSubmissionPort);
    choose(m_security, securityOf(relay));
    m_user->setText(relay.user);
    m_password->clear();
    m_password->setPlaceholderText(relay.user.isEmpty() ? QString() : tr("Unchanged"));
    choose(m_auth, relay.auth);
    // Somebody who sets up a relay for the first time is asked, with the harmless answer preselected.
    const bool original = settings.relay && relay.redirectTo.isEmpty();
    (original ? m_toOriginal : m_toMe)->setChecked(true);
    m_me->setText(relay.redirectTo);
    m_retryFirst->setText(formatDuration(relay.retry.first));
    m_retryMax->setText(formatDuration(relay.retry.max));
    m_retryAge->setText(formatDuration(relay.retry.age));
    m_retryAttempts->setValue(relay.retry.attempts);
    m_testResult->hide();
    updateEnabled();
}

RelaySettings RelayPage::collected() const
{
    RelaySettings relay = m_before.value_or(RelaySettings{});
    relay.mode = RelayMode::Summary;
    if (!prints()) {
        setSecurity(relay, choice<Security>(m_security));
        relay.host = m_host->text().trimmed();
        relay.port = static_cast<quint16>(m_port->value());
    }
    relay.user = m_user->text().trimmed();
    relay.auth = choice<RelayAuth>(m_auth);
    relay.redirectTo = m_toMe->isChecked() ? m_me->text().trimmed() : QString();
    relay.retry.first = durationOf(m_retryFirst, relay.retry.first);
    relay.retry.max = durationOf(m_retryMax, relay.retry.max);
    relay.retry.age = durationOf(m_retryAge, relay.retry.age);
    relay.retry.attempts = m_retryAttempts->value();
    return relay;
}

void RelayPage::store(Settings &settings) const
{
    if (m_enabled->isChecked()) {
        settings.relay = collected();
    } else if (settings.relay) {
        settings.relay->mode = RelayMode::Off; // what was entered is kept for the day it is wanted again
    }
}

bool RelayPage::prints() const
{
    return m_before && m_before->protocol == RelayProtocol::Debug && m_host->text().trimmed().isEmpty();
}

bool RelayPage::changedBeside() const
{
    return m_enabled->isChecked() && !m_password->text().isEmpty();
}

void RelayPage::storeBeside()
{
    m_password->clear();
}

void RelayPage::storePassword(SecretStore &secrets, SecretStore::WriteDone done)
{
    if (changedBeside())
        secrets.write(secretKey(collected().name), m_password->text(), std::move(done));
    else
        done({});
}

void RelayPage::dropPassword(SecretStore &secrets, SecretStore::WriteDone done)
{
    if (m_enabled->isChecked() && m_before && !m_before->user.isEmpty() && m_user->text().trimmed().isEmpty())
        secrets.remove(secretKey(m_before->name), std::move(done));
    else
        done({});
}

QString RelayPage::secretTrouble(const Error &error)
{
    return tr("The password could not be kept, so nothing was changed: %1\nWithout a keychain, name a file of your own "
              "in the environment variable MAILWEIR_SECRETS_FILE and start Mailweir again; or leave the password "
              "empty.")
        .arg(Texts::error(error));
}

void RelayPage::updateEnabled()
{
    for (QWidget *widget : std::as_const(m_needsRelay))
        widget->setEnabled(m_enabled->isChecked());
    m_me->setEnabled(m_enabled->isChecked() && m_toMe->isChecked());
    m_test->setEnabled(m_enabled->isChecked() && !m_host->text().trimmed().isEmpty());
    Q_EMIT edited(); // what is not enabled is not checked
}

void RelayPage::suggestPort()
{
    const bool tls = choice<Security>(m_security) == Security::Tls;
    if (m_port->value() == (tls ? kSubmissionPort : kSubmissionsPort))
        m_port->setValue(tls ? kSubmissionsPort : kSubmissionPort);
}

void RelayPage::test()
{
    m_test->setEnabled(false);
    m_testResult->setForegroundRole(QPalette::WindowText);
    m_testResult->setText(tr("Connecting to %1 …").arg(m_host->text().trimmed()));
    m_testResult->show();
    Q_EMIT testRequested(collected(), m_password->text());
}

void RelayPage::showTestResult(const Result<DeliveryAttempt> &result)
{
    updateEnabled();
    m_testResult->setForegroundRole(RelayWords::worked(result) ? QPalette::WindowText : QPalette::BrightText);
    m_testResult->setText(RelayWords::testResult(result));
    m_testResult->show();
}

} // namespace mailweir

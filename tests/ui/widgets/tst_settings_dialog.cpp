// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/appearance.h"
#include "ui/widgets/settings_desktop.h"
#include "ui/widgets/settings_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

namespace {

class MemorySecrets final : public SecretStore {
public:
    void read(const QString &key, ReadDone done) override
    {
        if (secrets.contains(key))
            done(secrets.value(key));
        else
            done(Error{ErrorCode::NotFound, key, {}});
    }
    void write(const QString &key, const QString &value, WriteDone done) override
    {
        if (broken) {
            done(Error{ErrorCode::Unavailable, key, QStringLiteral("no keychain here")});
            return;
        }
        secrets.insert(key, value);
        done({});
    }
    void remove(const QString &key, WriteDone done) override
    {
        if (broken) {
            done(Error{ErrorCode::Unavailable, key, QStringLiteral("no keychain here")});
            return;
        }
        secrets.remove(key);
        done({});
    }

    QHash<QString, QString> secrets;
    bool broken = false;
};

/// An engine that takes what it is given, unless it is told to refuse.
struct FakeEngine {
    Settings settings;
    std::optional<Error> refusal;
    std::optional<Error> saveError;
    QList<std::pair<Settings, Settings>> saved;
    QList<std::pair<RelaySettings, QString>> tested;
    Result<DeliveryAttempt> testAnswer = DeliveryAttempt{};
    QStringList order;

    SettingsActions actions()
    {
        return {
            .current = [this] { return settings; },
            .apply =
                [this](const Settings &after, MailService::Done<void> done) {
                    order += QStringLiteral("apply");
                    if (refusal) {
                        done(*refusal);
                        return;
                    }
                    settings = after;
                    done({});
                },
            .save = [this](const Settings &before, const Settings &after) -> Result<void> {
                order += QStringLiteral("save");
                if (saveError)
                    return *saveError;
                saved.append({before, after});
                return {};
            },
            .testRelay =
                [this](const RelaySettings &relay, const QString &password, MailService::Done<DeliveryAttempt> done) {
                    tested.append({relay, password});
                    done(testAnswer);
                },
            .counts =
                [](MailService::Done<StoreCounts> done) { done(StoreCounts{.messages = 1'234, .bytes = 5'600'000}); },
            .files = {QStringLiteral("/home/me/.config/mailweir/mailweir.toml"), QStringLiteral("/home/me/mails")},
        };
    }
};

double channel(int value)
{
    const double c = value / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * channel(colour.red()) + 0.7152 * channel(colour.green()) + 0.0722 * channel(colour.blue());
}

/// WCAG 2.1, section 1.4.3
double contrast(const QColor &a, const QColor &b)
{
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace

class TestSettingsDialog : public QObject {
    Q_OBJECT

private:
    template <typename Widget> Widget *field(const char *name)
    {
        auto *found = m_dialog->findChild<Widget *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no field %s", name);
        return found;
    }
    QPushButton *button(QDialogButtonBox::StandardButton which)
    {
        return m_dialog->findChild<QDialogButtonBox *>()->button(which);
    }
    /// What stands under a field.
    QString below(const char *name) { return field<QWidget>(name)->accessibleDescription(); }
    void open() { m_dialog = std::make_unique<SettingsDialog>(m_engine->actions(), m_secrets); }
    void setUpRelay()
    {
        field<QCheckBox>("relayEnabled")->setChecked(true);
        field<QLineEdit>("relayHost")->setText(QStringLiteral("mail.example.test"));
        field<QLineEdit>("relayMe")->setText(QStringLiteral("me@example.test"));
    }

    QTemporaryDir m_home;
    MemorySecrets m_secrets;
    std::unique_ptr<FakeEngine> m_engine;
    std::unique_ptr<SettingsDialog> m_dialog;

private Q_SLOTS:
    void init()
    {
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
        saveDesktopSettings({});
        m_secrets = {};
        m_engine = std::make_unique<FakeEngine>();
        m_engine->settings.listeners = defaultListeners();
        open();
    }
    void cleanup() { m_dialog.reset(); }

    void nothingIsWrittenWhenNothingChanged()
    {
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        m_dialog->accept();
        QVERIFY(m_engine->order.isEmpty());
        QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
    }

    void wrongFieldsSayWhyAndCannotBeApplied_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("right");
        QTest::addRow("time") << QByteArray("batchingWait") << "soon"
                              << "45s";
        QTest::addRow("time without unit") << QByteArray("batchingMaxWait") << "300"
                                           << "10m";
        QTest::addRow("shorter than the quiet time") << QByteArray("batchingMaxWait") << "10s"
                                                     << "30s";
        QTest::addRow("size") << QByteArray("listenerSize") << "big"
                              << "10MiB";
        QTest::addRow("no size") << QByteArray("listenerSize") << "0"
                                 << "1KiB";
        QTest::addRow("host name") << QByteArray("listenerHost") << "mail.example.test"
                                   << "0.0.0.0";
    }
    void wrongFieldsSayWhyAndCannotBeApplied()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, wrong);
        QFETCH(QString, right);
        const QString hint = below(name.constData());
        field<QLineEdit>(name.constData())->setText(wrong);
        QVERIFY(!below(name.constData()).isEmpty());
        QVERIFY(below(name.constData()) != hint);
        QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        field<QLineEdit>(name.constData())->setText(right);
        QCOMPARE(below(name.constData()), hint);
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
    }

    void onlyWhatChangedDiffersInWhatIsSaved()
    {
        const Settings before = m_engine->settings;
        QSignalSpy applied(m_dialog.get(), &SettingsDialog::applied);
        field<QLineEdit>("batchingWait")->setText(QStringLiteral("45s"));
        field<QSpinBox>("alertLimit")->setValue(20);
        m_dialog->accept();
        QTRY_COMPARE(applied.size(), 1);
        Settings expected = before;
        expected.batching.wait = Milliseconds{45'000};
        expected.alert.limitPerMinute = 20;
        QCOMPARE(m_engine->saved.size(), 1);
        QVERIFY(m_engine->saved.first().first == before);
        QVERIFY(m_engine->saved.first().second == expected);
        QCOMPARE(m_engine->order, (QStringList{QStringLiteral("apply"), QStringLiteral("save")}));
        QCOMPARE(m_dialog->result(), int(QDialog::Accepted));
    }

    void aWrittenListenerTakesThePlaceOfTheBuiltInOnes()
    {
        QCOMPARE(m_engine->settings.listeners.size(), 2);
        field<QSpinBox>("listenerPort")->setValue(2600);
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QCOMPARE(m_engine->settings.listeners.size(), 1);
        QCOMPARE(m_engine->settings.listeners.first().bind.port, quint16{2600});
    }

    void whatTheEngineRefusesIsNotSaved()
    {
        m_engine->refusal = Error{ErrorCode::AddressInUse, QStringLiteral("127.0.0.1:25"), {}};
        field<QSpinBox>("listenerPort")->setValue(25);
        m_dialog->show();
        m_dialog->accept();
        QTRY_VERIFY(!field<QLabel>("settingsMessage")->text().isEmpty());
        QVERIFY(m_engine->saved.isEmpty());
        QVERIFY(m_dialog->isVisible());
        QCOMPARE(field<QSpinBox>("listenerPort")->value(), 25); // still there to be corrected
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
    }

    void whatCouldNotBeSavedCanBeTriedAgain()
    {
        m_engine->saveError = Error{ErrorCode::PermissionDenied, QStringLiteral("mailweir.toml"), {}};
        field<QSpinBox>("alertLimit")->setValue(7);
        button(QDialogButtonBox::Apply)->click();
        QTRY_VERIFY(!field<QLabel>("settingsMessage")->text().isEmpty());
        m_engine->saveError.reset();
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QVERIFY(m_engine->saved.first().first != m_engine->saved.first().second);
    }

    void aFirstRelayAsksToWhom()
    {
        field<QCheckBox>("relayEnabled")->setChecked(true);
        QVERIFY(field<QRadioButton>("relayToMe")->isChecked());
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());
        field<QLineEdit>("relayHost")->setText(QStringLiteral("mail.example.test"));
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled()); // the address is missing
        field<QLineEdit>("relayMe")->setText(QStringLiteral("me@example.test"));
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        const RelaySettings relay = *m_engine->settings.relay;
        QCOMPARE(relay.host, QStringLiteral("mail.example.test"));
        QCOMPARE(relay.port, quint16{587});
        QCOMPARE(relay.tls, RelayTls::Required);
        QCOMPARE(relay.redirectTo, QStringLiteral("me@example.test"));
    }

    void theOriginalRecipientsHaveToBeChosen()
    {
        setUpRelay();
        field<QRadioButton>("relayToOriginal")->setChecked(true);
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QVERIFY(m_engine->settings.relay->redirectTo.isEmpty());
        open();
        QVERIFY(field<QRadioButton>("relayToOriginal")->isChecked()); // and is remembered
    }

    void whatPrintsOrIsOffNeedsNoServer_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addRow("debug") << int(RelayMode::Summary);
        QTest::addRow("off") << int(RelayMode::Off);
    }
    void whatPrintsOrIsOffNeedsNoServer()
    {
        QFETCH(int, mode);
        RelaySettings relay;
        relay.protocol = RelayProtocol::Debug;
        relay.mode = RelayMode(mode);
        m_engine->settings.relay = relay;
        open();
        QVERIFY(button(QDialogButtonBox::Ok)->isEnabled());
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled()); // nothing has changed
        QVERIFY(!field<QPushButton>("relayTest")->isEnabled());
        field<QSpinBox>("alertLimit")->setValue(7);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QVERIFY(m_engine->settings.relay == relay);

        field<QCheckBox>("relayEnabled")->setChecked(true);
        field<QLineEdit>("relayHost")->setText(QStringLiteral("mail.example.test"));
        QTRY_VERIFY(field<QPushButton>("relayTest")->isEnabled()); // once the dialog is no longer busy
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(m_engine->saved.size(), 2);
        QCOMPARE(m_engine->settings.relay->protocol, RelayProtocol::Smtp);
        QCOMPARE(m_engine->settings.relay->port, quint16{587});
    }

    void turnedOffARelayKeepsWhatWasEntered()
    {
        setUpRelay();
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        open();
        field<QCheckBox>("relayEnabled")->setChecked(false);
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 2);
        QCOMPARE(m_engine->settings.relay->mode, RelayMode::Off);
        QCOMPARE(m_engine->settings.relay->host, QStringLiteral("mail.example.test"));
    }

    void securityIsProtocolAndTls_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<int>("protocol");
        QTest::addColumn<int>("tls");
        QTest::addColumn<int>("port");
        const auto row = [](const char *name, int index, RelayProtocol protocol, RelayTls tls, int port) {
            QTest::addRow("%s", name) << index << int(protocol) << int(tls) << port;
        };
        row("required", 0, RelayProtocol::Smtp, RelayTls::Required, 587);
        row("offered", 1, RelayProtocol::Smtp, RelayTls::Opportunistic, 587);
        row("implicit", 2, RelayProtocol::Smtps, RelayTls::Required, 465);
        row("none", 3, RelayProtocol::Smtp, RelayTls::None, 587);
    }
    void securityIsProtocolAndTls()
    {
        QFETCH(int, row);
        setUpRelay();
        auto *security = field<QComboBox>("relaySecurity");
        security->setCurrentIndex(row);
        Q_EMIT security->activated(row); // as a user's choice does
        m_dialog->accept();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QTEST(int(m_engine->settings.relay->protocol), "protocol");
        QTEST(int(m_engine->settings.relay->tls), "tls");
        QTEST(int(m_engine->settings.relay->port), "port");
    }

    void aPasswordGoesToTheSecretStoreOnly()
    {
        setUpRelay();
        field<QLineEdit>("relayUser")->setText(QStringLiteral("app"));
        field<QLineEdit>("relayPassword")->setText(QStringLiteral("open sesame"));
        QCOMPARE(field<QLineEdit>("relayPassword")->echoMode(), QLineEdit::Password);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(m_engine->saved.size(), 1);
        QCOMPARE(m_secrets.secrets.value(QStringLiteral("relay/default")), QStringLiteral("open sesame"));
        QVERIFY(field<QLineEdit>("relayPassword")->text().isEmpty()); // never shown again
        QVERIFY(!button(QDialogButtonBox::Apply)->isEnabled());

        field<QLineEdit>("relayPassword")->setText(QStringLiteral("new")); // a new password alone is a change too
        QVERIFY(button(QDialogButtonBox::Apply)->isEnabled());
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(m_secrets.secrets.value(QStringLiteral("relay/default")), QStringLiteral("new"));
    }

    void withTheUserThePasswordGoes()
    {
        const QString key = QStringLiteral("relay/default");
        setUpRelay();
        field<QLineEdit>("relayUser")->setText(QStringLiteral("app"));
        field<QLineEdit>("relayPassword")->setText(QStringLiteral("open sesame"));
        QSignalSpy applied(m_dialog.get(), &SettingsDialog::applied);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(applied.size(), 1);
        QVERIFY(m_secrets.secrets.contains(key));

        field<QLineEdit>("relayUser")->clear();
        m_engine->refusal = Error{ErrorCode::Invalid, QStringLiteral("relay"), {}};
        button(QDialogButtonBox::Apply)->click();
        QTRY_VERIFY(!field<QLabel>("settingsMessage")->text().isEmpty());
        QVERIFY(m_secrets.secrets.contains(key)); // the engine still logs in with it
        m_engine->refusal.reset();
        m_dialog->accept();
        QTRY_COMPARE(m_dialog->result(), int(QDialog::Accepted));
        QVERIFY(m_engine->settings.relay->user.isEmpty());
        QVERIFY(!m_secrets.secrets.contains(key));
    }

    void aPasswordThatCannotBeRemovedIsNamed()
    {
        setUpRelay();
        field<QLineEdit>("relayUser")->setText(QStringLiteral("app"));
        QSignalSpy applied(m_dialog.get(), &SettingsDialog::applied);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(applied.size(), 1);
        m_secrets.broken = true;
        m_dialog->show();
        field<QLineEdit>("relayUser")->clear();
        m_dialog->accept();
        QTRY_VERIFY(field<QLabel>("settingsMessage")->text().contains(QStringLiteral("no keychain here")));
        QVERIFY(m_dialog->isVisible());
        QCOMPARE(m_engine->saved.size(), 2);
        m_dialog->accept(); // there is nothing left to apply
        QVERIFY(!m_dialog->isVisible());
    }

    void withoutAKeychainNothingIsChangedAndTheWayOutIsNamed()
    {
        m_secrets.broken = true;
        setUpRelay();
        field<QLineEdit>("relayUser")->setText(QStringLiteral("app"));
        field<QLineEdit>("relayPassword")->setText(QStringLiteral("open sesame"));
        m_dialog->accept();
        QTRY_VERIFY(field<QLabel>("settingsMessage")->text().contains(QStringLiteral("MAILWEIR_SECRETS_FILE")));
        QVERIFY(m_engine->order.isEmpty());
        QCOMPARE(field<QLineEdit>("relayPassword")->text(), QStringLiteral("open sesame"));
    }

    void aTestTellsHowFarItCame_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        QTest::addColumn<bool>("works");
        QTest::addRow("fine with login") << int(Stage::Auth) << 235 << "2.7.0 welcome" << true;
        QTest::addRow("fine without login") << int(Stage::Hello) << 250 << "mail.example.test" << true;
        QTest::addRow("not welcome") << int(Stage::Greeting) << 554 << "5.7.1 not you" << false;
        QTest::addRow("bad certificate") << int(Stage::Tls) << 0 << "The certificate has expired" << false;
        QTest::addRow("login refused") << int(Stage::Auth) << 535 << "5.7.8 Bad credentials" << false;
        QTest::addRow("unreachable") << int(Stage::Connect) << 0 << "Connection refused" << false;
    }
    void aTestTellsHowFarItCame()
    {
        QFETCH(int, stage);
        QFETCH(int, code);
        QFETCH(QString, words);
        QFETCH(bool, works);
        setUpRelay();
        field<QLineEdit>("relayUser")->setText(QStringLiteral("app"));
        field<QLineEdit>("relayPassword")->setText(QStringLiteral("pw"));
        DeliveryAttempt attempt;
        attempt.stage = static_cast<Stage>(stage);
        attempt.code = code;
        attempt.text = words;
        m_engine->testAnswer = attempt;
        field<QPushButton>("relayTest")->click();
        auto *result = field<QLabel>("relayTestResult");
        QTRY_VERIFY(field<QPushButton>("relayTest")->isEnabled());
        QCOMPARE(result->text().contains(QStringLiteral("works")), works);
        QCOMPARE(result->text().contains(words), !works); // a friendly server's words help nobody
        QCOMPARE(m_engine->tested.size(), 1);
        QCOMPARE(m_engine->tested.first().first.host, QStringLiteral("mail.example.test"));
        QCOMPARE(m_engine->tested.first().second, QStringLiteral("pw"));
        QVERIFY(m_engine->order.isEmpty()); // trying keeps nothing
        QVERIFY(m_secrets.secrets.isEmpty());
    }

    void anAnswerAfterTheDialogIsGoneIsDropped()
    {
        MailService::Done<DeliveryAttempt> late;
        SettingsActions actions = m_engine->actions();
        actions.testRelay = [&late](const RelaySettings &, const QString &, MailService::Done<DeliveryAttempt> done) {
            late = std::move(done);
        };
        m_dialog = std::make_unique<SettingsDialog>(actions, m_secrets);
        setUpRelay();
        field<QPushButton>("relayTest")->click();
        QVERIFY(late);
        m_dialog.reset();
        late(DeliveryAttempt{});
        late = nullptr;
        QCoreApplication::sendPostedEvents();
    }

    void closingWithChangesAsks()
    {
        m_dialog->show();
        field<QSpinBox>("alertLimit")->setValue(5);
        m_dialog->reject();
        auto *question = field<QMessageBox>("settingsKeepQuestion");
        QVERIFY(m_dialog->isVisible());
        question->button(QMessageBox::Save)->click();
        QTRY_VERIFY(!m_dialog->isVisible());
        QCOMPARE(m_engine->settings.alert.limitPerMinute, 5);

        m_dialog->show();
        field<QSpinBox>("alertLimit")->setValue(6);
        m_dialog->reject();
        field<QMessageBox>("settingsKeepQuestion")->button(QMessageBox::Discard)->click();
        QTRY_VERIFY(!m_dialog->isVisible());
        QCOMPARE(m_engine->settings.alert.limitPerMinute, 5);
        QCOMPARE(field<QSpinBox>("alertLimit")->value(), 5);
    }

    void appearanceIsKeptAndSeenAtOnce()
    {
        auto *scheme = field<QComboBox>("appearance");
        scheme->setCurrentIndex(2);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(loadDesktopSettings().scheme, ColourScheme::Dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkPalette().color(QPalette::Window));
        scheme->setCurrentIndex(1);
        button(QDialogButtonBox::Apply)->click();
        QTRY_COMPARE(QApplication::palette().color(QPalette::Window), lightPalette().color(QPalette::Window));
    }

    void everyTextCanBeRead()
    {
        for (const QPalette &palette : {lightPalette(), darkPalette()}) {
            for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
                for (const QPalette::ColorRole text : {QPalette::WindowText, QPalette::Text, QPalette::PlaceholderText,
                                                       QPalette::BrightText, QPalette::Link})
                    QVERIFY2(
                        contrast(palette.color(text), palette.color(ground)) >= 4.5,
                        qPrintable(
                            QStringLiteral("%1 on %2").arg(palette.color(text).name(), palette.color(ground).name())));
            }
            QVERIFY(contrast(palette.color(QPalette::ButtonText), palette.color(QPalette::Button)) >= 4.5);
            QVERIFY(contrast(palette.color(QPalette::ToolTipText), palette.color(QPalette::ToolTipBase)) >= 4.5);
            QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        }
    }

    void everyFieldHasANameForScreenReaders()
    {
        for (const QWidget *widget : m_dialog->findChildren<QWidget *>()) {
            if (widget->objectName().startsWith(QStringLiteral("qt_"))
                || widget->parentWidget()->inherits("QAbstractSpinBox"))
                continue;
            const bool input =
                widget->inherits("QLineEdit") || widget->inherits("QAbstractSpinBox") || widget->inherits("QComboBox");
            QVERIFY2(!input || !widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }
};

QTEST_MAIN(TestSettingsDialog)
#include "tst_settings_dialog.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_listener.h"
#include "ui/widgets/settings_receiving.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <QWheelEvent>

using namespace mailweir;

namespace {

ListenerSettings everythingSet(const QString &file)
{
    ListenerSettings listener;
    listener.name = QStringLiteral("submission");
    listener.bind = {QStringLiteral("0.0.0.0"), 587};
    listener.protocol = ListenerProtocol::Lmtp;
    listener.tls = ListenerTls::StartTls;
    listener.requireTls = true;
    listener.certificate = file;
    listener.key = file;
    listener.auth = ListenerAuth::Required;
    listener.users = file;
    listener.allowInsecureAuth = false;
    listener.maxMessageSize = 123'456;
    listener.maxRecipients = 500;
    listener.maxClients = 7;
    listener.idleTimeout = Milliseconds(90'500);
    listener.recipients = {QStringLiteral("*@shop.test"), QStringLiteral("ops@*")};
    listener.strict = true;
    listener.proxyProtocol = {QStringLiteral("10.0.0.0/8"), QStringLiteral("::1")};
    listener.project = QStringLiteral("shop");
    return listener;
}

} // namespace

class TestSettingsReceiving final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_file = m_directory.filePath(QStringLiteral("file.pem"));
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        m_page = std::make_unique<ReceivingPage>();
        m_settings = {};
    }

    void keepsWhatIsNotTouched()
    {
        ListenerSettings socket;
        socket.name = QStringLiteral("local");
        socket.unixPath = QStringLiteral("/run/mailweir.sock");
        ListenerSettings plain;
        plain.certificate = QStringLiteral("/gone.pem"); // means nothing without TLS
        plain.requireTls = true;
        m_settings.listeners = {plain, everythingSet(m_file), socket};
        load();
        QVERIFY(m_page->isValid());
        QVERIFY(stored() == m_settings);
    }

    void theBuiltInListenerStaysUntilSomethingChanges()
    {
        m_settings.listeners = defaultListeners();
        load();
        QCOMPARE(list()->topLevelItemCount(), 1);
        QVERIFY(stored() == m_settings);
        field<QSpinBox>("listenerPort")->setValue(2600);
        QCOMPARE(stored().listeners.size(), 1);
        QCOMPARE(stored().listeners.first().bind.port, quint16(2600));
        field<QSpinBox>("listenerPort")->setValue(2525);
        QVERIFY(stored() == m_settings);
        button("entryAdd")->click();
        QCOMPARE(stored().listeners.size(), 2);
        QVERIFY(!stored().listeners.at(1).optional);
    }

    void addsOneThatIsInNobodysWay()
    {
        m_settings.listeners = {ListenerSettings()};
        load();
        button("entryAdd")->click();
        button("entryAdd")->click();
        m_page->validate();
        QVERIFY(m_page->isValid());
        const QList<ListenerSettings> listeners = stored().listeners;
        QCOMPARE(listeners.size(), 3);
        QSet<QString> names, addresses;
        for (const ListenerSettings &listener : listeners) {
            names.insert(listener.name);
            addresses.insert(listener.address());
        }
        QCOMPARE(names.size(), 3);
        QCOMPARE(addresses.size(), 3);
        QCOMPARE(list()->currentItem(), list()->topLevelItem(2));
    }

    void removesAllButTheLast()
    {
        m_settings.listeners = {ListenerSettings(), everythingSet(m_file)};
        load();
        list()->setCurrentItem(list()->topLevelItem(0));
        button("entryRemove")->click();
        QCOMPARE(stored().listeners, QList<ListenerSettings>{everythingSet(m_file)});
        QVERIFY(!button("entryRemove")->isEnabled());
    }

    void showsWhatCountsOnly()
    {
        m_settings.listeners = {ListenerSettings()};
        load();
        m_page->show();
        QVERIFY(field<QLineEdit>("listenerHost")->isVisible());
        QVERIFY(!field<QLineEdit>("listenerPath")->isVisible());
        QVERIFY(!field<QLineEdit>("listenerCertificate")->isVisible());
        QVERIFY(!field<QLineEdit>("listenerUsers")->isVisible());
        field<QComboBox>("listenerKind")->setCurrentIndex(1);
        QVERIFY(!field<QLineEdit>("listenerHost")->isVisible());
        QVERIFY(field<QLineEdit>("listenerPath")->isVisible());
        field<QComboBox>("listenerTls")->setCurrentIndex(1);
        QVERIFY(field<QCheckBox>("listenerRequireTls")->isVisible());
        QVERIFY(field<QLineEdit>("listenerCertificate")->isVisible());
        field<QComboBox>("listenerTls")->setCurrentIndex(2);
        QVERIFY(!field<QCheckBox>("listenerRequireTls")->isVisible()); // there is nothing else
        field<QComboBox>("listenerAuth")->setCurrentIndex(1);
        QVERIFY(field<QComboBox>("listenerInsecure")->isVisible());
        QVERIFY(!field<QLineEdit>("listenerUsers")->isVisible());
    }

    void withoutEncryptionNoneIsRequired()
    {
        m_settings.listeners = {everythingSet(m_file)};
        load();
        field<QComboBox>("listenerTls")->setCurrentIndex(0);
        QVERIFY(!stored().listeners.first().requireTls);
    }

    void wrongFieldsSayWhy_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("right");
        const auto row = [](const char *what, const char *name, const char *wrong, const char *right) {
            QTest::addRow("%s", what) << QByteArray(name) << QString::fromLatin1(wrong) << QString::fromLatin1(right);
        };
        row("no name", "listenerName", "", "in.1");
        row("name with a blank", "listenerName", "my mail", "my-mail");
        row("name of another", "listenerName", "default", "other");
        row("host name", "listenerHost", "mail.example.test", "::1");
        row("missing certificate", "listenerCertificate", "/no/such/file.pem", "");
        row("relative certificate", "listenerCertificate", "file.pem", "");
        row("missing key", "listenerKey", "/no/such/file.pem", "");
        row("missing users", "listenerUsers", "/no/such/file", nullptr);
        row("no users", "listenerUsers", "", nullptr);
        row("size", "listenerSize", "big", "10MiB");
        row("no size", "listenerSize", "0", "1KiB");
        row("size beyond", "listenerSize", "3GiB", "2GiB");
        row("time", "listenerIdle", "soon", "90s");
        row("no time", "listenerIdle", "0", "1s");
        row("pattern", "listenerRecipients", nullptr, "a@b.test, *@c.test");
        row("network", "listenerProxies", "10.0.0.0/8, gateway", "10.0.0.0/8, fe80::/10");
        row("short network", "listenerProxies", "10.0.0.0/33", "");
    }
    void wrongFieldsSayWhy()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, wrong);
        QFETCH(QString, right);
        ListenerSettings second = everythingSet(m_file);
        second.key.clear();
        m_settings.listeners = {second, ListenerSettings()};
        load();
        list()->setCurrentItem(list()->topLevelItem(0));
        auto *edit = field<QLineEdit>(name.constData());
        const QString hint = edit->accessibleDescription();
        if (!wrong.isNull()) {
            edit->setText(wrong);
            m_page->validate();
            QVERIFY(!m_page->isValid());
            QVERIFY(edit->accessibleDescription() != hint);
            QVERIFY(!edit->accessibleDescription().isEmpty());
            QVERIFY(!list()->topLevelItem(0)->icon(1).isNull());
        }
        edit->setText(name == "listenerUsers" ? m_file : right);
        m_page->validate();
        QVERIFY(m_page->isValid());
        QCOMPARE(edit->accessibleDescription(), hint);
        QVERIFY(list()->topLevelItem(0)->icon(1).isNull());
    }

    void twoCannotShareAnAddress()
    {
        ListenerSettings second;
        second.name = QStringLiteral("second");
        second.bind.port = 2526;
        m_settings.listeners = {ListenerSettings(), second};
        load();
        QVERIFY(m_page->isValid());
        list()->setCurrentItem(list()->topLevelItem(0));
        field<QSpinBox>("listenerPort")->setValue(2526);
        m_page->validate();
        QVERIFY(!m_page->isValid());
        for (QLineEdit *host : m_page->findChildren<QLineEdit *>(QStringLiteral("listenerHost")))
            QVERIFY(host->accessibleDescription().contains(QStringLiteral("Another listener")));
        field<QComboBox>("listenerKind")->setCurrentIndex(1);
        field<QLineEdit>("listenerPath")->setText(QStringLiteral("run/mail.sock"));
        m_page->validate();
        QVERIFY(!m_page->isValid());
        field<QLineEdit>("listenerPath")->setText(QStringLiteral("/run/mail.sock"));
        m_page->validate();
        QVERIFY(m_page->isValid());
        QCOMPARE(stored().listeners.first().address(), QStringLiteral("unix:/run/mail.sock"));
    }

    void lmtpStaysAwayFromPort25()
    {
        m_settings.listeners = {ListenerSettings()};
        load();
        field<QSpinBox>("listenerPort")->setValue(25);
        field<QComboBox>("listenerProtocol")->setCurrentIndex(1);
        m_page->validate();
        QVERIFY(!m_page->isValid());
    }

    void scrollingOverAFieldDoesNotChangeIt()
    {
        m_settings.listeners = {ListenerSettings()};
        load();
        m_page->show();
        for (QWidget *under : {static_cast<QWidget *>(field<QComboBox>("listenerAuth")),
                               static_cast<QWidget *>(field<QSpinBox>("listenerClients"))}) {
            under->clearFocus();
            QWheelEvent wheel({5, 5}, under->mapToGlobal(QPointF(5, 5)), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(under, &wheel);
            QVERIFY(!wheel.isAccepted());
        }
        QVERIFY(stored() == m_settings);
    }

    void theListTellsWhatEachIs()
    {
        m_settings.listeners = {everythingSet(m_file)};
        load();
        QCOMPARE(list()->topLevelItem(0)->text(0), QStringLiteral("submission"));
        QCOMPARE(list()->topLevelItem(0)->text(1), QStringLiteral("0.0.0.0:587 · LMTP · STARTTLS · with login"));
        field<QLineEdit>("listenerName")->setText(QStringLiteral("mx"));
        QCOMPARE(list()->topLevelItem(0)->text(0), QStringLiteral("mx"));
    }

private:
    void load()
    {
        m_page->load(m_settings);
        m_page->validate();
    }
    Settings stored() const
    {
        Settings settings = m_settings;
        m_page->store(settings);
        return settings;
    }
    QTreeWidget *list() const { return m_page->findChild<QTreeWidget *>(); }
    QPushButton *button(const char *name) const { return m_page->findChild<QPushButton *>(QString::fromLatin1(name)); }
    /// Of the form that is shown.
    template <typename Widget> Widget *field(const char *name) const
    {
        for (const ListenerForm *form : m_page->findChildren<ListenerForm *>()) {
            if (!form->isHidden())
                return form->findChild<Widget *>(QString::fromLatin1(name));
        }
        qFatal("no form is shown");
    }

    QTemporaryDir m_directory;
    QString m_file;
    Settings m_settings;
    std::unique_ptr<ReceivingPage> m_page;
};

QTEST_MAIN(TestSettingsReceiving)
#include "tst_settings_receiving.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/notifier.h"

#include <QDBusMessage>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

namespace {

constexpr NotifierTimes kQuick{.update = Milliseconds{20}, .gather = Milliseconds{20}};

/// A private bus that starts nothing by itself, and on request the fake service on it.
class Desktop {
public:
    bool startBus()
    {
        m_address = QStringLiteral("unix:path=") + m_directory.filePath(QStringLiteral("bus"));
        m_bus.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--nofork"), QStringLiteral("--nopidfile"), QStringLiteral("--print-address"),
                     QStringLiteral("--address=") + m_address,
                     QStringLiteral("--config-file=" TEST_DATA "/../support/bus_without_services.conf")});
        return m_bus.waitForStarted() && m_bus.waitForReadyRead();
    }

    bool startService(const QStringList &options = {})
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_address);
        m_service.setProcessEnvironment(environment);
        m_service.start(QStringLiteral("/usr/bin/python3"),
                        QStringList{QStringLiteral(TEST_DATA "/../support/fake_notifications.py"), logPath()}
                            + options);
        return m_service.waitForStarted() && m_service.waitForReadyRead();
    }

    void stop()
    {
        for (QProcess *process : {&m_service, &m_bus}) {
            process->kill();
            process->waitForFinished();
        }
        QDBusConnection::disconnectFromBus(name());
    }

    [[nodiscard]] QDBusConnection connection() const { return QDBusConnection::connectToBus(m_address, name()); }

    [[nodiscard]] QList<QJsonObject> calls(const QString &call) const
    {
        QFile log(logPath());
        if (!log.open(QIODevice::ReadOnly))
            return {};
        QList<QJsonObject> found;
        for (const QByteArray &line : log.readAll().split('\n')) {
            const QJsonObject entry = QJsonDocument::fromJson(line).object();
            if (entry[QStringLiteral("call")].toString() == call)
                found.append(entry);
        }
        return found;
    }
    [[nodiscard]] QList<QJsonObject> shown() const { return calls(QStringLiteral("Notify")); }
    [[nodiscard]] QList<QJsonObject> closed() const { return calls(QStringLiteral("Close")); }

    void control(const QString &method, const QVariantList &arguments) const
    {
        QDBusMessage message = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.Notifications"),
                                                              QStringLiteral("/org/freedesktop/Notifications"),
                                                              QStringLiteral("test.Control"), method);
        message.setArguments(arguments);
        connection().call(message);
    }

private:
    [[nodiscard]] QString logPath() const { return m_directory.filePath(QStringLiteral("log")); }
    static QString name() { return QStringLiteral("test"); }

    QTemporaryDir m_directory;
    QString m_address;
    QProcess m_bus;
    QProcess m_service;
};

Alert flood(int rate)
{
    Alert alert;
    alert.rule = QStringLiteral("flood");
    alert.group = GroupId{7};
    alert.label = QStringLiteral("Timeout in worker ‹n›");
    alert.rate = rate;
    alert.usualRate = 3;
    return alert;
}

Delivery failure(qint64 id)
{
    Delivery delivery;
    delivery.id = DeliveryId{id};
    delivery.subject = QStringLiteral("Disk <b>full</b>");
    delivery.state = DeliveryState::Failed;
    delivery.lastError = QStringLiteral("550 5.7.1 no summaries here");
    DeliveryRecipient recipient;
    recipient.address = QByteArrayLiteral("ops@example.test");
    recipient.state = DeliveryState::Failed;
    delivery.recipients = {recipient};
    return delivery;
}

uint idOf(const QJsonObject &call)
{
    return static_cast<uint>(call[QStringLiteral("id")].toInt());
}

} // namespace

class TestNotifier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("dbus-daemon")).isEmpty())
            QSKIP("needs dbus-daemon");
        QProcess python;
        python.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import dbus, gi")});
        if (!python.waitForFinished() || python.exitCode() != 0)
            QSKIP("needs python3-dbus and python3-gi");
    }

    void init()
    {
        m_desktop = std::make_unique<Desktop>();
        QVERIFY(m_desktop->startBus());
    }
    void cleanup()
    {
        m_desktop->stop();
        m_desktop.reset();
    }

    void aFloodIsOneNotificationThatIsRenewed()
    {
        QVERIFY(m_desktop->startService());
        Notifier notifier(m_desktop->connection(), kQuick);
        for (int i = 1; i <= 50; ++i)
            notifier.alertChanged(flood(200 + i));
        QTRY_VERIFY(!m_desktop->shown().isEmpty()
                    && m_desktop->shown().last()[QStringLiteral("body")].toString().contains(QStringLiteral("250")));
        QCOMPARE(m_desktop->shown().size(), 2); // the first numbers, and the newest: none in between
        for (const QJsonObject &call : m_desktop->shown())
            QCOMPARE(idOf(call), 1u);

        const QJsonObject last = m_desktop->shown().last();
        QCOMPARE(last[QStringLiteral("title")].toString(), QStringLiteral("Flood: \"Timeout in worker ‹n›\""));
        QCOMPARE(last[QStringLiteral("body")].toString(), QStringLiteral("250 in the last minute, usually 3"));
        QCOMPARE(last[QStringLiteral("hints")][QStringLiteral("urgency")][QStringLiteral("byte")].toInt(), 1);
        QCOMPARE(last[QStringLiteral("hints")][QStringLiteral("desktop-entry")].toString(), QStringLiteral("mailweir"));
        QVERIFY(m_desktop->closed().isEmpty());

        Alert over = flood(2);
        over.over = true;
        notifier.alertChanged(over);
        QTRY_COMPARE(m_desktop->closed().size(), 1);
        QCOMPARE(idOf(m_desktop->closed().first()), 1u);

        notifier.alertChanged(flood(300)); // the next one is a flood of its own
        QTRY_COMPARE(m_desktop->shown().size(), 3);
        QCOMPARE(idOf(m_desktop->shown().last()), 2u);
    }

    void aFloodThatEndsBeforeItsIdIsKnownIsClosed()
    {
        QVERIFY(m_desktop->startService());
        Notifier notifier(m_desktop->connection(), kQuick);
        Alert over = flood(2);
        over.over = true;
        notifier.alertChanged(flood(200));
        notifier.alertChanged(over);
        QTRY_COMPARE(m_desktop->closed().size(), 1);
    }

    void aDismissedFloodStaysQuiet()
    {
        QVERIFY(m_desktop->startService());
        Notifier notifier(m_desktop->connection(), kQuick);
        QSignalSpy muted(&notifier, &Notifier::muteRequested);
        QSignalSpy raised(&notifier, &Notifier::showGroupRequested);
        notifier.alertChanged(flood(200));
        QTRY_COMPARE(m_desktop->shown().size(), 1);
        m_desktop->control(QStringLiteral("Press"), {1u, QStringLiteral("mute")});
        QTRY_COMPARE(muted.size(), 1);
        QCOMPARE(muted.first().at(0).value<GroupId>(), GroupId{7});
        QCOMPARE(muted.first().at(1).value<Milliseconds>(), Milliseconds{3'600'000});
        m_desktop->control(QStringLiteral("Press"), {1u, QStringLiteral("show")});
        QTRY_COMPARE(raised.size(), 1);
        m_desktop->control(QStringLiteral("Dismiss"), {1u});
        // The failure that follows is seen by the service after anything that the flood would still have said.
        QCoreApplication::sendPostedEvents();
        notifier.deliveryFailed(failure(1));
        QTRY_COMPARE(m_desktop->shown().size(), 2);
        notifier.alertChanged(flood(260));
        notifier.deliveryFailed(failure(2));
        QTRY_COMPARE(m_desktop->shown().size(), 3);
        QCOMPARE(m_desktop->shown().last()[QStringLiteral("title")].toString(),
                 QStringLiteral("Summary not delivered"));
    }

    void aFailureOffersToResend()
    {
        QVERIFY(m_desktop->startService());
        Notifier notifier(m_desktop->connection(), kQuick);
        QSignalSpy resend(&notifier, &Notifier::resendRequested);
        QSignalSpy raised(&notifier, &Notifier::showFailedRequested);
        notifier.deliveryFailed(failure(41));
        QTRY_COMPARE(m_desktop->shown().size(), 1);
        const QJsonObject call = m_desktop->shown().first();
        QCOMPARE(call[QStringLiteral("title")].toString(), QStringLiteral("Summary not delivered"));
        QCOMPARE(call[QStringLiteral("body")].toString(),
                 QStringLiteral("&quot;Disk &lt;b&gt;full&lt;/b&gt;&quot; to ops@example.test: "
                                "550 5.7.1 no summaries here")); // the service reads markup
        const QJsonArray actions = call[QStringLiteral("actions")].toArray();
        QCOMPARE(actions.size(), 3);
        QCOMPARE(actions.at(1).toArray(), (QJsonArray{QStringLiteral("resend"), QStringLiteral("Resend")}));
        QCOMPARE(actions.at(2).toArray(), (QJsonArray{QStringLiteral("show"), QStringLiteral("Show")}));

        m_desktop->control(QStringLiteral("Press"), {idOf(call), QStringLiteral("resend")});
        QTRY_COMPARE(resend.size(), 1);
        QCOMPARE(resend.first().first().value<QList<DeliveryId>>(), QList<DeliveryId>{DeliveryId{41}});
        m_desktop->control(QStringLiteral("Press"), {idOf(call), QStringLiteral("default")});
        QTRY_COMPARE(raised.size(), 1);
        QCOMPARE(raised.first().first().value<DeliveryId>(), DeliveryId{41});

        m_desktop->control(QStringLiteral("Dismiss"), {idOf(call)});
        m_desktop->control(QStringLiteral("Press"), {idOf(call), QStringLiteral("resend")});
        m_desktop->control(QStringLiteral("Press"), {99u, QStringLiteral("resend")}); // another program's
        QCoreApplication::sendPostedEvents();
        QCOMPARE(resend.size(), 1);
    }

    void manyFailuresAreOneNotification()
    {
        QVERIFY(m_desktop->startService());
        Notifier notifier(m_desktop->connection(), kQuick);
        QSignalSpy resend(&notifier, &Notifier::resendRequested);
        for (qint64 id = 1; id <= 12; ++id)
            notifier.deliveryFailed(failure(id));
        QTRY_COMPARE(m_desktop->shown().size(), 1);
        QVERIFY(m_desktop->shown().first()[QStringLiteral("title")].toString().startsWith(QStringLiteral("12 ")));
        notifier.deliveryFailed(failure(13)); // joins them while they are still in sight
        QTRY_COMPARE(m_desktop->shown().size(), 2);
        QVERIFY(m_desktop->shown().last()[QStringLiteral("title")].toString().startsWith(QStringLiteral("13 ")));
        QCOMPARE(idOf(m_desktop->shown().last()), 1u);
        m_desktop->control(QStringLiteral("Press"), {1u, QStringLiteral("resend")});
        QTRY_COMPARE(resend.size(), 1);
        QCOMPARE(resend.first().first().value<QList<DeliveryId>>().size(), 13);
    }

    void actionsAreLeftOutWhereTheServiceHasNone()
    {
        QVERIFY(m_desktop->startService({QStringLiteral("--no-actions")}));
        Notifier notifier(m_desktop->connection(), kQuick);
        notifier.deliveryFailed(failure(1));
        QTRY_COMPARE(m_desktop->shown().size(), 1);
        QVERIFY(m_desktop->shown().first()[QStringLiteral("actions")].toArray().isEmpty());
    }

    void withoutAServiceTheTrayTellsAndWithoutATrayTheWindow()
    {
        Notifier notifier(m_desktop->connection(), kQuick);
        QSignalSpy unavailable(&notifier, &Notifier::unavailable);
        QStringList balloons;
        bool tray = true;
        notifier.setBalloon([&](const QString &title, const QString &) {
            balloons += title;
            return tray;
        });
        notifier.alertChanged(flood(200));
        QTRY_COMPARE(balloons.size(), 1);
        QVERIFY(unavailable.isEmpty());
        notifier.alertChanged(flood(240)); // a balloon cannot be renewed: one a flood
        tray = false;
        notifier.deliveryFailed(failure(1));
        QTRY_COMPARE(unavailable.size(), 1);
        notifier.deliveryFailed(failure(2));
        QTRY_COMPARE(balloons.size(), 3);
        QCOMPARE(unavailable.size(), 1); // said once
    }

private:
    std::unique_ptr<Desktop> m_desktop;
};

QTEST_GUILESS_MAIN(TestNotifier)
#include "tst_notifier.moc"

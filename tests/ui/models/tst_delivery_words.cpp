// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "ui/models/delivery_words.h"

#include <QTest>

using namespace mailweir;

class TestDeliveryWords final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatCodesMean_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("enhanced");
        QTest::addColumn<QString>("meaning");
        const QString unknown = QStringLiteral("The server does not know this address.");
        QTest::newRow("unknown") << 550 << QByteArray("5.1.1") << unknown;
        QTest::newRow("full") << 452 << QByteArray("4.2.2") << QStringLiteral("This mailbox is full.");
        QTest::newRow("policy") << 550 << QByteArray("5.7.1") << QStringLiteral("The server's rules forbid this mail.");
        QTest::newRow("grey") << 450 << QByteArray("4.7.1")
                              << QStringLiteral("The server wants to see this mail a second time, later.");
        QTest::newRow("login") << 535 << QByteArray("5.7.8")
                               << QStringLiteral("The server does not accept this user name and password.");
        QTest::newRow("plain 421") << 421 << QByteArray() << QStringLiteral("The server is busy or shutting down.");
        QTest::newRow("says nothing") << 571 << QByteArray() << QString();
    }

    void saysWhatCodesMean()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, enhanced);
        QFETCH(QString, meaning);
        const EnhancedStatus status = EnhancedStatus::fromFrontOf(enhanced + ' ').value_or(EnhancedStatus{});
        QCOMPARE(DeliveryWords::meaning(code, status, {}), meaning);
    }

    void picksTheRecipientThatDecided()
    {
        Delivery delivery{.state = DeliveryState::Failed};
        QVERIFY(!DeliveryWords::decisive(delivery));
        delivery.recipients = {{.address = "a@example.test", .state = DeliveryState::Sent},
                               {.address = "b@example.test",
                                .state = DeliveryState::Failed,
                                .reply = {.code = 550, .enhanced = {5, 1, 1}, .lines = {"no such user"}}}};
        QCOMPARE(DeliveryWords::decisive(delivery)->address, QByteArray("b@example.test"));
        QCOMPARE(DeliveryWords::reason(delivery), QStringLiteral("550 5.1.1 no such user"));
        QCOMPARE(DeliveryWords::meaning(delivery), QStringLiteral("The server does not know this address."));
    }

    void saysWhatHappensNext()
    {
        const FakeClock clock;
        Delivery delivery{.state = DeliveryState::Deferred, .nextAttemptAt = clock.now() + std::chrono::seconds(90)};
        QCOMPARE(DeliveryWords::next(delivery, clock.now()), QStringLiteral("Mailweir tries again in 1 min."));
        QCOMPARE(DeliveryWords::next(delivery, *delivery.nextAttemptAt), QStringLiteral("Mailweir tries again now."));
        delivery = {.state = DeliveryState::Held, .lastError = QStringLiteral("no_relay")};
        QVERIFY(DeliveryWords::needsRelay(delivery));
        QVERIFY(DeliveryWords::next(delivery, clock.now()).contains(QStringLiteral("Set up a relay")));
    }
};

QTEST_GUILESS_MAIN(TestDeliveryWords)
#include "tst_delivery_words.moc"

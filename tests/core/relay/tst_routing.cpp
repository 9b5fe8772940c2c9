// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/relay/routing.h"

#include <QTest>

using namespace mailweir;
using State = DeliveryState;

namespace {

Delivery deliveryTo(const QList<DeliveryRecipient> &recipients)
{
    Delivery delivery;
    delivery.recipients = recipients;
    delivery.state = worstOf(recipients);
    delivery.nextAttemptAt = fromUnixMs(1);
    return delivery;
}

} // namespace

class TestRouting : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void holdsWhatWaits()
    {
        const Delivery held =
            holdForRelay(deliveryTo({{"a", State::Waiting, {}}, {"b", State::Sent, {}}, {"c", State::Uncertain, {}}}));
        QCOMPARE(held.recipients.at(0).state, State::Held);
        QCOMPARE(held.recipients.at(1).state, State::Sent);
        QCOMPARE(held.recipients.at(2).state, State::Held);
        QCOMPARE(held.state, State::Held);
        QCOMPARE(held.nextAttemptAt, std::nullopt);
        QCOMPARE(held.lastError, QStringLiteral("no_relay"));
    }

    void redirectsWhoHasNotGotIt()
    {
        const Delivery all = redirect(deliveryTo({{"a", State::Waiting, {}}, {"b", State::Waiting, {}}}), "me@x.test");
        QCOMPARE(all.recipients.size(), 1);
        QCOMPARE(all.recipients.at(0).address, QByteArray("me@x.test"));
        QCOMPARE(all.state, State::Waiting);

        const Delivery rest = redirect(
            deliveryTo({{"a", State::Sent, {}}, {"b", State::Failed, {}}, {"c", State::Deferred, {}}}), "me@x.test");
        QCOMPARE(rest.recipients.size(), 2);
        QCOMPARE(rest.recipients.at(0).address, QByteArray("a"));
        QCOMPARE(rest.recipients.at(1).address, QByteArray("me@x.test"));
        QCOMPARE(rest.recipients.at(1).state, State::Deferred);
        QCOMPARE(rest.state, State::Deferred);
    }

    void readdressesWhoHasNotGotIt()
    {
        const Delivery other = readdress(deliveryTo({{"a", State::Sent, {}}, {"b", State::Failed, {}}}), {"c", "d"});
        QCOMPARE(other.recipients.size(), 3);
        QCOMPARE(other.recipients.at(0).address, QByteArray("a"));
        QCOMPARE(other.recipients.at(1).address, QByteArray("c"));
        QCOMPARE(other.recipients.at(2).state, State::Waiting);
        QCOMPARE(other.state, State::Waiting);
    }

    void withoutAnAddressNothingChanges()
    {
        const Delivery delivery = deliveryTo({{"a", State::Waiting, {}}});
        QCOMPARE(redirect(delivery, {}), delivery);
    }
};

QTEST_GUILESS_MAIN(TestRouting)
#include "tst_routing.moc"

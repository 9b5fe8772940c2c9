// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/delivery_actions.h"

#include "core/relay/failure_policy.h"
#include "core/relay/routing.h"

namespace mailweir {

namespace {

/// `to` empty: to those who have not got it yet.
Result<void> resendEach(StoreWriter &writer, const QList<DeliveryId> &ids, const QList<QByteArray> &to, bool sendable,
                        Timestamp now, QList<Delivery> &found)
{
    for (const DeliveryId id : ids) {
        const Result<Delivery> delivery = writer.delivery(id);
        if (!delivery && delivery.error().code == ErrorCode::NotFound)
            continue;
        if (!delivery)
            return delivery.error();
        const bool readdressed = !to.isEmpty() && !isSending(*delivery);
        const Result<Delivery> again = resend(readdressed ? readdress(*delivery, to) : *delivery, now);
        if (!again) { // all of it is sent, or just being sent
            found.append(*delivery);
            continue;
        }
        const Delivery changed = sendable ? *again : holdForRelay(*again);
        if (Result<void> stored = writer.updateDelivery(changed); !stored)
            return stored;
        found.append(changed);
    }
    return {};
}

void resendAll(MailStore &store, const Clock &clock, bool sendable, const QList<DeliveryId> &ids,
               const QList<QByteArray> &to, std::function<void(Result<QList<Delivery>>)> done)
{
    const auto found = std::make_shared<QList<Delivery>>();
    store.write([ids, to, sendable, now = clock.now(),
                 found](StoreWriter &writer) { return resendEach(writer, ids, to, sendable, now, *found); },
                [found, done = std::move(done)](const Result<void> &result) {
                    if (done)
                        done(result ? Result<QList<Delivery>>(*found) : Result<QList<Delivery>>(result.error()));
                });
}

} // namespace

void resendDeliveries(MailStore &store, const Clock &clock, bool sendable, const QList<DeliveryId> &ids,
                      std::function<void(Result<QList<Delivery>>)> done)
{
    resendAll(store, clock, sendable, ids, {}, std::move(done));
}

void resendDeliveryTo(MailStore &store, const Clock &clock, bool sendable, DeliveryId id, const QList<QByteArray> &to,
                      std::function<void(Result<QList<Delivery>>)> done)
{
    resendAll(store, clock, sendable, {id}, to, std::move(done));
}

void resendDeliveries(MailStore &store, const Clock &clock, bool sendable, DeliveryState state,
                      std::function<void(Result<QList<Delivery>>)> done)
{
    store.read([&store, &clock, sendable, state, done = std::move(done)](StoreReader &reader) {
        const Result<QList<Delivery>> deliveries = reader.deliveries({{state}, std::nullopt, 0});
        if (!deliveries) {
            if (done)
                done(deliveries.error());
            return;
        }
        QList<DeliveryId> ids;
        for (const Delivery &delivery : *deliveries)
            ids.prepend(delivery.id); // oldest first
        resendDeliveries(store, clock, sendable, ids, done);
    });
}

void cancelDelivery(MailStore &store, DeliveryId id, std::function<void(Result<Delivery>)> done)
{
    const auto cancelled = std::make_shared<Delivery>();
    store.write(
        [id, cancelled](StoreWriter &writer) -> Result<void> {
            Result<Delivery> delivery = writer.delivery(id);
            if (!delivery)
                return delivery.error();
            Result<Delivery> result = cancel(*std::move(delivery));
            if (!result)
                return result.error();
            *cancelled = *std::move(result);
            return writer.updateDelivery(*cancelled);
        },
        [cancelled, done = std::move(done)](const Result<void> &result) {
            if (done)
                done(result ? Result<Delivery>(*cancelled) : Result<Delivery>(result.error()));
        });
}

} // namespace mailweir

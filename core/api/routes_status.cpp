// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"

#include <numeric>

namespace mailweir {

namespace {

/// failmail's call and shape.
void showFailmailStatus(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    api->service.read([responder](StoreReader &reader) {
        const auto counts = reader.counts();
        if (!counts)
            return responder(errorResponse(counts.error()));
        responder(jsonResponse({
            {QStringLiteral("ActiveBatches"), counts->activeBatches},
            {QStringLiteral("ActiveMessages"), counts->activeMessages},
            {QStringLiteral("LastReceived"), jsonTime(counts->lastReceived)},
        }));
    });
}

/// Messages in the last `minutes`; the oldest of them is partly outside and counted by its share, as in
/// ratePerMinute().
qint64 receivedWithin(const Group &group, int minutes, Timestamp now)
{
    const auto history = historyAt(group, now);
    const auto first = history.end() - minutes;
    const qint64 partial = first == history.begin() ? 0 : *(first - 1);
    const qint64 intoMinute = toUnixMs(now) % 60'000;
    return std::accumulate(first, history.end(), partial * (60'000 - intoMinute) / 60'000);
}

QJsonObject rates(const QList<Group> &groups, Timestamp now)
{
    const auto within = [&](int minutes) {
        return std::accumulate(groups.begin(), groups.end(), qint64(0), [&](qint64 sum, const Group &group) {
            return sum + receivedWithin(group, minutes, now);
        });
    };
    return {
        {QStringLiteral("1m"), within(1)},
        {QStringLiteral("5m"), within(5)},
        {QStringLiteral("1h"), within(Group::kHistoryMinutes)},
    };
}

QJsonObject deliveryCounts(const StoreCounts &counts)
{
    QJsonObject object;
    for (std::size_t state = 0; state < counts.deliveries.size(); ++state)
        object.insert(jsonText(deliveryStateName(DeliveryState(state))), counts.deliveries[state]);
    return object;
}

QJsonArray listenersJson(const QList<ListenerStatus> &listeners)
{
    QJsonArray array;
    for (const ListenerStatus &listener : listeners) {
        QJsonObject object{
            {QStringLiteral("name"), listener.name},
            {QStringLiteral("tls"), jsonText(listenerTlsName(listener.tls))},
            {QStringLiteral("protocol"), jsonText(listenerProtocolName(listener.protocol))},
        };
        if (listener.unixPath.isEmpty()) {
            object.insert(QStringLiteral("host"), listener.host);
            object.insert(QStringLiteral("port"), listener.port);
        } else {
            object.insert(QStringLiteral("path"), listener.unixPath);
        }
        array.append(object);
    }
    return array;
}

void showStatus(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    const auto alertsFiring = qint64(api->firingAlerts.size());
    api->service.read([api, alertsFiring, responder](StoreReader &reader) {
        const Timestamp now = api->clock.now();
        const auto counts = reader.counts();
        if (!counts)
            return responder(errorResponse(counts.error()));
        const auto groups = reader.groups(now - std::chrono::minutes{Group::kHistoryMinutes});
        if (!groups)
            return responder(errorResponse(groups.error()));
        const EngineStatus status = api->service.status();
        const auto uptime = std::chrono::floor<std::chrono::seconds>(now - status.startedAt);
        responder(jsonResponse({
            {QStringLiteral("version"), api->version},
            {QStringLiteral("uptime_s"), qint64(uptime.count())},
            {QStringLiteral("messages"), counts->messages},
            {QStringLiteral("unread"), counts->unread},
            {QStringLiteral("bytes"), counts->bytes},
            {QStringLiteral("clients"), status.clients},
            {QStringLiteral("last_received"), jsonTime(counts->lastReceived)},
            {QStringLiteral("rate"), rates(*groups, now)},
            {QStringLiteral("active_batches"), counts->activeBatches},
            {QStringLiteral("active_messages"), counts->activeMessages},
            {QStringLiteral("deliveries"), deliveryCounts(*counts)},
            {QStringLiteral("paused"),
             QJsonObject{{QStringLiteral("intake"), status.intakePaused},
                         {QStringLiteral("relay"), status.relayPaused}}},
            {QStringLiteral("listeners"), listenersJson(status.listeners)},
            {QStringLiteral("alerts_firing"), alertsFiring},
        }));
    });
}

} // namespace

std::vector<ApiRoute> statusRoutes()
{
    return {
        {"GET", "/status", showFailmailStatus},
        {"GET", "/api/v2/status", showStatus},
    };
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"

namespace mailweir {

namespace {

HttpResponse noSuchDelivery()
{
    return errorResponse(404, "not_found", "no such delivery");
}

HttpResponse deliveryList(const QList<Delivery> &deliveries, const std::optional<QByteArray> &next = {})
{
    QJsonArray items;
    for (const Delivery &delivery : deliveries)
        items.append(toJson(delivery));
    return listResponse(items, next);
}

Error unknownState()
{
    return {ErrorCode::Invalid, QStringLiteral("state"),
            QStringLiteral("waiting, sending, sent, deferred, held, uncertain, failed and cancelled are allowed")};
}

/// `state=failed,deferred`; none = all.
Result<DeliveryQuery> readQuery(const HttpRequest &request)
{
    DeliveryQuery query;
    const auto text = bytesOf(request.parameter("state")).toByteArray();
    for (const QByteArray &name : text.isEmpty() ? QList<QByteArray>{} : text.split(',')) {
        const auto state = deliveryStateFromName(name);
        if (!state)
            return unknownState();
        query.states.append(*state);
    }
    const auto limit = pageLimit(request);
    if (!limit)
        return limit.error();
    query.limit = *limit;
    const auto cursor = numericCursor(request);
    if (!cursor)
        return cursor.error();
    if (*cursor)
        query.before = DeliveryId{**cursor};
    return query;
}

void listDeliveries(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto query = readQuery(request);
    if (!query)
        return responder(errorResponse(query.error()));
    api->service.read([query = *query, responder](StoreReader &reader) {
        DeliveryQuery oneMore = query;
        ++oneMore.limit;
        auto deliveries = reader.deliveries(oneMore);
        if (!deliveries)
            return responder(errorResponse(deliveries.error()));
        if (deliveries->size() <= query.limit)
            return responder(deliveryList(*deliveries));
        deliveries->resize(query.limit);
        responder(deliveryList(*deliveries, deliveries->last().id.text()));
    });
}

void showDelivery(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    const auto id = DeliveryId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchDelivery());
    api->service.read([id = *id, responder](StoreReader &reader) {
        const auto delivery = reader.delivery(id);
        responder(delivery ? jsonResponse(toJson(*delivery)) : errorResponse(delivery.error()));
    });
}

void showRaw(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    const auto id = DeliveryId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchDelivery());
    api->service.read([id = *id, responder](StoreReader &reader) {
        const auto raw = reader.deliveryRaw(id);
        if (!raw)
            return responder(errorResponse(raw.error()));
        HttpResponse response;
        response.contentType = "message/rfc822";
        response.body = raw->toStdString();
        responder(std::move(response));
    });
}

/// Attempts are only ever added at the end, so their number is a cursor that stays right.
void listAttempts(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values,
                  HttpResponder responder)
{
    const auto id = DeliveryId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchDelivery());
    const auto limit = pageLimit(request);
    if (!limit)
        return responder(errorResponse(limit.error()));
    const auto cursor = numericCursor(request);
    if (!cursor)
        return responder(errorResponse(cursor.error()));
    api->service.read([id = *id, limit = *limit, start = cursor->value_or(0), responder](StoreReader &reader) {
        if (const auto delivery = reader.delivery(id); !delivery)
            return responder(errorResponse(delivery.error()));
        const auto attempts = reader.attempts(id);
        if (!attempts)
            return responder(errorResponse(attempts.error()));
        QJsonArray items;
        for (const DeliveryAttempt &attempt : attempts->mid(start, limit))
            items.append(toJson(attempt));
        const bool more = start < attempts->size() - limit;
        responder(listResponse(items, more ? std::optional(QByteArray::number(start + limit)) : std::nullopt));
    });
}

/// Answers with the deliveries that were found; for a single one, none is an error.
MailService::Done<QList<Delivery>> answerWithList(HttpResponder responder, bool single)
{
    return [responder = std::move(responder), single](const Result<QList<Delivery>> &deliveries) {
        if (!deliveries)
            responder(errorResponse(deliveries.error()));
        else if (single && deliveries->isEmpty())
            responder(noSuchDelivery());
        else
            responder(deliveryList(*deliveries));
    };
}

/// The `to` of a resend; empty when there is none.
Result<QList<QByteArray>> readAddresses(const QJsonValue &value)
{
    const Error wrong{ErrorCode::Invalid, QStringLiteral("to"), QStringLiteral("a list of addresses is needed")};
    if (value.isUndefined())
        return QList<QByteArray>();
    if (!value.isArray() || value.toArray().isEmpty())
        return wrong;
    QList<QByteArray> addresses;
    for (const QJsonValue &item : value.toArray()) {
        const QByteArray text = item.toString().toUtf8();
        const EmailAddress address = EmailAddress::fromText(text);
        const bool unsafe = std::any_of(text.begin(), text.end(), [](char c) {
            return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '\x7f';
        });
        if (unsafe || address.localPart.isEmpty() || address.domain.isEmpty())
            return wrong;
        addresses.append(text);
    }
    return addresses;
}

void resendOne(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values, HttpResponder responder)
{
    const auto id = DeliveryId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchDelivery());
    const auto body = bodyObject(request);
    if (!body)
        return responder(errorResponse(body.error()));
    const QJsonValue relay = body->value(QStringLiteral("relay"));
    if (!relay.isUndefined() && relay.toString() != api->service.status().relayName)
        return responder(errorResponse(400, "invalid", "there is no relay of that name"));
    const auto to = readAddresses(body->value(QStringLiteral("to")));
    if (!to)
        return responder(errorResponse(to.error()));
    auto answer = answerWithList(std::move(responder), true);
    if (to->isEmpty())
        api->service.resend({*id}, std::move(answer));
    else
        api->service.resendTo(*id, *to, std::move(answer));
}

Result<QList<DeliveryId>> readIds(const QJsonValue &value)
{
    const Error wrong{ErrorCode::Invalid, QStringLiteral("ids"), QStringLiteral("a list of delivery ids is needed")};
    if (!value.isArray())
        return wrong;
    QList<DeliveryId> ids;
    for (const QJsonValue &item : value.toArray()) {
        const auto id = DeliveryId::fromText(item.toVariant().toString().toUtf8());
        if (!id)
            return wrong;
        ids.append(*id);
    }
    return ids;
}

void resendMany(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto body = bodyObject(request);
    if (!body)
        return responder(errorResponse(body.error()));
    const auto ids = body->value(QStringLiteral("ids"));
    const auto state = body->value(QStringLiteral("state"));
    if (ids.isUndefined() == state.isUndefined())
        return responder(errorResponse(400, "invalid", "either ids or state is needed"));

    if (!ids.isUndefined()) {
        const auto wanted = readIds(ids);
        if (!wanted)
            return responder(errorResponse(wanted.error()));
        api->service.resend(*wanted, answerWithList(std::move(responder), false));
    } else {
        const auto wanted = deliveryStateFromName(state.toString().toUtf8());
        if (!wanted)
            return responder(errorResponse(unknownState()));
        api->service.resendAll(*wanted, answerWithList(std::move(responder), false));
    }
}

void cancel(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    const auto id = DeliveryId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchDelivery());
    api->service.cancelDelivery(*id, [responder](const Result<Delivery> &delivery) {
        responder(delivery ? deliveryList({*delivery}) : errorResponse(delivery.error()));
    });
}

} // namespace

std::vector<ApiRoute> deliveryRoutes()
{
    return {
        {"GET", "/api/v2/deliveries", listDeliveries},
        {"POST", "/api/v2/deliveries/resend", resendMany},
        {"GET", "/api/v2/deliveries/{id}", showDelivery},
        {"GET", "/api/v2/deliveries/{id}/raw", showRaw},
        {"GET", "/api/v2/deliveries/{id}/attempts", listAttempts},
        {"POST", "/api/v2/deliveries/{id}/resend", resendOne},
        {"POST", "/api/v2/deliveries/{id}/cancel", cancel},
    };
}

} // namespace mailweir

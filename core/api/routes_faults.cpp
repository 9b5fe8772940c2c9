// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/intake_shapes.h"
#include "core/api/json_shapes.h"

#include <cmath>

namespace mailweir {

namespace {

HttpResponse faultsResponse(const ApiContextPtr &api)
{
    QJsonArray items;
    for (const FaultSettings &fault : api->service.settings().faults + api->service.runtimeFaults())
        items.append(faultJson(fault));
    return jsonResponse({{QStringLiteral("on"), api->service.status().faultsOn}, {QStringLiteral("items"), items}});
}

void showFaults(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    responder(faultsResponse(api));
}

void switchFaults(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto body = bodyObject(request);
    if (!body)
        return responder(errorResponse(body.error()));
    const QJsonValue on = body->value(QStringLiteral("on"));
    if (!on.isBool())
        return responder(errorResponse(400, "invalid", "\"on\" is needed: true or false"));
    api->service.setFaultsOn(on.toBool(), [api, responder](const Result<void> &) { responder(faultsResponse(api)); });
}

/// One of Mailpit's triggers, which is a fault rule of ours.
struct Trigger {
    const char *name; ///< in the JSON
    const char *rule;
    const char *at;
    int defaultCode;
    const char *words;
};

constexpr Trigger kTriggers[] = {
    {"Sender", "chaos-sender", "mail", 451, "this sender is refused on purpose"},
    {"Recipient", "chaos-recipient", "rcpt", 451, "this recipient is refused on purpose"},
    {"Authentication", "chaos-authentication", "auth", 535, "this login is refused on purpose"},
};

constexpr int kPercent = 100;

FaultSettings triggerFault(const Trigger &trigger, int code, int percent)
{
    FaultSettings fault;
    fault.name = QLatin1StringView(trigger.rule);
    fault.enabled = percent > 0;
    fault.at = QLatin1StringView(trigger.at);
    fault.reply = QString::number(code) + QLatin1Char(' ') + QLatin1StringView(trigger.words);
    fault.probability = double(percent) / kPercent;
    return fault;
}

HttpResponse chaosResponse(const QList<FaultSettings> &faults)
{
    QJsonObject chaos;
    for (const Trigger &trigger : kTriggers) {
        FaultSettings fault = triggerFault(trigger, trigger.defaultCode, 0);
        for (const FaultSettings &set : faults) {
            if (set.name == fault.name)
                fault = set;
        }
        chaos.insert(QLatin1StringView(trigger.name),
                     QJsonObject{{QStringLiteral("ErrorCode"), fault.reply.left(3).toInt()},
                                 {QStringLiteral("Probability"), int(std::lround(fault.probability * kPercent))}});
    }
    return jsonResponse(chaos);
}

/// A whole number of the trigger; the default when it is not given.
Result<int> triggerNumber(const QJsonObject &trigger, QLatin1StringView key, int fallback, int least, int most)
{
    const QJsonValue value = valueIgnoringCase(trigger, key);
    if (value.isUndefined() || value.isNull())
        return fallback;
    const int number = value.toInt(least - 1); // also for what is no whole number
    if (number < least || number > most)
        return Error{ErrorCode::Invalid, key, QStringLiteral("%1 to %2 is allowed").arg(least).arg(most)};
    return number;
}

Result<FaultSettings> readTrigger(const Trigger &trigger, const QJsonObject &chaos)
{
    const QJsonValue value = valueIgnoringCase(chaos, QLatin1StringView(trigger.name));
    if (value.isUndefined() || value.isNull())
        return triggerFault(trigger, trigger.defaultCode, 0);
    if (!value.isObject())
        return Error{ErrorCode::Invalid, QLatin1StringView(trigger.name), QStringLiteral("an object is needed")};
    const QJsonObject object = value.toObject();
    const auto code = triggerNumber(object, QLatin1StringView("ErrorCode"), trigger.defaultCode, 400, 599);
    if (!code)
        return code.error();
    const auto percent = triggerNumber(object, QLatin1StringView("Probability"), 0, 0, kPercent);
    if (!percent)
        return percent.error();
    return triggerFault(trigger, *code, *percent);
}

void showChaos(const ApiContextPtr &api, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    responder(chaosResponse(api->service.runtimeFaults()));
}

void setChaos(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto refuse = [&responder](const Error &error) {
        responder(textResponse(400, describe(error).toStdString()));
    };
    const auto body = bodyObject(request);
    if (!body)
        return refuse(body.error());
    QList<FaultSettings> faults;
    for (const Trigger &trigger : kTriggers) {
        const auto fault = readTrigger(trigger, *body);
        if (!fault)
            return refuse(fault.error());
        faults.append(*fault);
    }
    api->service.setRuntimeFaults(faults,
                                  [faults, responder](const Result<void> &) { responder(chaosResponse(faults)); });
}

} // namespace

std::vector<ApiRoute> faultRoutes()
{
    return {
        {"GET", "/api/v2/faults", showFaults},
        {"PUT", "/api/v2/faults", switchFaults},
        {"GET", "/api/v1/chaos", showChaos},
        {"PUT", "/api/v1/chaos", setChaos},
    };
}

} // namespace mailweir

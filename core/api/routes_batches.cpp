// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"

#include <algorithm>

namespace mailweir {

namespace {

constexpr BatchState kBatchStates[] = {BatchState::Collecting, BatchState::Held, BatchState::Sealing,
                                       BatchState::Sealed, BatchState::Discarded};

/// `state=collecting,held`; none = all. One outside name can stand for several states.
Result<QList<BatchState>> askedStates(const HttpRequest &request)
{
    QList<BatchState> states;
    const auto text = bytesOf(request.parameter("state")).toByteArray();
    for (const QByteArray &name : text.isEmpty() ? QList<QByteArray>{} : text.split(',')) {
        const auto before = states.size();
        std::copy_if(std::begin(kBatchStates), std::end(kBatchStates), std::back_inserter(states),
                     [&](BatchState state) { return batchStateName(state) == name; });
        if (states.size() == before)
            return Error{ErrorCode::Invalid, QStringLiteral("state"),
                         QStringLiteral("collecting, held, sealed and discarded are allowed")};
    }
    return states;
}

void listBatches(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto states = askedStates(request);
    if (!states)
        return responder(errorResponse(states.error()));
    const auto limit = pageLimit(request);
    if (!limit)
        return responder(errorResponse(limit.error()));
    const auto cursor = numericCursor(request);
    if (!cursor)
        return responder(errorResponse(cursor.error()));

    api->service.read([api, states = *states, limit = *limit, after = cursor->value_or(0), responder](auto &reader) {
        auto batches = reader.batches(states);
        if (!batches)
            return responder(errorResponse(batches.error()));
        std::sort(batches->begin(), batches->end(), [](const Batch &a, const Batch &b) { return a.id < b.id; });
        QJsonArray items;
        std::optional<QByteArray> next;
        BatchId last;
        for (const Batch &batch : *batches) {
            if (batch.id.value <= after)
                continue;
            if (items.size() == limit) {
                next = last.text();
                break;
            }
            items.append(toJson(batch, api->batchRule()));
            last = batch.id;
        }
        responder(listResponse(items, next));
    });
}

void flushBatch(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    const auto id = BatchId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(errorResponse(404, "not_found", "no such batch"));
    api->service.flushBatch(*id, [api, responder](const Result<Batch> &batch) {
        responder(batch ? jsonResponse(toJson(*batch, api->batchRule())) : errorResponse(batch.error()));
    });
}

void refuseReserved(const ApiContextPtr &, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    responder(errorResponse(501, "not_in_this_version", "not in this version"));
}

} // namespace

std::vector<ApiRoute> batchRoutes()
{
    return {
        {"GET", "/api/v2/batches", listBatches},
        {"POST", "/api/v2/batches/{id}/flush", flushBatch},
        {"POST", "/api/v2/batches/{id}/hold", refuseReserved},
        {"POST", "/api/v2/batches/{id}/resume", refuseReserved},
        {"POST", "/api/v2/batches/{id}/discard", refuseReserved},
    };
}

} // namespace mailweir

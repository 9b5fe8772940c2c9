// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/intake_shapes.h"
#include "core/api/json_shapes.h"
#include "core/api/mailpit_shapes.h"

#include <QHash>

namespace mailweir {

namespace {

HttpResponse noSuchMessage()
{
    return errorResponse(404, "not_found", "no such message");
}

Result<MessageQuery> readQuery(const HttpRequest &request)
{
    MessageQuery query;
    if (!request.parameter("query").empty())
        return Error{ErrorCode::NotInThisVersion, QStringLiteral("query"), {}};
    const auto limit = pageLimit(request);
    if (!limit)
        return limit.error();
    query.limit = *limit;
    if (const auto cursor = request.parameter("cursor"); !cursor.empty()) {
        query.before = MessageId::fromText(bytesOf(cursor));
        if (!query.before)
            return Error{ErrorCode::Invalid, QStringLiteral("cursor"), QStringLiteral("not a cursor of this call")};
    }
    return query;
}

/// Mailpit's row with what only we know.
QJsonObject rowJson(const MessageSummary &message, const QHash<GroupId, QString> &groups)
{
    QJsonArray flags;
    for (const QByteArray &name : flagNames(message.flags))
        flags.append(jsonText(name));
    QJsonObject row = mailpitSummary(message);
    row.insert(QStringLiteral("group"), groups.value(message.group));
    row.insert(QStringLiteral("project"), message.project);
    row.insert(QStringLiteral("flags"), flags);
    return row;
}

Result<QHash<GroupId, QString>> groupKeys(StoreReader &reader, const QList<MessageSummary> &messages)
{
    QHash<GroupId, QString> keys;
    for (const MessageSummary &message : messages) {
        if (keys.contains(message.group))
            continue;
        const auto group = reader.group(message.group);
        if (!group)
            return group.error();
        keys.insert(message.group, group->key);
    }
    return keys;
}

void listMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto query = readQuery(request);
    if (!query)
        return responder(errorResponse(query.error()));
    api->service.read([query = *query, responder](StoreReader &reader) {
        MessageQuery oneMore = query;
        ++oneMore.limit;
        auto messages = reader.messages(oneMore);
        if (!messages)
            return responder(errorResponse(messages.error()));
        const bool more = messages->size() > query.limit;
        if (more)
            messages->resize(query.limit);
        const auto keys = groupKeys(reader, *messages);
        if (!keys)
            return responder(errorResponse(keys.error()));
        QJsonArray items;
        for (const MessageSummary &message : std::as_const(*messages))
            items.append(rowJson(message, *keys));
        responder(listResponse(items, more ? std::optional(messages->last().id.text()) : std::nullopt));
    });
}

/// Answers with what `shape` makes of the envelope of the message that the path names.
void showEnvelopeAs(const ApiContextPtr &api, const PathValues &values, HttpResponder responder,
                    HttpResponse (*shape)(MessageId id, const Envelope &envelope))
{
    const auto id = MessageId::fromText(bytesOf(values[0]));
    if (!id)
        return responder(noSuchMessage());
    api->service.read([id = *id, shape, responder](StoreReader &reader) {
        const auto envelope = reader.envelope(id);
        if (!envelope && envelope.error().code == ErrorCode::NotFound)
            return responder(noSuchMessage());
        responder(envelope ? shape(id, *envelope) : errorResponse(envelope.error()));
    });
}

void showEnvelope(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    showEnvelopeAs(api, values, std::move(responder),
                   [](MessageId id, const Envelope &envelope) { return jsonResponse(envelopeJson(id, envelope)); });
}

void showTranscript(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    showEnvelopeAs(api, values, std::move(responder),
                   [](MessageId id, const Envelope &envelope) { return listResponse(transcriptJson(id, envelope)); });
}

} // namespace

std::vector<ApiRoute> messageRoutes()
{
    return {
        {"GET", "/api/v2/messages", listMessages},
        {"GET", "/api/v2/messages/{id}/envelope", showEnvelope},
        {"GET", "/api/v2/messages/{id}/transcript", showTranscript},
    };
}

} // namespace mailweir

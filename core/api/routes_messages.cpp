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

Result<MessageQuery> readQuery(const HttpRequest &request, const Clock &clock)
{
    MessageQuery query;
    if (const auto text = request.parameter("query"); !text.empty()) {
        const auto parsed = SearchQuery::parse(QString::fromUtf8(bytesOf(text)), searchContext(request, clock));
        if (parsed.mistake)
            return Error{ErrorCode::Invalid, QStringLiteral("query"), describe(*parsed.mistake)};
        query.search = parsed.query;
    }
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
    row.insert(QStringLiteral("pinned"), message.pinned);
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

HttpResponse messagePage(StoreReader &reader, const MessageQuery &query)
{
    MessageQuery oneMore = query;
    ++oneMore.limit;
    auto messages = reader.messages(oneMore);
    if (!messages)
        return errorResponse(messages.error());
    const bool more = messages->size() > query.limit;
    if (more)
        messages->resize(query.limit);
    const auto keys = groupKeys(reader, *messages);
    if (!keys)
        return errorResponse(keys.error());
    QJsonArray items;
    for (const MessageSummary &message : std::as_const(*messages))
        items.append(rowJson(message, *keys));
    return listResponse(items, more ? std::optional(messages->last().id.text()) : std::nullopt);
}

void listMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto query = readQuery(request, api->clock);
    if (!query)
        return responder(errorResponse(query.error()));
    const auto job = [query = *query, responder](StoreReader &reader) {
        responder(messagePage(reader, query));
    };
    if (query->search)
        api->service.search(job);
    else
        api->service.read(job);
}

/// What is to become of messages: the marks that the body has, on those it names.
struct MarkRequest {
    QList<MessageId> ids;
    std::optional<bool> read;
    std::optional<bool> pinned;
    std::optional<QStringList> tags;
};

Result<std::optional<bool>> optionalBool(const QJsonObject &body, QLatin1StringView key)
{
    const QJsonValue value = body.value(key);
    if (value.isUndefined())
        return std::optional<bool>();
    if (!value.isBool())
        return Error{ErrorCode::Invalid, key, QStringLiteral("true or false is needed")};
    return std::optional(value.toBool());
}

Result<QStringList> textList(const QJsonObject &body, QLatin1StringView key)
{
    const Error wrong{ErrorCode::Invalid, key, QStringLiteral("a list of texts is needed")};
    if (!body.value(key).isArray())
        return wrong;
    QStringList texts;
    for (const QJsonValue &item : body.value(key).toArray()) {
        if (!item.isString())
            return wrong;
        texts.append(item.toString());
    }
    return texts;
}

Result<MarkRequest> readMarks(const HttpRequest &request)
{
    const auto body = bodyObject(request);
    if (!body)
        return body.error();
    const auto ids = textList(*body, QLatin1StringView("ids"));
    const auto read = optionalBool(*body, QLatin1StringView("read"));
    const auto pinned = optionalBool(*body, QLatin1StringView("pinned"));
    const auto tags =
        body->contains(QLatin1StringView("tags")) ? textList(*body, QLatin1StringView("tags")) : Result(QStringList());
    for (const Error *error : {ids ? nullptr : &ids.error(), read ? nullptr : &read.error(),
                               pinned ? nullptr : &pinned.error(), tags ? nullptr : &tags.error()}) {
        if (error)
            return *error;
    }
    MarkRequest marks{{}, *read, *pinned, {}};
    for (const QString &text : *ids) {
        if (const auto id = MessageId::fromText(text.toUtf8()))
            marks.ids.append(*id);
    }
    if (body->contains(QLatin1StringView("tags")))
        marks.tags = *tags;
    if (!marks.read && !marks.pinned && !marks.tags)
        return Error{ErrorCode::Invalid, {}, QStringLiteral("read, pinned or tags is needed")};
    return marks;
}

/// Marks are put one after the other; the answer comes after the last.
void markMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto marks = readMarks(request);
    if (!marks)
        return responder(errorResponse(marks.error()));
    const auto end = [responder](const Result<void> &done) {
        responder(done ? jsonResponse({}) : errorResponse(done.error()));
    };
    const auto tag = [api, marks = *marks, end](const Result<void> &done) {
        return done && marks.tags ? api->service.setTags(marks.ids, *marks.tags, end) : end(done);
    };
    const auto pin = [api, marks = *marks, tag](const Result<void> &done) {
        return done && marks.pinned ? api->service.setPinned(marks.ids, *marks.pinned, tag) : tag(done);
    };
    if (marks->read)
        api->service.markRead(marks->ids, *marks->read, pin);
    else
        pin({});
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
        {"PUT", "/api/v2/messages", markMessages},
        {"GET", "/api/v2/messages/{id}/envelope", showEnvelope},
        {"GET", "/api/v2/messages/{id}/transcript", showTranscript},
    };
}

} // namespace mailweir

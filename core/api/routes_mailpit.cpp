// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"
#include "core/api/mailpit_shapes.h"

namespace mailweir {

namespace {

constexpr int kDefaultLimit = 50;
constexpr int kSliceOfMatches = 5000;

/// Mailpit's words; its clients read the status only.
HttpResponse notFound()
{
    return textResponse(404, "404 page not found");
}

HttpResponse failure(const Error &error)
{
    return error.code == ErrorCode::NotFound ? notFound() : textResponse(500, describe(error).toStdString());
}

/// For any MailService::Done.
auto answerOk(HttpResponder responder)
{
    return [responder = std::move(responder)](const auto &result) {
        responder(result ? textResponse(200, "ok") : failure(result.error()));
    };
}

/// As Mailpit reads numbers: one that makes no sense counts as not given.
int numberOr(std::string_view text, int fallback)
{
    bool ok = false;
    const int number = bytesOf(text).toByteArray().toInt(&ok);
    return ok && number >= 0 ? number : fallback;
}

/// `before` of a list: what was received earlier. A date that cannot be read counts as not given.
std::optional<MessageId> readBefore(const HttpRequest &request, const ApiContext &api)
{
    const auto text = QString::fromUtf8(bytesOf(request.parameter("before")));
    const auto date = searchDate(text, searchContext(request, api.clock));
    if (!date)
        return std::nullopt;
    return MessageId{quint64(std::max<qint64>(toUnixMs(*date), 0)) << 16, 0}; // ids begin with the arrival
}

MessageQuery readPage(const HttpRequest &request, const ApiContext &api)
{
    MessageQuery query;
    query.start = numberOr(request.parameter("start"), 0);
    query.limit = numberOr(request.parameter("limit"), kDefaultLimit);
    query.before = readBefore(request, api);
    return query;
}

/// As Mailpit reads it. Errors: Invalid.
Result<SearchQuery> readSearch(const QString &text, const HttpRequest &request, const ApiContext &api)
{
    SearchQuery::Context context = searchContext(request, api.clock);
    context.lenient = true;
    const auto parsed = SearchQuery::parse(text, context);
    if (parsed.mistake)
        return Error{ErrorCode::Invalid, QStringLiteral("query"), describe(*parsed.mistake)};
    return parsed.query;
}

Result<SearchQuery> readSearch(const HttpRequest &request, const ApiContext &api)
{
    return readSearch(QString::fromUtf8(bytesOf(request.parameter("query"))), request, api);
}

HttpResponse badRequest(const Error &error)
{
    return textResponse(400, describe(error).toStdString());
}

HttpResponse messagePage(StoreReader &reader, const MessageQuery &query)
{
    const auto counts = reader.counts();
    if (!counts)
        return failure(counts.error());
    const auto matches = query.search ? reader.matches(*query.search) : MatchCounts{counts->messages, counts->unread};
    if (!matches)
        return failure(matches.error());
    const auto messages = reader.messages(query);
    if (!messages)
        return failure(messages.error());
    return jsonResponse(mailpitList(*counts, *matches, *messages, query.start));
}

void listMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    api->service.read(
        [query = readPage(request, *api), responder](StoreReader &reader) { responder(messagePage(reader, query)); });
}

void searchMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto search = readSearch(request, *api);
    if (!search)
        return responder(badRequest(search.error()));
    MessageQuery query = readPage(request, *api);
    query.search = *search;
    api->service.search([query, responder](StoreReader &reader) { responder(messagePage(reader, query)); });
}

/// Hands all that match to `use`; of their rows only a few are in memory at a time.
void withMatches(const ApiContextPtr &api, const SearchQuery &search, HttpResponder responder,
                 std::function<void(const QList<MessageId> &, HttpResponder)> use)
{
    api->service.search([search, responder, use = std::move(use)](StoreReader &reader) {
        QList<MessageId> ids;
        MessageQuery query;
        query.search = search;
        query.limit = kSliceOfMatches;
        while (true) {
            const auto messages = reader.messages(query);
            if (!messages)
                return responder(failure(messages.error()));
            for (const MessageSummary &message : *messages)
                ids.append(message.id);
            if (messages->size() < query.limit)
                break;
            query.before = ids.last();
        }
        use(ids, responder);
    });
}

/// The ids that a request names; empty = none named. Texts that are no ids of ours name nothing that exists.
Result<QList<MessageId>> namedMessages(const QJsonValue &named, bool &any)
{
    const Error wrong{ErrorCode::Invalid, QStringLiteral("IDs"), QStringLiteral("a list of message ids is needed")};
    any = false;
    if (named.isUndefined() || named.isNull())
        return QList<MessageId>();
    if (!named.isArray())
        return wrong;
    QList<MessageId> ids;
    for (const QJsonValue &item : named.toArray()) {
        if (!item.isString())
            return wrong;
        any = true;
        if (const auto id = MessageId::fromText(item.toString().toUtf8()))
            ids.append(*id);
    }
    return ids;
}

/// A body that cannot be read is refused; Mailpit takes it for "all" and wipes the store.
void deleteMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto body = bodyObject(request);
    if (!body)
        return responder(badRequest(body.error()));
    bool any = false;
    const auto ids = namedMessages(valueIgnoringCase(*body, QLatin1StringView("IDs")), any);
    if (!ids)
        return responder(badRequest(ids.error()));
    if (any)
        api->service.removeMessages(*ids, answerOk(std::move(responder)));
    else
        api->service.removeAllMessages(answerOk(std::move(responder)));
}

/// A query for every message is no search but a slip: DELETE /api/v1/messages is the call that means it.
void deleteMatches(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto search = readSearch(request, *api);
    if (!search)
        return responder(badRequest(search.error()));
    if (search->findsAll())
        return responder(textResponse(400, "query: it excludes nothing"));
    withMatches(api, *search, std::move(responder), [api](const QList<MessageId> &ids, HttpResponder answer) {
        api->service.removeMessages(ids, answerOk(std::move(answer)));
    });
}

/// Marks those that are named, those that match, or all.
void markMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto body = bodyObject(request);
    if (!body)
        return responder(badRequest(body.error()));
    bool any = false;
    const auto ids = namedMessages(valueIgnoringCase(*body, QLatin1StringView("IDs")), any);
    if (!ids)
        return responder(badRequest(ids.error()));
    const QJsonValue read = valueIgnoringCase(*body, QLatin1StringView("Read"));
    if (!read.isUndefined() && !read.isBool())
        return responder(textResponse(400, "Read: true or false is needed"));
    const QJsonValue wanted = valueIgnoringCase(*body, QLatin1StringView("Search"));
    if (!wanted.isUndefined() && !wanted.isNull() && !wanted.isString())
        return responder(textResponse(400, "Search: a text is needed"));
    const QString text = wanted.toString();
    if (any && !text.isEmpty())
        return responder(textResponse(400, "IDs and Search exclude each other"));
    if (any)
        return api->service.markRead(*ids, read.toBool(), answerOk(std::move(responder)));
    const QString others = read.toBool() ? QStringLiteral("is:unread") : QStringLiteral("is:read");
    const auto search = readSearch(text.isEmpty() ? others : text, request, *api);
    if (!search)
        return responder(badRequest(search.error()));
    withMatches(api, *search, std::move(responder),
                [api, to = read.toBool()](const QList<MessageId> &found, HttpResponder answer) {
                    api->service.markRead(found, to, answerOk(std::move(answer)));
                });
}

/// The message that a path names: an id, or `latest`, of those that match when there is a query.
struct NamedMessage {
    std::string name;
    std::optional<SearchQuery> search;

    [[nodiscard]] Result<MessageId> find(StoreReader &reader) const
    {
        const Error unknown{ErrorCode::NotFound, QString::fromStdString(name), {}};
        if (name != "latest") {
            const auto id = MessageId::fromText(bytesOf(name));
            return id ? Result(*id) : Result<MessageId>(unknown);
        }
        MessageQuery query;
        query.search = search;
        query.limit = 1;
        const auto newest = reader.messages(query);
        if (!newest)
            return newest.error();
        return newest->isEmpty() ? Result<MessageId>(unknown) : Result(newest->first().id);
    }

    /// Runs `job` where its question belongs.
    void read(const ApiContextPtr &api, MailStore::ReadJob job) const
    {
        if (search)
            api->service.search(std::move(job));
        else
            api->service.read(std::move(job));
    }
};

/// Errors: Invalid.
Result<NamedMessage> namedMessage(const std::string &name, const HttpRequest &request, const ApiContext &api)
{
    NamedMessage named{name, {}};
    if (name == "latest" && !request.parameter("query").empty()) {
        const auto search = readSearch(request, api);
        if (!search)
            return search.error();
        named.search = *search;
    }
    return named;
}

void showMessage(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values,
                 HttpResponder responder)
{
    const auto named = namedMessage(values[0], request, *api);
    if (!named)
        return responder(badRequest(named.error()));
    named->read(api, [api, named = *named, responder](StoreReader &reader) {
        const auto id = named.find(reader);
        if (!id)
            return responder(failure(id.error()));
        const auto summary = reader.message(*id);
        if (!summary)
            return responder(failure(summary.error()));
        const auto raw = reader.raw(*id);
        if (!raw)
            return responder(failure(raw.error()));
        const auto envelope = reader.envelope(*id);
        if (!envelope)
            return responder(failure(envelope.error()));
        auto response = jsonResponse(mailpitMessage(*summary, *raw, jsonText(envelope->user)));
        if (summary->read)
            return responder(std::move(response));
        // Answered when it is marked, so that the client's next list shows it as read. That failing is no reason to
        // keep the message from the client.
        api->service.markRead(
            {*id}, true, [responder, response = std::move(response)](const Result<void> &) { responder(response); });
    });
}

void showRaw(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values, HttpResponder responder)
{
    const bool download = request.parameter("dl") == "1";
    const auto named = namedMessage(values[0], request, *api);
    if (!named)
        return responder(badRequest(named.error()));
    named->read(api, [named = *named, download, responder](StoreReader &reader) {
        const auto id = named.find(reader);
        if (!id)
            return responder(failure(id.error()));
        const auto raw = reader.raw(*id);
        if (!raw)
            return responder(failure(raw.error()));
        HttpResponse response;
        response.contentType = "text/plain; charset=utf-8";
        response.body = raw->toStdString();
        if (download)
            response.headers.emplace_back("Content-Disposition",
                                          "attachment; filename=\"" + id->text().toStdString() + ".eml\"");
        responder(std::move(response));
    });
}

/// What Mailpit's own pages ask for; there is no release and no spam filter behind this API.
void showWebUi(const ApiContextPtr &, const HttpRequest &, const PathValues &, HttpResponder responder)
{
    const QJsonObject relay{
        {QStringLiteral("Enabled"), false},
        {QStringLiteral("SMTPServer"), QString()},
        {QStringLiteral("ReturnPath"), QString()},
        {QStringLiteral("AllowedRecipients"), QString()},
        {QStringLiteral("BlockedRecipients"), QString()},
        {QStringLiteral("OverrideFrom"), QString()},
        {QStringLiteral("PreserveMessageIDs"), false},
        {QStringLiteral("RecipientAllowlist"), QString()},
    };
    responder(jsonResponse({
        {QStringLiteral("Label"), QString()},
        {QStringLiteral("MessageRelay"), relay},
        {QStringLiteral("SpamAssassin"), false},
        {QStringLiteral("ChaosEnabled"), true},
        {QStringLiteral("DuplicatesIgnored"), false},
        {QStringLiteral("HideDeleteAllButton"), false},
    }));
}

} // namespace

std::vector<ApiRoute> mailpitRoutes()
{
    return {
        {"GET", "/api/v1/messages", listMessages},      {"PUT", "/api/v1/messages", markMessages},
        {"DELETE", "/api/v1/messages", deleteMessages}, {"GET", "/api/v1/search", searchMessages},
        {"DELETE", "/api/v1/search", deleteMatches},    {"GET", "/api/v1/message/{id}", showMessage},
        {"GET", "/api/v1/message/{id}/raw", showRaw},   {"GET", "/api/v1/webui", showWebUi},
    };
}

} // namespace mailweir

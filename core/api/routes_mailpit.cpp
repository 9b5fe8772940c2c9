// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"
#include "core/api/mailpit_shapes.h"

namespace mailweir {

namespace {

constexpr int kDefaultLimit = 50;

/// Mailpit's words; its clients read the status only.
HttpResponse notFound()
{
    return textResponse(404, "404 page not found");
}

HttpResponse failure(const Error &error)
{
    return error.code == ErrorCode::NotFound ? notFound() : textResponse(500, describe(error).toStdString());
}

MailService::Done<void> answerOk(HttpResponder responder)
{
    return [responder = std::move(responder)](const Result<void> &result) {
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

void listMessages(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    MessageQuery query;
    query.start = numberOr(request.parameter("start"), 0);
    query.limit = numberOr(request.parameter("limit"), kDefaultLimit);
    api->service.read([query, responder](StoreReader &reader) {
        const auto counts = reader.counts();
        if (!counts)
            return responder(failure(counts.error()));
        const auto messages = reader.messages(query);
        if (!messages)
            return responder(failure(messages.error()));
        responder(jsonResponse(mailpitList(*counts, *messages, query.start)));
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
        return responder(textResponse(400, describe(body.error()).toStdString()));
    bool any = false;
    const auto ids = namedMessages(valueIgnoringCase(*body, QLatin1StringView("IDs")), any);
    if (!ids)
        return responder(textResponse(400, describe(ids.error()).toStdString()));
    if (any)
        api->service.removeMessages(*ids, answerOk(std::move(responder)));
    else
        api->service.removeAllMessages(answerOk(std::move(responder)));
}

/// `latest`, or an id.
Result<MessageId> resolve(const std::string &text, StoreReader &reader)
{
    const Error unknown{ErrorCode::NotFound, QString::fromStdString(text), {}};
    if (text == "latest") {
        const auto latest = reader.latest();
        if (!latest)
            return latest.error();
        return *latest ? Result(**latest) : Result<MessageId>(unknown);
    }
    const auto id = MessageId::fromText(bytesOf(text));
    return id ? Result(*id) : Result<MessageId>(unknown);
}

void showMessage(const ApiContextPtr &api, const HttpRequest &, const PathValues &values, HttpResponder responder)
{
    api->service.read([api, name = values[0], responder](StoreReader &reader) {
        const auto id = resolve(name, reader);
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
            {*id}, [responder, response = std::move(response)](const Result<void> &) { responder(response); });
    });
}

void showRaw(const ApiContextPtr &api, const HttpRequest &request, const PathValues &values, HttpResponder responder)
{
    const bool download = request.parameter("dl") == "1";
    api->service.read([name = values[0], download, responder](StoreReader &reader) {
        const auto id = resolve(name, reader);
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
        {"GET", "/api/v1/messages", listMessages},    {"DELETE", "/api/v1/messages", deleteMessages},
        {"GET", "/api/v1/message/{id}", showMessage}, {"GET", "/api/v1/message/{id}/raw", showRaw},
        {"GET", "/api/v1/webui", showWebUi},
    };
}

} // namespace mailweir

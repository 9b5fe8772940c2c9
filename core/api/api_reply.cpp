// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_reply.h"

#include <QJsonDocument>

namespace mailweir {

namespace {

constexpr int kDefaultLimit = 50;
constexpr int kMaxLimit = 1'000;

struct OutsideError {
    unsigned status;
    std::string_view name;
};

OutsideError outsideError(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return {404, "not_found"};
    case ErrorCode::Invalid:
        return {400, "invalid"};
    case ErrorCode::Conflict:
        return {409, "conflict"};
    case ErrorCode::NotInThisVersion:
        return {501, "not_in_this_version"};
    case ErrorCode::Unavailable:
    case ErrorCode::Cancelled:
    case ErrorCode::TimedOut:
    case ErrorCode::Locked:
        return {503, "unavailable"};
    case ErrorCode::DiskFull:
        return {507, "disk_full"};
    case ErrorCode::Corrupt:
        return {500, "corrupt"};
    case ErrorCode::Io:
    case ErrorCode::PermissionDenied:
    case ErrorCode::AddressInUse:
    case ErrorCode::TooNew:
    case ErrorCode::Refused:
        break;
    }
    return {500, "internal"};
}

} // namespace

HttpResponse jsonResponse(const QJsonObject &object)
{
    HttpResponse response;
    response.contentType = "application/json";
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
    return response;
}

HttpResponse listResponse(const QJsonArray &items, const std::optional<QByteArray> &next)
{
    return jsonResponse({{QStringLiteral("items"), items},
                         {QStringLiteral("next"), next ? QJsonValue(QString::fromLatin1(*next)) : QJsonValue()}});
}

HttpResponse errorResponse(const Error &error)
{
    const auto [status, name] = outsideError(error.code);
    return errorResponse(status, name, describe(error).toStdString());
}

Result<QJsonObject> bodyObject(const HttpRequest &request)
{
    if (request.body.empty())
        return QJsonObject{};
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(request.body), &error);
    if (error.error != QJsonParseError::NoError)
        return Error{ErrorCode::Invalid, QStringLiteral("body"), error.errorString()};
    if (!document.isObject())
        return Error{ErrorCode::Invalid, QStringLiteral("body"), QStringLiteral("a JSON object is needed")};
    return document.object();
}

QJsonValue valueIgnoringCase(const QJsonObject &object, QLatin1StringView key)
{
    for (auto entry = object.begin(); entry != object.end(); ++entry) {
        if (entry.key().compare(key, Qt::CaseInsensitive) == 0)
            return entry.value();
    }
    return QJsonValue::Undefined;
}

SearchQuery::Context searchContext(const HttpRequest &request, const Clock &clock)
{
    SearchQuery::Context context{clock.now(), QTimeZone::utc(), false};
    const QByteArray name = bytesOf(request.parameter("tz")).toByteArray();
    // An empty name would be the zone of this machine.
    if (const QTimeZone zone = name.isEmpty() ? QTimeZone() : QTimeZone(name); zone.isValid())
        context.zone = zone;
    return context;
}

Result<int> pageLimit(const HttpRequest &request)
{
    const auto text = bytesOf(request.parameter("limit"));
    if (text.isEmpty())
        return kDefaultLimit;
    bool ok = false;
    const int limit = text.toByteArray().toInt(&ok);
    if (!ok || limit < 1 || limit > kMaxLimit)
        return Error{ErrorCode::Invalid, QStringLiteral("limit"), QStringLiteral("1 to %1 is allowed").arg(kMaxLimit)};
    return limit;
}

Result<std::optional<qint64>> numericCursor(const HttpRequest &request)
{
    const auto text = bytesOf(request.parameter("cursor"));
    if (text.isEmpty())
        return std::optional<qint64>();
    bool ok = false;
    const qint64 cursor = text.toByteArray().toLongLong(&ok);
    if (!ok || cursor < 0)
        return Error{ErrorCode::Invalid, QStringLiteral("cursor"), QStringLiteral("not a cursor of this call")};
    return std::optional(cursor);
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/api/http_types.h"
#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/base/timestamp.h"
#include "core/store/search_query.h"

#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonObject>

#include <optional>

/// What the calls under /api/v2 have in common.
namespace mailweir {

[[nodiscard]] inline QByteArrayView bytesOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

[[nodiscard]] HttpResponse jsonResponse(const QJsonObject &object);
/// `{"items":[…],"next":"<cursor>"|null}`; no `next` = this was the last page.
[[nodiscard]] HttpResponse listResponse(const QJsonArray &items, const std::optional<QByteArray> &next = {});
/// The status and outside name that belong to the error's code.
[[nodiscard]] HttpResponse errorResponse(const Error &error);

/// The body as an object; an empty body is an empty object. Errors: Invalid.
[[nodiscard]] Result<QJsonObject> bodyObject(const HttpRequest &request);
/// The value of `key`, whatever its case; undefined when there is none. Mailpit reads its requests so.
[[nodiscard]] QJsonValue valueIgnoringCase(const QJsonObject &object, QLatin1StringView key);

/// How a request's queries are read: the time zone is its `tz`, UTC when there is none of that name.
[[nodiscard]] SearchQuery::Context searchContext(const HttpRequest &request, const Clock &clock);

/// `limit` of a request: 1 to 1,000, 50 when it is not given. Errors: Invalid.
[[nodiscard]] Result<int> pageLimit(const HttpRequest &request);
/// `cursor` as a row's id (or another number that the call handed out). Errors: Invalid.
[[nodiscard]] Result<std::optional<qint64>> numericCursor(const HttpRequest &request);

} // namespace mailweir

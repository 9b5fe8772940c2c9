// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/api/api_context.h"
#include "core/api/api_reply.h"
#include "core/api/json_shapes.h"

#include "core/base/quantity.h"

#include <algorithm>

namespace mailweir {

namespace {

using SortValue = qint64 (*)(const Group &group, Timestamp now);

struct SortOrder {
    std::string_view name;
    SortValue value; ///< the greatest comes first
};

constexpr SortOrder kSortOrders[] = {
    {"last",
     [](const Group &group, Timestamp) {
         return toUnixMs(group.last);
     }},
    {"first",
     [](const Group &group, Timestamp) {
         return toUnixMs(group.first);
     }},
    {"count",
     [](const Group &group, Timestamp) {
         return group.count;
     }},
    {"unread",
     [](const Group &group, Timestamp) {
         return group.unread;
     }},
    {"rate",
     [](const Group &group, Timestamp now) {
         return qint64(ratePerMinute(group, now));
     }},
};

/// Where a group stands in the order. As a cursor it stays right when groups change places or go away between pages.
struct Position {
    qint64 value = 0;
    qint64 id = 0;

    friend auto operator<=>(const Position &, const Position &) = default;

    [[nodiscard]] QByteArray text() const { return QByteArray::number(value) + '_' + QByteArray::number(id); }
    [[nodiscard]] static std::optional<Position> fromText(const QByteArray &text)
    {
        const auto parts = text.split('_');
        bool valueOk = false;
        bool idOk = false;
        if (parts.size() != 2)
            return std::nullopt;
        const Position position{parts[0].toLongLong(&valueOk), parts[1].toLongLong(&idOk)};
        return valueOk && idOk ? std::optional(position) : std::nullopt;
    }
};

struct GroupQuestion {
    std::optional<Milliseconds> since; ///< before now
    SortValue sortValue = kSortOrders[0].value;
    std::optional<Position> after;
    int limit = 0;
};

Result<GroupQuestion> readQuestion(const HttpRequest &request)
{
    GroupQuestion question;
    if (const auto since = request.parameter("since"); !since.empty()) {
        const auto duration = parseDuration(QString::fromUtf8(bytesOf(since)));
        if (!duration)
            return duration.error();
        question.since = *duration;
    }
    if (const auto sort = request.parameter("sort"); !sort.empty()) {
        const auto *order = std::find_if(std::begin(kSortOrders), std::end(kSortOrders),
                                         [&](const SortOrder &candidate) { return candidate.name == sort; });
        if (order == std::end(kSortOrders))
            return Error{ErrorCode::Invalid, QStringLiteral("sort"),
                         QStringLiteral("last, first, count, unread and rate are allowed")};
        question.sortValue = order->value;
    }
    if (const auto cursor = request.parameter("cursor"); !cursor.empty()) {
        question.after = Position::fromText(bytesOf(cursor).toByteArray());
        if (!question.after)
            return Error{ErrorCode::Invalid, QStringLiteral("cursor"), QStringLiteral("not a cursor of this call")};
    }
    const auto limit = pageLimit(request);
    if (!limit)
        return limit.error();
    question.limit = *limit;
    return question;
}

HttpResponse groupPage(const QList<Group> &groups, const GroupQuestion &question, const BatchRule &rule, Timestamp now)
{
    std::vector<std::pair<Position, const Group *>> rows;
    for (const Group &group : groups) {
        const Position position{question.sortValue(group, now), group.id.value};
        if (!question.after || position < *question.after)
            rows.emplace_back(position, &group);
    }
    std::sort(rows.begin(), rows.end(), std::greater<>());

    const bool more = rows.size() > std::size_t(question.limit);
    if (more)
        rows.resize(std::size_t(question.limit));
    QJsonArray items;
    for (const auto &[position, group] : rows)
        items.append(toJson(*group, rule, now));
    return listResponse(items, more ? std::optional(rows.back().first.text()) : std::nullopt);
}

void listGroups(const ApiContextPtr &api, const HttpRequest &request, const PathValues &, HttpResponder responder)
{
    const auto question = readQuestion(request);
    if (!question)
        return responder(errorResponse(question.error()));
    api->service.read([api, question = *question, responder](StoreReader &reader) {
        const Timestamp now = api->clock.now();
        const auto groups = reader.groups(question.since ? std::optional(now - *question.since) : std::nullopt);
        if (!groups)
            return responder(errorResponse(groups.error()));
        responder(groupPage(*groups, question, api->batchRule(), now));
    });
}

} // namespace

std::vector<ApiRoute> groupRoutes()
{
    return {{"GET", "/api/v2/groups", listGroups}};
}

} // namespace mailweir

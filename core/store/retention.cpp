// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/retention.h"

#include "core/store/removal_rows.h"

#include <algorithm>
#include <limits>

namespace mailweir {

namespace {

struct Project {
    QString name;
    qint64 messages = 0; // without the pinned ones
    qint64 bytes = 0;
};

Result<QList<Project>> projects(Database &database)
{
    auto rows = database.query("SELECT name, messages - pinned, bytes - pinned_bytes FROM projects");
    if (!rows)
        return rows.error();
    QList<Project> all;
    while (rows->next())
        all.append({rows->text(0), rows->integer(1), rows->integer(2)});
    const auto status = rows->status();
    return status ? Result<QList<Project>>(all) : status.error();
}

/// The projects whose mail a rule is about.
QList<Project> projectsOf(const RetentionRule &rule, const QList<RetentionRule> &rules, const QList<Project> &all)
{
    QList<Project> own;
    for (const Project &project : all) {
        const bool named = !project.name.isEmpty()
            && std::any_of(rules.begin(), rules.end(),
                           [&project](const RetentionRule &other) { return other.project == project.name; });
        if (rule.project.isEmpty() ? !named : project.name == rule.project)
            own.append(project);
    }
    return own;
}

/// What has to go by one rule.
struct Excess {
    qint64 messages = 0;
    qint64 bytes = 0;
    Timestamp before{}; // those that were received earlier

    [[nodiscard]] bool includes(qint64 received) const
    {
        return messages > 0 || bytes > 0 || received < toUnixMs(before);
    }
};

Excess excessOf(const RetentionRule &rule, const QList<Project> &projects, Timestamp now)
{
    Excess excess;
    for (const Project &project : projects) {
        excess.messages += project.messages;
        excess.bytes += project.bytes;
    }
    excess.messages = rule.messages > 0 ? excess.messages - rule.messages : 0;
    excess.bytes = rule.bytes > 0 ? excess.bytes - rule.bytes : 0;
    excess.before = rule.age > Milliseconds(0) ? now - rule.age : fromUnixMs(std::numeric_limits<qint64>::min());
    return excess;
}

/// The oldest messages of a project that may go.
struct Queue {
    struct Message {
        qint64 id;
        qint64 size;
        qint64 received;
    };
    QString project;
    QList<Message> messages;
    bool complete = false; // there are no more
    qsizetype taken = 0;

    [[nodiscard]] bool isOpen() const { return taken < messages.size(); }
};

Result<Queue> oldest(Database &database, const QString &project, int limit)
{
    auto rows = database.query("SELECT id, size, received FROM messages WHERE project = ? AND pinned = 0 "
                               "ORDER BY id LIMIT ?",
                               {project, limit});
    if (!rows)
        return rows.error();
    Queue queue{project, {}, false, 0};
    while (rows->next())
        queue.messages.append({rows->integer(0), rows->integer(1), rows->integer(2)});
    queue.complete = queue.messages.size() < limit;
    const auto status = rows->status();
    return status ? Result<Queue>(queue) : status.error();
}

/// Takes the oldest of all of them, again and again, as far as they are known and have to go.
void take(std::vector<Queue> &queues, Excess &excess, int limit)
{
    for (int taken = 0; taken < limit; ++taken) {
        Queue *next = nullptr;
        for (Queue &queue : queues) {
            if (!queue.isOpen() && !queue.complete)
                return; // its next one may be the oldest
            if (queue.isOpen() && (!next || queue.messages[queue.taken].id < next->messages[next->taken].id))
                next = &queue;
        }
        if (!next || !excess.includes(next->messages[next->taken].received))
            return;
        --excess.messages;
        excess.bytes -= next->messages[next->taken].size;
        ++next->taken;
    }
}

/// Those of a project up to an id that are not pinned go for good.
class Purge {
public:
    Purge(Database &database, const QString &project, qint64 last)
        : m_database(database)
        , m_project(project)
        , m_last(last)
    {
    }

    [[nodiscard]] Result<void> run(Losses &losses, Counters &counters, StoreChange &change)
    {
        if (const auto noted = note(losses, counters, change); !noted)
            return noted;
        for (const char *sql : {"DELETE FROM message_process WHERE message_id IN "
                                "(SELECT id FROM messages WHERE project = ? AND pinned = 0 AND id <= ?)",
                                "DELETE FROM messages WHERE project = ? AND pinned = 0 AND id <= ?"}) {
            if (const auto done = m_database.run(sql, {m_project, m_last}); !done)
                return done;
        }
        return {};
    }

private:
    [[nodiscard]] Result<void> note(Losses &losses, Counters &counters, StoreChange &change)
    {
        static const QString sql = QStringLiteral("SELECT m.id, m.salt, m.segment, m.length, %1 FROM messages m "
                                                  "WHERE m.project = ? AND m.pinned = 0 AND m.id <= ? ORDER BY m.id")
                                       .arg(QLatin1String(Losses::kColumns));
        auto rows = m_database.query(sql, {m_project, m_last});
        if (!rows)
            return rows.error();
        while (rows->next()) {
            change.removed.append({quint64(rows->integer(0)), quint64(rows->integer(1))});
            counters.drop(quint32(rows->integer(2)), 1, rows->integer(3));
            losses.add(*rows, 4);
        }
        return rows->status();
    }

    Database &m_database;
    QString m_project;
    qint64 m_last;
};

Result<void> purge(Database &database, MessageIndex &index, const std::vector<Queue> &queues, StoreChange &change)
{
    Losses losses;
    Counters counters;
    for (const Queue &queue : queues) {
        if (queue.taken == 0)
            continue;
        Purge purge(database, queue.project, queue.messages[queue.taken - 1].id);
        if (const auto done = purge.run(losses, counters, change); !done)
            return done;
    }
    if (const auto written = losses.write(database, counters); !written)
        return written;
    const QList<GroupId> groups = losses.groups();
    for (const GroupId group : groups) {
        index.forget(group);
        if (const auto reported = reportGroup(database, group, change); !reported)
            return reported;
    }
    std::sort(change.removed.begin(), change.removed.end());
    return counters.flush(database);
}

} // namespace

Result<bool> applyRetention(Database &database, MessageIndex &index, const QList<RetentionRule> &rules, Timestamp now,
                            int limit, StoreChange &change)
{
    const auto all = projects(database);
    if (!all)
        return all.error();
    for (const RetentionRule &rule : rules) {
        const QList<Project> own = projectsOf(rule, rules, *all);
        if (own.isEmpty())
            continue;
        Excess excess = excessOf(rule, own, now);
        // Enough of each project to go on with, yet no more than about `limit` in all.
        const int each = std::max(limit / int(own.size()), 1);
        std::vector<Queue> queues;
        for (const Project &project : own) {
            const bool may =
                project.messages > 0 && (excess.messages > 0 || excess.bytes > 0 || rule.age > Milliseconds(0));
            auto queue = may ? oldest(database, project.name, each) : Queue{project.name, {}, true, 0};
            if (!queue)
                return queue.error();
            queues.push_back(std::move(*queue));
        }
        take(queues, excess, limit);
        if (std::none_of(queues.begin(), queues.end(), [](const Queue &queue) { return queue.taken > 0; }))
            continue;
        const auto purged = purge(database, index, queues, change);
        return purged ? Result<bool>(true) : purged.error();
    }
    return false;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

#include <QStringList>

namespace mailweir {

/// Counts anew what the index counts as it goes. What is wrong, a word each; empty is good.
[[nodiscard]] inline QStringList wrongCounters(const QString &path)
{
    struct Check {
        const char *name;
        const char *kept;
        const char *counted;
    };
    static constexpr Check checks[] = {
        {"projects", "SELECT name, messages, unread, bytes, pinned, pinned_bytes FROM projects WHERE messages <> 0",
         "SELECT project, COUNT(*), SUM(1 - read), SUM(size), SUM(pinned), SUM(pinned * size) FROM messages "
         "GROUP BY project"},
        {"segments", "SELECT number, records, bytes FROM segments WHERE records <> 0",
         "SELECT segment, COUNT(*), SUM(length) FROM (SELECT segment, length FROM messages UNION ALL "
         "SELECT segment, length FROM removed_messages UNION ALL SELECT segment, length FROM message_chunks) "
         "GROUP BY segment"},
        {"shown groups", "SELECT shown_groups FROM totals", "SELECT COUNT(*) FROM groups WHERE count > 0"},
        {"groups", "SELECT id, count, unread, bytes FROM groups WHERE count <> 0",
         "SELECT group_id, COUNT(*), SUM(1 - read), SUM(size) FROM messages GROUP BY group_id"},
        {"first and last", "SELECT id, first, last FROM groups WHERE count <> 0",
         "SELECT group_id, MIN(received), MAX(received) FROM messages GROUP BY group_id"},
        {"recipients", "SELECT id, recipient_count FROM groups WHERE recipient_count <> 0",
         "SELECT group_id, COUNT(*) FROM group_recipients GROUP BY group_id"},
        {"removed and there", "SELECT 0", "SELECT COUNT(*) FROM messages m JOIN removed_messages r ON r.id = m.id"},
        {"ids of segments", "SELECT 0",
         "SELECT COUNT(*) FROM messages m JOIN segments s ON s.number = m.segment "
         "WHERE m.id NOT BETWEEN s.first_id AND s.last_id"},
    };
    Database database;
    if (const auto opened = database.open(path, Database::Access::Read); !opened)
        return {describe(opened.error())};
    QStringList wrong;
    for (const Check &check : checks) {
        const QString sql = QStringLiteral("SELECT COUNT(*) FROM (SELECT * FROM (%1) EXCEPT SELECT * FROM (%2))");
        for (const QString &difference : {sql.arg(QLatin1String(check.kept), QLatin1String(check.counted)),
                                          sql.arg(QLatin1String(check.counted), QLatin1String(check.kept))}) {
            auto rows = database.query(difference, {});
            if (!rows)
                wrong.append(describe(rows.error()));
            else if (!rows->next() || rows->integer(0) != 0)
                wrong.append(QLatin1String(check.name));
        }
    }
    return wrong;
}

} // namespace mailweir

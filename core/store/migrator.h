// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"

namespace mailweir {

/// Brings a database to the newest schema by the scripts NNNN_topic.sql in a directory of resources; PRAGMA
/// user_version counts those that ran, each in a transaction of its own. Errors: TooNew (with the path) when it has
/// more than this program knows; those of Database.
class Migrator {
public:
    /// `path` is named in errors; those of `scripts` are run, by default the index's.
    Migrator(Database &database, const QString &path, const QString &scripts = QStringLiteral(":/mailweir/sql"))
        : m_database(database)
        , m_path(path)
        , m_scripts(scripts)
    {
    }

    /// 0 for a fresh file.
    [[nodiscard]] Result<int> version();
    [[nodiscard]] Result<void> migrate();

private:
    [[nodiscard]] Result<void> runScript(const QString &script, int version);

    Database &m_database;
    QString m_path;
    QString m_scripts;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrator.h"

#include <QDir>
#include <QFile>

// Resources of a static library have to be asked for, from outside any namespace.
static void initMigrations()
{
    Q_INIT_RESOURCE(migrations);
}

namespace mailweir {

Result<int> Migrator::version()
{
    auto rows = m_database.query("PRAGMA user_version");
    if (!rows)
        return rows.error();
    return rows->next() ? int(rows->integer(0)) : 0;
}

Result<void> Migrator::migrate()
{
    initMigrations();
    const QDir directory(m_scripts);
    const QStringList names = directory.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
    const auto current = version();
    if (!current)
        return current.error();
    if (*current > names.size())
        return Error{ErrorCode::TooNew, m_path,
                     QStringLiteral("schema %1, this version knows %2").arg(*current).arg(names.size())};
    for (int next = *current; next < names.size(); ++next) {
        QFile file(directory.filePath(names[next]));
        if (!file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Io, file.fileName(), file.errorString()};
        if (const auto done = runScript(QString::fromUtf8(file.readAll()), next + 1); !done) {
            m_database.rollback();
            return done;
        }
    }
    return {};
}

Result<void> Migrator::runScript(const QString &script, int version)
{
    if (const auto begun = m_database.begin(Database::Durability::Later); !begun)
        return begun;
    // Qt Sql takes one statement at a time; in our scripts each ends with its line.
    const QStringList statements = script.split(QStringLiteral(";\n"), Qt::SkipEmptyParts);
    for (const QString &statement : statements) {
        if (const auto done = m_database.execute(statement); !done)
            return done;
    }
    if (const auto done = m_database.execute(QStringLiteral("PRAGMA user_version = %1").arg(version)); !done)
        return done;
    return m_database.commit();
}

} // namespace mailweir

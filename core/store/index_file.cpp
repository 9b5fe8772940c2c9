// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/index_file.h"

#include "core/base/logging.h"
#include "core/store/migrator.h"

#include <QFile>
#include <QFileInfo>

namespace mailweir {

namespace {

constexpr qint64 kQuicklyChecked = 64 * 1024 * 1024; // bytes: well below a second

/// Damage in one table shows only when it is touched, so it is looked for whenever there is reason to.
Result<void> check(Database &database, const QString &path)
{
    auto rows = database.query("PRAGMA quick_check(1)");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return rows->status();
    const QString verdict = rows->text(0).simplified();
    return verdict == QLatin1String("ok") ? Result<void>() : Error{ErrorCode::Corrupt, path, verdict};
}

} // namespace

Result<IndexFile::State> IndexFile::open(Database &database)
{
    auto state = tryOpen(database);
    if (!state && state.error().code == ErrorCode::Corrupt) {
        // SQLite also calls a file malformed that could not be read for a moment.
        database.close();
        state = tryOpen(database);
    }
    if (state || state.error().code != ErrorCode::Corrupt)
        return state;
    qCCritical(lcStore).noquote() << describe(state.error());
    database.close();
    const auto aside = moveAside(QStringLiteral("damaged"));
    if (!aside)
        return aside.error();
    qCCritical(lcStore).noquote() << "moved to" << *aside << "; the messages come back from the log";
    state = tryOpen(database);
    if (!state)
        return state;
    state->damaged = *aside;
    if (auto salvaged = salvage(*aside, database))
        state->salvage = std::move(*salvaged);
    else
        qCCritical(lcStore).noquote() << "nothing could be read from it:" << describe(salvaged.error());
    return state;
}

Result<IndexFile::State> IndexFile::replace(Database &database)
{
    if (QFile::exists(m_name)) {
        const auto aside = moveAside(QStringLiteral("replaced"));
        if (!aside)
            return aside.error();
        qCInfo(lcStore).noquote() << "the database was moved to" << *aside;
    }
    return tryOpen(database);
}

Result<IndexFile::State> IndexFile::tryOpen(Database &database) const
{
    if (const auto opened = database.open(m_name, Database::Access::Write); !opened)
        return opened.error();
    if (const auto migrated = Migrator(database, m_name).migrate(); !migrated)
        return migrated.error();
    auto rows = database.query("SELECT segment, position, last_id, recovered_segment, recovered_position, clean "
                               "FROM log_state");
    if (!rows)
        return rows.error();
    if (!rows->next())
        return Error{ErrorCode::Corrupt, m_name, QStringLiteral("log_state is empty")};
    const qint64 clean = rows->integer(5);
    // A large one takes long to check, and the end of a program alone does no harm: then damage shows when it is met.
    const bool suspect = clean == kSuspect || (clean == kUnclean && QFileInfo(m_name).size() <= kQuicklyChecked);
    if (suspect) {
        if (const auto sound = check(database, m_name); !sound)
            return sound.error();
    }
    State state;
    state.clean = clean == kClean;
    state.indexed = {quint32(rows->integer(0)), rows->integer(1)};
    state.last.order = quint64(rows->integer(2));
    if (rows->integer(4) >= 0)
        state.recoveredUntil = {quint32(rows->integer(3)), rows->integer(4)};
    return state;
}

Result<QString> IndexFile::moveAside(const QString &how) const
{
    QString aside;
    for (int n = 1; aside.isEmpty() || QFile::exists(aside); ++n)
        aside = QStringLiteral("%1.%2-%3").arg(m_name, how).arg(n);
    for (const char *suffix : {"", "-wal", "-shm"}) {
        const QString path = m_name + QLatin1String(suffix);
        if (QFile::exists(path) && !QFile::rename(path, aside + QLatin1String(suffix)))
            return Error{ErrorCode::Io, path, QStringLiteral("cannot be moved aside")};
    }
    return aside;
}

Result<void> IndexFile::markOpened(Database &database, LogPosition recoveredUntil)
{
    Result<void> done = database.begin();
    if (done) {
        done = database.run("UPDATE log_state SET recovered_segment = ?, recovered_position = ?, clean = 0",
                            {recoveredUntil.segment, recoveredUntil.offset});
    }
    return done ? database.commit() : done;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/database.h"
#include "core/store/log_record.h"
#include "core/store/salvage.h"

namespace mailweir {

/// The index before the store's threads begin: opened, migrated and checked. One that is damaged is moved aside, and
/// what it can still tell that the log does not know goes into the new one.
class IndexFile {
public:
    /// `name` is one of Database::open().
    explicit IndexFile(const QString &name)
        : m_name(name)
    {
    }

    /// log_state.clean: whether the index was closed, and whether damage was met.
    static constexpr qint64 kUnclean = 0;
    static constexpr qint64 kClean = 1;
    static constexpr qint64 kSuspect = 2;

    struct State {
        LogPosition indexed;
        std::optional<LogPosition> recoveredUntil; ///< none: the index is new, all of the log is to come back
        MessageId last;
        bool clean = true; ///< it was closed without a doubt
        std::optional<QString> damaged; ///< where the damaged file was moved
        Salvage salvage; ///< what it has told
    };
    /// Errors: those of Database and Migrator.
    [[nodiscard]] Result<State> open(Database &database);
    /// Moves the index that is there aside, and makes a new one from nothing.
    [[nodiscard]] Result<State> replace(Database &database);
    /// Writes down where recovery ends, and that the index is in use.
    [[nodiscard]] static Result<void> markOpened(Database &database, LogPosition recoveredUntil);

private:
    /// Moves the files of the index to `<name>.<how>-N`, and returns that name. Errors: Io.
    [[nodiscard]] Result<QString> moveAside(const QString &how) const;
    [[nodiscard]] Result<State> tryOpen(Database &database) const;

    QString m_name;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

namespace mailweir {

/// Where the parts of a store are. Databases are named as Database::open() takes them: the path of a file, or the URI
/// of a database in memory that lives as long as a connection to it is open.
struct StoreFiles {
    bool inMemory = false;
    QString index; ///< `x.db`
    QString search; ///< `x.search.db`
    QString bodies; ///< `x.bodies.db`: the log, when the records are rows; empty in memory
    QString directory; ///< `x.log/`: the lock, and the log in files; empty in memory
};

/// Each call for a store in memory names another one.
[[nodiscard]] StoreFiles storeFiles(const StoreOptions &options);

} // namespace mailweir

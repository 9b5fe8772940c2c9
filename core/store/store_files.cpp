// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store_files.h"

#include <QFileInfo>

#include <atomic>

namespace mailweir {

StoreFiles storeFiles(const StoreOptions &options)
{
    if (options.durability == Durability::Memory) {
        static std::atomic<int> counter{0};
        const QString uri = QStringLiteral("file:/mailweir-%1-%2?vfs=memdb").arg(++counter);
        return {true, uri.arg(QStringLiteral("index")), uri.arg(QStringLiteral("search")), {}, {}};
    }
    const QFileInfo info(options.database);
    const QString base = info.absolutePath() + u'/' + info.completeBaseName();
    return {false, options.database, base + QStringLiteral(".search.db"), base + QStringLiteral(".bodies.db"),
            base + QStringLiteral(".log")};
}

} // namespace mailweir

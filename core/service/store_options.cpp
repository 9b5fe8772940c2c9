// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/store_options.h"

#include "core/settings/setting_values.h"

namespace mailweir {

namespace {

Durability durabilityOf(StoreDurability durability)
{
    switch (durability) {
    case StoreDurability::Full:
        break;
    case StoreDurability::Normal:
        return Durability::Normal;
    case StoreDurability::Memory:
        return Durability::Memory;
    }
    return Durability::Full;
}

RetentionRule ruleOf(const KeepSettings &keep)
{
    return {keep.project, keep.messages, keep.age, keep.bytes};
}

} // namespace

StoreOptions storeOptions(const StoreSettings &settings, const QString &dataDirectory)
{
    const Result<StoreAddress> address = parseStoreAddress(settings.url);
    const StoreAddress at = address ? *address : StoreAddress{};
    StoreOptions options;
    options.database = at.path.isEmpty() ? dataDirectory + QStringLiteral("/mailweir.db") : at.path;
    options.durability = at.inMemory ? Durability::Memory : durabilityOf(settings.durability);
    options.bodiesInDatabase = at.bodiesInDatabase;
    options.retention = retentionRules(settings);
    return options;
}

QList<RetentionRule> retentionRules(const StoreSettings &settings)
{
    QList<RetentionRule> rules{ruleOf(settings.keep)};
    for (const KeepSettings &project : settings.projects)
        rules.append(ruleOf(project));
    return rules;
}

} // namespace mailweir

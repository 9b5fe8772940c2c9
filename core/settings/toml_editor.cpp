// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/setting_entries.h"
#include "core/settings/toml_reader.h"
#include "core/settings/toml_text.h"
#include "core/settings/toml_writer.h"

#include <algorithm>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

/// `file` with what differs between `before` and `after`.
Settings target(const Settings &file, const Settings &before, const Settings &after)
{
    const auto pick = [](auto &into, const auto &old, const auto &now) {
        if (old != now)
            into = now;
    };
    Settings out = file;
    pick(out.from, before.from, after.from);
    pick(out.shutdownTimeout, before.shutdownTimeout, after.shutdownTimeout);
    pick(out.listeners, before.listeners, after.listeners);
    pick(out.faults, before.faults, after.faults);
    for (const TimeoutKey &key : timeoutKeys())
        pick(out.timeouts.*key.value, before.timeouts.*key.value, after.timeouts.*key.value);
    pick(out.store.durability, before.store.durability, after.store.durability);
    pick(out.store.keep.messages, before.store.keep.messages, after.store.keep.messages);
    pick(out.store.keep.age, before.store.keep.age, after.store.keep.age);
    pick(out.store.keep.bytes, before.store.keep.bytes, after.store.keep.bytes);
    pick(out.store.projects, before.store.projects, after.store.projects);
    pick(out.batching.wait, before.batching.wait, after.batching.wait);
    pick(out.batching.maxWait, before.batching.maxWait, after.batching.maxWait);
    pick(out.batching.subjectPrefix, before.batching.subjectPrefix, after.batching.subjectPrefix);
    pick(out.batching.flushOnExit, before.batching.flushOnExit, after.batching.flushOnExit);
    pick(out.relay, before.relay, after.relay);
    pick(out.alert.name, before.alert.name, after.alert.name);
    pick(out.alert.enabled, before.alert.enabled, after.alert.enabled);
    pick(out.alert.limitPerMinute, before.alert.limitPerMinute, after.alert.limitPerMinute);
    pick(out.alert.cooldown, before.alert.cooldown, after.alert.cooldown);
    if (before.http.enabled != after.http.enabled || before.http.bind != after.http.bind) {
        out.http.enabled = after.http.enabled;
        out.http.bind = after.http.enabled ? after.http.bind : HttpSettings().bind;
    }
    pick(out.http.allowedHosts, before.http.allowedHosts, after.http.allowedHosts);
    if (out.listeners != file.listeners)
        out.listeners.removeIf([](const ListenerSettings &listener) { return listener.optional; });
    return out;
}

void editTable(TomlText &text, const char *name, const SettingEntries &changed)
{
    if (changed.isEmpty())
        return;
    const toml::table *table = text.document()[name].as_table();
    if (table && !text.isImplied(*table))
        text.set(*table, name, changed);
    else
        text.append('[' + QByteArray(name) + ']', changed);
}

/// Name and address, and whatever is not as in a fresh one.
SettingEntries newTable(const SettingEntries &fresh, const SettingEntries &entries)
{
    return entries.first(2) + changedEntries(fresh.sliced(2), entries.sliced(2));
}

/// A table of `[[key]]`: its name and what it says.
struct NamedTable {
    QString name;
    SettingEntries entries;
};

template <typename T>
QList<NamedTable> namedTables(const QList<T> &values, SettingEntries (*entries)(const T &), QString T::*name = &T::name)
{
    QList<NamedTable> tables;
    for (const T &value : values)
        tables.append({value.*name, entries(value)});
    return tables;
}

/// How many tables of the file stay, when those of `wanted` with their names come first and in their order: only what
/// was removed and what was added at the end differs. None when it is not so.
std::optional<qsizetype> keptInOrder(const QList<NamedTable> &file, const QList<NamedTable> &wanted)
{
    const auto isIn = [](const QList<NamedTable> &tables, const QString &name) {
        return std::any_of(tables.begin(), tables.end(), [&](const NamedTable &table) { return table.name == name; });
    };
    qsizetype kept = 0;
    for (const NamedTable &table : file) {
        if (!isIn(wanted, table.name))
            continue;
        if (wanted[kept].name != table.name)
            return std::nullopt;
        ++kept;
    }
    return kept;
}

/// Makes the tables of `[[key]]`, which are `file`, into `wanted`. `fresh`: the entries of a new one.
bool editTables(TomlText &text, const char *key, const SettingEntries &fresh, const QList<NamedTable> &file,
                const QList<NamedTable> &wanted)
{
    const QList<const toml::table *> tables = text.tables(key);
    // One for one when there are as many as before, so that a table may change its name, and when their order changes.
    const std::optional<qsizetype> kept = tables.size() == wanted.size() ? std::nullopt : keptInOrder(file, wanted);
    qsizetype next = 0;
    for (qsizetype i = 0; i < tables.size(); ++i) {
        const bool stays = kept ? next < *kept && wanted[next].name == file[i].name : next < wanted.size();
        if (stays)
            text.set(*tables[i], key, changedEntries(file[i].entries, wanted[next++].entries));
        else if (!text.remove(*tables[i]))
            return false;
    }
    for (const NamedTable &table : wanted.sliced(next))
        text.append("[[" + QByteArray(key) + "]]", newTable(fresh, table.entries));
    return true;
}

bool editRelay(TomlText &text, const std::optional<RelaySettings> &file, const std::optional<RelaySettings> &wanted)
{
    if (file == wanted)
        return true;
    const QList<const toml::table *> tables = text.tables("relay");
    if (!wanted)
        return text.remove(*tables.first());
    const SettingEntries retry =
        changedEntries(retryEntries(file ? file->retry : RetrySettings{}), retryEntries(wanted->retry));
    SettingEntries changed = file ? changedEntries(relayEntries(*file), relayEntries(*wanted))
                                  : newTable(relayEntries({}), relayEntries(*wanted));
    const toml::table *retryTable = file ? (*tables.first())["retry"].as_table() : nullptr;
    if (retryTable)
        text.set(*retryTable, "retry", retry);
    else if (!retry.isEmpty())
        changed.append({"retry", inlineTable(retry), {}});
    if (file)
        text.set(*tables.first(), "relay", changed);
    else
        text.append("[[relay]]", changed);
    return true;
}

void editAlert(TomlText &text, const SettingEntries &changed)
{
    const QList<const toml::table *> tables = text.tables("alert");
    if (changed.isEmpty())
        return;
    if (tables.isEmpty())
        text.append("[[alert]]", changed);
    else
        text.set(*tables.first(), "alert", changed);
}

/// Makes `file` into `wanted`. False when something is written in a way that cannot be taken out.
bool edit(TomlText &text, const Settings &file, const Settings &wanted)
{
    const SettingEntries root = changedEntries(rootEntries(file), rootEntries(wanted));
    if (!root.isEmpty())
        text.set(text.document(), {}, root);
    editTable(text, "batching", changedEntries(batchingEntries(file.batching), batchingEntries(wanted.batching)));
    editTable(text, "http", changedEntries(httpEntries(file.http), httpEntries(wanted.http)));
    editAlert(text, changedEntries(alertEntries(file.alert), alertEntries(wanted.alert)));
    editTable(text, "timeouts", changedEntries(timeoutEntries(file.timeouts), timeoutEntries(wanted.timeouts)));
    editTable(text, "store", changedEntries(storeEntries(file.store), storeEntries(wanted.store)));
    const bool projects = file.store.projects == wanted.store.projects
        || editTables(text, "store.project", projectEntries({}),
                      namedTables(file.store.projects, projectEntries, &KeepSettings::project),
                      namedTables(wanted.store.projects, projectEntries, &KeepSettings::project));
    const bool listeners = file.listeners == wanted.listeners
        || editTables(text, "listener", listenerEntries({}), namedTables(file.listeners, listenerEntries),
                      namedTables(wanted.listeners, listenerEntries));
    const bool faults = file.faults == wanted.faults
        || editTables(text, "fault", faultEntries({}), namedTables(file.faults, faultEntries),
                      namedTables(wanted.faults, faultEntries));
    return listeners && projects && faults && editRelay(text, file.relay, wanted.relay);
}

} // namespace

Result<QByteArray> editSettings(QByteArrayView original, const Settings &before, const Settings &after)
{
    const SettingsReading file = readSettings(original, {});
    if (!file.ok())
        return Error{ErrorCode::Invalid, file.mistakes.first().key, file.mistakes.first().problem};

    const Settings wanted = target(file.settings, before, after);
    TomlText text(original);
    const Error conflict{ErrorCode::Conflict,
                         {},
                         u"the settings file is written in a way that cannot be changed in place; edit it by hand"_s};
    if (!edit(text, file.settings, wanted))
        return conflict;
    const QByteArray result = text.result();
    const SettingsReading check = readSettings(result, {});
    if (!check.ok())
        return Error{ErrorCode::Invalid, check.mistakes.first().key, check.mistakes.first().problem};
    if (check.settings != wanted)
        return conflict;
    return result;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/settings.h"

#include <QByteArray>
#include <QList>

#include <span>

namespace mailweir {

/// One line of a settings file.
struct SettingEntry {
    QByteArray key;
    QByteArray value; ///< in TOML; empty = unset, which no value says
    QByteArray comment; ///< what it is for
    QByteArray example; ///< a value to show when it is unset; empty = then it is not shown
};

using SettingEntries = QList<SettingEntry>;

/// The keys of each table with their values, always the same keys in the same order.
[[nodiscard]] SettingEntries rootEntries(const Settings &settings);
[[nodiscard]] SettingEntries listenerEntries(const ListenerSettings &listener);
[[nodiscard]] SettingEntries faultEntries(const FaultSettings &fault);
/// Without the projects, which are tables of their own.
[[nodiscard]] SettingEntries storeEntries(const StoreSettings &store);
[[nodiscard]] SettingEntries projectEntries(const KeepSettings &project);
/// A key of `[timeouts]`.
struct TimeoutKey {
    const char *name;
    Milliseconds TimeoutSettings::*value;
    const char *comment;
};
[[nodiscard]] std::span<const TimeoutKey> timeoutKeys();
[[nodiscard]] SettingEntries timeoutEntries(const TimeoutSettings &timeouts);
[[nodiscard]] SettingEntries batchingEntries(const BatchingSettings &batching);
/// Without `retry`, which is a table of its own.
[[nodiscard]] SettingEntries relayEntries(const RelaySettings &relay);
[[nodiscard]] SettingEntries retryEntries(const RetrySettings &retry);
[[nodiscard]] SettingEntries alertEntries(const AlertSettings &alert);
[[nodiscard]] SettingEntries httpEntries(const HttpSettings &http);

/// The entries of `now` whose values are not those of `before`.
[[nodiscard]] SettingEntries changedEntries(const SettingEntries &before, const SettingEntries &now);

/// `{ first = "1m", max = "30m" }`
[[nodiscard]] QByteArray inlineTable(const SettingEntries &entries);

} // namespace mailweir

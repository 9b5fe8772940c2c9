// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/toml_writer.h"

#include "core/base/private_file.h"
#include "core/settings/setting_entries.h"

namespace mailweir {

namespace {

/// `key = value   # comment`, the comments in one column; commented out is what is unset, and all of it on demand.
QByteArray lines(const SettingEntries &entries, bool commentedOut = false)
{
    constexpr qsizetype kCommentColumn = 40;
    QByteArray out;
    for (const SettingEntry &entry : entries) {
        const bool unset = entry.value.isEmpty();
        if (unset && entry.example.isEmpty())
            continue;
        QByteArray line =
            (commentedOut || unset ? "# " : "") + entry.key + " = " + (unset ? entry.example : entry.value);
        if (!entry.comment.isEmpty())
            line = line.leftJustified(kCommentColumn) + " # " + entry.comment;
        out += line + '\n';
    }
    return out;
}

SettingEntries relayLines(const RelaySettings &relay)
{
    SettingEntries entries = relayEntries(relay);
    entries.append({"retry", inlineTable(retryEntries(relay.retry)), {}});
    return entries;
}

QByteArray listeners(const QList<ListenerSettings> &written)
{
    if (written == defaultListeners())
        return "# Without a listener here, mail is accepted at localhost:2525 and, if it is free, at localhost:1025.\n"
               "# [[listener]]\n"
            + lines(listenerEntries(ListenerSettings{}), true) + '\n';
    QByteArray out;
    for (const ListenerSettings &listener : written) {
        if (!listener.optional)
            out += "[[listener]]\n" + lines(listenerEntries(listener)) + '\n';
    }
    return out;
}

QByteArray faults(const QList<FaultSettings> &written)
{
    if (written.isEmpty()) {
        FaultSettings example;
        example.name = QStringLiteral("try-later");
        example.recipient = QStringLiteral("*@slow.example.test");
        example.reply = QStringLiteral("450 4.7.1 try later");
        return "# What goes wrong on purpose. The first rule that fits decides.\n# [[fault]]\n"
            + lines(faultEntries(example), true) + '\n';
    }
    QByteArray out;
    for (const FaultSettings &fault : written)
        out += "[[fault]]\n" + lines(faultEntries(fault)) + '\n';
    return out;
}

QByteArray projects(const QList<KeepSettings> &written)
{
    KeepSettings example;
    example.project = QStringLiteral("shop");
    example.messages = 10'000;
    if (written.isEmpty())
        return "# A project of a listener may have limits of its own.\n# [[store.project]]\n"
            + lines(projectEntries(example), true) + '\n';
    QByteArray out;
    for (const KeepSettings &project : written)
        out += "[[store.project]]\n" + lines(projectEntries(project)) + '\n';
    return out;
}

QByteArray relay(const std::optional<RelaySettings> &written)
{
    if (written)
        return "[[relay]]\n" + lines(relayLines(*written)) + '\n';
    RelaySettings example;
    example.host = QStringLiteral("mail.example.test");
    example.port = 587;
    return "# Without a relay, summaries are made and kept but not sent.\n# [[relay]]\n"
        + lines(relayLines(example), true) + '\n';
}

} // namespace

QByteArray writeSettings(const Settings &settings)
{
    return "# Settings of Mailweir. Durations: 500ms, 30s, 5m, 1h30m, 7d. Sizes: 100, 64KiB, 50MiB, 2GiB.\n"
           "# There are no passwords here: they are in the keychain.\n\n"
        + lines(rootEntries(settings)) + '\n' + listeners(settings.listeners) + "[timeouts]\n"
        + lines(timeoutEntries(settings.timeouts)) + '\n' + faults(settings.faults) + "[store]\n"
        + lines(storeEntries(settings.store)) + '\n' + projects(settings.store.projects) + "[batching]\n"
        + lines(batchingEntries(settings.batching)) + '\n' + relay(settings.relay) + "[[alert]]\n"
        + lines(alertEntries(settings.alert)) + "\n[http]\n" + lines(httpEntries(settings.http));
}

Result<void> saveSettingsFile(const QString &path, const QByteArray &bytes)
{
    return savePrivateFile(path, bytes);
}

} // namespace mailweir

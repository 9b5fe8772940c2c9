// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/setting_entries.h"

#include "core/base/quantity.h"
#include "core/settings/setting_values.h"

#include <QLocale>

namespace mailweir {

namespace {

/// A basic string of TOML 1.0: quote, backslash and control characters are escaped.
QByteArray quoted(const QString &text)
{
    QByteArray out = "\"";
    for (const char c : text.toUtf8()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            out += QByteArray("\\") + c;
        else if (byte < 0x20 || byte == 0x7f)
            out += "\\u" + QByteArray::number(byte, 16).rightJustified(4, '0');
        else
            out += c;
    }
    return out + '"';
}

QByteArray quoted(Milliseconds duration)
{
    return quoted(formatDuration(duration));
}

QByteArray list(const QStringList &texts)
{
    QByteArrayList items;
    for (const QString &text : texts)
        items.append(quoted(text));
    return '[' + items.join(", ") + ']';
}

QByteArray boolean(bool value)
{
    return value ? "true" : "false";
}

QByteArray optional(const QString &text)
{
    return text.isEmpty() ? QByteArray() : quoted(text);
}

QByteArray optional(Milliseconds duration)
{
    return duration.count() == 0 ? QByteArray() : quoted(duration);
}

QByteArray tlsName(RelayTls tls)
{
    switch (tls) {
    case RelayTls::Required:
        return "\"required\"";
    case RelayTls::Opportunistic:
        return "\"opportunistic\"";
    case RelayTls::None:
        return "\"none\"";
    }
    return {};
}

QByteArray authName(RelayAuth auth)
{
    switch (auth) {
    case RelayAuth::Auto:
        return "\"auto\"";
    case RelayAuth::Plain:
        return "\"plain\"";
    case RelayAuth::Login:
        return "\"login\"";
    }
    return {};
}

SettingEntries keepEntries(const KeepSettings &keep)
{
    return {{"keep_messages", QByteArray::number(keep.messages), "the newest; 0 = no limit"},
            {"keep_age", keep.age.count() > 0 ? quoted(keep.age) : QByteArray("\"\""), "empty = no limit"},
            {"keep_bytes", keep.bytes > 0 ? quoted(formatSize(keep.bytes)) : QByteArray("\"\""), "empty = no limit"}};
}

} // namespace

SettingEntries rootEntries(const Settings &settings)
{
    return {{"from", quoted(settings.from), "sender of the summaries; empty = mailweir@ and this machine's name"},
            {"shutdown_timeout", quoted(settings.shutdownTimeout), "how long a graceful end may take"}};
}

SettingEntries listenerEntries(const ListenerSettings &listener)
{
    const std::optional<bool> insecure = listener.allowInsecureAuth;
    return {{"name", quoted(listener.name), "shown in the window and the API"},
            {"bind", quoted(listener.address()), "where mail is accepted; port 0 = any free one; or unix:/path"},
            {"protocol", '"' + listenerProtocolName(listener.protocol) + '"', "smtp or lmtp"},
            {"tls", '"' + listenerTlsName(listener.tls) + '"', "none, starttls or implicit"},
            {"require_tls", boolean(listener.requireTls), "nothing without it"},
            {"certificate", quoted(listener.certificate), "PEM file; empty = a self-signed one, made once"},
            {"key", quoted(listener.key), "PEM file; empty = it is in the certificate's"},
            {"auth", '"' + listenerAuthName(listener.auth) + '"', "off, any (every login is accepted) or required"},
            {"users", quoted(listener.users), "htpasswd file of those who may log in"},
            {"allow_insecure_auth", insecure ? boolean(*insecure) : QByteArray(),
             "logins without TLS; not set = from this machine only", "true"},
            {"max_message_size", quoted(formatSize(listener.maxMessageSize)), "larger ones are refused"},
            {"max_recipients", QByteArray::number(listener.maxRecipients), "of one message"},
            {"max_clients", QByteArray::number(listener.maxClients), "at the same time"},
            {"idle_timeout", quoted(listener.idleTimeout), "a silent client is disconnected after this"},
            {"recipients", list(listener.recipients), "patterns of those who are accepted; empty = all"},
            {"strict", boolean(listener.strict), "addresses as in RFC 5321 only, no bare CR or LF"},
            {"proxy_protocol", list(listener.proxyProtocol), "networks whose proxies tell the client's address"},
            {"project", quoted(listener.project), "what comes in here belongs to it"}};
}

SettingEntries faultEntries(const FaultSettings &fault)
{
    return {{"name", quoted(fault.name), "shown in the window and the conversation"},
            {"at", quoted(fault.at), "connect, ehlo, auth, mail, rcpt, data or dot"},
            {"enabled", boolean(fault.enabled), {}},
            {"listener", optional(fault.listener), "patterns, * and ?, that must all fit;"},
            {"sender", optional(fault.sender), "one that is not set fits everything"},
            {"recipient", optional(fault.recipient), {}, "\"*@slow.example.test\""},
            {"subject", optional(fault.subject), "only at dot"},
            {"login", optional(fault.login), {}},
            {"reply", optional(fault.reply), "what is answered instead", "\"450 4.7.1 try later\""},
            {"drop", boolean(fault.drop), "the connection is cut without a word"},
            {"delay", optional(fault.delay), "before it goes on", "\"5s\""},
            {"speed", fault.speed > 0 ? quoted(formatSize(fault.speed)) : QByteArray(), "from here on, bytes a second",
             "\"1KiB\""},
            {"greylist", boolean(fault.greylist), "only the first time for a client, sender and recipient"},
            {"rate", fault.ratePerMinute > 0 ? '"' + QByteArray::number(fault.ratePerMinute) + "/m\"" : QByteArray(),
             "only above so many a minute", "\"30/m\""},
            {"probability", QByteArray::number(fault.probability, 'g', QLocale::FloatingPointShortest), "from 0 to 1"},
            {"times", QByteArray::number(fault.times), "only so many; 0 = without end"},
            {"for", optional(fault.duration), "only so long after it was switched on", "\"10m\""}};
}

SettingEntries storeEntries(const StoreSettings &store)
{
    return SettingEntries{{"durability", '"' + storeDurabilityName(store.durability) + '"',
                           "full (mail survives a power cut), normal or memory"}}
    + keepEntries(store.keep);
}

SettingEntries projectEntries(const KeepSettings &project)
{
    return SettingEntries{{"name", quoted(project.project), "as the listener says"}} + keepEntries(project);
}

std::span<const TimeoutKey> timeoutKeys()
{
    using T = TimeoutSettings;
    static constexpr TimeoutKey kKeys[] = {
        {"block", &T::block, "for the next bytes of a message"},
        {"handshake", &T::handshake, "for TLS, and for a proxy's header"},
        {"login", &T::login, "for a line of a login"},
        {"write", &T::write, "until the client reads a reply"},
        {"relay_connect", &T::relayConnect, "until the relay is reached"},
        {"relay_greeting", &T::relayGreeting, "for its first line"},
        {"relay_hello", &T::relayHello, "for its answer to EHLO"},
        {"relay_handshake", &T::relayHandshake, "for TLS with it"},
        {"relay_login", &T::relayLogin, "for its answers to AUTH"},
        {"relay_mail", &T::relayMail, "to MAIL"},
        {"relay_recipient", &T::relayRecipient, "to RCPT"},
        {"relay_data", &T::relayData, "to DATA"},
        {"relay_block", &T::relayBlock, "until it takes the next bytes of a message"},
        {"relay_end_of_data", &T::relayEndOfData, "for its answer to a whole message"},
    };
    return kKeys;
}

SettingEntries timeoutEntries(const TimeoutSettings &timeouts)
{
    SettingEntries entries;
    for (const TimeoutKey &key : timeoutKeys())
        entries.append({key.name, quoted(timeouts.*key.value), key.comment, {}});
    return entries;
}

SettingEntries batchingEntries(const BatchingSettings &batching)
{
    return {{"wait", quoted(batching.wait), "a summary leaves when this long nothing came,"},
            {"max_wait", quoted(batching.maxWait), "and at the latest this long after its first message"},
            {"subject_prefix", quoted(batching.subjectPrefix), "in front of each summary's subject"},
            {"flush_on_exit", boolean(batching.flushOnExit), "false: what is collecting waits for the next start"}};
}

SettingEntries relayEntries(const RelaySettings &relay)
{
    return {{"name", quoted(relay.name), "its password is in the keychain, under relay/<name>"},
            {"url", quoted(relayUrl(relay)), "smtp://HOST:PORT, smtps://HOST:PORT, or debug to print"},
            {"tls", tlsName(relay.tls), "required, opportunistic or none"},
            {"user", quoted(relay.user), "empty = no login"},
            {"auth", authName(relay.auth), "auto, plain or login"},
            {"mode", relay.mode == RelayMode::Summary ? "\"summary\"" : "\"off\"", "summary or off"},
            {"redirect_to", quoted(relay.redirectTo),
             "every summary goes to this address; empty = the original recipients"}};
}

SettingEntries retryEntries(const RetrySettings &retry)
{
    return {{"first", quoted(retry.first), {}},
            {"max", quoted(retry.max), {}},
            {"attempts", QByteArray::number(retry.attempts), {}},
            {"age", quoted(retry.age), {}}};
}

SettingEntries alertEntries(const AlertSettings &alert)
{
    return {{"name", quoted(alert.name), {}},
            {"enabled", boolean(alert.enabled), {}},
            {"when", quoted(alertCondition(alert.limitPerMinute)), "messages of one group in a minute"},
            {"cooldown", quoted(alert.cooldown), "from the end of a flood until the group may begin another"}};
}

SettingEntries httpEntries(const HttpSettings &http)
{
    return {{"bind", http.enabled ? quoted(http.bind.text()) : QByteArray("\"off\""), "the HTTP API; or off"},
            {"allowed_hosts", list(http.allowedHosts), "names besides localhost under which it is asked"}};
}

SettingEntries changedEntries(const SettingEntries &before, const SettingEntries &now)
{
    SettingEntries changed;
    for (qsizetype i = 0; i < now.size(); ++i) {
        if (before[i].value != now[i].value)
            changed.append(now[i]);
    }
    return changed;
}

QByteArray inlineTable(const SettingEntries &entries)
{
    QByteArrayList items;
    for (const SettingEntry &entry : entries)
        items.append(entry.key + " = " + entry.value);
    return "{ " + items.join(", ") + " }";
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/intake_tables.h"

#include "core/base/quantity.h"
#include "core/settings/setting_entries.h"
#include "core/settings/setting_values.h"

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 kLargestMessage = qint64(2) << 30;

/// For what runs on one timer of the event loop.
Result<Milliseconds> parseShortDuration(const QString &text)
{
    return parsePositiveDuration(text, std::chrono::days(1));
}

/// The same, or empty for none.
Result<Milliseconds> parseOptionalDuration(const QString &text)
{
    return text.isEmpty() ? Result<Milliseconds>(Milliseconds{0}) : parseShortDuration(text);
}

Result<QString> parseOptionalGlob(const QString &text)
{
    return text.isEmpty() ? Result<QString>(text) : parseGlob(text);
}

void checkListener(TableReader &in, const ListenerSettings &listener)
{
    if (listener.requireTls && listener.tls == ListenerTls::None)
        in.mistake("require_tls", u"there is no TLS here; write tls = \"starttls\" or tls = \"implicit\""_s);
    if (!listener.key.isEmpty() && listener.certificate.isEmpty())
        in.mistake("key", u"a key needs its certificate; write certificate = \"/path/to/certificate.pem\""_s);
    if (listener.auth == ListenerAuth::Required && listener.users.isEmpty())
        in.mistake("auth",
                   u"there is nobody who could log in; write users = \"/path/to/htpasswd\", or auth = \"any\""_s);
    if (isForbiddenPort(listener))
        in.mistake("protocol", u"LMTP must not be on port 25 (RFC 2033); choose another port, as 24"_s);
}

/// What a rule asks for has to be known where it strikes.
void checkFaultStage(TableReader &in, const FaultSettings &fault)
{
    const QStringList stages{u"connect"_s, u"ehlo"_s, u"auth"_s, u"mail"_s, u"rcpt"_s, u"data"_s, u"dot"_s};
    const auto needs = [&](const char *key, const QString &value, const QString &stage) {
        if (!value.isEmpty() && stages.indexOf(fault.at) < stages.indexOf(stage))
            in.mistake(key,
                       u"this is not known yet at %1; write at = \"%2\""_s.arg(fault.at, stage)
                           + (stage == u"dot" ? QString() : u" or later"_s));
    };
    needs("login", fault.login, u"auth"_s);
    needs("sender", fault.sender, u"mail"_s);
    needs("recipient", fault.recipient, u"rcpt"_s);
    needs("subject", fault.subject, u"dot"_s);
}

} // namespace

bool isForbiddenPort(const ListenerSettings &listener)
{
    return listener.protocol == ListenerProtocol::Lmtp && listener.unixPath.isEmpty() && listener.bind.port == 25;
}

void readListener(TableReader &in, ListenerSettings &listener)
{
    in.value<QString>("name", listener.name, parseName);
    ListenerAddress address{listener.bind, listener.unixPath};
    in.value<ListenerAddress>("bind", address, parseBind);
    listener.bind = address.bind;
    listener.unixPath = address.unixPath;
    in.choice<ListenerProtocol>("protocol", listener.protocol,
                                {{"smtp", ListenerProtocol::Smtp}, {"lmtp", ListenerProtocol::Lmtp}});
    in.choice<ListenerTls>(
        "tls", listener.tls,
        {{"none", ListenerTls::None}, {"starttls", ListenerTls::StartTls}, {"implicit", ListenerTls::Implicit}});
    in.boolean("require_tls", listener.requireTls);
    in.value<QString>("certificate", listener.certificate, parseFilePath);
    in.value<QString>("key", listener.key, parseFilePath);
    in.choice<ListenerAuth>(
        "auth", listener.auth,
        {{"off", ListenerAuth::Off}, {"any", ListenerAuth::Any}, {"required", ListenerAuth::Required}});
    in.value<QString>("users", listener.users, parseFilePath);
    in.boolean("allow_insecure_auth", listener.allowInsecureAuth);
    in.size("max_message_size", listener.maxMessageSize, kLargestMessage);
    in.integer("max_recipients", listener.maxRecipients, 1, 1'000'000);
    in.integer("max_clients", listener.maxClients, 1, 100'000);
    in.value<Milliseconds>("idle_timeout", listener.idleTimeout, parseShortDuration);
    in.strings("recipients", listener.recipients, parseGlob);
    in.boolean("strict", listener.strict);
    in.strings("proxy_protocol", listener.proxyProtocol, parseNetwork);
    in.value<QString>("project", listener.project, parseLineOfText);
    in.finish();
    if (in.clean())
        checkListener(in, listener);
}

void readFault(TableReader &in, FaultSettings &fault)
{
    in.value<QString>("name", fault.name, parseName);
    in.boolean("enabled", fault.enabled);
    in.choice<QString>("at", fault.at,
                       {{"connect", u"connect"_s},
                        {"ehlo", u"ehlo"_s},
                        {"auth", u"auth"_s},
                        {"mail", u"mail"_s},
                        {"rcpt", u"rcpt"_s},
                        {"data", u"data"_s},
                        {"dot", u"dot"_s}});
    in.value<QString>("listener", fault.listener, parseOptionalGlob);
    in.value<QString>("sender", fault.sender, parseOptionalGlob);
    in.value<QString>("recipient", fault.recipient, parseOptionalGlob);
    in.value<QString>("subject", fault.subject, parseLineOfText);
    in.value<QString>("login", fault.login, parseOptionalGlob);
    in.value<QString>("reply", fault.reply, parseRefusal);
    in.boolean("drop", fault.drop);
    in.value<Milliseconds>("delay", fault.delay, parseOptionalDuration);
    in.size("speed", fault.speed, kLargestMessage);
    in.boolean("greylist", fault.greylist);
    in.value<int>("rate", fault.ratePerMinute, parseRatePerMinute);
    in.number("probability", fault.probability, 0, 1);
    in.integer("times", fault.times, 0, 1'000'000);
    in.value<Milliseconds>("for", fault.duration, parseOptionalDuration);
    in.reserved("when", "\"true\"");
    in.finish();
    if (!in.clean())
        return;
    checkFaultStage(in, fault);
    const bool does = !fault.reply.isEmpty() || fault.drop || fault.delay.count() > 0 || fault.speed > 0
        || fault.greylist || fault.ratePerMinute > 0;
    if (!does)
        in.mistake("reply", u"the rule does nothing; write reply, drop, delay, speed, greylist or rate"_s);
}

void readTimeouts(TableReader &in, TimeoutSettings &timeouts)
{
    for (const TimeoutKey &key : timeoutKeys())
        in.value<Milliseconds>(key.name, timeouts.*key.value, parseShortDuration);
    in.finish();
}

} // namespace mailweir

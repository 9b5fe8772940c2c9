// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/setting_values.h"

#include "core/base/quantity.h"

#include <QRegularExpression>

#include <algorithm>
#include <arpa/inet.h>
#include <numeric>
#include <sys/un.h>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr quint16 kSmtpPort = 25;
constexpr quint16 kSmtpsPort = 465;

Error invalid(const QString &detail)
{
    return {ErrorCode::Invalid, {}, detail};
}

Error notInThisVersion(const QString &detail)
{
    return {ErrorCode::NotInThisVersion, {}, u"not in this version; "_s + detail};
}

QString quoted(QStringView text)
{
    return u'"' + text.toString() + u'"';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool hasControl(QStringView text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

bool isHost(QStringView text, bool bracketed)
{
    const auto allowed = [bracketed](QChar c) {
        return c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_' || (bracketed && (c == u':' || c == u'%'));
    };
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), allowed) && text.contains(u':') == bracketed;
}

std::optional<quint16> parsePort(QStringView text)
{
    if (text.isEmpty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), isDigit))
        return std::nullopt;
    const uint port = text.toUInt();
    return port <= 65535 ? std::optional(static_cast<quint16>(port)) : std::nullopt;
}

/// host[:port]; the port is `fallback` when it is absent and that is given.
std::optional<HostPort> readHostPort(QStringView text, std::optional<quint16> fallback = std::nullopt)
{
    const bool bracketed = text.startsWith(u'[');
    const qsizetype hostEnd = bracketed ? text.indexOf(u']') : text.indexOf(u':');
    if (bracketed && hostEnd < 0)
        return std::nullopt;
    const QStringView host = bracketed ? text.sliced(1, hostEnd - 1) : text.first(hostEnd < 0 ? text.size() : hostEnd);
    const QStringView rest = bracketed ? text.sliced(hostEnd + 1) : text.sliced(host.size());
    if (!isHost(host, bracketed))
        return std::nullopt;
    const std::optional<quint16> port = rest.isEmpty() ? fallback
        : rest.startsWith(u':')                        ? parsePort(rest.sliced(1))
                                                       : std::nullopt;
    if (!port)
        return std::nullopt;
    return HostPort{host.toString(), *port};
}

Result<RelaySettings> relayAt(RelayProtocol protocol, QStringView text, QStringView address, quint16 fallback)
{
    if (address.contains(u'@'))
        return invalid(
            u"a relay's URL holds no user and no password: write `user` in [[relay]]; the password belongs into "
            "the keychain"_s);
    const std::optional<HostPort> at = readHostPort(address.endsWith(u'/') ? address.chopped(1) : address, fallback);
    if (!at || at->port == 0)
        return invalid(quoted(text)
                       + u" is not a relay; write smtp://HOST:PORT, smtps://HOST:PORT or debug, with a port from 1 to "
                         "65535 and an IPv6 address in [brackets]"_s);
    RelaySettings relay;
    relay.protocol = protocol;
    relay.host = at->host;
    relay.port = at->port;
    return relay;
}

/// Names are left to the moment when they are looked up.
bool mayBeLoopback(const QString &host)
{
    const bool isIp =
        host.contains(u':') || std::all_of(host.begin(), host.end(), [](QChar c) { return c.isDigit() || c == u'.'; });
    return !isIp || host == u"::1" || host.startsWith("127."_L1);
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
qsizetype editDistance(QStringView a, QStringView b)
{
    QList<qsizetype> beforeLast;
    QList<qsizetype> last(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        QList<qsizetype> row{i};
        for (qsizetype j = 1; j <= b.size(); ++j) {
            qsizetype cost =
                std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? qsizetype(0) : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                cost = std::min(cost, beforeLast[j - 2] + 1);
            row.append(cost);
        }
        beforeLast = std::exchange(last, row);
    }
    return last.last();
}

} // namespace

Result<HostPort> parseHostPort(QStringView text)
{
    const std::optional<HostPort> at = readHostPort(text);
    if (!at)
        return invalid(quoted(text)
                       + u" is not an address; write HOST:PORT, with a port from 0 (any free one) to 65535 and an IPv6 "
                         "address in [brackets]"_s);
    return *at;
}

ListenerAddress addressOf(const ListenerSettings &listener)
{
    return {listener.bind, listener.unixPath};
}

Result<ListenerAddress> parseBind(QStringView text)
{
    if (!text.startsWith("unix:"_L1)) {
        const Result<HostPort> at = parseHostPort(text);
        return at ? Result<ListenerAddress>(ListenerAddress{*at, {}}) : at.error();
    }
    const QString path = text.sliced(5).toString();
    // The kernel's limit, which counts the final NUL.
    constexpr auto kLongest = qsizetype(sizeof(sockaddr_un::sun_path)) - 1;
    if (!path.startsWith(u'/') || path.endsWith(u'/') || path.toUtf8().size() > kLongest || hasControl(path))
        return invalid(
            quoted(text)
            + u" is not a socket's path; write unix: and an absolute path of at most %1 bytes"_s.arg(kLongest));
    return ListenerAddress{ListenerSettings().bind, path};
}

Result<HttpSettings> parseHttpBind(QStringView text)
{
    HttpSettings http;
    http.enabled = text != u"off";
    if (!http.enabled)
        return http;
    const Result<HostPort> at = parseHostPort(text);
    if (!at)
        return Error{at.error().code, {}, at.error().detail + u", or off"_s};
    if (!mayBeLoopback(at->host))
        return notInThisVersion(
            u"the HTTP API has no log-in yet, so it is for this machine only; write localhost:PORT or off"_s);
    http.bind = *at;
    return http;
}

Result<RelaySettings> parseRelayUrl(QStringView text)
{
    if (text == u"debug") {
        RelaySettings relay;
        relay.protocol = RelayProtocol::Debug;
        return relay;
    }
    if (text.startsWith("lmtp:"_L1))
        return notInThisVersion(u"write smtp://HOST:PORT, smtps://HOST:PORT or debug"_s);
    if (text.startsWith("smtps://"_L1))
        return relayAt(RelayProtocol::Smtps, text, text.sliced(8), kSmtpsPort);
    if (text.startsWith("smtp://"_L1))
        return relayAt(RelayProtocol::Smtp, text, text.sliced(7), kSmtpPort);
    return relayAt(RelayProtocol::Smtp, text, {}, 0);
}

QString relayUrl(const RelaySettings &relay)
{
    if (relay.protocol == RelayProtocol::Debug)
        return u"debug"_s;
    const QString scheme = relay.protocol == RelayProtocol::Smtps ? u"smtps://"_s : u"smtp://"_s;
    return scheme + HostPort{relay.host, relay.port}.text();
}

Result<std::optional<RelaySettings>> parseRelayFlag(QStringView text)
{
    if (text == u"off")
        return std::optional<RelaySettings>();
    const std::optional<HostPort> plain = readHostPort(text);
    Result<RelaySettings> relay = parseRelayUrl(plain ? QString(u"smtp://"_s + text.toString()) : text.toString());
    if (!relay && plain)
        return invalid(quoted(text) + u" is not a relay; the port is from 1 to 65535"_s);
    if (!relay && relay.error().code == ErrorCode::Invalid && !text.contains(u'@'))
        return invalid(quoted(text)
                       + u" is not a relay; write HOST:PORT, smtp://HOST:PORT, smtps://HOST:PORT, debug or off, with a "
                         "port from 1 to 65535 and an IPv6 address in [brackets]"_s);
    if (!relay)
        return relay.error();
    if (relay->protocol == RelayProtocol::Smtp)
        relay->tls = RelayTls::Opportunistic;
    return std::optional(*relay);
}

Result<StoreAddress> parseStoreAddress(QStringView text)
{
    const QString allowed = u"write sqlite: (a file in the data directory), sqlite:/path or sqlite::memory:"_s;
    if (text.startsWith("postgresql:"_L1) || text.startsWith("postgres:"_L1) || text.startsWith("mysql:"_L1))
        return notInThisVersion(allowed);
    StoreAddress store;
    store.inMemory = text == u"sqlite::memory:";
    if (store.inMemory)
        return store;
    const qsizetype question = text.indexOf(u'?');
    const QStringView place = text.first(question < 0 ? text.size() : question);
    if (place != u"sqlite:" && (!place.startsWith("sqlite:/"_L1) || place.endsWith(u'/') || hasControl(place)))
        return invalid(quoted(text) + u" is not a store; "_s + allowed);
    store.path = place.sliced(7).toString();
    const QStringView option = question < 0 ? QStringView() : text.sliced(question + 1);
    store.bodiesInDatabase = option == u"bodies=database";
    if (question >= 0 && !store.bodiesInDatabase && option != u"bodies=files")
        return invalid(quoted(text) + u" has an unknown option; write ?bodies=database or ?bodies=files, or none"_s);
    return store;
}

Result<QString> parseStoreUrl(QStringView text)
{
    const Result<StoreAddress> store = parseStoreAddress(text);
    return store ? Result<QString>(text.toString()) : store.error();
}

Result<Milliseconds> parseKeepAge(QStringView text)
{
    return text.isEmpty() ? Result<Milliseconds>(Milliseconds{0})
                          : parsePositiveDuration(text, std::chrono::days(3650));
}

Result<QString> parseAddress(QStringView text)
{
    const auto refused = [](QChar c) {
        return c.isSpace() || c.category() == QChar::Other_Control || u"<>,;\""_s.contains(c);
    };
    const qsizetype at = text.lastIndexOf(u'@');
    if (at <= 0 || at == text.size() - 1 || std::any_of(text.begin(), text.end(), refused))
        return invalid(quoted(text) + u" is not an address; write it as name@example.test"_s);
    return text.toString();
}

Result<Milliseconds> parsePositiveDuration(QStringView text, Milliseconds longest)
{
    const Result<Milliseconds> duration = parseDuration(text);
    if (!duration)
        return invalid(quoted(text) + u" is not a duration; "_s + duration.error().detail);
    if (duration->count() <= 0 || *duration > longest)
        return invalid(quoted(text) + u" is out of range; the duration is above 0 and at most "_s
                       + formatDuration(longest));
    return *duration;
}

Result<int> parseAlertCondition(QStringView text)
{
    static const QRegularExpression form(uR"(^\s*rate\s*\(\s*(["'])1m\1\s*\)\s*>\s*(\d{1,7})\s*$)"_s);
    const QRegularExpressionMatch match = form.match(text.toString());
    const int limit = match.captured(2).toInt();
    if (!match.hasMatch())
        return notInThisVersion(u"write rate('1m') > N, with N from 1 to 1000000"_s);
    if (limit < 1 || limit > 1'000'000)
        return invalid(u"the limit is out of range; write rate('1m') > N, with N from 1 to 1000000"_s);
    return limit;
}

QString alertCondition(int limitPerMinute)
{
    return u"rate('1m') > "_s + QString::number(limitPerMinute);
}

bool sameAddress(const HostPort &a, const HostPort &b)
{
    const auto isLoopback = [](const QString &host) {
        return host == u"127.0.0.1" || host == u"::1";
    };
    const auto isLocalhost = [](const QString &host) {
        return host.compare("localhost"_L1, Qt::CaseInsensitive) == 0;
    };
    if (a.port == 0 || a.port != b.port)
        return false;
    return a.host.compare(b.host, Qt::CaseInsensitive) == 0 || (isLocalhost(a.host) && isLoopback(b.host))
        || (isLocalhost(b.host) && isLoopback(a.host));
}

bool sameAddress(const ListenerAddress &a, const ListenerAddress &b)
{
    if (a.unixPath.isEmpty() && b.unixPath.isEmpty())
        return sameAddress(a.bind, b.bind);
    return a.unixPath == b.unixPath;
}

Result<QString> parseName(QStringView text)
{
    const auto allowed = [](QChar c) {
        return (c.unicode() < 128 && c.isLetterOrNumber()) || c == u'.' || c == u'-' || c == u'_';
    };
    if (text.isEmpty() || text.size() > 64 || !std::all_of(text.begin(), text.end(), allowed))
        return invalid(u"write a name of 1 to 64 of the characters a-z A-Z 0-9 . - _"_s);
    return text.toString();
}

Result<QString> parseLineOfText(QStringView text)
{
    if (text.size() > 200 || hasControl(text))
        return invalid(u"write at most 200 characters, without line breaks"_s);
    return text.toString();
}

Result<QString> parseFilePath(QStringView text)
{
    if (!text.isEmpty() && (!text.startsWith(u'/') || hasControl(text)))
        return invalid(quoted(text) + u" is not an absolute path; write it from the root, as /etc/mailweir/file"_s);
    return text.toString();
}

Result<QString> parseGlob(QStringView text)
{
    const bool hasSpace = std::any_of(text.begin(), text.end(), [](QChar c) { return c.isSpace(); });
    if (text.isEmpty() || text.size() > 320 || hasSpace || hasControl(text))
        return invalid(quoted(text)
                       + u" is not a pattern; write an address, as *@example.test: * is any text, ? any character"_s);
    return text.toString();
}

Result<QString> parseNetwork(QStringView text)
{
    const qsizetype slash = text.indexOf(u'/');
    const QByteArray address = text.first(slash < 0 ? text.size() : slash).toUtf8();
    in6_addr binary;
    const int bits = inet_pton(AF_INET, address.constData(), &binary) == 1 ? 32
        : inet_pton(AF_INET6, address.constData(), &binary) == 1           ? 128
                                                                           : 0;
    const QStringView length = slash < 0 ? QStringView() : text.sliced(slash + 1);
    const bool lengthFits = slash < 0
        || (!length.isEmpty() && length.size() <= 3 && std::all_of(length.begin(), length.end(), isDigit)
            && length.toInt() <= bits);
    if (bits == 0 || !lengthFits)
        return invalid(quoted(text) + u" is not a network; write an address, as 10.0.0.7 or ::1, or 10.0.0.0/8"_s);
    return text.toString();
}

Result<int> parseRatePerMinute(QStringView text)
{
    static const QRegularExpression form(uR"(^(\d{1,6})/m$)"_s);
    if (text.isEmpty())
        return 0;
    const QRegularExpressionMatch match = form.match(text.toString());
    const int rate = match.captured(1).toInt();
    if (!match.hasMatch() || rate < 1 || rate > 100'000)
        return invalid(quoted(text) + u" is not a rate; write 30/m, with 1 to 100000 a minute"_s);
    return rate;
}

Result<QString> parseRefusal(QStringView text)
{
    static const QRegularExpression form(
        uR"(^([45])[0-5]\d (?!\d\.\d+\.\d+ *$)(?:([45])\.\d{1,3}\.\d{1,3} )?[!-~][ -~]*\z)"_s);
    if (text.isEmpty())
        return QString();
    const QRegularExpressionMatch match = form.match(text.toString());
    const QString allowed =
        u"write a code from 400 to 559 and a text, as \"450 4.7.1 try later\", in at most 400 ASCII characters"_s;
    if (!match.hasMatch() || text.size() > 400)
        return invalid(quoted(text) + u" is not a refusal; "_s + allowed);
    if (match.hasCaptured(2) && match.captured(1) != match.captured(2))
        return invalid(quoted(text) + u" has an enhanced code of another class than its code; "_s + allowed);
    return text.toString();
}

QString nearestName(const QString &text, const QStringList &names)
{
    QString nearest;
    qsizetype least = std::max<qsizetype>(2, text.size() / 2) + 1;
    for (const QString &name : names) {
        const qsizetype distance = editDistance(text.toLower(), name);
        if (distance < least) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

} // namespace mailweir

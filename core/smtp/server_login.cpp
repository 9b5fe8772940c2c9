// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/server_login.h"

#include "core/smtp/characters.h"

namespace mailweir {

namespace {

constexpr Refusal kMalformed{"501 5.5.2 the response is malformed"};

/// Base64 without blanks or line breaks, padded (RFC 4954 section 4).
std::optional<QByteArray> decoded(QByteArrayView text)
{
    const auto result = QByteArray::fromBase64Encoding(
        text.toByteArray(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!result || text.size() % 4 != 0)
        return std::nullopt;
    return *result;
}

/// Whoever made such a name, no one logs in with it.
bool isUserName(QByteArrayView user)
{
    constexpr qsizetype kMaxUser = 255;
    return !user.isEmpty() && user.size() <= kMaxUser && user.isValidUtf8()
        && std::none_of(user.begin(), user.end(), [](char c) { return uchar(c) < ' ' || c == 0x7f; });
}

ServerLogin::Step checked(LoginAttempt attempt)
{
    if (!isUserName(attempt.user))
        return kMalformed;
    return attempt;
}

/// Authorization identity, NUL, user, NUL, password.
ServerLogin::Step plain(const QByteArray &response)
{
    const QList<QByteArray> parts = response.split('\0');
    if (parts.size() != 3)
        return kMalformed;
    return checked({parts[1], parts[2], {}, {}});
}

/// `user=NAME^Aauth=Bearer TOKEN^A^A`
ServerLogin::Step xoauth2(const QByteArray &response)
{
    constexpr QByteArrayView kUser = "user=";
    constexpr QByteArrayView kBearer = "auth=Bearer ";
    const QList<QByteArray> parts = response.split('\1');
    if (parts.size() != 4 || !parts[0].startsWith(kUser) || !parts[2].isEmpty() || !parts[3].isEmpty()
        || parts[1].size() <= kBearer.size() || !isWord(QByteArrayView(parts[1]).first(kBearer.size()), kBearer))
        return kMalformed;
    return checked({parts[0].sliced(kUser.size()), parts[1].sliced(kBearer.size()), {}, {}});
}

/// User, blank, digest; the user may hold blanks.
ServerLogin::Step cramMd5(const QByteArray &response, const QByteArray &challenge)
{
    const qsizetype blank = response.lastIndexOf(' ');
    if (blank < 0)
        return kMalformed;
    return checked({response.first(blank), {}, challenge, response.sliced(blank + 1).toLower()});
}

} // namespace

std::optional<ServerLogin::Mechanism> ServerLogin::mechanism(QByteArrayView name)
{
    if (isWord(name, "PLAIN"))
        return Mechanism::Plain;
    if (isWord(name, "LOGIN"))
        return Mechanism::Login;
    if (isWord(name, "CRAM-MD5"))
        return Mechanism::CramMd5;
    if (isWord(name, "XOAUTH2"))
        return Mechanism::XOAuth2;
    return std::nullopt;
}

ServerLogin::ServerLogin(Mechanism mechanism, QByteArray challenge)
    : m_mechanism(mechanism)
    , m_challenge(std::move(challenge))
{
}

ServerLogin::Step ServerLogin::begin(std::optional<QByteArrayView> initial)
{
    if (!initial) {
        if (m_mechanism == Mechanism::Login)
            return Challenge{QByteArrayLiteral("VXNlcm5hbWU6")}; // Username:
        return Challenge{m_mechanism == Mechanism::CramMd5 ? m_challenge.toBase64() : QByteArray()};
    }
    if (m_mechanism == Mechanism::CramMd5)
        return Refusal{"501 5.7.0 CRAM-MD5 begins with the server"};
    return answer(*initial == "=" ? QByteArrayView("") : *initial);
}

ServerLogin::Step ServerLogin::answer(QByteArrayView line)
{
    if (line == "*")
        return Refusal{"501 5.7.0 the login was cancelled"};
    const std::optional<QByteArray> response = decoded(line);
    return response ? take(*response) : kMalformed;
}

ServerLogin::Step ServerLogin::take(const QByteArray &response)
{
    switch (m_mechanism) {
    case Mechanism::Plain:
        return plain(response);
    case Mechanism::XOAuth2:
        return xoauth2(response);
    case Mechanism::CramMd5:
        return cramMd5(response, m_challenge);
    case Mechanism::Login:
        break;
    }
    if (m_user)
        return checked({*m_user, response, {}, {}});
    m_user = response;
    return Challenge{QByteArrayLiteral("UGFzc3dvcmQ6")}; // Password:
}

} // namespace mailweir

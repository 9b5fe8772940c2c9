// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/client_login.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxLine = 512; // with its CRLF (RFC 4954 section 4)
constexpr EnhancedStatus kNoLogin{4, 7, 0};
constexpr EnhancedStatus kBadCredentials{5, 7, 8};

ClientLogin::Refused refusal(EnhancedStatus status, const QByteArray &words)
{
    return {Reply{0, status, {words}}};
}

} // namespace

ClientLogin::ClientLogin(QByteArray user, QByteArray password, Mechanism mechanism)
    : m_user(std::move(user))
    , m_password(std::move(password))
    , m_mechanism(mechanism)
{
}

ClientLogin::Step ClientLogin::begin(const QList<QByteArray> &offered)
{
    if (m_user.contains('\0') || m_password.contains('\0'))
        return refusal(kBadCredentials, QByteArrayLiteral("the user or the password has a NUL"));
    if (m_mechanism != Mechanism::Login && offered.contains("PLAIN"))
        m_left.append(Mechanism::Plain);
    if (m_mechanism != Mechanism::Plain && offered.contains("LOGIN"))
        m_left.append(Mechanism::Login);
    if (m_left.isEmpty())
        return refusal(kNoLogin, QByteArrayLiteral("the server offers no login that can be used"));
    return next();
}

ClientLogin::Step ClientLogin::next()
{
    if (m_left.takeFirst() == Mechanism::Login)
        return say(State::User, QByteArrayLiteral("AUTH LOGIN"));
    const QByteArray response = '\0' + m_user + '\0' + m_password;
    const QByteArray command = QByteArrayLiteral("AUTH PLAIN ");
    if (command.size() + response.toBase64().size() + 2 > kMaxLine)
        return say(State::Plain, command.trimmed());
    return saySecret(State::Last, response, command);
}

ClientLogin::Step ClientLogin::onReply(const Reply &reply)
{
    if (m_state == State::Cancelled)
        return refusal(kNoLogin, QByteArrayLiteral("the server asks for more than the user and the password"));
    if (reply.code / 100 == 2)
        return Done{};
    if ((reply.code == 504 || reply.code == 534) && !m_left.isEmpty())
        return next();
    if (reply.code != 334)
        return Refused{reply};
    switch (m_state) {
    case State::Plain:
        return saySecret(State::Last, '\0' + m_user + '\0' + m_password);
    case State::User:
        return saySecret(State::Password, m_user);
    case State::Password:
        return saySecret(State::Last, m_password);
    case State::Last:
    case State::Cancelled:
        break;
    }
    return say(State::Cancelled, QByteArrayLiteral("*"));
}

ClientLogin::Step ClientLogin::say(State state, const QByteArray &line)
{
    m_state = state;
    return Say{line, line};
}

ClientLogin::Step ClientLogin::saySecret(State state, const QByteArray &secret, const QByteArray &before)
{
    m_state = state;
    return Say{before + secret.toBase64(), before + "***"};
}

} // namespace mailweir

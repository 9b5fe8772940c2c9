// SPDX-License-Identifier: GPL-3.0-or-later
// What the session asks of its connection, and the answers.
#include "core/base/logging.h"
#include "core/base/mailbox.h"
#include "core/net/login_checker.h"
#include "core/net/server_connection.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace mailweir {

namespace {

template <typename... Ts> struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <typename... Ts> Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

/// Not a client which has said all: it would notice nothing.
bool ServerConnection::isThrottled() const
{
    return m_bytesPerSecond > 0 && !m_stream.hasHungUp();
}

/// Reads go on when what was read is worth its time.
void ServerConnection::throttle(qsizetype size)
{
    if (!isThrottled())
        return;
    m_pausing = true;
    after(Milliseconds(std::max<qint64>(1, size * 1000 / m_bytesPerSecond)), &ServerConnection::endPause);
}

void ServerConnection::perform(ServerSession::Actions actions)
{
    for (ServerSession::Action &action : actions) {
        std::visit(Overloaded{
                       [this](const ServerSession::Send &send) { m_stream.write(send.bytes); },
                       [this](ServerSession::BeginMessage) { m_intake = m_context.gate.beginMessage(); },
                       [this](ServerSession::Body body) { m_intake->append(body.bytes); },
                       [this](ServerSession::Submit &message) { submit(std::move(message.envelope)); },
                       [this](ServerSession::DropMessage) { m_intake.reset(); },
                       [this](ServerSession::StartTls) { startTls({}); },
                       [this](const ServerSession::CheckLogin &login) { checkLogin(login.attempt); },
                       [this](ServerSession::Hold held) { hold(held.delay); },
                       [this](ServerSession::Throttle speed) { m_bytesPerSecond = speed.bytesPerSecond; },
                       [this](ServerSession::Close close) { close.quit ? part() : leave(); },
                   },
                   action);
    }
}

void ServerConnection::submit(Envelope envelope)
{
    envelope.peer = m_peerName;
    envelope.listener = m_config->name;
    envelope.project = m_config->project;
    envelope.received = now();
    if (m_sender)
        envelope.process = m_sender->process();
    const auto unknown = envelope.process ? nullptr : m_sender;
    const std::unique_ptr<Intake> intake = std::move(m_intake);
    intake->commit(envelope, [answers = m_context.answers, weak = weak_from_this(), unknown](auto result) {
        answers->post([weak, unknown, result = std::move(result)] {
            if (unknown && result)
                unknown->storedWithout(*result);
            if (const auto self = weak.lock())
                self->onCommitted(result);
        });
    });
}

void ServerConnection::onCommitted(const Result<MessageId> &result)
{
    if (!result)
        qCWarning(lcNet).noquote() << m_config->name << "a message was not stored:" << describe(result.error());
    answered(m_session->committed(result, now()));
}

void ServerConnection::checkLogin(const LoginAttempt &attempt)
{
    const auto answer = [answers = m_context.answers, weak = weak_from_this()](LoginVerdict verdict) {
        answers->post([weak, verdict] {
            if (const auto self = weak.lock())
                self->onLoginChecked(verdict);
        });
    };
    m_config->logins->check(attempt, m_peer.address, answer);
}

void ServerConnection::onLoginChecked(LoginVerdict verdict)
{
    if (m_session->state() == ServerState::CheckingLogin)
        answered(m_session->loginChecked(verdict, now()));
}

void ServerConnection::after(Milliseconds delay, void (ServerConnection::*method)())
{
    QTimer::singleShot(delay, m_context.answers.get(), [weak = weak_from_this(), method] {
        if (const auto self = weak.lock())
            (self.get()->*method)();
    });
}

/// A client that has gone feels no delay.
void ServerConnection::hold(Milliseconds delay)
{
    after(m_stream.isCutOff() ? Milliseconds(0) : delay, &ServerConnection::endHold);
}

void ServerConnection::endHold()
{
    if (m_session->state() == ServerState::Held)
        answered(m_session->released(now()));
}

void ServerConnection::endPause()
{
    m_pausing = false;
    m_since = m_context.clock.steady();
    proceed();
}

/// The session got what it waited for: now the client's time runs.
void ServerConnection::answered(ServerSession::Actions actions)
{
    m_since = m_context.clock.steady();
    perform(std::move(actions));
    proceed();
}

} // namespace mailweir

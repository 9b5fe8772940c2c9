// SPDX-License-Identifier: GPL-3.0-or-later
// What fault rules do to a session. A rule that delays makes the session stop before the step it strikes; released()
// takes the step again with what is left of the verdict.
#include "core/smtp/server_session.h"

namespace mailweir {

FaultQuery ServerSession::faultQuery(FaultStage stage) const
{
    FaultQuery query;
    query.stage = stage;
    query.listener = m_options.listener;
    query.client = m_options.client;
    query.user = m_user;
    query.sender = m_transaction.sender;
    if (stage >= FaultStage::Data && hasFaults()) {
        for (const EnvelopeRecipient &recipient : m_transaction.recipients)
            query.recipients.append(recipient.address);
    }
    return query;
}

bool ServerSession::hasFaults() const
{
    return m_released || (m_options.faults && !m_options.faults->isEmpty());
}

/// What the fault rules want here. Nothing: the session is held, and comes by here again when it is released.
std::optional<FaultVerdict> ServerSession::faultAt(const FaultQuery &query)
{
    if (m_released)
        return *std::exchange(m_released, std::nullopt);
    if (!hasFaults())
        return FaultVerdict{};
    FaultVerdict verdict = m_options.faults->decide(query);
    return hold(query, verdict) ? std::nullopt : std::optional(std::move(verdict));
}

bool ServerSession::hold(const FaultQuery &query, const FaultVerdict &verdict)
{
    if (verdict.bytesPerSecond > 0) {
        noteFault("slowed down by the fault rule ", verdict);
        m_actions.emplace_back(Throttle{verdict.bytesPerSecond});
    }
    if (verdict.delay.count() <= 0)
        return false;
    noteFault("held by the fault rule ", verdict);
    m_held = {m_state, query.stage, m_line.toByteArray(), verdict};
    m_actions.emplace_back(Hold{verdict.delay});
    enter(ServerState::Held);
    return true;
}

bool ServerSession::refuse(const FaultVerdict &verdict)
{
    if (!verdict.refuses())
        return false;
    noteFault("refused by the fault rule ", verdict);
    if (verdict.drop)
        enter(ServerState::Closed);
    else
        say(verdict.reply);
    return true;
}

/// Whether a fault rule has ended or delayed the command.
bool ServerSession::strikes(const FaultQuery &query)
{
    const std::optional<FaultVerdict> verdict = faultAt(query);
    return !verdict || refuse(*verdict);
}

/// LMTP has an answer for each recipient (RFC 2033 section 4.2). The longest delay counts, once.
bool ServerSession::strikesRecipients(FaultQuery query)
{
    if (m_released) // m_outcomes are known
        return refuse(*std::exchange(m_released, std::nullopt));
    FaultVerdict all;
    for (const EmailAddress &recipient : std::exchange(query.recipients, {})) {
        query.recipients = {recipient};
        FaultVerdict verdict = m_options.faults->decide(query);
        if (!verdict.reply.isEmpty())
            noteFault("refused for a recipient by the fault rule ", verdict);
        m_outcomes.append(std::exchange(verdict.reply, {}));
        const Milliseconds longest = std::max(all.delay, verdict.delay);
        all.join(verdict);
        all.delay = longest;
    }
    return hold(query, all) || refuse(all);
}

void ServerSession::noteFault(const QByteArray &words, const FaultVerdict &verdict)
{
    m_transcript.note(words + verdict.rule, m_now);
}

ServerSession::Actions ServerSession::released(Timestamp now)
{
    if (m_state != ServerState::Held)
        return {};
    m_now = now;
    m_state = m_held.state; // without what entering it does
    m_released = m_held.verdict;
    const QByteArray line = std::exchange(m_held.line, {});
    switch (m_held.stage) {
    case FaultStage::Connect:
        greet();
        break;
    case FaultStage::Auth:
        checkLogin();
        break;
    case FaultStage::EndOfData:
        onEndOfMessage();
        break;
    case FaultStage::Hello:
    case FaultStage::Mail:
    case FaultStage::Recipient:
    case FaultStage::Data:
        onLine(line);
        m_line = {};
        break;
    }
    m_released.reset();
    return goOn();
}

} // namespace mailweir

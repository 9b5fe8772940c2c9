// SPDX-License-Identifier: GPL-3.0-or-later
// The message itself, by DATA or by BDAT; the machine that runs it is in server_session.cpp.
#include "core/mail/mime_message.h"
#include "core/smtp/server_session.h"
#include "core/smtp/store_refusal.h"

namespace mailweir {

namespace {

constexpr qsizetype kMaxHead = 64 * 1024; // in which a fault rule looks for the subject
constexpr QByteArrayView kTooLarge = "552 5.3.4 the message is too large";

} // namespace

void ServerSession::onData()
{
    if (m_transaction.binary) // RFC 3030 section 3
        return say("503 5.5.1 BODY=BINARYMIME comes by BDAT");
    if (strikes(faultQuery(FaultStage::Data)))
        return;
    say("354 end with a dot on a line of its own");
    m_data = {};
    m_hasMessage = true;
    m_actions.emplace_back(BeginMessage{});
    enter(ServerState::Data);
}

/// The octets follow whatever the answer is, so they are read in any case (RFC 3030 section 2).
void ServerSession::onBdat(QByteArrayView argument, QByteArrayView refusal)
{
    const Parsed<ChunkArguments> parsed = parseChunk(argument);
    if (const auto *malformed = std::get_if<Refusal>(&parsed))
        return sayAndClose(malformed->line); // nobody knows where the next command begins
    const auto &chunk = std::get<ChunkArguments>(parsed);
    m_chunk = {chunk.size, chunk.last, refusal.toByteArray(), m_state};
    if (refusal.isEmpty() && m_state == ServerState::Recipients) {
        const std::optional<FaultVerdict> verdict = faultAt(faultQuery(FaultStage::Data));
        if (!verdict)
            return;
        if (verdict->drop)
            return (void)refuse(*verdict);
        m_chunk.refusal = verdict->reply;
        if (verdict->refuses())
            noteFault("refused by the fault rule ", *verdict);
    }
    if (m_chunk.refusal.isEmpty() && exceedsLimit(m_transaction.size, chunk.size)) {
        m_chunk.refusal = kTooLarge.toByteArray();
        m_chunk.before = ServerState::Ready;
    }
    if (m_chunk.refusal.isEmpty() && !m_hasMessage) {
        m_hasMessage = true;
        m_actions.emplace_back(BeginMessage{});
    }
    enter(ServerState::Chunk);
    if (m_chunk.left == 0)
        onEndOfChunk();
}

void ServerSession::readData(QByteArrayView &input)
{
    while (!input.isEmpty() && !m_data.ended()) {
        const QByteArrayView body = m_data.take(input);
        if (!body.isEmpty() && !m_transaction.tooLarge)
            takeBody(body);
    }
    if (m_data.ended())
        onEndOfMessage();
}

void ServerSession::readChunk(QByteArrayView &input)
{
    const QByteArrayView octets = input.first(std::min<qint64>(input.size(), m_chunk.left));
    input = input.sliced(octets.size());
    m_chunk.left -= octets.size();
    if (m_chunk.refusal.isEmpty())
        takeBody(octets);
    if (m_chunk.left == 0)
        onEndOfChunk();
}

void ServerSession::onEndOfChunk()
{
    if (!m_chunk.refusal.isEmpty()) {
        if (m_options.lmtp && m_chunk.last && !m_transaction.recipients.isEmpty())
            return sayOutcome(m_chunk.refusal);
        enter(m_chunk.before);
        return say(m_chunk.refusal);
    }
    if (m_chunk.last)
        return onEndOfMessage();
    enter(ServerState::Chunked);
    say("250 2.0.0 chunk taken");
}

void ServerSession::takeBody(QByteArrayView body)
{
    m_transaction.size += body.size();
    if (exceedsLimit(m_transaction.size)) {
        m_transaction.tooLarge = true;
        return dropMessage();
    }
    if (mustScan())
        m_transaction.scanner.add(body);
    if (m_options.faults && m_options.faults->wantsSubject())
        m_transaction.head += body.first(std::min(body.size(), kMaxHead - m_transaction.head.size()));
    m_actions.emplace_back(Body{body});
}

void ServerSession::onEndOfMessage()
{
    if (!m_released) // else it was told before the delay
        m_transcript.note("message of " + QByteArray::number(m_transaction.size) + " bytes", m_now);
    if (m_transaction.tooLarge)
        return sayOutcome(kTooLarge);
    if (mustScan()) {
        (void)m_transaction.scanner.finish();
        if (m_transaction.scanner.bareLineEnd())
            return sayOutcome("550 5.6.11 the message has a CR or LF alone");
    }
    if (strikesAtEnd())
        return;
    submit();
}

/// Whether a fault rule has ended or delayed the message.
bool ServerSession::strikesAtEnd()
{
    if (!hasFaults())
        return false;
    FaultQuery query = faultQuery(FaultStage::EndOfData);
    // MIME on this thread, but of a head alone, and only while the user has such a rule.
    if (!m_transaction.head.isEmpty())
        query.subject = MimeMessage::parse(m_transaction.head).subject();
    if (m_options.lmtp)
        return strikesRecipients(std::move(query));
    if (!strikes(query))
        return false;
    if (m_state != ServerState::Held && m_state != ServerState::Closed)
        endMessage();
    return true;
}

void ServerSession::submit()
{
    Envelope envelope;
    for (qsizetype i = 0; i < m_transaction.recipients.size(); ++i) {
        if (m_outcomes.value(i).isEmpty())
            envelope.recipients.append(m_transaction.recipients[i]);
    }
    if (envelope.recipients.isEmpty())
        return sayOutcome({});
    envelope.sender = std::move(m_transaction.sender);
    envelope.parameters = std::move(m_transaction.parameters);
    envelope.lenient = m_transaction.lenient;
    envelope.helo = m_helo;
    envelope.extended = m_extended;
    envelope.lmtp = m_options.lmtp;
    envelope.tls = m_tls;
    envelope.user = m_user;
    envelope.transcript = m_transcript.bytes();
    m_hasMessage = false;
    m_actions.emplace_back(Submit{std::move(envelope)});
    enter(ServerState::Committing);
}

ServerSession::Actions ServerSession::committed(const Result<MessageId> &result, Timestamp now)
{
    if (m_state != ServerState::Committing)
        return {};
    m_now = now;
    sayOutcome(result ? "250 2.0.0 queued as " + result->text() : storeRefusal(result.error()).toByteArray());
    return goOn();
}

/// Answers the message: once, or in LMTP once for each recipient that the fault rules left to `word`.
void ServerSession::sayOutcome(QByteArrayView word)
{
    const qsizetype answers = m_options.lmtp ? m_transaction.recipients.size() : 1;
    for (qsizetype i = 0; i < answers; ++i) {
        const QByteArray outcome = m_outcomes.value(i);
        say(outcome.isEmpty() ? word : QByteArrayView(outcome));
    }
    endMessage();
}

/// The message is answered, whatever became of it.
void ServerSession::endMessage()
{
    m_outcomes.clear();
    m_transcript.endMessage();
    if (m_state != ServerState::Closed)
        enter(ServerState::Ready);
}

/// What is declared to be binary may have any bytes (RFC 3030 section 3).
bool ServerSession::mustScan() const
{
    return m_options.strict && !m_transaction.binary;
}

bool ServerSession::exceedsLimit(qint64 size, qint64 more) const
{
    return m_options.maxMessageSize > 0 && more > m_options.maxMessageSize - size;
}

} // namespace mailweir

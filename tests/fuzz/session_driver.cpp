// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/session_driver.h"

#include "core/base/glob.h"
#include "core/mail/session_transcript.h"
#include "core/smtp/mail_path.h"
#include "tests/fuzz/reply_check.h"
#include "tests/support/fake_clock.h"

#include <algorithm>
#include <optional>

namespace mailweir {

namespace {

constexpr quint32 kFaults = 1 << 14;
constexpr quint32 kLittleRoom = 1 << 15;
constexpr qsizetype kMaxTranscript = 2 * 1024 * 1024; // 400 lines of 1,000 bytes, each escaped to at most four
constexpr qint64 kSizes[] = {0, 50'000'000, 1000, 64};

FaultRule fault(FaultStage at, FaultVerdict verdict)
{
    FaultRule rule;
    rule.at = at;
    rule.verdict = std::move(verdict);
    rule.probability = 0.06;
    return rule;
}

std::vector<FaultRule> faults()
{
    std::vector<FaultRule> rules;
    for (const FaultStage stage : {FaultStage::Connect, FaultStage::Hello, FaultStage::Auth, FaultStage::Mail,
                                   FaultStage::Recipient, FaultStage::Data, FaultStage::EndOfData}) {
        rules.push_back(fault(stage, {.delay = Milliseconds{10}}));
        rules.push_back(fault(stage, {.delay = Milliseconds{10}, .reply = "450 4.7.1 later"}));
        rules.push_back(fault(stage, {.bytesPerSecond = 100, .reply = "554 5.7.1 never"}));
        rules.push_back(fault(stage, {.reply = "421 4.3.2 not now"}));
        rules.push_back(fault(stage, {.drop = true}));
    }
    rules.push_back(fault(FaultStage::EndOfData, {.reply = "550 5.7.1 no such subject"}));
    rules.back().subject = QStringLiteral("*a*");
    rules.push_back(fault(FaultStage::Recipient, {.reply = "451 4.7.1 greylisted"}));
    rules.back().greylist = true;
    return rules;
}

/// RFC 3030: any bytes may be in it.
bool isBinary(const Envelope &envelope)
{
    return std::any_of(envelope.parameters.begin(), envelope.parameters.end(), [](const EnvelopeParameter &parameter) {
        return parameter.name == "BODY" && parameter.value.compare("BINARYMIME", Qt::CaseInsensitive) == 0;
    });
}

/// Who is reached everywhere (RFC 5321 section 4.5.1).
bool isPostmaster(const EmailAddress &address)
{
    return address.domain.isEmpty() && mailweir::isPostmaster(address.localPart);
}

/// What a connection does with its session, and what it may rely on.
class Driver {
public:
    Driver(const DriveOptions &how, QByteArrayView input)
        : m_how(how)
        , m_world(how.seed)
        , m_cuts(how.seed + 1)
        , m_faults(m_clock, [this] { return m_world.fraction(); })
        , m_options(completed(serverOptions(how.setup)))
        , m_session(m_options)
        , m_rest(input)
    {
    }

    Driven run()
    {
        if (m_how.setup & kFaults)
            m_faults.set(faults());
        if (m_options.tls == ServerOptions::Tls::Implicit)
            m_tls = {"TLSv1.3", "TLS_AES_256_GCM_SHA384"};
        perform(m_session.start(m_clock.now(), m_tls));
        while (!m_driven.closed && (!m_rest.isEmpty() || m_owed)) {
            // While an answer is owed more may come: a connection may have read it already.
            if (m_owed && (m_rest.isEmpty() || !m_how.cut || m_cuts.oneIn(3)))
                answer();
            else if (m_how.events && m_cuts.oneIn(8))
                happen();
            else
                feed();
        }
        if (!m_driven.closed)
            perform(m_session.abort(m_clock.now()));
        if (m_owed)
            answer();
        MUST(m_driven.closed && m_session.state() == ServerState::Closed);
        MUST(m_session.feed("QUIT\r\n", m_clock.now()).empty());
        MUST(m_session.timedOut(m_clock.now()).empty());
        return std::move(m_driven);
    }

private:
    ServerOptions completed(ServerOptions options)
    {
        if (m_how.setup & kFaults)
            options.faults = &m_faults;
        if (m_how.setup & kLittleRoom) {
            options.admits = [this](qint64) -> Result<void> {
                if (m_world.oneIn(4))
                    return Error{ErrorCode::DiskFull, {}, {}};
                return {};
            };
        }
        return options;
    }

    void feed()
    {
        const QByteArrayView piece = m_how.cut ? takePiece(m_rest, m_cuts) : std::exchange(m_rest, {});
        // A copy of its own, so that ASan sees whoever reads on in it afterwards.
        m_piece = QByteArray(piece.data(), piece.size());
        const bool waiting = m_session.isWaiting();
        ServerSession::Actions actions = m_session.feed(m_piece, m_clock.now());
        MUST(!waiting || actions.empty());
        perform(actions);
    }

    void happen()
    {
        m_clock.advance(Milliseconds{m_cuts.below(2000)});
        switch (m_cuts.below(12)) {
        case 0:
            return perform(m_session.timedOut(m_clock.now()));
        case 1:
            return perform(m_session.shutDown(m_clock.now()));
        case 2:
            return perform(m_session.abort(m_clock.now()));
        case 3:
            return m_session.setPaused(true);
        default:
            return m_session.setPaused(false);
        }
    }

    void perform(const ServerSession::Actions &actions)
    {
        QByteArray said;
        bool asked = false;
        for (const ServerSession::Action &action : actions) {
            MUST(!m_driven.closed); // Close is the last one
            if (const auto *send = std::get_if<ServerSession::Send>(&action)) {
                said += send->bytes;
                continue;
            }
            const bool closes = std::holds_alternative<ServerSession::Close>(action);
            MUST(closes || !asked); // nothing is read on before the answer
            asked = asked || asks(action);
            std::visit([this](const auto &one) { on(one); }, action);
        }
        checkReplies(said);
        m_driven.replies += said;
        MUST(m_driven.closed == (m_session.state() == ServerState::Closed));
        MUST(m_driven.closed || m_session.isWaiting() == bool(m_owed));
        MUST(!m_driven.closed || !m_message);
    }

    static bool asks(const ServerSession::Action &action)
    {
        return std::holds_alternative<ServerSession::Submit>(action)
            || std::holds_alternative<ServerSession::StartTls>(action)
            || std::holds_alternative<ServerSession::CheckLogin>(action)
            || std::holds_alternative<ServerSession::Hold>(action);
    }

    void on(const ServerSession::Send &) { }
    void on(const ServerSession::BeginMessage &)
    {
        MUST(!m_message);
        m_message = QByteArray();
    }
    void on(const ServerSession::Body &body)
    {
        MUST(m_message);
        MUST(!body.bytes.isEmpty());
        *m_message += body.bytes;
    }
    void on(const ServerSession::DropMessage &)
    {
        MUST(m_message);
        m_message.reset();
    }
    void on(const ServerSession::Submit &submit)
    {
        MUST(m_message);
        check(submit.envelope, *m_message);
        m_driven.messages.append({submit.envelope, *std::exchange(m_message, std::nullopt)});
        owe(ServerState::Committing);
    }
    void on(const ServerSession::StartTls &)
    {
        MUST(m_options.tls == ServerOptions::Tls::StartTls && !m_tls.active() && !m_message);
        owe(ServerState::Handshaking);
    }
    void on(const ServerSession::CheckLogin &login)
    {
        MUST(m_options.auth != ServerOptions::Auth::Off && (m_options.insecureAuth || m_tls.active()));
        MUST(m_user.isEmpty());
        m_candidate = login.attempt.user;
        owe(ServerState::CheckingLogin);
    }
    void on(const ServerSession::Hold &hold)
    {
        MUST(hold.delay.count() > 0);
        owe(ServerState::Held);
    }
    void on(const ServerSession::Throttle &throttle) { MUST(throttle.bytesPerSecond > 0); }
    void on(const ServerSession::Close &)
    {
        m_driven.closed = true;
        m_owed.reset();
    }

    void owe(ServerState state)
    {
        MUST(!m_owed);
        m_owed = state;
    }

    void answer()
    {
        const ServerState owed = *std::exchange(m_owed, std::nullopt);
        MUST(m_session.state() == owed);
        const Timestamp now = m_clock.now();
        switch (owed) {
        case ServerState::Committing:
            return perform(m_session.committed(stored(), now));
        case ServerState::Handshaking:
            if (m_how.events && m_cuts.oneIn(8)) // the handshake failed
                return perform(m_session.abort(now));
            m_tls = {"TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384"};
            m_user.clear();
            return perform(m_session.tlsStarted(m_tls, now));
        case ServerState::CheckingLogin: {
            const quint32 roll = m_world.below(4);
            const LoginVerdict verdict = roll == 0 ? LoginVerdict::Refused
                : roll == 1                        ? LoginVerdict::Unavailable
                                                   : LoginVerdict::Accepted;
            if (verdict == LoginVerdict::Accepted)
                m_user = m_candidate;
            return perform(m_session.loginChecked(verdict, now));
        }
        case ServerState::Held:
            return perform(m_session.released(now));
        default:
            MUST(!"a state that waits");
        }
    }

    Result<MessageId> stored()
    {
        if (m_world.oneIn(5))
            return Error{m_world.oneIn(2) ? ErrorCode::DiskFull : ErrorCode::Io, {}, {}};
        return MessageId{quint64(m_driven.messages.size()), 0};
    }

    void check(const Envelope &envelope, const QByteArray &bytes) const
    {
        MUST(!m_options.requireTls || m_tls.active());
        MUST(envelope.tls == m_tls);
        MUST(m_options.auth != ServerOptions::Auth::Required || !m_user.isEmpty());
        MUST(envelope.user == m_user);
        MUST(envelope.lmtp == m_options.lmtp);
        MUST(!m_options.strict || !envelope.lenient);
        MUST(!envelope.helo.isEmpty() && envelope.helo.size() <= 255);
        MUST(!envelope.recipients.isEmpty() && envelope.recipients.size() <= m_options.maxRecipients);
        for (const EnvelopeRecipient &recipient : envelope.recipients) {
            MUST(!recipient.address.isNull());
            MUST(m_options.recipients.isEmpty() || isPostmaster(recipient.address)
                 || globMatches(m_options.recipients.first(), recipient.address.text()));
        }
        MUST(m_options.maxMessageSize == 0 || bytes.size() <= m_options.maxMessageSize);
        if (m_options.strict && !isBinary(envelope)) {
            FlagScanner scanner;
            scanner.add(bytes);
            const MessageFlags flags = scanner.finish();
            MUST(!flags.testFlag(MessageFlag::BareCr) && !flags.testFlag(MessageFlag::BareLf));
        }
        MUST(envelope.transcript.size() <= kMaxTranscript);
        MUST(readTranscript(envelope.transcript).size() == envelope.transcript.count('\n'));
        const Result<Envelope> read = decodeEnvelope(encodeEnvelope(envelope));
        MUST(read && *read == envelope);
    }

    const DriveOptions m_how;
    FakeClock m_clock;
    Dice m_world; // what the owner answers: rolled in the order in which the session asks
    Dice m_cuts; // when, and how the bytes come
    FaultRules m_faults;
    const ServerOptions m_options;
    ServerSession m_session;
    QByteArrayView m_rest;
    QByteArray m_piece;
    std::optional<ServerState> m_owed;
    std::optional<QByteArray> m_message;
    TlsDetails m_tls;
    QByteArray m_candidate;
    QByteArray m_user;
    Driven m_driven;
};

} // namespace

ServerOptions serverOptions(quint32 setup)
{
    const auto bits = [&setup](int count) {
        const quint32 value = setup & ((1U << count) - 1);
        setup >>= count;
        return value;
    };
    ServerOptions options;
    options.hostName = "mail.test";
    options.listener = "fuzz";
    options.client = "127.0.0.1";
    options.challenge = [] {
        return QByteArrayLiteral("<1@mail.test>");
    };
    options.lmtp = bits(1) != 0;
    options.strict = bits(1) != 0;
    const auto tls = bits(2);
    options.tls = tls == 1 ? ServerOptions::Tls::StartTls
        : tls == 2         ? ServerOptions::Tls::Implicit
                           : ServerOptions::Tls::Off;
    options.requireTls = bits(1) != 0 && options.tls != ServerOptions::Tls::Off;
    const auto auth = bits(2);
    options.auth = auth == 0 ? ServerOptions::Auth::Off
        : auth == 1          ? ServerOptions::Auth::Required
                             : ServerOptions::Auth::Any;
    options.insecureAuth = bits(1) != 0;
    options.cramMd5 = bits(1) != 0;
    options.maxMessageSize = kSizes[bits(2)];
    options.maxRecipients = bits(1) != 0 ? 2 : 1000;
    if (bits(1) != 0)
        options.recipients = {"*@d.test"};
    return options;
}

bool cutsMayShow(quint32 setup)
{
    return serverOptions(setup).tls == ServerOptions::Tls::StartTls;
}

Driven drive(const DriveOptions &options, QByteArrayView input)
{
    return Driver(options, input).run();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/senders.h"

#include "core/base/worker.h"
#include "tests/crash/test_mail.h"

#include <future>

namespace mailweir::crash {

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::seconds kAnswerWait{5};
constexpr unsigned kDropPercent = 3;

} // namespace

Senders::Senders(MailStore &store, Journal &journal, const Plan &plan)
    : m_store(store)
    , m_journal(journal)
    , m_plan(plan)
{
}

Senders::~Senders()
{
    join();
}

void Senders::start()
{
    m_running = m_plan.senders;
    for (int sender = 0; sender < m_plan.senders; ++sender)
        m_threads.emplace_back([this, sender] { run(sender); });
}

void Senders::join()
{
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void Senders::run(int sender)
{
    nameThisThread("sender");
    std::mt19937 random(m_plan.seed * 31 + unsigned(sender));
    for (int n = 0; n < m_plan.mails; ++n)
        (void)send((quint64(m_plan.round) * 100 + quint64(sender)) * 100'000 + quint64(n), random, true);
    --m_running;
    m_answered.notify_all();
}

Result<MessageId> Senders::sendOne()
{
    std::mt19937 random(m_plan.seed + unsigned(m_ownMails));
    return send((quint64(m_plan.round) * 100 + 99) * 100'000 + m_ownMails++, random, false);
}

Result<MessageId> Senders::send(quint64 number, std::mt19937 &random, bool mayDrop)
{
    const TestMail mail = makeMail(number, random, SystemClock().now());
    const QJsonValue name = mail.expected.value(QStringLiteral("name"));
    m_journal.add("begin", mail.expected);
    auto intake = m_store.beginMessage();
    const bool drop = mayDrop && random() % 100 < kDropPercent;
    const qsizetype all = drop ? qsizetype(random() % unsigned(mail.raw.size())) : mail.raw.size();
    for (qsizetype at = 0; at < all;) {
        const qsizetype piece = std::min<qsizetype>(all - at, 1 + random() % 200'000);
        intake->append(QByteArrayView(mail.raw).sliced(at, piece));
        at += piece;
    }
    if (drop) {
        m_journal.add("drop", {{QStringLiteral("name"), name}});
        return Error{ErrorCode::Cancelled, {}, {}};
    }
    auto answer = std::make_shared<std::promise<Result<MessageId>>>();
    auto answered = answer->get_future();
    intake->commit(mail.envelope, [this, answer, name](Result<MessageId> id) {
        note(name, id);
        answer->set_value(std::move(id));
    });
    if (answered.wait_for(kPatience) != std::future_status::ready)
        qFatal("a message was never answered");
    return answered.get();
}

void Senders::note(const QJsonValue &name, const Result<MessageId> &answer)
{
    if (answer) {
        m_journal.add("ack",
                      {{QStringLiteral("name"), name}, {QStringLiteral("id"), QString::fromLatin1(answer->text())}});
    } else {
        m_journal.add("refuse", {{QStringLiteral("name"), name}, {QStringLiteral("error"), describe(answer.error())}});
    }
    const std::lock_guard lock(m_mutex);
    if (answer)
        m_stored.append(*answer);
    ++m_answers;
    m_answered.notify_all();
}

void Senders::waitForAnswers(int count)
{
    std::unique_lock lock(m_mutex);
    m_answered.wait_for(lock, kAnswerWait, [&] { return m_answers >= count || m_running == 0; });
}

QList<MessageId> Senders::some(int count, std::mt19937 &random) const
{
    const std::lock_guard lock(m_mutex);
    QList<MessageId> ids;
    for (int i = 0; i < count && !m_stored.isEmpty(); ++i) {
        const MessageId id = m_stored.at(qsizetype(random()) % m_stored.size());
        if (!ids.contains(id))
            ids.append(id);
    }
    return ids;
}

void Senders::know(const QList<MessageId> &ids)
{
    const std::lock_guard lock(m_mutex);
    m_stored += ids;
}

} // namespace mailweir::crash

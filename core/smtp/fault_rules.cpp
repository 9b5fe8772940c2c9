// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/smtp/fault_rules.h"

#include "core/base/glob.h"

#include <QCryptographicHash>

#include <algorithm>
#include <utility>

namespace mailweir {

namespace {

constexpr std::chrono::minutes kRateWindow{1};
constexpr qsizetype kMaxSeen = 100'000; // beyond it everyone is as good as new

constexpr std::pair<FaultStage, const char *> kStages[] = {
    {FaultStage::Connect, "connect"}, {FaultStage::Hello, "ehlo"},     {FaultStage::Auth, "auth"},
    {FaultStage::Mail, "mail"},       {FaultStage::Recipient, "rcpt"}, {FaultStage::Data, "data"},
    {FaultStage::EndOfData, "dot"},
};

bool fits(QByteArrayView pattern, QByteArrayView text)
{
    return pattern.isEmpty() || globMatches(pattern, text);
}

bool fitsAny(const QByteArray &pattern, const QList<EmailAddress> &addresses)
{
    return pattern.isEmpty()
        || std::any_of(addresses.cbegin(), addresses.cend(),
                       [&pattern](const EmailAddress &address) { return globMatches(pattern, address.text()); });
}

bool fits(const FaultRule &rule, const FaultQuery &query)
{
    // The null sender is known, and empty.
    const bool senderKnown = query.stage >= FaultStage::Mail;
    return rule.at == query.stage && fits(rule.listener, query.listener) && fits(rule.user, query.user)
        && (rule.sender.isEmpty() || (senderKnown && globMatches(rule.sender, query.sender.text())))
        && fitsAny(rule.recipient, query.recipients)
        && (rule.subject.isEmpty()
            || (query.stage == FaultStage::EndOfData
                && globMatches(rule.subject.toCaseFolded().toUtf8(), query.subject.toCaseFolded().toUtf8())));
}

QByteArray greylistKey(const FaultQuery &query)
{
    QCryptographicHash key(QCryptographicHash::Sha1);
    key.addData(query.client);
    key.addData('\0' + query.sender.key());
    for (const EmailAddress &recipient : query.recipients)
        key.addData('\0' + recipient.key());
    return key.result();
}

} // namespace

QByteArray faultStageName(FaultStage stage)
{
    const auto *entry = std::find_if(std::begin(kStages), std::end(kStages),
                                     [stage](const auto &candidate) { return candidate.first == stage; });
    return entry->second;
}

std::optional<FaultStage> faultStageFromName(QByteArrayView name)
{
    const auto *entry = std::find_if(std::begin(kStages), std::end(kStages),
                                     [name](const auto &candidate) { return name == candidate.second; });
    return entry == std::end(kStages) ? std::nullopt : std::optional(entry->first);
}

void FaultVerdict::join(const FaultVerdict &other)
{
    delay += other.delay;
    if (other.bytesPerSecond > 0)
        bytesPerSecond = other.bytesPerSecond;
    if (!refuses()) {
        reply = other.reply;
        drop = other.drop;
    }
    if (rule.isEmpty() || other.refuses())
        rule = other.rule;
}

FaultRules::FaultRules(const Clock &clock, std::function<double()> random)
    : m_clock(clock)
    , m_random(std::move(random))
{
}

void FaultRules::set(std::vector<FaultRule> rules)
{
    std::vector<Rule> before = std::exchange(m_rules, {});
    for (FaultRule &rule : rules) {
        rule.verdict.rule = rule.name;
        const auto same =
            std::find_if(before.begin(), before.end(), [&rule](const Rule &entry) { return entry.rule == rule; });
        if (same == before.end()) {
            m_rules.push_back({std::move(rule), m_clock.steady(), 0, {}, {}});
        } else {
            m_rules.push_back(std::move(*same));
            before.erase(same);
        }
    }
    m_wantsSubject =
        std::any_of(m_rules.begin(), m_rules.end(), [](const Rule &entry) { return !entry.rule.subject.isEmpty(); });
}

FaultVerdict FaultRules::decide(const FaultQuery &query)
{
    FaultVerdict verdict;
    const SteadyTime now = m_clock.steady();
    for (Rule &entry : m_rules) {
        if (!fits(entry.rule, query) || !strikes(entry, query, now))
            continue;
        verdict.join(entry.rule.verdict);
        if (verdict.refuses())
            break;
    }
    return verdict;
}

/// Each condition counts only what those before it let through.
bool FaultRules::strikes(Rule &entry, const FaultQuery &query, SteadyTime now)
{
    const FaultRule &rule = entry.rule;
    if ((rule.times > 0 && entry.struck >= rule.times)
        || (rule.duration.count() > 0 && now - entry.since >= rule.duration))
        return false;
    if (rule.ratePerMinute > 0) {
        while (!entry.recent.empty() && now - entry.recent.front() >= kRateWindow)
            entry.recent.pop_front();
        if (std::ssize(entry.recent) < rule.ratePerMinute) {
            entry.recent.push_back(now);
            return false;
        }
    }
    if (rule.probability < 1 && m_random() >= rule.probability)
        return false;
    if (rule.greylist) {
        const QByteArray key = greylistKey(query);
        if (entry.seen.contains(key))
            return false;
        if (entry.seen.size() >= kMaxSeen)
            entry.seen.clear();
        entry.seen.insert(key);
    }
    ++entry.struck;
    return true;
}

} // namespace mailweir

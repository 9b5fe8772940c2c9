// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/faults.h"

#include "core/mail/reply.h"

#include <QRandomGenerator>

namespace mailweir {

namespace {

QByteArray replyOf(const FaultSettings &fault, FaultStage stage)
{
    const bool early = stage == FaultStage::Connect || stage == FaultStage::Hello;
    if (!fault.reply.isEmpty()) {
        const QByteArray reply = fault.reply.toLatin1();
        if (early || EnhancedStatus::fromFrontOf(QByteArrayView(reply).sliced(4)))
            return reply;
        return reply.first(4) + reply.first(1) + ".0.0 " + reply.sliced(4);
    }
    const bool counts = fault.greylist || fault.ratePerMinute > 0;
    if (!counts || fault.drop || fault.delay.count() > 0 || fault.speed > 0)
        return {};
    const QByteArray words = fault.ratePerMinute > 0 ? "too much in a minute, try again later" : "try again later";
    // A greeting is 220, 554 or 421 (RFC 5321 section 4.3.2).
    return (stage == FaultStage::Connect ? "421 " : early ? "450 " : "450 4.7.1 ") + words;
}

} // namespace

FaultRule faultRule(const FaultSettings &settings)
{
    FaultRule rule;
    rule.name = settings.name.toUtf8();
    rule.at = faultStageFromName(settings.at.toLatin1()).value_or(rule.at);
    rule.listener = settings.listener.toUtf8();
    rule.sender = settings.sender.toUtf8();
    rule.recipient = settings.recipient.toUtf8();
    rule.user = settings.login.toUtf8();
    rule.subject = settings.subject;
    rule.verdict = {settings.delay, settings.speed, replyOf(settings, rule.at), settings.drop};
    rule.greylist = settings.greylist;
    rule.ratePerMinute = settings.ratePerMinute;
    rule.probability = settings.probability;
    rule.times = settings.times;
    rule.duration = settings.duration;
    return rule;
}

Faults::Faults(const Clock &clock)
    : m_rules(clock, [] { return QRandomGenerator::global()->generateDouble(); })
{
}

void Faults::setConfigured(const QList<FaultSettings> &faults)
{
    if (m_configured.faults == faults)
        return;
    m_configured = {faults, true};
    apply();
}

void Faults::setRuntime(const QList<FaultSettings> &faults)
{
    m_runtime = {faults, true};
    apply();
}

void Faults::setOn(bool on)
{
    m_configured.on = on;
    m_runtime.on = on;
    apply();
}

QList<FaultSettings> Faults::enabled(bool alsoSuspended) const
{
    QList<FaultSettings> all;
    for (const Part *part : {&m_configured, &m_runtime}) {
        if (part->on || alsoSuspended)
            all += part->faults;
    }
    all.removeIf([](const FaultSettings &fault) { return !fault.enabled; });
    return all;
}

bool Faults::isOn() const
{
    return !enabled(false).isEmpty();
}

QStringList Faults::names() const
{
    QStringList names;
    for (const FaultSettings &fault : enabled(!isOn()))
        names.append(fault.name);
    return names;
}

void Faults::apply()
{
    std::vector<FaultRule> rules;
    for (const FaultSettings &fault : enabled(false))
        rules.push_back(faultRule(fault));
    m_rules.set(std::move(rules));
}

} // namespace mailweir

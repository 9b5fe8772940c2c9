// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_fault.h"

#include "core/base/quantity.h"
#include "core/settings/setting_values.h"
#include "ui/models/fault_words.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>

namespace mailweir {
namespace {

constexpr qint64 kFastest = qint64(2) << 30; // what the settings file takes

/// A time of zero is an empty field.
QString textOf(Milliseconds duration)
{
    return duration == Milliseconds{0} ? QString() : formatDuration(duration);
}

Result<Milliseconds> durationIn(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    return text.isEmpty() ? Result<Milliseconds>(Milliseconds{0}) : parsePositiveDuration(text, std::chrono::days(1));
}

QString durationTrouble(const QLineEdit *field)
{
    return durationIn(field) ? QString() : FaultForm::tr("Please write a time such as 500ms, 30s or 5m, or nothing.");
}

Result<qint64> speedIn(const QLineEdit *field)
{
    const QString text = field->text().trimmed();
    return text.isEmpty() ? Result<qint64>(0) : parseSize(text);
}

} // namespace

FaultForm::FaultForm(const FaultSettings &fault, NameTaken nameTaken, QWidget *parent)
    : EntryForm(parent)
    , m_before(fault)
    , m_nameTaken(std::move(nameTaken))
{
    makePlaceFields();
    makeMatchFields();
    makeActionFields();
    makeLimitFields();
    load();
    connect(m_at, &QComboBox::currentIndexChanged, this, &FaultForm::showWhatCounts);
    connect(m_drop, &QCheckBox::toggled, this, &FaultForm::showWhatCounts);
    showWhatCounts();
}

void FaultForm::makePlaceFields()
{
    m_on = addSwitch("faultOn", tr("Switched &on"));
    m_name = addText("faultName", tr("&Name:"), tr("Shown in the conversation of what it strikes."), [this] {
        if (!parseName(name()))
            return tr("Please write a name of letters, digits and . - _, without blanks.");
        return m_nameTaken(this, name()) ? tr("Another rule has this name.") : QString();
    });
    m_at = addCombo("faultAt", tr("Wh&ere:"));
    for (const QString &stage : FaultWords::stages())
        m_at->addItem(FaultWords::stage(stage), stage);
}

void FaultForm::makeMatchFields()
{
    addHeading(tr("Whom it strikes"));
    m_sender = addPattern("faultSender", tr("&Sender:"), QStringLiteral("mail"));
    m_recipient = addPattern("faultRecipient", tr("&Recipient:"), QStringLiteral("rcpt"));
    m_subject = addPattern("faultSubject", tr("Sub&ject:"), QStringLiteral("dot"));
    m_listener = addPattern("faultListener", tr("&Listener:"), QStringLiteral("connect"));
    m_login = addPattern("faultLogin", tr("Lo&gin:"), QStringLiteral("auth"));
    addNote(tr(
        "Patterns, such as *@shop.test: * is any text, ? any character. All have to fit; an empty one always does."));
}

QLineEdit *FaultForm::addPattern(const char *name, const QString &label, const QString &knownFrom)
{
    const bool isSubject = knownFrom == QStringLiteral("dot");
    auto *field = addText(name, label, {}, [this, count = m_patterns.size(), knownFrom, isSubject] {
        const QString text = m_patterns.at(count).first->text().trimmed();
        if (text.isEmpty())
            return QString();
        if (!isKnown(knownFrom))
            return tr("This is not known yet at that point: the rule would never strike.");
        if (isSubject)
            return parseLineOfText(text) ? QString() : tr("Please write 200 characters at most.");
        return parseGlob(text) ? QString() : tr("Please write a pattern without blanks.");
    });
    field->setPlaceholderText(tr("Any"));
    m_patterns.append({field, knownFrom});
    return field;
}

void FaultForm::makeActionFields()
{
    addHeading(tr("What happens"));
    m_reply =
        addText("faultReply", tr("&Answer:"), tr("Instead of the right one, such as 450 4.7.1 try later."), [this] {
            if (!parseRefusal(m_reply->text().trimmed()))
                return tr("Please write a code from 400 to 559 and a text, such as 450 4.7.1 try later.");
            return doesSomething() ? QString()
                                   : tr("Please say what should happen: an answer, a delay, a slow link or a hang-up.");
        });
    m_drop = addSwitch("faultDrop", tr("&Hang up without a word"));
    m_delay = addText("faultDelay", tr("Dela&y:"), tr("Before the answer, such as 5s."),
                      [this] { return durationTrouble(m_delay); });
    m_speed = addText("faultSpeed", tr("Slow lin&k:"),
                      tr("From here on, bytes a second, such as 1KiB. Empty: full speed."), [this] {
                          const Result<qint64> speed = speedIn(m_speed);
                          return speed && *speed >= 0 && *speed <= kFastest
                              ? QString()
                              : tr("Please write bytes a second, such as 500 or 1KiB, or nothing.");
                      });
}

void FaultForm::makeLimitFields()
{
    addHeading(tr("How often"));
    m_probability = new QDoubleSpinBox;
    m_probability->setObjectName(QStringLiteral("faultProbability"));
    m_probability->setRange(0, 100);
    m_probability->setDecimals(1);
    m_probability->setSuffix(tr(" %"));
    addField(tr("&Probability:"), m_probability);
    connect(m_probability, &QDoubleSpinBox::valueChanged, this, &FaultForm::edited);
    m_rate = addNumber("faultRate", tr("Only above (per m&inute):"), 0, 100'000,
                       tr("A real rate limit: what comes faster is struck."));
    m_rate->setSpecialValueText(tr("No limit"));
    m_greylist = addSwitch("faultGreylist", tr("Only the first ti&me"),
                           tr("Greylisting: each client, sender and recipient once."));
    m_times = addNumber("faultTimes", tr("Strikes at mos&t:"), 0, 1'000'000);
    m_times->setSpecialValueText(tr("Without end"));
    m_duration =
        addText("faultFor", tr("In &force for:"), tr("After it was switched on, such as 10m. Empty: without end."),
                [this] { return durationTrouble(m_duration); });
}

void FaultForm::load()
{
    m_on->setChecked(m_before.enabled);
    m_name->setText(m_before.name);
    m_at->setCurrentIndex(m_at->findData(m_before.at));
    m_sender->setText(m_before.sender);
    m_recipient->setText(m_before.recipient);
    m_subject->setText(m_before.subject);
    m_listener->setText(m_before.listener);
    m_login->setText(m_before.login);
    m_reply->setText(m_before.reply);
    m_drop->setChecked(m_before.drop);
    m_delay->setText(textOf(m_before.delay));
    m_speed->setText(m_before.speed == 0 ? QString() : formatSize(m_before.speed));
    m_probability->setValue(m_before.probability * 100);
    m_shownProbability = m_probability->value();
    m_rate->setValue(m_before.ratePerMinute);
    m_greylist->setChecked(m_before.greylist);
    m_times->setValue(m_before.times);
    m_duration->setText(textOf(m_before.duration));
}

FaultSettings FaultForm::collected() const
{
    FaultSettings fault = m_before;
    fault.name = name();
    fault.enabled = m_on->isChecked();
    fault.at = m_at->currentData().toString();
    fault.sender = m_sender->text().trimmed();
    fault.recipient = m_recipient->text().trimmed();
    fault.subject = m_subject->text().trimmed();
    fault.listener = m_listener->text().trimmed();
    fault.login = m_login->text().trimmed();
    fault.reply = m_reply->text().trimmed();
    fault.drop = m_drop->isChecked();
    if (const Result<Milliseconds> delay = durationIn(m_delay))
        fault.delay = *delay;
    if (const Result<qint64> speed = speedIn(m_speed))
        fault.speed = *speed;
    if (m_probability->value() != m_shownProbability) // which may be rounded
        fault.probability = m_probability->value() / 100;
    fault.ratePerMinute = m_rate->value();
    fault.greylist = m_greylist->isChecked();
    fault.times = m_times->value();
    if (const Result<Milliseconds> duration = durationIn(m_duration))
        fault.duration = *duration;
    return fault;
}

QString FaultForm::name() const
{
    return m_name->text().trimmed();
}

QString FaultForm::summary() const
{
    return FaultWords::summary(collected());
}

bool FaultForm::isOn() const
{
    return m_on->isChecked();
}

void FaultForm::setOn(bool on)
{
    m_on->setChecked(on);
}

bool FaultForm::isKnown(const QString &fromStage) const
{
    return FaultWords::stages().indexOf(m_at->currentData().toString()) >= FaultWords::stages().indexOf(fromStage);
}

bool FaultForm::doesSomething() const
{
    const FaultSettings fault = collected();
    return !fault.reply.isEmpty() || fault.drop || fault.delay > Milliseconds{0} || fault.speed > 0 || fault.greylist
        || fault.ratePerMinute > 0;
}

void FaultForm::showWhatCounts()
{
    for (const auto &[field, knownFrom] : std::as_const(m_patterns))
        setFieldVisible(field, isKnown(knownFrom) || !field->text().isEmpty());
    m_reply->setEnabled(!m_drop->isChecked());
    Q_EMIT edited(); // what is hidden is not checked
}

} // namespace mailweir

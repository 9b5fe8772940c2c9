// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_keep.h"

#include "core/base/quantity.h"
#include "core/settings/setting_values.h"
#include "ui/models/texts.h"

#include <QComboBox>
#include <QLineEdit>
#include <QLocale>

namespace mailweir {
namespace {

constexpr qint64 kMostMessages = 1'000'000'000; // what the settings file takes
constexpr qint64 kMostBytes = 1024LL * 1024 * 1024 * 1024 * 1024;

QString noLimit()
{
    return KeepForm::tr("No limit");
}

bool isNoLimit(const QComboBox *box)
{
    const QString text = box->currentText().trimmed();
    return text.isEmpty() || text == noLimit();
}

std::optional<qint64> messagesIn(const QComboBox *box)
{
    if (isNoLimit(box))
        return 0;
    bool ok = false;
    const qint64 count = QLocale().toLongLong(box->currentText().trimmed(), &ok);
    return ok && count > 0 && count <= kMostMessages ? std::optional(count) : std::nullopt;
}

std::optional<Milliseconds> ageIn(const QComboBox *box)
{
    if (isNoLimit(box))
        return Milliseconds{0};
    const Result<Milliseconds> age = parseKeepAge(box->currentText().trimmed());
    return age ? std::optional(*age) : std::nullopt;
}

std::optional<qint64> bytesIn(const QComboBox *box)
{
    if (isNoLimit(box))
        return 0;
    const Result<qint64> bytes = parseSize(QString(box->currentText()).remove(u' '));
    return bytes && *bytes > 0 && *bytes <= kMostBytes ? std::optional(*bytes) : std::nullopt;
}

} // namespace

KeepForm::KeepForm(const KeepSettings &keep, QWidget *parent)
    : EntryForm(parent)
    , m_before(keep)
{
    makeLimits();
}

KeepForm::KeepForm(const KeepSettings &keep, Taken taken, QWidget *parent)
    : EntryForm(parent)
    , m_before(keep)
{
    m_project =
        addText("keepProject", tr("Pro&ject:"), tr("As a listener's settings name it. Its mail counts here alone."),
                [this, taken = std::move(taken)] {
                    if (name().isEmpty())
                        return tr("Please write the name of the project.");
                    return taken(this, name()) ? tr("This project has limits already.") : QString();
                });
    m_project->setText(keep.project);
    makeLimits();
}

void KeepForm::makeLimits()
{
    m_messages = addLimit(
        "keepMessages", tr("&Messages:"), {Texts::number(10'000), Texts::number(100'000), Texts::number(1'000'000)}, {},
        [this] { return messagesIn(m_messages) ? QString() : tr("Please write a number, or choose one."); });
    m_age = addLimit(
        "keepAge", tr("A&ge:"),
        {QStringLiteral("1d"), QStringLiteral("7d"), QStringLiteral("30d"), QStringLiteral("365d")}, {},
        [this] { return ageIn(m_age) ? QString() : tr("Please write a time such as 12h or 30d, or choose one."); });
    m_bytes = addLimit(
        "keepBytes", tr("Si&ze:"),
        {QStringLiteral("500MiB"), QStringLiteral("1GiB"), QStringLiteral("5GiB"), QStringLiteral("20GiB")}, {},
        [this] {
            return bytesIn(m_bytes) ? QString() : tr("Please write a size such as 500MiB or 5GiB, or choose one.");
        });
    if (m_before.messages > 0)
        m_messages->setEditText(Texts::number(m_before.messages));
    if (m_before.age > Milliseconds{0})
        m_age->setEditText(formatDuration(m_before.age));
    if (m_before.bytes > 0)
        m_bytes->setEditText(formatSize(m_before.bytes));
}

QComboBox *KeepForm::addLimit(const char *name, const QString &label, const QStringList &proposals, const QString &hint,
                              Check check)
{
    auto *box = new QComboBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    box->addItem(noLimit());
    box->addItems(proposals);
    addField(label, box, hint, std::move(check));
    box->lineEdit()->setAccessibleName(box->accessibleName());
    connect(box, &QComboBox::currentTextChanged, this, &KeepForm::edited);
    return box;
}

KeepSettings KeepForm::collected() const
{
    return {.project = name(),
            .messages = messagesIn(m_messages).value_or(m_before.messages),
            .age = ageIn(m_age).value_or(m_before.age),
            .bytes = bytesIn(m_bytes).value_or(m_before.bytes)};
}

QString KeepForm::name() const
{
    return m_project ? m_project->text().trimmed() : QString();
}

QString KeepForm::summary() const
{
    const KeepSettings keep = collected();
    QStringList words;
    if (keep.messages > 0)
        words += tr("%1 messages", "a limit").arg(Texts::number(keep.messages));
    if (keep.age > Milliseconds{0})
        words += formatDuration(keep.age);
    if (keep.bytes > 0)
        words += formatSize(keep.bytes);
    return words.isEmpty() ? noLimit() : words.join(QStringLiteral(" · "));
}

} // namespace mailweir

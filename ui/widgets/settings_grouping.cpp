// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_grouping.h"

#include "core/base/quantity.h"

#include <QCheckBox>
#include <QLineEdit>

namespace mailweir {

GroupingPage::GroupingPage(QWidget *parent)
    : SettingsPage(tr("Grouping"), parent)
{
    m_wait =
        addDuration("batchingWait", tr("Quiet &time:"), tr("A summary leaves when nothing more came for this long."));
    m_maxWait = addDuration(
        "batchingMaxWait", tr("&Longest wait:"), tr("And at the latest this long after the first message."), [this] {
            const Milliseconds wait = durationOf(m_wait, Milliseconds{0});
            return durationOf(m_maxWait, wait) < wait ? tr("This has to be at least the quiet time.") : QString();
        });
    addGap();
    m_prefix =
        addText("batchingPrefix", tr("&Subject begins with:"), tr("Of every summary, before \"3 instances: …\"."));
    m_flush = addSwitch("batchingFlush", tr("Send what is &collecting when Mailweir ends"),
                        tr("Otherwise it is kept, and sent after the next start."));
}

void GroupingPage::load(const Settings &settings)
{
    m_wait->setText(formatDuration(settings.batching.wait));
    m_maxWait->setText(formatDuration(settings.batching.maxWait));
    m_prefix->setText(settings.batching.subjectPrefix);
    m_flush->setChecked(settings.batching.flushOnExit);
}

void GroupingPage::store(Settings &settings) const
{
    settings.batching.wait = durationOf(m_wait, settings.batching.wait);
    settings.batching.maxWait = durationOf(m_maxWait, settings.batching.maxWait);
    settings.batching.subjectPrefix = m_prefix->text();
    settings.batching.flushOnExit = m_flush->isChecked();
}

} // namespace mailweir

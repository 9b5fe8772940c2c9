// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/status_line.h"

#include "ui/models/fault_words.h"
#include "ui/models/texts.h"

#include <QLabel>

namespace mailweir {

StatusLine::StatusLine(QWidget *parent)
    : QStatusBar(parent)
{
    m_facts = new QLabel(this);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setContentsMargins(8, 2, 0, 2);
    m_index = new QLabel(this);
    m_index->setTextFormat(Qt::PlainText);
    m_index->setContentsMargins(0, 2, 8, 2);
    addWidget(m_facts, 1);
    addPermanentWidget(m_index);
    setSizeGripEnabled(false);
}

void StatusLine::setFacts(const StoreCounts &counts, const EngineStatus &status)
{
    // %n is drawn without separators, so the number is put in by hand beside it.
    const auto with = [](const QString &text, qint64 count) {
        return text.arg(Texts::number(count));
    };
    const auto plural = [](qint64 count) {
        return int(std::min<qint64>(count, 1'000'000));
    };
    QStringList parts{
        with(tr("%1 message(s)", nullptr, plural(counts.messages)), counts.messages),
        with(tr("%1 open batch(es)", nullptr, plural(counts.activeBatches)), counts.activeBatches),
    };
    if (status.relayName.isEmpty())
        parts.append(tr("no relay"));
    else
        parts.append(status.relayPaused ? tr("relay %1 paused").arg(status.relayName)
                                        : tr("relay %1 ✓").arg(status.relayName));
    if (const qint64 failed = counts.deliveries[size_t(DeliveryState::Failed)]; failed > 0)
        parts.append(with(tr("%1 failed", nullptr, plural(failed)), failed));
    if (status.faultsOn && !status.faults.isEmpty())
        parts.append(FaultWords::brief(status.faults.size()));
    m_facts->setText(parts.join(QStringLiteral("  ·  ")));
    m_index->setText(counts.backlog == 0 ? tr("index up to date")
                                         : tr("indexing %1").arg(Texts::number(counts.backlog)));
}

void StatusLine::say(const QString &text)
{
    constexpr int kMilliseconds = 6000;
    showMessage(text, kMilliseconds);
}

} // namespace mailweir

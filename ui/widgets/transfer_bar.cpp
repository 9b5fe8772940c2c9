// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/transfer_bar.h"

#include "ui/models/texts.h"
#include "ui/widgets/foot_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>

namespace mailweir {

namespace {

int plural(qint64 count)
{
    return int(std::min<qint64>(count, 1'000'000));
}

} // namespace

TransferActions TransferActions::of(MailService &service)
{
    return {
        .import = [&service](const ImportRequest &request,
                             TransferObserver observer) { return service.importMail(request, std::move(observer)); },
        .exportTo = [&service](const ExportRequest &request,
                               TransferObserver observer) { return service.exportMail(request, std::move(observer)); },
        .cancel = [&service](TransferId transfer) { service.cancelTransfer(transfer); },
    };
}

TransferBar::TransferBar(Kind kind, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
{
    auto *layout = FootBar::makeLayout(this, kind == Kind::Import ? QStringLiteral("import") : QStringLiteral("save"));
    m_text = FootBar::makeText(this);
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(fontMetrics().height() / 2);
    m_progress->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    m_progress->setAccessibleName(kind == Kind::Import ? tr("Import") : tr("Export"));
    m_cancel = new QPushButton(tr("&Cancel"), this);
    m_details = new QPushButton(tr("&Details…"), this);
    m_close = FootBar::makeClose(this, [this] { Q_EMIT closed(); });
    layout->addWidget(m_text);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_cancel);
    layout->addWidget(m_details);
    layout->addStretch(1);
    layout->addWidget(m_close);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_cancel->setEnabled(false);
        Q_EMIT cancelRequested();
    });
    connect(m_details, &QPushButton::clicked, this, &TransferBar::showProblems);
    setProgress({});
}

void TransferBar::setProgress(const TransferProgress &progress)
{
    m_finished = progress.finished;
    m_problems = progress.problems;
    m_text->setText(m_finished ? resultText(progress) : progressText(progress));
    constexpr int kSteps = 1000;
    const bool known = progress.expected > 0;
    m_progress->setRange(0, known ? kSteps : 0);
    if (known)
        m_progress->setValue(int(std::min(progress.messages, progress.expected) * kSteps / progress.expected));
    m_progress->setVisible(!m_finished);
    m_cancel->setVisible(!m_finished);
    m_details->setVisible(m_finished && !m_problems.isEmpty());
    m_close->setVisible(m_finished);
    setVisible(true);
}

QString TransferBar::progressText(const TransferProgress &progress) const
{
    const QString done = Texts::number(progress.messages);
    if (progress.expected > 0) {
        const QString all = Texts::number(progress.expected);
        return m_kind == Kind::Import ? tr("Importing: %1 of %2").arg(done, all)
                                      : tr("Exporting: %1 of %2").arg(done, all);
    }
    return m_kind == Kind::Import ? tr("Importing: %1").arg(done) : tr("Exporting: %1").arg(done);
}

QString TransferBar::resultText(const TransferProgress &progress) const
{
    const int number = plural(progress.messages);
    const QString done = (m_kind == Kind::Import ? tr("%1 message(s) imported", nullptr, number)
                                                 : tr("%1 message(s) exported", nullptr, number))
                             .arg(Texts::number(progress.messages));
    QString failed;
    if (progress.failed > 0) {
        failed = (m_kind == Kind::Import ? tr("%1 could not be read", nullptr, plural(progress.failed))
                                         : tr("%1 could not be written", nullptr, plural(progress.failed)))
                     .arg(Texts::number(progress.failed));
    } else if (!progress.problems.isEmpty()) {
        failed = tr("it did not come to its end");
    }
    const QString result = failed.isEmpty() ? done : tr("%1, %2", "two parts of a sentence").arg(done, failed);
    return progress.cancelled ? tr("Cancelled: %1.").arg(result) : tr("%1.", "a sentence").arg(result);
}

void TransferBar::showProblems()
{
    QStringList lines;
    for (const Error &problem : std::as_const(m_problems))
        lines.append(Texts::error(problem));
    auto *box =
        new QMessageBox(QMessageBox::Warning, m_progress->accessibleName(), m_text->text(), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    constexpr int kShown = 12; // lines; the rest is in the folded part
    box->setInformativeText(lines.mid(0, kShown).join(u'\n'));
    if (lines.size() > kShown)
        box->setDetailedText(lines.join(u'\n'));
    box->open();
}

TransferBars::TransferBars(TransferActions actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(std::move(actions))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(1);
}

void TransferBars::import(const ImportRequest &request)
{
    const auto id = std::make_shared<TransferId>();
    *id = m_actions.import(request, addBar(TransferBar::Kind::Import, id));
}

void TransferBars::exportTo(const ExportRequest &request)
{
    const auto id = std::make_shared<TransferId>();
    *id = m_actions.exportTo(request, addBar(TransferBar::Kind::Export, id));
}

TransferObserver TransferBars::addBar(TransferBar::Kind kind, const std::shared_ptr<TransferId> &id)
{
    const QList<TransferBar *> bars = findChildren<TransferBar *>(Qt::FindDirectChildrenOnly);
    for (TransferBar *old : bars) {
        if (old->isFinished())
            old->deleteLater();
    }
    auto *bar = new TransferBar(kind, this);
    m_layout->addWidget(bar);
    connect(bar, &TransferBar::cancelRequested, this, [this, id] { m_actions.cancel(*id); });
    connect(bar, &TransferBar::closed, bar, &QObject::deleteLater);
    return m_inbox.wrap<TransferProgress>([bar = QPointer(bar)](const TransferProgress &progress) {
        if (bar)
            bar->setProgress(progress);
    });
}

} // namespace mailweir

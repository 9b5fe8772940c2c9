// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/settings_dialog.h"

#include "ui/models/texts.h"
#include "ui/widgets/relay_page.h"
#include "ui/widgets/settings_alerts.h"
#include "ui/widgets/settings_faults.h"
#include "ui/widgets/settings_general.h"
#include "ui/widgets/settings_grouping.h"
#include "ui/widgets/settings_receiving.h"
#include "ui/widgets/settings_storage.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QStackedWidget>
#include <QStyle>

namespace mailweir {

SettingsDialog::SettingsDialog(SettingsActions actions, SecretStore &secrets, QWidget *parent)
    : QDialog(parent)
    , m_actions(std::move(actions))
    , m_secrets(secrets)
{
    setWindowTitle(tr("Settings"));
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("settingsPages"));
    m_list->setAccessibleName(tr("Pages"));
    m_list->setFrameShape(QFrame::NoFrame);
    const int small = style()->pixelMetric(QStyle::PM_SmallIconSize);
    m_list->setIconSize({small, small});
    m_stack = new QStackedWidget;
    connect(m_list, &QListWidget::currentRowChanged, m_stack, &QStackedWidget::setCurrentIndex);

    QPixmap blank(small, small); // so that the titles stand in one line, with a warning or without
    blank.fill(Qt::transparent);
    m_noIcon = QIcon(blank);
    m_relay = new RelayPage;
    addPage(new ReceivingPage); // in the order of SettingsTopic
    addPage(new FaultsPage);
    addPage(new GroupingPage);
    addPage(m_relay);
    addPage(new AlertsPage);
    m_storage = new StoragePage(m_actions.files.dataDirectory);
    addPage(m_storage);
    addPage(new GeneralPage(m_actions.files.config));
    m_list->setFixedWidth(m_list->sizeHintForColumn(0) + 16);
    m_list->setCurrentRow(0);

    connect(m_relay, &RelayPage::testRequested, this, [this](const RelaySettings &relay, const QString &password) {
        m_actions.testRelay(relay, password,
                            m_inbox.wrap<Result<DeliveryAttempt>>(
                                [this](const Result<DeliveryAttempt> &result) { m_relay->showTestResult(result); }));
    });

    auto *pages = new QHBoxLayout;
    pages->setSpacing(0);
    pages->addWidget(m_list);
    pages->addWidget(m_stack, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(pages, 1);
    column->addWidget(makeFooter());
    resize(QSize(760, 680).boundedTo(screen()->availableSize() * 0.9));
    load();
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::addPage(SettingsPage *page)
{
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(page);
    m_stack->addWidget(area);
    auto *item = new QListWidgetItem(page->title(), m_list);
    item->setSizeHint({fontMetrics().horizontalAdvance(page->title()) + 56, fontMetrics().height() * 2});
    m_pages.append(page);
    connect(page, &SettingsPage::edited, this, &SettingsDialog::updateState);
}

QWidget *SettingsDialog::makeFooter()
{
    m_message = new QLabel;
    m_message->setObjectName(QStringLiteral("settingsMessage"));
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    m_message->setForegroundRole(QPalette::BrightText);
    m_message->hide();
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Apply | QDialogButtonBox::Cancel);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &SettingsDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &SettingsDialog::reject);
    connect(m_buttons->button(QDialogButtonBox::Apply), &QPushButton::clicked, this, &SettingsDialog::apply);

    auto *footer = new QWidget;
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(20, 8, 20, 16);
    column->addWidget(m_message);
    column->addWidget(m_buttons);
    return footer;
}

void SettingsDialog::showTopic(SettingsTopic topic)
{
    m_list->setCurrentRow(static_cast<int>(topic));
}

void SettingsDialog::readCounts()
{
    m_actions.counts(m_inbox.wrap<Result<StoreCounts>>([this](const Result<StoreCounts> &counts) {
        if (counts)
            m_storage->showUse(counts->messages, counts->bytes);
    }));
}

void SettingsDialog::showEvent(QShowEvent *event)
{
    if (!event->spontaneous() && !changed())
        load(); // the engine may run with other settings by now
    readCounts();
    QDialog::showEvent(event);
}

void SettingsDialog::load()
{
    m_before = m_actions.current();
    for (SettingsPage *page : std::as_const(m_pages)) {
        const QSignalBlocker quiet(page);
        page->load(m_before);
    }
    say({});
    updateState();
}

void SettingsDialog::updateState()
{
    const QIcon warning = style()->standardIcon(QStyle::SP_MessageBoxWarning);
    bool valid = true;
    for (int i = 0; i < m_pages.size(); ++i) {
        SettingsPage *page = m_pages.at(i);
        page->validate();
        valid = valid && page->isValid();
        m_list->item(i)->setIcon(page->isValid() ? m_noIcon : warning);
    }
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(valid && !m_busy);
    m_buttons->button(QDialogButtonBox::Apply)->setEnabled(valid && !m_busy && changed());
}

Settings SettingsDialog::collected() const
{
    Settings settings = m_before;
    for (const SettingsPage *page : m_pages)
        page->store(settings);
    return settings;
}

bool SettingsDialog::changed() const
{
    return collected() != m_before || std::any_of(m_pages.cbegin(), m_pages.cend(), [](const SettingsPage *page) {
               return page->changedBeside();
           });
}

void SettingsDialog::accept()
{
    if (m_busy)
        return;
    if (!changed()) {
        QDialog::accept();
        return;
    }
    m_closeWhenDone = true;
    apply();
}

void SettingsDialog::reject()
{
    if (m_busy)
        return;
    if (!changed()) {
        QDialog::reject();
        return;
    }
    auto *question = new QMessageBox(QMessageBox::Question, tr("Settings"), tr("Keep the changes?"),
                                     QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("settingsKeepQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    const bool savable = m_buttons->button(QDialogButtonBox::Ok)->isEnabled();
    question->button(QMessageBox::Save)->setEnabled(savable);
    if (!savable)
        question->setInformativeText(tr("Something is not right yet, so they cannot be saved as they are."));
    connect(question->button(QMessageBox::Save), &QPushButton::clicked, this, &SettingsDialog::accept);
    connect(question->button(QMessageBox::Discard), &QPushButton::clicked, this, [this] {
        load();
        QDialog::reject();
    });
    question->open();
}

void SettingsDialog::apply()
{
    m_after = collected();
    setBusy(true);
    say({});
    // The password goes first: a relay must not run without it for want of a keychain.
    m_relay->storePassword(m_secrets, m_inbox.wrap<Result<void>>([this](const Result<void> &result) {
        if (result)
            applyToEngine();
        else
            stop(RelayPage::secretTrouble(result.error()));
    }));
}

void SettingsDialog::applyToEngine()
{
    m_actions.apply(m_after, m_inbox.wrap<Result<void>>([this](const Result<void> &result) { finish(result); }));
}

void SettingsDialog::finish(const Result<void> &result)
{
    if (!result) {
        stop(tr("The changes could not be applied: %1").arg(Texts::error(result.error())));
        return;
    }
    if (const Result<void> saved = m_actions.save(m_before, m_after); !saved) {
        stop(tr("The changes are in force, but could not be saved: %1").arg(Texts::error(saved.error())));
        return;
    }
    // Last, as the engine needed it up to now.
    m_relay->dropPassword(m_secrets,
                          m_inbox.wrap<Result<void>>([this](const Result<void> &dropped) { conclude(dropped); }));
}

void SettingsDialog::conclude(const Result<void> &passwordDropped)
{
    const bool gone = passwordDropped || passwordDropped.error().code == ErrorCode::NotFound;
    for (SettingsPage *page : std::as_const(m_pages))
        page->storeBeside();
    setBusy(false);
    load();
    Q_EMIT applied();
    const bool close = std::exchange(m_closeWhenDone, false);
    if (!gone)
        say(tr("The changes are in force, but the password is still stored: %1")
                .arg(Texts::error(passwordDropped.error())));
    else if (close)
        QDialog::accept();
}

void SettingsDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_stack->setEnabled(!busy);
    m_buttons->setEnabled(!busy);
    updateState();
}

void SettingsDialog::stop(const QString &reason)
{
    m_closeWhenDone = false;
    setBusy(false);
    say(reason);
}

void SettingsDialog::say(const QString &text)
{
    m_message->setText(text);
    m_message->setVisible(!text.isEmpty());
}

} // namespace mailweir

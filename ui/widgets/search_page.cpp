// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_page.h"

#include "ui/models/message_search.h"
#include "ui/models/search_words.h"
#include "ui/models/texts.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/message_pane.h"
#include "ui/widgets/search_terms.h"
#include "ui/widgets/state_look.h"

#include <QEvent>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace mailweir {

SearchPage::SearchPage(MessageActions actions, MessageTableModel &results, const MessageSearch &search, QWidget *parent)
    : QWidget(parent)
    , m_results(results)
    , m_search(search)
{
    m_pane = new MessagePane(std::move(actions), results, MessagePane::Opens::Nothing, this);
    m_pane->table()->setObjectName(QStringLiteral("results"));
    m_pane->table()->setAccessibleName(tr("Messages found"));
    m_pane->offerGroup();
    m_pane->setStretchFactor(1, 2); // the list has columns that the group's head would tell
    m_pane->setTotal([this] { return m_search.count().value_or(0); });
    auto *nothing = new EmptyPage(QStringLiteral("search"), tr("Nothing found"),
                                  tr("No message matches this search. New ones that do will appear here."), this);
    nothing->setAction(tr("&Clear search"));
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_pane); // in the order of Shown
    m_stack->addWidget(nothing);
    m_stack->addWidget(makeTerms());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_pane);

    connect(nothing, &EmptyPage::actionRequested, this, &SearchPage::clearRequested);
    connect(&search, &MessageSearch::changed, this, &SearchPage::showState);
    connect(&results, &MessageTableModel::rowsInserted, this, &SearchPage::showState);
    connect(&results, &MessageTableModel::rowsRemoved, this, &SearchPage::showState);
    showState();
}

QWidget *SearchPage::makeHead()
{
    auto *head = new QWidget(this);
    m_icon = new QLabel(head);
    m_head = new QLabel(head);
    m_head->setObjectName(QStringLiteral("found"));
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(12, 7, 12, 7);
    layout->addWidget(m_icon);
    layout->addWidget(m_head, 1);
    return head;
}

QWidget *SearchPage::makeTerms()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->addStretch(1);
    layout->addWidget(new SearchTerms(page), 0, Qt::AlignHCenter);
    layout->addStretch(2);
    return page;
}

void SearchPage::showState()
{
    const auto &mistake = m_search.mistake();
    const auto &error = m_search.error();
    const bool bad = mistake || error;
    if (mistake)
        m_head->setText(SearchWords::mistake(*mistake, m_search.text()));
    else if (error)
        m_head->setText(Texts::error(*error));
    else if (m_search.count())
        m_head->setText(SearchWords::found(*m_search.count()));
    else
        m_head->setText(tr("Searching…"));
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, bad ? toneColour(Tone::Bad, colours) : dimmedText(colours));
    m_head->setPalette(colours);
    m_icon->setVisible(bad);
    if (bad) {
        const int size = fontMetrics().height();
        m_icon->setPixmap(
            Icons::pixmap(QStringLiteral("notice"), size, toneColour(Tone::Bad, palette()), devicePixelRatioF()));
    }
    // Rows of the text before stay until there is another answer; only an answer can be empty.
    if (m_results.rowCount() > 0 || !m_search.isActive())
        m_stack->setCurrentIndex(Found);
    else if (mistake)
        m_stack->setCurrentIndex(Terms);
    else if (m_search.isAnswered())
        m_stack->setCurrentIndex(Nothing);
}

void SearchPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_stack)
        showState();
    QWidget::changeEvent(event);
}

QList<MessageId> SearchPage::messages() const
{
    return m_pane->selected();
}

void SearchPage::refreshTimes()
{
    if (isVisible())
        m_pane->refreshTimes();
}

void SearchPage::save(QSettings &settings) const
{
    m_pane->save(settings, QStringLiteral("search"));
}

void SearchPage::restore(const QSettings &settings)
{
    m_pane->restore(settings, QStringLiteral("search"));
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/searching.h"

#include "ui/widgets/navigation_bar.h"
#include "ui/widgets/search_field.h"

#include <QInputDialog>
#include <QMenu>

namespace mailweir {

Searching::Searching(const ReadRunner &read, MessageTableModel &results, const Clock &clock, SearchField &field,
                     NavigationBar &navigation)
    : QObject(&field)
    , m_search(read, results, clock)
    , m_saved(read, clock)
    , m_field(field)
    , m_navigation(navigation)
{
    connect(&field, &QLineEdit::textChanged, this, &Searching::takeText);
    connect(&field, &SearchField::saveRequested, this, &Searching::askToSave);
    connect(&field, &SearchField::entered, &m_search, &MessageSearch::hurry);
    connect(&m_search, &MessageSearch::changed, this, &Searching::showState);
    connect(&m_saved, &SavedSearches::changed, this, &Searching::showSaved);
    connect(&m_saved, &SavedSearches::counted, this,
            [this](int index) { m_navigation.setSearchCount(index, m_saved.all().at(index).count.value_or(0)); });
    connect(&navigation, &NavigationBar::searchSelected, this,
            [this](int index) { start(m_saved.all().at(index).text); });
    connect(&navigation, &NavigationBar::searchMenuRequested, this, &Searching::openMenu);
}

void Searching::clear()
{
    m_field.clear();
}

void Searching::start(const QString &text)
{
    m_field.setText(text);
    m_search.hurry();
}

void Searching::takeText(const QString &text)
{
    const bool before = m_search.isActive();
    m_search.setText(text);
    if (m_search.isActive() != before)
        m_search.isActive() ? Q_EMIT started() : Q_EMIT ended();
}

void Searching::showState()
{
    m_field.setMistake(m_search.mistake());
    const int saved = m_search.isActive() ? m_saved.find(m_search.text()) : -1;
    m_field.setSaving(m_search.isActive() && !m_search.mistake(), saved >= 0);
    if (m_search.isActive())
        m_navigation.selectSearch(saved);
}

void Searching::showSaved()
{
    QStringList names;
    for (const SavedSearch &search : m_saved.all())
        names.append(search.name);
    m_navigation.setSearches(names);
    for (int i = 0; i < int(names.size()); ++i)
        m_navigation.setSearchCount(i, m_saved.all().at(i).count.value_or(0));
    showState();
}

void Searching::countAgain()
{
    m_search.countAgain();
    m_saved.countAgain();
}

void Searching::askToSave()
{
    const QString text = m_search.text().trimmed();
    if (text.isEmpty() || m_search.mistake() || m_saved.find(text) >= 0)
        return;
    askName(tr("Keep this search"), text, [this, text](const QString &name) { m_saved.add(name, text); });
}

void Searching::openMenu(int index, const QPoint &at)
{
    auto *menu = new QMenu(&m_navigation);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Rename…"), this, [this, index] {
        askName(tr("Rename"), m_saved.all().at(index).name,
                [this, index](const QString &name) { m_saved.rename(index, name); });
    });
    menu->addAction(tr("&Delete"), this, [this, index] { m_saved.remove(index); });
    menu->popup(at);
}

void Searching::askName(const QString &title, const QString &name, std::function<void(const QString &)> use)
{
    auto *dialog = new QInputDialog(m_field.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name:"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, [use = std::move(use)](const QString &chosen) {
        if (!chosen.trimmed().isEmpty())
            use(chosen);
    });
    dialog->open();
}

void Searching::load(const QSettings &settings)
{
    m_saved.load(settings);
}

void Searching::save(QSettings &settings) const
{
    m_saved.save(settings);
}

} // namespace mailweir

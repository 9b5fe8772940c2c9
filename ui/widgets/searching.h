// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/message_search.h"
#include "ui/models/saved_searches.h"

class QSettings;

namespace mailweir {

class NavigationBar;
class SearchField;

/// Ties the search field and the searches that are kept in the navigation bar to the search itself. Thread: GUI.
class Searching final : public QObject {
    Q_OBJECT
public:
    Searching(const ReadRunner &read, MessageTableModel &results, const Clock &clock, SearchField &field,
              NavigationBar &navigation);

    [[nodiscard]] const MessageSearch &search() const { return m_search; }
    /// Empties the field; ended() follows if it was not empty.
    void clear();
    void start(const QString &text);
    /// Mail has come or gone.
    void countAgain();
    void askToSave();
    void load(const QSettings &settings);
    void save(QSettings &settings) const;

Q_SIGNALS:
    /// The text is no longer empty, or is empty again.
    void started();
    void ended();

private:
    void takeText(const QString &text);
    void showState();
    void showSaved();
    void openMenu(int index, const QPoint &at);
    void askName(const QString &title, const QString &name, std::function<void(const QString &)> use);

    MessageSearch m_search;
    SavedSearches m_saved;
    SearchField &m_field;
    NavigationBar &m_navigation;
};

} // namespace mailweir

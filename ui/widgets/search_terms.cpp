// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/search_terms.h"

#include "ui/models/search_words.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QLabel>

namespace mailweir {

SearchTerms::SearchTerms(QWidget *parent, Qt::WindowFlags flags)
    : QFrame(parent, flags)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 12, 16, 12);
    grid->setHorizontalSpacing(20);
    const QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    const QList<SearchWords::Term> terms = SearchWords::terms();
    for (const SearchWords::Term &term : terms) {
        const int row = grid->rowCount();
        auto *example = new QLabel(term.example, this);
        example->setTextFormat(Qt::PlainText);
        example->setFont(fixed);
        example->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(example, row, 0);
        grid->addWidget(new QLabel(term.meaning, this), row, 1);
    }
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/mail_store.h"

#include <QCoreApplication>

namespace mailweir {

/// The query language in the user's words. Thread: GUI.
class SearchWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::SearchWords)
public:
    /// What is wrong with `text`, in one sentence.
    [[nodiscard]] static QString mistake(const SearchMistake &mistake, const QString &text);
    /// How many were found, "1,204 found".
    [[nodiscard]] static QString found(qint64 count);

    struct Term {
        QString example;
        QString meaning;
    };
    /// The most useful ones.
    [[nodiscard]] static QList<Term> terms();
};

} // namespace mailweir

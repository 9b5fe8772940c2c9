// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/search_words.h"

#include "ui/models/texts.h"

namespace mailweir {

QString SearchWords::mistake(const SearchMistake &mistake, const QString &text)
{
    const QString part = text.mid(mistake.position, mistake.length);
    switch (mistake.kind) {
    case SearchMistake::Kind::Empty:
        return tr("There is nothing to look for yet.");
    case SearchMistake::Kind::MissingBracket:
        return tr("The bracket ( is never closed.");
    case SearchMistake::Kind::UnexpectedBracket:
        return tr("The bracket ) was never opened.");
    case SearchMistake::Kind::MissingOperand:
        return part.isEmpty() ? tr("Something is missing to look for.")
                              : tr("Something is missing beside %1.").arg(part);
    case SearchMistake::Kind::UnfinishedPattern:
        return tr("The pattern needs a / at its end.");
    case SearchMistake::Kind::BadPattern:
        return tr("The pattern is not valid: %1.").arg(mistake.text);
    case SearchMistake::Kind::TooLong:
        return tr("This is too much for one search.");
    }
    Q_UNREACHABLE();
}

QString SearchWords::found(qint64 count)
{
    if (count == 0)
        return tr("Nothing found");
    return tr("%1 found", nullptr, int(std::min<qint64>(count, 1'000'000))).arg(Texts::number(count));
}

QList<SearchWords::Term> SearchWords::terms()
{
    const auto term = [](const char *example, const QString &meaning) {
        return Term{QString::fromLatin1(example), meaning};
    };
    return {
        term("invoice 2026", tr("both words, or words that begin so")),
        term("\"out of memory\"", tr("exactly these words in a row")),
        term("from:shop  to:ops", tr("sender or recipient contains this")),
        term("subject:timeout", tr("the subject contains this")),
        term("is:unread  is:pinned", tr("how it is marked")),
        term("has:attachment", tr("something is attached")),
        term("newer:10m  older:2d", tr("received in this time, or before")),
        term("cat OR dog", tr("one of both; group with brackets")),
        term("-word", tr("without this")),
        term("/err(or)?[0-9]+/", tr("a regular expression")),
    };
}

} // namespace mailweir

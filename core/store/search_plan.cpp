// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_plan.h"

#include "core/batch/batch.h"
#include "core/mail/message_flags.h"
#include "core/relay/delivery.h"
#include "core/store/search_document.h"
#include "core/store/search_text.h"

#include <algorithm>

namespace mailweir {

namespace {

using Kind = SearchTerm::Kind;

constexpr qsizetype kTrigram = 3;
constexpr qsizetype kMaxTrigrams = 12; // of one text; more hardly tell more
constexpr qsizetype kMaxValues = 50; // of one statement
constexpr QLatin1StringView kAnd("AND");
constexpr QLatin1StringView kOr("OR");
constexpr QLatin1StringView kNot("NOT");

QString quoted(QStringView text)
{
    QString out = text.toString();
    out.replace(u'"', QStringLiteral("\"\""));
    return u'"' + out + u'"';
}

DocumentSet match(SearchTable table, const QString &expression, QLatin1StringView word = {})
{
    DocumentSet set;
    set.table = table;
    set.expression = expression;
    set.word = word;
    return set;
}

/// `set` as a part of an expression that `word` joins. FTS5's parser takes long rows of parts, but no deep brackets.
QString part(const DocumentSet &set, QLatin1StringView word)
{
    const bool plain = set.word.isEmpty() || (set.word == word && word != kNot);
    return plain ? set.expression : u'(' + set.expression + u')';
}

/// " alice s" or " alice s ": words in sequence, the last of them whole or begun.
DocumentSet wordSet(QStringView words)
{
    const bool isWhole = words.endsWith(u' ');
    return match(SearchTable::Words,
                 isWhole ? quoted(words.trimmed()) : quoted(words.trimmed()) + QStringLiteral(" *"));
}

/// Without positions the index knows of a text only which trigrams it has.
std::optional<DocumentSet> trigramSet(SearchTable table, const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    const qsizetype count = characters.size() - kTrigram + 1;
    if (count < 1)
        return std::nullopt;
    QStringList trigrams;
    const qsizetype wanted = std::min(count, kMaxTrigrams);
    for (qsizetype i = 0; i < wanted; ++i) {
        const qsizetype at = wanted == 1 ? 0 : i * (count - 1) / (wanted - 1);
        const QString trigram =
            quoted(QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()) + at, kTrigram));
        if (!trigrams.contains(trigram))
            trigrams.append(trigram);
    }
    return match(table, trigrams.join(QStringLiteral(" AND ")), trigrams.size() > 1 ? kAnd : QLatin1StringView());
}

DocumentSet combined(DocumentSet::Kind kind, DocumentSet a, DocumentSet b)
{
    if (a.kind == DocumentSet::Kind::Match && b.kind == DocumentSet::Kind::Match && a.table == b.table) {
        const QLatin1StringView word = kind == DocumentSet::Kind::All ? kAnd : kOr;
        return match(a.table, part(a, word) + u' ' + word + u' ' + part(b, word), word);
    }
    if (a.kind != kind) {
        DocumentSet outer;
        outer.kind = kind;
        outer.sets.push_back(std::move(a));
        a = std::move(outer);
    }
    // One of the same table may be among them.
    for (DocumentSet &set : a.sets) {
        if (set.kind == DocumentSet::Kind::Match && b.kind == DocumentSet::Kind::Match && set.table == b.table) {
            set = combined(kind, std::move(set), std::move(b));
            return a;
        }
    }
    a.sets.push_back(std::move(b));
    return a;
}

/// Of words that a text must have to have this one: the first may be the end of a longer word, the last its beginning.
std::optional<DocumentSet> wordsWithin(const QString &text)
{
    const QString words = searchWords(text);
    if (words.isEmpty())
        return std::nullopt;
    const bool startsInWord = text.front().isLetterOrNumber() || text.front().isMark() || text.front().isSurrogate();
    const qsizetype from = startsInWord ? words.indexOf(u' ', 1) : 0;
    const QStringView rest = QStringView(words).sliced(from);
    // What is only begun costs much when it is short.
    const qsizetype lastBlank = rest.lastIndexOf(u' ', -2);
    const qsizetype lastLength = rest.size() - lastBlank - 2;
    const bool endsInWord = text.back().isLetterOrNumber() || text.back().isMark() || text.back().isSurrogate();
    const QStringView used = !endsInWord ? rest : lastLength >= kTrigram ? rest.chopped(1) : rest.first(lastBlank + 1);
    return used.trimmed().isEmpty() ? std::nullopt : std::optional(wordSet(used));
}

SearchPlan withCondition(const QString &condition, const QList<SqlValue> &values = {})
{
    SearchPlan plan;
    plan.condition = condition;
    plan.values = values;
    plan.isExact = true;
    return plan;
}

SearchPlan withDocuments(std::optional<DocumentSet> documents)
{
    SearchPlan plan;
    plan.documents = std::move(documents);
    return plan;
}

SearchPlan ofPart(const SearchTerm &term, SearchTable table)
{
    return withDocuments(term.pattern ? std::nullopt : trigramSet(table, term.text));
}

SearchPlan ofAddressed(const SearchTerm &term)
{
    auto sender = ofPart(term, SearchTable::Senders).documents;
    auto recipients = ofPart(term, SearchTable::Recipients).documents;
    if (!sender || !recipients)
        return {};
    return withDocuments(combined(DocumentSet::Kind::Any, std::move(*sender), std::move(*recipients)));
}

SearchPlan ofHeader(const SearchTerm &term)
{
    if (!isIndexedField(term.name))
        return {};
    auto name = trigramSet(SearchTable::Others, QString::fromUtf8(term.name) + u':');
    auto value = ofPart(term, SearchTable::Others).documents;
    if (!name || !value)
        return withDocuments(name ? std::move(name) : std::move(value));
    return withDocuments(combined(DocumentSet::Kind::All, std::move(*name), std::move(*value)));
}

/// Messages in batches whose summary is in one of these states.
QString deliveredAs(const QList<DeliveryState> &states)
{
    return QStringLiteral("m.id IN (SELECT bm.message_id FROM deliveries d JOIN batch_messages bm "
                          "ON bm.batch_id = d.batch_id WHERE d.state IN (%1))")
        .arg(sqlList(states));
}

QString stillQueued()
{
    return QStringLiteral("(m.id IN (SELECT bm.message_id FROM batches b JOIN batch_messages bm ON bm.batch_id = b.id "
                          "WHERE b.state IN (%1)) OR %2)")
        .arg(sqlList<BatchState>({BatchState::Collecting, BatchState::Held, BatchState::Sealing}),
             deliveredAs({DeliveryState::Waiting, DeliveryState::Sending, DeliveryState::Deferred, DeliveryState::Held,
                          DeliveryState::Uncertain}));
}

SearchPlan ofNot(const SearchTerm &term)
{
    const SearchPlan inner = SearchPlan::of(term.terms.front());
    if (inner.isExact && !inner.documents)
        return withCondition(QStringLiteral("NOT (%1)").arg(inner.condition), inner.values);
    return {};
}

SearchPlan ofOr(const SearchTerm &term)
{
    SearchPlan plan;
    bool allSets = true;
    bool allConditions = true;
    bool exact = true;
    QStringList conditions;
    for (const SearchTerm &child : term.terms) {
        SearchPlan part = SearchPlan::of(child);
        allConditions = allConditions && !part.condition.isEmpty();
        allSets = allSets && part.documents;
        exact = exact && part.isExact && (part.condition.isEmpty() || !part.documents);
        conditions.append(u'(' + part.condition + u')');
        plan.values += part.values;
        if (allSets && plan.documents)
            plan.documents = combined(DocumentSet::Kind::Any, std::move(*plan.documents), std::move(*part.documents));
        else if (allSets)
            plan.documents = std::move(part.documents);
    }
    if (!allSets)
        plan.documents.reset();
    if (allConditions)
        plan.condition = u'(' + conditions.join(QStringLiteral(" OR ")) + u')';
    else
        plan.values.clear();
    plan.isExact = exact && allSets != allConditions;
    return plan;
}

SearchPlan ofAnd(const SearchTerm &term)
{
    SearchPlan plan;
    plan.isExact = true;
    plan.rest.kind = Kind::And;
    QStringList conditions;
    std::vector<const SearchTerm *> excluded; // words
    for (const SearchTerm &child : term.terms) {
        SearchPlan part = SearchPlan::of(child);
        if (!part.condition.isEmpty())
            conditions.append(part.condition);
        plan.values += part.values;
        if (plan.documents && part.documents)
            plan.documents = combined(DocumentSet::Kind::All, std::move(*plan.documents), std::move(*part.documents));
        else if (part.documents)
            plan.documents = std::move(part.documents);
        if (child.kind == Kind::Not && child.terms.front().kind == Kind::Words)
            excluded.push_back(&child);
        else if (!part.isExact)
            plan.rest.terms.push_back(part.rest.kind == Kind::Nothing ? child : std::move(part.rest));
    }
    const bool onlyWords = plan.documents && plan.documents->kind == DocumentSet::Kind::Match
        && plan.documents->table == SearchTable::Words;
    for (const SearchTerm *child : excluded) {
        if (onlyWords) {
            plan.documents = match(SearchTable::Words,
                                   part(*plan.documents, kNot) + QStringLiteral(" NOT ")
                                       + wordSet(child->terms.front().text).expression,
                                   kNot);
        } else {
            plan.rest.terms.push_back(*child);
        }
    }
    plan.condition = conditions.join(QStringLiteral(" AND "));
    plan.isExact = plan.rest.terms.empty();
    return plan;
}

SearchPlan ofTerm(const SearchTerm &term)
{
    switch (term.kind) {
    case Kind::All:
        return withCondition(QStringLiteral("1"));
    case Kind::Nothing:
        return withCondition(QStringLiteral("0"));
    case Kind::And:
        return ofAnd(term);
    case Kind::Or:
        return ofOr(term);
    case Kind::Not:
        return ofNot(term);
    case Kind::Words: {
        SearchPlan plan = withDocuments(wordSet(term.text));
        plan.isExact = true;
        return plan;
    }
    case Kind::Body:
        return withDocuments(term.pattern ? std::nullopt : wordsWithin(term.text));
    case Kind::Subject:
        return ofPart(term, SearchTable::Subjects);
    case Kind::From:
        return ofPart(term, SearchTable::Senders);
    case Kind::To:
    case Kind::Cc:
    case Kind::Bcc:
    case Kind::ReplyTo:
        return ofPart(term, SearchTable::Recipients);
    case Kind::Addressed:
        return ofAddressed(term);
    case Kind::MessageId:
    case Kind::MailFrom:
    case Kind::RcptTo:
    case Kind::FileName:
    case Kind::ContentType:
    case Kind::User:
    case Kind::Helo:
    case Kind::Ip:
    case Kind::Listener:
        return ofPart(term, SearchTable::Others);
    case Kind::Header:
        return ofHeader(term);
    case Kind::Read:
        return withCondition(QStringLiteral("m.read = 1"));
    case Kind::Pinned:
        return withCondition(QStringLiteral("m.pinned = 1"));
    case Kind::Tagged:
        return withCondition(QStringLiteral("length(m.tags) > 2"));
    case Kind::Malformed:
        return withCondition(QStringLiteral("m.flags & %1").arg(int(MessageFlag::Malformed)));
    case Kind::HasAttachment:
        return withCondition(QStringLiteral("m.attachments > 0"));
    case Kind::Failed:
        return withCondition(deliveredAs({DeliveryState::Failed}));
    case Kind::Queued:
        return withCondition(stillQueued());
    case Kind::Sent:
        return withCondition(deliveredAs({DeliveryState::Sent}));
    case Kind::Larger:
        return withCondition(QStringLiteral("m.size > ?"), {term.number});
    case Kind::Smaller:
        return withCondition(QStringLiteral("m.size < ?"), {term.number});
    case Kind::Since:
        return withCondition(QStringLiteral("m.received >= ?"), {term.number});
    case Kind::Until:
        return withCondition(QStringLiteral("m.received <= ?"), {term.number});
    case Kind::Tag: {
        SearchPlan plan;
        plan.condition = QStringLiteral("length(m.tags) > 2");
        return plan;
    }
    case Kind::Anywhere:
    case Kind::Group:
    case Kind::Project:
    case Kind::Process:
    case Kind::ProcessId:
    case Kind::Port:
    case Kind::Tls:
    case Kind::HasInline:
        break;
    }
    return {};
}

} // namespace

SearchPlan SearchPlan::of(const SearchTerm &term)
{
    SearchPlan plan = ofTerm(term);
    if (plan.isExact)
        plan.rest = {};
    else if (term.kind != Kind::And)
        plan.rest = term;
    return plan;
}

SearchPlan SearchPlan::ofQuery(const SearchTerm &root)
{
    SearchPlan plan = of(root);
    QList<SqlValue> values = plan.values;
    if (plan.documents)
        (void)plan.documents->sql(0, values);
    if (values.size() <= kMaxValues)
        return plan;
    SearchPlan modest;
    modest.rest = root;
    return modest;
}

QString DocumentSet::sql(qint64 partition, QList<SqlValue> &values) const
{
    if (kind == Kind::Match) {
        const QString name = searchTableName(table, partition);
        values.append(expression);
        return QStringLiteral("SELECT rowid AS hit FROM search.%1 WHERE %1 MATCH ?").arg(name);
    }
    QStringList parts;
    for (const DocumentSet &set : sets)
        parts.append(u'(' + set.sql(partition, values) + u')');
    if (kind == Kind::Any)
        return QStringLiteral("SELECT hit FROM ") + parts.join(QStringLiteral(" UNION SELECT hit FROM "));
    // The plus keeps FTS5 from being asked again for each number of the second set.
    QString sql = QStringLiteral("SELECT hit FROM ") + parts.takeFirst() + QStringLiteral(" WHERE +hit IN ");
    return sql + parts.join(QStringLiteral(" AND +hit IN "));
}

} // namespace mailweir

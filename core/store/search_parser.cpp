// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/search_parser.h"

#include "core/base/quantity.h"
#include "core/store/search_date.h"
#include "core/store/search_text.h"

#include <algorithm>

namespace mailweir {

namespace {

using Kind = SearchTerm::Kind;

constexpr int kMaxDepth = 50;
constexpr qsizetype kMinPrefix = 3; // shorter words are looked for as they are: nearly every message has one begin so

/// What PCRE may do before it gives up on one text: some tens of milliseconds at worst.
constexpr QLatin1StringView kPatternLimits("(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=1000)");

SearchTerm term(Kind kind)
{
    SearchTerm made;
    made.kind = kind;
    return made;
}

SearchTerm textTerm(Kind kind, QStringView text)
{
    SearchTerm made = term(kind);
    made.text = searchFolded(text);
    return made;
}

SearchTerm numberTerm(Kind kind, qint64 number)
{
    SearchTerm made = term(kind);
    made.number = number;
    return made;
}

SearchTerm negated(SearchTerm inner)
{
    SearchTerm made = term(Kind::Not);
    made.terms.push_back(std::move(inner));
    return made;
}

struct Prefix {
    QLatin1StringView name;
    Kind kind;
};

/// Those whose value is a text, or between slashes a pattern.
constexpr Prefix kTextPrefixes[] = {
    {QLatin1StringView("from"), Kind::From},
    {QLatin1StringView("to"), Kind::To},
    {QLatin1StringView("cc"), Kind::Cc},
    {QLatin1StringView("bcc"), Kind::Bcc},
    {QLatin1StringView("reply-to"), Kind::ReplyTo},
    {QLatin1StringView("addressed"), Kind::Addressed},
    {QLatin1StringView("subject"), Kind::Subject},
    {QLatin1StringView("message-id"), Kind::MessageId},
    {QLatin1StringView("mailfrom"), Kind::MailFrom},
    {QLatin1StringView("rcpt"), Kind::RcptTo},
    {QLatin1StringView("group"), Kind::Group},
    {QLatin1StringView("body"), Kind::Body},
    {QLatin1StringView("filename"), Kind::FileName},
    {QLatin1StringView("type"), Kind::ContentType},
    {QLatin1StringView("user"), Kind::User},
    {QLatin1StringView("helo"), Kind::Helo},
    {QLatin1StringView("ip"), Kind::Ip},
    {QLatin1StringView("process"), Kind::Process},
};

constexpr Prefix kValuePrefixes[] = {
    {QLatin1StringView("tag"), Kind::Tag},
    {QLatin1StringView("listener"), Kind::Listener},
    {QLatin1StringView("project"), Kind::Project},
};

constexpr Prefix kStates[] = {
    {QLatin1StringView("read"), Kind::Read},     {QLatin1StringView("tagged"), Kind::Tagged},
    {QLatin1StringView("pinned"), Kind::Pinned}, {QLatin1StringView("malformed"), Kind::Malformed},
    {QLatin1StringView("tls"), Kind::Tls},       {QLatin1StringView("failed"), Kind::Failed},
    {QLatin1StringView("queued"), Kind::Queued}, {QLatin1StringView("sent"), Kind::Sent},
};

template <size_t N> const Prefix *find(const Prefix (&table)[N], QStringView name)
{
    const auto *found = std::find_if(std::begin(table), std::end(table), [name](const Prefix &prefix) {
        return name.compare(prefix.name, Qt::CaseInsensitive) == 0;
    });
    return found == std::end(table) ? nullptr : found;
}

bool is(QStringView text, QLatin1StringView word)
{
    return text.compare(word, Qt::CaseInsensitive) == 0;
}

std::optional<SearchTerm> stateTerm(QStringView value)
{
    if (is(value, QLatin1StringView("unread")))
        return negated(term(Kind::Read));
    const Prefix *state = find(kStates, value);
    return state ? std::optional(term(state->kind)) : std::nullopt;
}

std::optional<SearchTerm> partTerm(QStringView value)
{
    if (is(value, QLatin1StringView("attachment")) || is(value, QLatin1StringView("attachments")))
        return term(Kind::HasAttachment);
    if (is(value, QLatin1StringView("inline")) || is(value, QLatin1StringView("inlines")))
        return term(Kind::HasInline);
    return std::nullopt;
}

/// Mailpit's sizes: `1.5m`, `300kb`, 1,024-based.
std::optional<qint64> sizeOf(QStringView text)
{
    static const QRegularExpression form(QStringLiteral("^([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)\\s*(k|kb|m|mb)?$"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QStringView unit = match.capturedView(2);
    const double factor = unit.isEmpty() ? 1 : unit.at(0).toLower() == u'k' ? 1024 : 1024 * 1024;
    const double bytes = match.capturedView(1).toDouble() * factor;
    return bytes < 9e18 ? std::optional(qint64(bytes)) : std::nullopt;
}

std::optional<SearchTerm> numberOrNothing(Kind kind, std::optional<qint64> number)
{
    return number ? std::optional(numberTerm(kind, *number)) : std::nullopt;
}

std::optional<qint64> wholeNumber(QStringView text)
{
    bool ok = false;
    const qint64 number = text.toLongLong(&ok);
    return ok && number >= 0 ? std::optional(number) : std::nullopt;
}

/// How long ago, as a moment.
std::optional<qint64> momentBefore(Timestamp now, QStringView text)
{
    const auto duration = parseDuration(text);
    return duration ? std::optional(toUnixMs(now) - duration->count()) : std::nullopt;
}

/// Mailpit passes over what has neither letters nor digits; symbols beyond ASCII (😀, €) can be looked for.
bool isWorthLooking(QStringView text)
{
    return std::any_of(text.begin(), text.end(),
                       [](QChar c) { return c.isLetterOrNumber() || (c.unicode() > 127 && !c.isSpace()); });
}

std::optional<SearchTerm> wordsTerm(QStringView text)
{
    if (!isWorthLooking(text))
        return std::nullopt;
    SearchTerm words = term(Kind::Words);
    words.text = searchWords(text);
    if (words.text.isEmpty())
        return textTerm(Kind::Anywhere, text);
    const qsizetype last = words.text.size() - 2 - words.text.lastIndexOf(u' ', -2);
    if (last >= kMinPrefix)
        words.text.chop(1);
    return words;
}

SearchTerm combined(Kind kind, std::vector<SearchTerm> terms)
{
    if (terms.size() == 1)
        return std::move(terms.front());
    SearchTerm made = term(kind);
    made.terms = std::move(terms);
    return made;
}

} // namespace

SearchParser::SearchParser(QStringView text, const SearchQuery::Context &context, bool plain)
    : m_text(text)
    , m_context(context)
    , m_plain(plain)
{
}

std::optional<SearchTerm> SearchParser::run()
{
    auto root = any(0);
    if (!m_mistake && m_at < m_text.size())
        fail(SearchMistake::Kind::UnexpectedBracket, m_at, 1);
    return root;
}

std::optional<SearchTerm> SearchParser::any(int depth)
{
    std::vector<SearchTerm> terms;
    bool afterOr = false;
    qsizetype orAt = 0;
    while (!m_mistake) {
        skipBlanks();
        const qsizetype start = m_at;
        auto next = all(depth);
        if (next)
            terms.push_back(std::move(*next));
        const bool nothing = m_at == start;
        const bool more = !m_mistake && atOr();
        if (nothing && (afterOr || more))
            fail(SearchMistake::Kind::MissingOperand, afterOr ? orAt : m_at, 2);
        if (!more)
            break;
        afterOr = true;
        orAt = m_at;
        m_at += 2;
    }
    return terms.empty() ? std::nullopt : std::optional(combined(Kind::Or, std::move(terms)));
}

std::optional<SearchTerm> SearchParser::all(int depth)
{
    std::vector<SearchTerm> terms;
    while (!m_mistake) {
        skipBlanks();
        if (m_at >= m_text.size() || atOr() || (!m_plain && peek() == u')'))
            break;
        if (++m_terms > SearchQuery::kMaxTerms) {
            fail(SearchMistake::Kind::TooLong, m_at, m_text.size() - m_at);
            break;
        }
        if (auto next = one(depth))
            terms.push_back(std::move(*next));
    }
    return terms.empty() ? std::nullopt : std::optional(combined(Kind::And, std::move(terms)));
}

std::optional<SearchTerm> SearchParser::one(int depth)
{
    const qsizetype start = m_at;
    const bool isNot = atNegation();
    if (isNot)
        ++m_at;
    std::optional<SearchTerm> found;
    if (!m_plain && peek() == u'(') {
        found = group(depth);
    } else if (!m_plain && peek() == u'/') {
        found = pattern();
    } else {
        m_at = start; // the sign may as well be inside the quotes
        Word read = word();
        const bool negative = read.text.size() > 1 && (read.text[0] == u'-' || read.text[0] == u'!');
        if (!m_plain && (read.text == u"-" || read.text == u"!") && !read.quoted)
            fail(SearchMistake::Kind::MissingOperand, read.position, read.length);
        found = meaning(negative ? read.text.sliced(1) : read.text, read.position);
        return found && negative ? negated(std::move(*found)) : std::move(found);
    }
    return found && isNot ? negated(std::move(*found)) : std::move(found);
}

std::optional<SearchTerm> SearchParser::group(int depth)
{
    const qsizetype open = m_at++;
    if (depth >= kMaxDepth) {
        fail(SearchMistake::Kind::TooLong, open, 1);
        return std::nullopt;
    }
    auto inner = any(depth + 1);
    if (m_mistake)
        return std::nullopt;
    if (peek() != u')') {
        fail(SearchMistake::Kind::MissingBracket, open, 1);
        return std::nullopt;
    }
    ++m_at;
    return inner;
}

std::optional<SearchTerm> SearchParser::pattern()
{
    const qsizetype open = m_at;
    for (qsizetype at = open + 1; at < m_text.size(); ++at) {
        if (m_text[at] == u'\\') {
            ++at;
            continue;
        }
        const bool ends = at + 1 >= m_text.size() || m_text[at + 1].isSpace() || m_text[at + 1] == u')';
        if (m_text[at] != u'/' || !ends || at == open + 1)
            continue;
        m_at = at + 1;
        SearchTerm found = term(Kind::Anywhere);
        found.pattern = compiled(m_text.sliced(open + 1, at - open - 1), open + 1);
        return found.pattern ? std::optional(std::move(found)) : std::nullopt;
    }
    fail(SearchMistake::Kind::UnfinishedPattern, open, m_text.size() - open);
    return std::nullopt;
}

std::optional<QRegularExpression> SearchParser::compiled(QStringView source, qsizetype position)
{
    QRegularExpression made(kPatternLimits + source.toString(),
                            QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption
                                | QRegularExpression::MultilineOption);
    if (made.isValid())
        return made;
    const qsizetype at = std::clamp<qsizetype>(made.patternErrorOffset() - kPatternLimits.size(), 0, source.size());
    fail(SearchMistake::Kind::BadPattern, position + at, 1, made.errorString());
    return std::nullopt;
}

SearchParser::Word SearchParser::word()
{
    Word read;
    read.position = m_at;
    read.quoted = peek() == u'"';
    bool inQuotes = false;
    int brackets = 0;
    for (; m_at < m_text.size(); ++m_at) {
        const QChar c = m_text[m_at];
        if (c == u'"') {
            inQuotes = !inQuotes;
            continue;
        }
        if (!inQuotes && c.isSpace())
            break;
        if (!inQuotes && !m_plain && c == u'(')
            ++brackets;
        if (!inQuotes && !m_plain && c == u')' && --brackets < 0)
            break;
        read.text += c;
    }
    read.length = m_at - read.position;
    return read;
}

std::optional<SearchTerm> SearchParser::meaning(QString text, qsizetype position)
{
    const qsizetype colon = text.indexOf(u':');
    if (colon > 0) {
        bool known = false;
        const QStringView all = text;
        auto found = prefixed(all.first(colon), all.sliced(colon + 1).trimmed(), position + colon + 1, known);
        if (known)
            return found;
    }
    return wordsTerm(text);
}

/// `known` says that the answer is final: nothing means that the word is passed over.
std::optional<SearchTerm> SearchParser::prefixed(QStringView prefix, QStringView value, qsizetype position, bool &known)
{
    const bool isPattern = !m_plain && value.size() > 2 && value.startsWith(u'/') && value.endsWith(u'/');
    const auto filled = [&](SearchTerm made, QStringView text) -> std::optional<SearchTerm> {
        if (!isPattern || text.isEmpty()) {
            made.text = searchFolded(text);
            return made;
        }
        made.pattern = compiled(text.sliced(1, text.size() - 2), position + (text.data() - value.data()) + 1);
        return made.pattern ? std::optional(std::move(made)) : std::nullopt;
    };
    known = true;
    const Prefix *field = find(kTextPrefixes, prefix);
    if (field && field->kind == Kind::Process && wholeNumber(value))
        return numberTerm(Kind::ProcessId, *wholeNumber(value));
    if (field)
        return value.isEmpty() ? std::nullopt : filled(term(field->kind), value);
    if (const Prefix *exact = find(kValuePrefixes, prefix))
        return value.isEmpty() ? std::nullopt : std::optional(textTerm(exact->kind, value));
    if (is(prefix, QLatin1StringView("header"))) {
        const qsizetype equals = value.indexOf(u'=');
        SearchTerm header = term(Kind::Header);
        header.name = (equals < 0 ? value : value.first(equals)).trimmed().toUtf8().toLower();
        if (header.name.isEmpty())
            return std::nullopt;
        const QStringView wanted = equals < 0 ? QStringView() : value.sliced(equals + 1).trimmed();
        const bool patternValue = wanted.size() > 2 && wanted.startsWith(u'/') && wanted.endsWith(u'/') && !m_plain;
        if (!patternValue) {
            header.text = searchFolded(wanted);
            return header;
        }
        header.pattern = compiled(wanted.sliced(1, wanted.size() - 2), position + equals + 2);
        return header.pattern ? std::optional(std::move(header)) : std::nullopt;
    }
    const auto date = [&](Kind kind) -> std::optional<SearchTerm> {
        const auto moment = parseSearchDate(value, m_context.zone, m_context.now);
        return moment ? std::optional(numberTerm(kind, toUnixMs(*moment))) : std::nullopt;
    };
    if (is(prefix, QLatin1StringView("after")))
        return date(Kind::Since);
    if (is(prefix, QLatin1StringView("before")))
        return date(Kind::Until);

    // What makes no sense behind these is plain text.
    std::optional<SearchTerm> found;
    if (is(prefix, QLatin1StringView("is")))
        found = stateTerm(value);
    else if (is(prefix, QLatin1StringView("has")))
        found = partTerm(value);
    else if (is(prefix, QLatin1StringView("larger")))
        found = numberOrNothing(Kind::Larger, sizeOf(value));
    else if (is(prefix, QLatin1StringView("smaller")))
        found = numberOrNothing(Kind::Smaller, sizeOf(value));
    else if (is(prefix, QLatin1StringView("port")))
        found = numberOrNothing(Kind::Port, wholeNumber(value));
    else if (is(prefix, QLatin1StringView("newer")))
        found = numberOrNothing(Kind::Since, momentBefore(m_context.now, value));
    else if (is(prefix, QLatin1StringView("older")))
        found = numberOrNothing(Kind::Until, momentBefore(m_context.now, value));
    known = found.has_value();
    return found;
}

void SearchParser::skipBlanks()
{
    while (m_at < m_text.size() && m_text[m_at].isSpace())
        ++m_at;
}

QChar SearchParser::peek(qsizetype ahead) const
{
    return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar();
}

bool SearchParser::atOr() const
{
    if (m_plain || peek() != u'O' || peek(1) != u'R')
        return false;
    const bool atEnd = m_at + 2 >= m_text.size();
    return atEnd || peek(2).isSpace() || peek(2) == u'(' || peek(2) == u')';
}

/// Before a bracket or a pattern; of a word it is a part.
bool SearchParser::atNegation() const
{
    return !m_plain && (peek() == u'-' || peek() == u'!') && (peek(1) == u'(' || peek(1) == u'/');
}

void SearchParser::fail(SearchMistake::Kind kind, qsizetype position, qsizetype length, const QString &text)
{
    if (!m_mistake)
        m_mistake = {kind, position, length, text};
    m_at = m_text.size();
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/css_filter.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace mailweir {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxStyle = 4'096;
constexpr qsizetype kMaxTokens = 8;

/// Names that are kept whole; those in kPrefixes with what follows a hyphen, too.
constexpr std::array<QStringView, 20> kNames{
    u"color",           u"background-color", u"font",        u"line-height",    u"text-align",
    u"text-decoration", u"text-indent",      u"white-space", u"vertical-align", u"width",
    u"max-width",       u"min-width",        u"height",      u"padding",        u"margin",
    u"border",          u"list-style-type",  u"direction",   u"letter-spacing", u"text-transform"};
constexpr std::array<QStringView, 4> kPrefixes{u"font-", u"padding-", u"margin-", u"border-"};

bool isAllowed(QStringView name)
{
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end()
        || std::any_of(kPrefixes.begin(), kPrefixes.end(), [name](QStringView prefix) {
               return name.startsWith(prefix) && std::all_of(name.begin(), name.end(), [](QChar c) {
                          return (c >= u'a' && c <= u'z') || c == u'-';
                      });
           });
}

const QRegularExpression &colourPattern()
{
    static const QRegularExpression pattern(QStringLiteral(
        "#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})(?![0-9a-zA-Z])|rgba?\\([0-9., %]{1,40}\\)"));
    return pattern;
}

bool isKeyword(QStringView token)
{
    return token.size() <= 32 && std::all_of(token.begin(), token.end(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'-';
           });
}

bool isSize(QStringView token)
{
    static const QRegularExpression pattern(u"^[0-9]{0,4}(?:\\.[0-9]{1,6})?(?:px|pt|em|rem|ex|cm|mm|in|%)?$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return !token.isEmpty() && (token.front().isDigit() || token.front() == u'.') && pattern.match(token).hasMatch();
}

QString filterFontFamily(QStringView value)
{
    static const QRegularExpression pattern(u"^[\\p{L}0-9 ,'\"_-]{1,200}$"_s);
    return pattern.match(value).hasMatch() ? value.toString().replace(u'"', u'\'') : QString();
}

/// The tokens of a value, or nothing when one of them is not allowed.
QString filterValue(QStringView value)
{
    QStringList kept;
    qsizetype at = 0;
    while (at < value.size()) {
        if (value[at].isSpace()) {
            ++at;
            continue;
        }
        const auto colour = colourPattern().match(value, at, QRegularExpression::NormalMatch,
                                                  QRegularExpression::AnchorAtOffsetMatchOption);
        qsizetype end = colour.hasMatch() ? colour.capturedEnd() : at;
        while (!colour.hasMatch() && end < value.size() && !value[end].isSpace())
            ++end;
        const QStringView token = value.sliced(at, end - at);
        if (!colour.hasMatch() && !isKeyword(token) && !isSize(token))
            return {};
        kept.append(token.toString());
        at = end;
    }
    return kept.size() > kMaxTokens ? QString() : kept.join(u' ');
}

/// The declaration as it may stay; empty when it may not.
QString filterDeclaration(QStringView declaration)
{
    const qsizetype colon = declaration.indexOf(u':');
    if (colon < 0)
        return {};
    QString name = declaration.first(colon).trimmed().toString().toLower();
    QStringView value = declaration.sliced(colon + 1).trimmed();
    if (value.endsWith(u"!important", Qt::CaseInsensitive))
        value = value.chopped(10).trimmed();
    QString kept;
    if (name == u"background" || name == u"background-image") {
        kept = filterColour(value);
        if (kept.isEmpty())
            kept = colourPattern().match(value).captured();
        name = u"background-color"_s;
    } else if (name == u"font-family") {
        kept = filterFontFamily(value);
    } else if (isAllowed(name)) {
        kept = filterValue(value);
    }
    return kept.isEmpty() ? QString() : name + u':' + kept + u';';
}

} // namespace

QString filterColour(QStringView value)
{
    const QStringView text = value.trimmed();
    if (!text.isEmpty() && isKeyword(text))
        return text.toString();
    const auto match =
        colourPattern().match(text, 0, QRegularExpression::NormalMatch, QRegularExpression::AnchorAtOffsetMatchOption);
    return match.hasMatch() && match.capturedLength() == text.size() ? text.toString() : QString();
}

QString filterStyle(QStringView style)
{
    QString out;
    // A semicolon within quotes or parentheses only makes two declarations that are left out.
    for (const QStringView declaration : style.left(kMaxStyle).split(u';'))
        out += filterDeclaration(declaration);
    return out;
}

} // namespace mailweir

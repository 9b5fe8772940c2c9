// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/table_reader.h"

#include "core/base/quantity.h"
#include "core/settings/setting_values.h"

#include <string>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString typeName(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::string:
        return u"a string"_s;
    case toml::node_type::integer:
    case toml::node_type::floating_point:
        return u"a number"_s;
    case toml::node_type::boolean:
        return u"true or false"_s;
    case toml::node_type::array:
        return node.is_array_of_tables() ? u"a [[table]]"_s : u"a list"_s;
    case toml::node_type::table:
        return u"a [table]"_s;
    default:
        return u"a date or time"_s;
    }
}

QString wrongType(const toml::node &node, const QString &allowed)
{
    return u"this is "_s + typeName(node) + u"; write "_s + allowed;
}

} // namespace

TableReader::TableReader(const toml::table &table, const QString &file, const QString &name, SettingsMistakes &mistakes)
    : m_table(table)
    , m_file(file)
    , m_name(name)
    , m_mistakes(mistakes)
    , m_mistakesBefore(mistakes.size())
{
}

const toml::node *TableReader::find(const char *key)
{
    m_known.append(QString::fromLatin1(key));
    return m_table.get(key);
}

QString TableReader::fullName(const QString &key) const
{
    return m_name.isEmpty() ? key : m_name + u'.' + key;
}

SettingsMistake TableReader::place(const char *key, const QString &problem) const
{
    const toml::node *node = m_table.get(key);
    const toml::source_position at = (node ? node : &m_table)->source().begin;
    return {m_file, static_cast<int>(at.line), static_cast<int>(at.column), fullName(QString::fromLatin1(key)),
            problem};
}

void TableReader::mistake(const char *key, const QString &problem)
{
    m_mistakes.append(place(key, problem));
}

std::optional<QString> TableReader::string(const char *key)
{
    const toml::node *node = find(key);
    if (!node)
        return std::nullopt;
    if (const auto *text = node->as_string())
        return textOf(text->get());
    mistake(key, wrongType(*node, u"a string in quotes"_s));
    return std::nullopt;
}

void TableReader::boolean(const char *key, bool &out)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    if (const auto *value = node->as_boolean())
        out = value->get();
    else
        mistake(key, wrongType(*node, u"true or false"_s));
}

void TableReader::boolean(const char *key, std::optional<bool> &out)
{
    bool value = out.value_or(false);
    const qsizetype before = m_mistakes.size();
    boolean(key, value);
    if (has(key) && m_mistakes.size() == before)
        out = value;
}

void TableReader::number(const char *key, double &out, double least, double most)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    const QString allowed = u"a number from %1 to %2"_s.arg(least).arg(most);
    const std::optional<double> value = node->is_number() ? node->value<double>() : std::nullopt;
    if (!value)
        mistake(key, wrongType(*node, allowed));
    else if (!(*value >= least && *value <= most)) // also what is no number
        mistake(key, u"%1 is out of range; write "_s.arg(*value) + allowed);
    else
        out = *value;
}

void TableReader::integer(const char *key, int &out, int least, int most, const QString &reason)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    const auto *value = node->as_integer();
    const QString allowed = u"a whole number from %1 to %2"_s.arg(least).arg(most) + reason;
    if (!value)
        mistake(key, wrongType(*node, allowed));
    else if (value->get() < least || value->get() > most)
        mistake(key, u"%1 is out of range; write "_s.arg(value->get()) + allowed);
    else
        out = static_cast<int>(value->get());
}

void TableReader::size(const char *key, qint64 &out, qint64 most, const QString &orElse)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    const QString allowed =
        u"write a size above 0 and at most %1, as \"64KiB\" or \"50MiB\"%2"_s.arg(formatSize(most), orElse);
    const auto *text = node->as_string();
    const auto *number = node->as_integer();
    const Result<qint64> bytes = text ? parseSize(textOf(text->get())) : Result<qint64>(number ? number->get() : 0);
    if (!bytes || *bytes <= 0 || *bytes > most)
        mistake(key, u"this is not a size that can be used; "_s + allowed);
    else
        out = *bytes;
}

void TableReader::limit(const char *key, qint64 &out, qint64 most)
{
    const toml::node *node = m_table.get(key);
    const auto *text = node ? node->as_string() : nullptr;
    if (!text || !text->get().empty()) {
        size(key, out, most, u", or \"\" for no limit"_s);
        return;
    }
    (void)find(key);
    out = 0;
}

void TableReader::strings(const char *key, QStringList &out)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    const toml::array *array = node->as_array();
    if (!array || !(array->empty() || array->is_homogeneous<std::string>())) {
        mistake(key, wrongType(*node, u"a list of strings, as [\"a\", \"b\"]"_s));
        return;
    }
    out.clear();
    for (const toml::node &item : *array)
        out.append(textOf(item.value_or(std::string_view())));
}

void TableReader::strings(const char *key, QStringList &out, Result<QString> (*parse)(QStringView))
{
    const QStringList before = out;
    strings(key, out);
    for (const QString &text : out) {
        if (const Result<QString> parsed = parse(text); !parsed) {
            mistake(key, parsed.error().detail);
            out = before;
            return;
        }
    }
}

void TableReader::reserved(const char *key, const char *accepted)
{
    const toml::node *node = find(key);
    if (!node)
        return;
    // Nodes can only be compared inside a table.
    const toml::table built = toml::parse("value = " + std::string(accepted));
    toml::table given;
    given.insert("value", *node);
    if (given == built)
        return;
    const bool isTable = *accepted == '{' || node->is_array_of_tables();
    mistake(
        key,
        u"not in this version; leave it out"_s
            + (isTable ? QString() : u" or write %1 = %2"_s.arg(QLatin1StringView(key), QLatin1StringView(accepted))));
}

void TableReader::reserved(std::initializer_list<std::pair<const char *, const char *>> keys)
{
    for (const auto &[key, accepted] : keys)
        reserved(key, accepted);
}

const toml::table *TableReader::table(const char *key)
{
    const toml::node *node = find(key);
    if (node && !node->is_table())
        mistake(key, wrongType(*node, u'[' + fullName(QString::fromLatin1(key)) + u']'));
    return node ? node->as_table() : nullptr;
}

QList<const toml::table *> TableReader::tables(const char *key)
{
    const toml::node *node = find(key);
    if (!node)
        return {};
    const toml::array *array = node->as_array();
    if (!array || !(array->empty() || array->is_array_of_tables())) {
        mistake(key, wrongType(*node, u"[["_s + fullName(QString::fromLatin1(key)) + u"]]"_s));
        return {};
    }
    QList<const toml::table *> found;
    for (const toml::node &item : *array)
        found.append(item.as_table());
    return found;
}

QString TableReader::notBuilt(const QStringList &allowed)
{
    return u"not in this version; write one of: "_s + allowed.join(u", "_s);
}

QString TableReader::notOneOf(const QString &text, const QStringList &allowed)
{
    return u'"' + text + u"\" is not allowed; write one of: "_s + allowed.join(u", "_s);
}

void TableReader::finish()
{
    for (const auto &[key, node] : m_table) {
        const QString name = textOf(key.str());
        if (m_known.contains(name))
            continue;
        const QString nearest = nearestName(name, m_known);
        const QString problem = nearest.isEmpty() ? u"there is no such key; known are: "_s + m_known.join(u", "_s)
                                                  : u"there is no such key; did you mean "_s + nearest + u'?';
        const toml::source_position at = key.source().begin;
        m_mistakes.append({m_file, static_cast<int>(at.line), static_cast<int>(at.column), fullName(name), problem});
    }
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/toml_text.h"

#include <algorithm>

namespace mailweir {

TomlText::TomlText(QByteArrayView text)
    : m_text(text.toByteArray())
    , m_eol(m_text.contains("\r\n") ? "\r\n" : "\n")
    , m_document(toml::parse(std::string_view(m_text.data(), static_cast<size_t>(m_text.size()))))
{
    m_lines.append(0);
    for (qsizetype at = m_text.indexOf('\n'); at >= 0; at = m_text.indexOf('\n', at + 1))
        m_lines.append(at + 1);
}

QList<const toml::table *> TomlText::tables(const char *key) const
{
    QList<const toml::table *> found;
    if (const toml::array *array = m_document.at_path(key).as_array()) {
        for (const toml::node &node : *array)
            found.append(node.as_table());
    }
    return found;
}

bool TomlText::isImplied(const toml::table &table) const
{
    return !table.is_inline() && lastValue(table, false).second < 0
        && (!hasHeader(table) || m_text.sliced(begin(table)).startsWith("[["));
}

void TomlText::set(const toml::table &table, const QByteArray &name, const SettingEntries &entries)
{
    SettingEntries missing;
    for (const SettingEntry &entry : entries) {
        const toml::node *node = table.get(std::string_view(entry.key.data(), static_cast<size_t>(entry.key.size())));
        if (node && entry.value.isEmpty())
            removeLines(*node);
        else if (node)
            replace(begin(*node), end(*node), entry.value);
        else if (!entry.value.isEmpty())
            missing.append(entry);
    }
    if (!missing.isEmpty())
        add(table, name, missing);
}

/// Only where the value has its lines for itself; in an inline table it stays, and the caller sees that it does.
void TomlText::removeLines(const toml::node &value)
{
    const qsizetype line = lineOf(value);
    const QByteArrayView before = QByteArrayView(m_text).sliced(line, begin(value) - line).trimmed();
    if (before.endsWith('=') && before.count('=') == 1)
        replace(line, nextLine(end(value)), {});
}

void TomlText::append(const QByteArray &header, const SettingEntries &entries)
{
    m_tail += m_eol + header + m_eol;
    for (const SettingEntry &entry : entries) {
        if (!entry.value.isEmpty())
            m_tail += entry.key + " = " + entry.value + m_eol;
    }
}

bool TomlText::remove(const toml::table &table)
{
    if (!hasHeader(table))
        return false;
    replace(lineOf(table), nextLine(std::max(end(table), lastValue(table, true).second)), {});
    return true;
}

QByteArray TomlText::result()
{
    std::stable_sort(m_edits.begin(), m_edits.end(), [](const Edit &a, const Edit &b) { return a.from > b.from; });
    QByteArray out = m_text;
    for (const Edit &edit : m_edits)
        out.replace(edit.from, edit.to - edit.from, edit.text);
    if (!m_tail.isEmpty() && !out.isEmpty() && !out.endsWith('\n'))
        out += m_eol;
    return out + (out.isEmpty() ? m_tail.sliced(m_eol.size() * (m_tail.isEmpty() ? 0 : 1)) : m_tail);
}

/// toml++ counts columns in characters.
qsizetype TomlText::offset(const toml::source_position &position) const
{
    const auto isContinuation = [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
    };
    qsizetype at = m_lines[static_cast<qsizetype>(position.line) - 1];
    for (toml::source_index column = 1; column < position.column && at < m_text.size(); ++column) {
        do
            ++at;
        while (at < m_text.size() && isContinuation(m_text[at]));
    }
    return at;
}

qsizetype TomlText::lineOf(const toml::node &node) const
{
    return m_lines[static_cast<qsizetype>(node.source().begin.line) - 1];
}

qsizetype TomlText::nextLine(qsizetype at) const
{
    const qsizetype newline = m_text.indexOf('\n', at);
    return newline < 0 ? m_text.size() : newline + 1;
}

bool TomlText::hasHeader(const toml::table &table) const
{
    return !table.is_inline() && begin(table) < m_text.size() && m_text[begin(table)] == '[' && &table != &m_document;
}

/// Where the last value in this table's own lines is; {-1, -1} when it has none. Tables that begin with a header of
/// their own only count when `nested`.
TomlText::Range TomlText::lastValue(const toml::table &table, bool nested) const
{
    Range last{-1, -1};
    for (const auto &[key, node] : table) {
        const toml::table *inner = node.as_table();
        if (inner && !inner->is_inline()) {
            if (nested || !hasHeader(*inner))
                last = std::max(last, lastValue(*inner, nested));
        } else if (!node.is_array_of_tables() || node.as_array()->front().as_table()->is_inline()) {
            last = std::max(last, Range{begin(node), end(node)});
        }
    }
    return last;
}

void TomlText::add(const toml::table &table, const QByteArray &name, const SettingEntries &entries)
{
    const Range last = lastValue(table, false);
    if (table.is_inline() && &table != &m_document) {
        const QByteArray items = inlineTable(entries).sliced(2).chopped(2);
        if (last.second < 0)
            replace(begin(table) + 1, begin(table) + 1, ' ' + items + ' ');
        else
            replace(last.second, last.second, ", " + items);
        return;
    }
    const bool isRoot = &table == &m_document;
    const QByteArray prefix = isRoot || hasHeader(table) ? QByteArray() : name + '.';
    const qsizetype at = last.second >= 0 ? nextLine(last.second) : isRoot ? rootEnd() : nextLine(begin(table));
    QByteArray lines = at > 0 && m_text[at - 1] != '\n' ? m_eol : QByteArray();
    const QByteArray indent = last.second >= 0 ? indentation(last.first) : QByteArray();
    for (const SettingEntry &entry : entries)
        lines += indent + prefix + entry.key + " = " + entry.value + m_eol;
    if (isRoot && last.second < 0 && at < m_text.size())
        lines += m_eol;
    replace(at, at, lines);
}

/// Where keys of no table may go when there are none yet: in front of the first header and the comment on it.
qsizetype TomlText::rootEnd() const
{
    qsizetype at = m_text.size();
    for (const auto &[key, node] : m_document)
        at = std::min(at, lineOf(node));
    while (at > 0 && at < m_text.size()) {
        const qsizetype previous = m_text.lastIndexOf('\n', at - 2) + 1;
        if (!m_text.sliced(previous, at - previous).trimmed().startsWith('#'))
            break;
        at = previous;
    }
    return at;
}

QByteArray TomlText::indentation(qsizetype at) const
{
    const qsizetype line = m_text.lastIndexOf('\n', at) + 1;
    qsizetype first = line;
    while (first < m_text.size() && (m_text[first] == ' ' || m_text[first] == '\t'))
        ++first;
    return m_text.sliced(line, first - line);
}

} // namespace mailweir

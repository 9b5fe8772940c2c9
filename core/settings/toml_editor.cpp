// SPDX-License-Identifier: GPL-3.0-or-later
// editSettings(): where toml++ says that a value is, the new one takes its place.
#include "core/settings/setting_entries.h"
#include "core/settings/toml_reader.h"
#include "core/settings/toml_writer.h"

#include <algorithm>
#include <toml++/toml.h>

namespace mailweir {

using namespace Qt::Literals::StringLiterals;

namespace {

/// Collects replacements in a text and makes them all at once, so that positions stay those of the original.
class Editor {
public:
    explicit Editor(QByteArrayView text)
        : m_text(text.toByteArray())
        , m_eol(m_text.contains("\r\n") ? "\r\n" : "\n")
        , m_document(toml::parse(std::string_view(m_text.data(), static_cast<size_t>(m_text.size()))))
    {
        m_lines.append(0);
        for (qsizetype at = m_text.indexOf('\n'); at >= 0; at = m_text.indexOf('\n', at + 1))
            m_lines.append(at + 1);
    }

    [[nodiscard]] const toml::table &document() const { return m_document; }
    /// The tables of `[[key]]`.
    [[nodiscard]] QList<const toml::table *> tables(const char *key) const
    {
        QList<const toml::table *> found;
        if (const toml::array *array = m_document[key].as_array()) {
            for (const toml::node &node : *array)
                found.append(node.as_table());
        }
        return found;
    }

    /// Gives the keys of `table`, whose name is `name`, the values of `entries`.
    void set(const toml::table &table, const QByteArray &name, const SettingEntries &entries)
    {
        SettingEntries missing;
        for (const SettingEntry &entry : entries) {
            if (const toml::node *node =
                    table.get(std::string_view(entry.key.data(), static_cast<size_t>(entry.key.size()))))
                replace(begin(*node), end(*node), entry.value);
            else
                missing.append(entry);
        }
        if (!missing.isEmpty())
            add(table, name, missing);
    }

    /// A new table at the end of the file.
    void append(const QByteArray &header, const SettingEntries &entries)
    {
        m_tail += m_eol + header + m_eol;
        for (const SettingEntry &entry : entries)
            m_tail += entry.key + " = " + entry.value + m_eol;
    }

    /// Takes out the lines from the table's header to its last value. False when it has no header.
    [[nodiscard]] bool remove(const toml::table &table)
    {
        if (!hasHeader(table))
            return false;
        const qsizetype from = m_lines[static_cast<qsizetype>(table.source().begin.line) - 1];
        replace(from, nextLine(std::max(end(table), lastValue(table, true).second)), {});
        return true;
    }

    [[nodiscard]] QByteArray result()
    {
        std::stable_sort(m_edits.begin(), m_edits.end(), [](const Edit &a, const Edit &b) { return a.from > b.from; });
        QByteArray out = m_text;
        for (const Edit &edit : m_edits)
            out.replace(edit.from, edit.to - edit.from, edit.text);
        if (!m_tail.isEmpty() && !out.isEmpty() && !out.endsWith('\n'))
            out += m_eol;
        return out + (out.isEmpty() ? m_tail.sliced(m_eol.size() * (m_tail.isEmpty() ? 0 : 1)) : m_tail);
    }

private:
    struct Edit {
        qsizetype from;
        qsizetype to;
        QByteArray text;
    };
    using Range = std::pair<qsizetype, qsizetype>;

    void replace(qsizetype from, qsizetype to, const QByteArray &text) { m_edits.append({from, to, text}); }

    /// toml++ counts columns in characters.
    [[nodiscard]] qsizetype offset(const toml::source_position &position) const
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
    [[nodiscard]] qsizetype begin(const toml::node &node) const { return offset(node.source().begin); }
    [[nodiscard]] qsizetype end(const toml::node &node) const { return offset(node.source().end); }
    [[nodiscard]] qsizetype nextLine(qsizetype at) const
    {
        const qsizetype newline = m_text.indexOf('\n', at);
        return newline < 0 ? m_text.size() : newline + 1;
    }

    [[nodiscard]] bool hasHeader(const toml::table &table) const
    {
        return !table.is_inline() && begin(table) < m_text.size() && m_text[begin(table)] == '['
            && &table != &m_document;
    }

    /// Where the last value in this table's own lines is; {-1, -1} when it has none. Tables that begin with a header of
    /// their own only count when `nested`.
    [[nodiscard]] Range lastValue(const toml::table &table, bool nested) const
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

    void add(const toml::table &table, const QByteArray &name, const SettingEntries &entries)
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
    [[nodiscard]] qsizetype rootEnd() const
    {
        qsizetype at = m_text.size();
        for (const auto &[key, node] : m_document)
            at = std::min(at, m_lines[static_cast<qsizetype>(node.source().begin.line) - 1]);
        while (at > 0 && at < m_text.size()) {
            const qsizetype previous = m_text.lastIndexOf('\n', at - 2) + 1;
            if (!m_text.sliced(previous, at - previous).trimmed().startsWith('#'))
                break;
            at = previous;
        }
        return at;
    }

    [[nodiscard]] QByteArray indentation(qsizetype at) const
    {
        const qsizetype line = m_text.lastIndexOf('\n', at) + 1;
        qsizetype first = line;
        while (first < m_text.size() && (m_text[first] == ' ' || m_text[first] == '\t'))
            ++first;
        return m_text.sliced(line, first - line);
    }

    const QByteArray m_text;
    const QByteArray m_eol;
    const toml::table m_document;
    QList<qsizetype> m_lines; ///< where each line begins
    QList<Edit> m_edits;
    QByteArray m_tail;
};

/// `file` with what differs between `before` and `after`.
Settings target(const Settings &file, const Settings &before, const Settings &after)
{
    const auto pick = [](auto &into, const auto &old, const auto &now) {
        if (old != now)
            into = now;
    };
    Settings out = file;
    pick(out.from, before.from, after.from);
    pick(out.shutdownTimeout, before.shutdownTimeout, after.shutdownTimeout);
    pick(out.listeners, before.listeners, after.listeners);
    pick(out.batching.wait, before.batching.wait, after.batching.wait);
    pick(out.batching.maxWait, before.batching.maxWait, after.batching.maxWait);
    pick(out.batching.subjectPrefix, before.batching.subjectPrefix, after.batching.subjectPrefix);
    pick(out.batching.flushOnExit, before.batching.flushOnExit, after.batching.flushOnExit);
    pick(out.relay, before.relay, after.relay);
    pick(out.alert.name, before.alert.name, after.alert.name);
    pick(out.alert.enabled, before.alert.enabled, after.alert.enabled);
    pick(out.alert.limitPerMinute, before.alert.limitPerMinute, after.alert.limitPerMinute);
    pick(out.alert.cooldown, before.alert.cooldown, after.alert.cooldown);
    if (before.http.enabled != after.http.enabled || before.http.bind != after.http.bind) {
        out.http.enabled = after.http.enabled;
        out.http.bind = after.http.enabled ? after.http.bind : HttpSettings().bind;
    }
    pick(out.http.allowedHosts, before.http.allowedHosts, after.http.allowedHosts);
    if (out.listeners != file.listeners)
        out.listeners.removeIf([](const ListenerSettings &listener) { return listener.optional; });
    return out;
}

void editTable(Editor &editor, const char *name, const SettingEntries &changed)
{
    if (changed.isEmpty())
        return;
    if (const toml::table *table = editor.document()[name].as_table())
        editor.set(*table, name, changed);
    else
        editor.append('[' + QByteArray(name) + ']', changed);
}

/// Name and address, and whatever is not as in a fresh one.
SettingEntries newTable(const SettingEntries &fresh, const SettingEntries &entries)
{
    return entries.first(2) + changedEntries(fresh.sliced(2), entries.sliced(2));
}

bool editListeners(Editor &editor, const QList<ListenerSettings> &file, const QList<ListenerSettings> &wanted)
{
    const QList<const toml::table *> tables = editor.tables("listener");
    QList<ListenerSettings> left = wanted;
    for (qsizetype i = 0; i < tables.size(); ++i) {
        // One for one when there are as many as before, so that a listener may change its name; else by name.
        const auto same = std::find_if(left.begin(), left.end(), [&](const ListenerSettings &listener) {
            return tables.size() == wanted.size() || listener.name == file[i].name;
        });
        if (same == left.end()) {
            if (!editor.remove(*tables[i]))
                return false;
            continue;
        }
        editor.set(*tables[i], "listener", changedEntries(listenerEntries(file[i]), listenerEntries(*same)));
        left.erase(same);
    }
    for (const ListenerSettings &listener : left)
        editor.append("[[listener]]", newTable(listenerEntries({}), listenerEntries(listener)));
    return true;
}

bool editRelay(Editor &editor, const std::optional<RelaySettings> &file, const std::optional<RelaySettings> &wanted)
{
    if (file == wanted)
        return true;
    const QList<const toml::table *> tables = editor.tables("relay");
    if (!wanted)
        return editor.remove(*tables.first());
    const SettingEntries retry =
        changedEntries(retryEntries(file ? file->retry : RetrySettings{}), retryEntries(wanted->retry));
    SettingEntries changed = file ? changedEntries(relayEntries(*file), relayEntries(*wanted))
                                  : newTable(relayEntries({}), relayEntries(*wanted));
    const toml::table *retryTable = file ? (*tables.first())["retry"].as_table() : nullptr;
    if (retryTable)
        editor.set(*retryTable, "retry", retry);
    else if (!retry.isEmpty())
        changed.append({"retry", inlineTable(retry), {}});
    if (file)
        editor.set(*tables.first(), "relay", changed);
    else
        editor.append("[[relay]]", changed);
    return true;
}

void editAlert(Editor &editor, const SettingEntries &changed)
{
    const QList<const toml::table *> tables = editor.tables("alert");
    if (changed.isEmpty())
        return;
    if (tables.isEmpty())
        editor.append("[[alert]]", changed);
    else
        editor.set(*tables.first(), "alert", changed);
}

/// Makes `file` into `wanted`. False when something is written in a way that cannot be taken out.
bool edit(Editor &editor, const Settings &file, const Settings &wanted)
{
    const SettingEntries root = changedEntries(rootEntries(file), rootEntries(wanted));
    if (!root.isEmpty())
        editor.set(editor.document(), {}, root);
    editTable(editor, "batching", changedEntries(batchingEntries(file.batching), batchingEntries(wanted.batching)));
    editTable(editor, "http", changedEntries(httpEntries(file.http), httpEntries(wanted.http)));
    editAlert(editor, changedEntries(alertEntries(file.alert), alertEntries(wanted.alert)));
    return (file.listeners == wanted.listeners || editListeners(editor, file.listeners, wanted.listeners))
        && editRelay(editor, file.relay, wanted.relay);
}

} // namespace

Result<QByteArray> editSettings(QByteArrayView original, const Settings &before, const Settings &after)
{
    const SettingsReading file = readSettings(original, {});
    if (!file.ok())
        return Error{ErrorCode::Invalid, file.mistakes.first().key, file.mistakes.first().problem};

    const Settings wanted = target(file.settings, before, after);
    Editor editor(original);
    const Error conflict{ErrorCode::Conflict,
                         {},
                         u"the settings file is written in a way that cannot be changed in place; edit it by hand"_s};
    if (!edit(editor, file.settings, wanted))
        return conflict;
    const QByteArray result = editor.result();
    const SettingsReading check = readSettings(result, {});
    if (!check.ok())
        return Error{ErrorCode::Invalid, check.mistakes.first().key, check.mistakes.first().problem};
    if (check.settings != wanted)
        return conflict;
    return result;
}

} // namespace mailweir

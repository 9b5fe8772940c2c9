// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/setting_entries.h"

#include <QByteArrayView>

#include <toml++/toml.h>
#include <utility>

namespace mailweir {

/// A TOML text whose values can be changed in place: where toml++ says that a value is, the new one takes its place.
/// Collects the replacements and makes them all at once, so that positions stay those of the original.
class TomlText {
public:
    /// `text` is known to be valid TOML.
    explicit TomlText(QByteArrayView text);

    [[nodiscard]] const toml::table &document() const { return m_document; }
    /// The tables of `[[key]]`, also of `[[outer.key]]`.
    [[nodiscard]] QList<const toml::table *> tables(const char *key) const;

    /// Whether the table is only there because of `[[table.inner]]`: it has no place of its own for keys.
    [[nodiscard]] bool isImplied(const toml::table &table) const;
    /// Gives the keys of `table`, whose name is `name`, the values of `entries`; the line of one that is unset goes.
    void set(const toml::table &table, const QByteArray &name, const SettingEntries &entries);
    /// A new table at the end of the file, without what is unset.
    void append(const QByteArray &header, const SettingEntries &entries);
    /// Takes out the lines from the table's header to its last value. False when it has no header.
    [[nodiscard]] bool remove(const toml::table &table);

    [[nodiscard]] QByteArray result();

private:
    struct Edit {
        qsizetype from;
        qsizetype to;
        QByteArray text;
    };
    using Range = std::pair<qsizetype, qsizetype>;

    void replace(qsizetype from, qsizetype to, const QByteArray &text) { m_edits.append({from, to, text}); }
    void removeLines(const toml::node &value);
    [[nodiscard]] qsizetype offset(const toml::source_position &position) const;
    [[nodiscard]] qsizetype begin(const toml::node &node) const { return offset(node.source().begin); }
    [[nodiscard]] qsizetype end(const toml::node &node) const { return offset(node.source().end); }
    [[nodiscard]] qsizetype lineOf(const toml::node &node) const;
    [[nodiscard]] qsizetype nextLine(qsizetype at) const;
    [[nodiscard]] bool hasHeader(const toml::table &table) const;
    [[nodiscard]] Range lastValue(const toml::table &table, bool nested) const;
    void add(const toml::table &table, const QByteArray &name, const SettingEntries &entries);
    [[nodiscard]] qsizetype rootEnd() const;
    [[nodiscard]] QByteArray indentation(qsizetype at) const;

    const QByteArray m_text;
    const QByteArray m_eol;
    const toml::table m_document;
    QList<qsizetype> m_lines; // where each begins
    QList<Edit> m_edits;
    QByteArray m_tail;
};

} // namespace mailweir

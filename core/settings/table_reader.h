// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/settings/settings_mistake.h"

#include <QStringList>

#include <functional>
#include <initializer_list>
#include <optional>
#include <toml++/toml.h>

namespace mailweir {

/// Reads one table of a settings file key by key and notes each mistake with its place. Every reading member also makes
/// its key known; finish() then reports the keys that nobody knows. A value that is wrong leaves `out` as it was.
class TableReader {
public:
    /// `name` is the table's name in front of its keys, empty for the root. All three outlive the reader.
    TableReader(const toml::table &table, const QString &file, const QString &name, SettingsMistakes &mistakes);

    template <typename T> void value(const char *key, T &out, const std::function<Result<T>(const QString &)> &parse)
    {
        const std::optional<QString> text = string(key);
        if (!text)
            return;
        const Result<T> parsed = parse(*text);
        if (parsed)
            out = *parsed;
        else
            mistake(key, parsed.error().detail);
    }

    template <typename T> struct Choice {
        const char *name;
        std::optional<T> value; ///< none = not in this version
    };

    template <typename T> void choice(const char *key, T &out, std::initializer_list<Choice<T>> choices)
    {
        const std::optional<QString> text = string(key);
        if (!text)
            return;
        QStringList allowed;
        for (const Choice<T> &choice : choices) {
            const QString name = QString::fromLatin1(choice.name);
            if (choice.value)
                allowed.append(name);
            if (name != *text)
                continue;
            if (choice.value)
                out = *choice.value;
            else
                mistakes().append(place(key, notBuilt(allowed)));
            return;
        }
        mistake(key, notOneOf(*text, allowed));
    }

    void boolean(const char *key, bool &out);
    void boolean(const char *key, std::optional<bool> &out);
    void number(const char *key, double &out, double least, double most);
    void integer(const char *key, int &out, int least, int most, const QString &reason = {});
    void size(const char *key, qint64 &out, qint64 most, const QString &orElse = {});
    /// The same; empty = no limit, 0.
    void limit(const char *key, qint64 &out, qint64 most);
    void strings(const char *key, QStringList &out);
    /// The same, each of which has to pass.
    void strings(const char *key, QStringList &out, Result<QString> (*parse)(QStringView));
    /// A key without effect in this version; `accepted` is the one value, in TOML, that says what happens anyway.
    void reserved(const char *key, const char *accepted);
    void reserved(std::initializer_list<std::pair<const char *, const char *>> keys);
    /// The tables of `[[key]]`, or of the one `[key]`.
    [[nodiscard]] const toml::table *table(const char *key);
    [[nodiscard]] QList<const toml::table *> tables(const char *key);

    [[nodiscard]] bool has(const char *key) const { return m_table.contains(key); }
    /// Whether nothing was wrong with this table so far.
    [[nodiscard]] bool clean() const { return m_mistakes.size() == m_mistakesBefore; }
    /// A mistake about the value of `key`, or about the table when it does not have that key.
    void mistake(const char *key, const QString &problem);
    void finish();

private:
    [[nodiscard]] const toml::node *find(const char *key);
    [[nodiscard]] std::optional<QString> string(const char *key);
    [[nodiscard]] SettingsMistakes &mistakes() { return m_mistakes; }
    [[nodiscard]] SettingsMistake place(const char *key, const QString &problem) const;
    [[nodiscard]] QString fullName(const QString &key) const;
    [[nodiscard]] static QString notBuilt(const QStringList &allowed);
    [[nodiscard]] static QString notOneOf(const QString &text, const QStringList &allowed);

    const toml::table &m_table;
    const QString &m_file;
    QString m_name;
    SettingsMistakes &m_mistakes;
    const qsizetype m_mistakesBefore;
    QStringList m_known;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace mailweir {

/// The header section of a message or part (RFC 5322 section 2.2), read leniently: LF or CRLF, a leading mbox "From "
/// line is skipped. A line that is neither a field nor a continuation is left out when a field follows within ten
/// lines, and else begins the body. Thread: a value.
class HeaderBlock {
public:
    /// More fields than this are left out; they only cost memory.
    static constexpr qsizetype kMaxFields = 10'000;

    [[nodiscard]] static HeaderBlock parse(QByteArrayView message);

    /// Where the body begins.
    [[nodiscard]] qsizetype bodyOffset() const { return m_bodyOffset; }
    /// Name and unfolded, trimmed value of each field, in order.
    [[nodiscard]] const QList<std::pair<QByteArray, QByteArray>> &fields() const { return m_fields; }
    /// The first field of that name (case-insensitive).
    [[nodiscard]] std::optional<QByteArray> value(QByteArrayView name) const;

private:
    QList<std::pair<QByteArray, QByteArray>> m_fields;
    qsizetype m_bodyOffset = 0;
};

/// The line at `from`, with its line end; empty at the end of `text`.
[[nodiscard]] QByteArrayView lineAt(QByteArrayView text, qsizetype from);
/// The same line without CR and LF.
[[nodiscard]] QByteArrayView withoutLineEnd(QByteArrayView line);
/// Length of the field name that begins the line, 0 when it begins with none.
[[nodiscard]] qsizetype fieldNameLength(QByteArrayView line);

} // namespace mailweir

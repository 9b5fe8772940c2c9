// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringView>

namespace mailweir {

/// An element as the parser saw it. Names are lower case; entities in values are decoded.
struct HtmlElement {
    QByteArrayView name;
    QList<std::pair<QByteArrayView, QByteArrayView>> attributes; ///< UTF-8; they live as long as the call

    [[nodiscard]] QString attribute(QByteArrayView wanted) const;
    [[nodiscard]] bool has(QByteArrayView wanted) const;
};

/// What readHtml() reports. start() and end() are balanced, also for `<br>`.
class HtmlHandler {
public:
    virtual ~HtmlHandler() = default;
    virtual void start(const HtmlElement &element) = 0;
    virtual void end(QByteArrayView name) = 0;
    virtual void text(const QString &text) = 0;
    /// Whether the rest need not be read.
    [[nodiscard]] virtual bool done() const = 0;
};

/// Drives `handler` over an HTML text of any quality with libxml2's push parser, without its tree, network or entities
/// from outside. What is beyond 8 Mi characters or beyond 5,000 open
/// elements is not read. A text "…" stands for what was left out.
void readHtml(QStringView html, HtmlHandler &handler);

/// Elements that show nothing by themselves and whose content is no text: script, style, title, object …
[[nodiscard]] bool isDroppedWithContent(QByteArrayView name);

/// Whether an element takes itself out of sight (`hidden`, display:none, visibility:hidden).
[[nodiscard]] bool isHidden(const HtmlElement &element);

} // namespace mailweir

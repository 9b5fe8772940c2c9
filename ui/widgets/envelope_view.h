// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QTextEdit>

namespace mailweir {

/// The envelope of a message as a table of plain text that can be selected and copied. Thread: GUI.
class EnvelopeView final : public QTextEdit {
    Q_OBJECT
public:
    explicit EnvelopeView(QWidget *parent = nullptr);

    void showEnvelope(const Envelope &envelope);
    /// A sentence in its place.
    void showText(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void write();

    std::optional<Envelope> m_envelope;
};

} // namespace mailweir

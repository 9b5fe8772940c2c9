// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"

#include <QCoreApplication>

namespace mailweir {

struct EnvelopeRow {
    QString name;
    QString value; ///< plain text, perhaps of several lines

    friend bool operator==(const EnvelopeRow &, const EnvelopeRow &) = default;
};

struct EnvelopeSection {
    QString title;
    QList<EnvelopeRow> rows; ///< at least one
};

/// An envelope in the user's words: what SMTP said about a message, about the session it came in, and which program
/// sent it. What the client chose is hostile text and made visible. Thread: GUI.
class EnvelopeWords {
    Q_DECLARE_TR_FUNCTIONS(mailweir::EnvelopeWords)
public:
    /// More recipients than this are only counted.
    static constexpr qsizetype kMaxRecipients = 200;

    [[nodiscard]] static QList<EnvelopeSection> sections(const Envelope &envelope);

    /// A parameter of MAIL with its meaning; the name is empty when it has no plain word.
    [[nodiscard]] static EnvelopeRow parameter(const EnvelopeParameter &parameter);
    /// A parameter of RCPT with its meaning.
    [[nodiscard]] static QString recipientParameter(const EnvelopeParameter &parameter);
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/reply.h"

#include <array>

namespace mailweir {

namespace {

struct StageNames {
    Stage stage;
    const char *name;
};

constexpr std::array kStages{
    StageNames{Stage::Connect, "connect"}, StageNames{Stage::Greeting, "greeting"}, StageNames{Stage::Hello, "ehlo"},
    StageNames{Stage::Tls, "starttls"},    StageNames{Stage::Auth, "auth"},         StageNames{Stage::Mail, "mail"},
    StageNames{Stage::Recipient, "rcpt"},  StageNames{Stage::Data, "data"},         StageNames{Stage::EndOfData, "dot"},
    StageNames{Stage::Quit, "quit"},
};

/// Reads up to three digits off the front; -1 when there is none.
int takeNumber(QByteArrayView &text)
{
    int number = -1;
    qsizetype digits = 0;
    while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') {
        number = std::max(number, 0) * 10 + (text[digits] - '0');
        ++digits;
    }
    text = text.sliced(digits);
    return number;
}

bool takeDot(QByteArrayView &text)
{
    if (text.isEmpty() || text.front() != '.')
        return false;
    text = text.sliced(1);
    return true;
}

} // namespace

QByteArray EnhancedStatus::text() const
{
    if (isNull())
        return {};
    return QByteArray::number(statusClass) + '.' + QByteArray::number(subject) + '.' + QByteArray::number(detail);
}

std::optional<EnhancedStatus> EnhancedStatus::fromFrontOf(QByteArrayView text)
{
    EnhancedStatus status;
    status.statusClass = takeNumber(text);
    if (status.statusClass != 2 && status.statusClass != 4 && status.statusClass != 5)
        return std::nullopt;
    if (!takeDot(text) || (status.subject = takeNumber(text)) < 0 || !takeDot(text)
        || (status.detail = takeNumber(text)) < 0)
        return std::nullopt;
    if (!text.isEmpty() && text.front() != ' ')
        return std::nullopt;
    return status;
}

QByteArray Reply::text() const
{
    return lines.join(' ');
}

QByteArray Reply::wire(bool withEnhanced) const
{
    const QByteArray prefix = QByteArray::number(code);
    const QByteArray status = withEnhanced && !enhanced.isNull() ? enhanced.text() + ' ' : QByteArray();
    QByteArray out;
    for (qsizetype i = 0; i < lines.size(); ++i)
        out += prefix + (i + 1 < lines.size() ? '-' : ' ') + status + lines[i] + "\r\n";
    return out;
}

QByteArray stageName(Stage stage)
{
    for (const StageNames &entry : kStages) {
        if (entry.stage == stage)
            return entry.name;
    }
    return {};
}

std::optional<Stage> stageFromName(QByteArrayView name)
{
    for (const StageNames &entry : kStages) {
        if (name == entry.name)
            return entry.stage;
    }
    return std::nullopt;
}

} // namespace mailweir

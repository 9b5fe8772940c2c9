// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/batch/group.h"
#include "core/mail/message_summary.h"
#include "core/relay/delivery.h"

#include <QCoreApplication>

namespace mailweir {

/// Values in the user's words: translated, with the locale's separators. Thread: GUI.
class Texts {
    Q_DECLARE_TR_FUNCTIONS(mailweir::Texts)
public:
    /// "now", "12 s", "5 min", "2 h", "3 d"; empty for the zero time.
    [[nodiscard]] static QString age(Timestamp time, Timestamp now);
    /// "now", "12 s ago" … for use in sentences.
    [[nodiscard]] static QString ago(Timestamp time, Timestamp now);
    /// "now", "in 12 s" …
    [[nodiscard]] static QString until(Timestamp time, Timestamp now);
    /// Date and time with seconds, local time zone.
    [[nodiscard]] static QString moment(Timestamp time);
    [[nodiscard]] static QString number(qint64 value);
    /// "2.1 kB"
    [[nodiscard]] static QString size(qint64 bytes);

    [[nodiscard]] static QString deliveryState(DeliveryState state);
    /// "Collecting", "Not sent" …; held by the user and held for want of a relay are told apart.
    [[nodiscard]] static QString groupState(const Group &group);
    /// One sentence with its full stop.
    [[nodiscard]] static QString error(const Error &error);

    /// The name with the address, or the address alone.
    [[nodiscard]] static QString address(const MailAddress &address);
    /// The first address, or how many there are.
    [[nodiscard]] static QString recipients(const QStringList &first, int count);
};

} // namespace mailweir

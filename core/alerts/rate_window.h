// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/timestamp.h"

#include <QList>

namespace mailweir {

/// How many messages came in the last sixty seconds, kept by the second: at most sixty numbers, and only for seconds in
/// which there was something. Times do not go back; the caller sees to that.
class RateWindow {
public:
    static constexpr qint64 kSeconds = 60;

    /// Messages in one second (seconds since 1970).
    struct Bucket {
        qint64 second = 0;
        int count = 0;
    };

    void add(int messages, Timestamp now);
    /// Takes what has become too old out of the window, and hands it over, oldest first.
    QList<Bucket> expire(Timestamp now);
    /// Messages that are in the window.
    [[nodiscard]] int count() const { return m_count; }

private:
    QList<Bucket> m_buckets; ///< oldest first
    int m_count = 0;
};

} // namespace mailweir

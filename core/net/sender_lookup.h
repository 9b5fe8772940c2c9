// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/mail/envelope.h"

#include <QList>

#include <functional>
#include <optional>

namespace mailweir {

/// Which program is at the other end of one connection. The answer may come after messages were stored, and after the
/// connection has gone, so this is shared by the connection, the question and the commits under way.
///
/// Thread: the listener's.
class SenderLookup final {
public:
    using Late = std::function<void(const QList<MessageId> &ids, const PeerProcess &process)>;

    /// `late` hears of messages that were stored without their process.
    explicit SenderLookup(Late late)
        : m_late(std::move(late))
    {
    }

    /// Nothing while it is not known.
    [[nodiscard]] const std::optional<PeerProcess> &process() const { return m_process; }
    void answer(const std::optional<PeerProcess> &process);
    /// A message was stored whose envelope has no process.
    void storedWithout(MessageId id);

private:
    const Late m_late;
    std::optional<PeerProcess> m_process;
    QList<MessageId> m_waiting; // for the answer
    bool m_answered = false;
};

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/sender_lookup.h"

#include <utility>

namespace mailweir {

void SenderLookup::answer(const std::optional<PeerProcess> &process)
{
    m_answered = true;
    m_process = process;
    const QList<MessageId> ids = std::exchange(m_waiting, {});
    if (m_process && !ids.isEmpty())
        m_late(ids, *m_process);
}

void SenderLookup::storedWithout(MessageId id)
{
    if (!m_answered)
        m_waiting.append(id);
    else if (m_process)
        m_late({id}, *m_process);
}

} // namespace mailweir

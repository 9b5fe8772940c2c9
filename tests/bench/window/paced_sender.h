// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/mail_generator.h"

#include <atomic>
#include <thread>

namespace mailweir::bench {

/// Sends mail to a listener at a steady rate, in a thread with a few sessions, from its construction to its
/// destruction.
class PacedSender {
public:
    PacedSender(quint16 port, int perSecond, qint64 firstNumber, const MailGenerator::Options &mail);
    ~PacedSender();
    PacedSender(const PacedSender &) = delete;
    PacedSender &operator=(const PacedSender &) = delete;

    [[nodiscard]] qint64 sent() const { return m_sent; }

private:
    void run(int session);

    const quint16 m_port;
    const int m_perSecond; // of each session
    const qint64 m_first;
    QList<MailGenerator::Mail> m_mails; // made beforehand, sent in turn
    std::atomic<bool> m_stop = false;
    std::atomic<qint64> m_sent = 0;
    std::vector<std::thread> m_sessions;
};

} // namespace mailweir::bench

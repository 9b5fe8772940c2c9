// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/ingest/message_text.h"

#include <array>
#include <random>

namespace mailweir::bench {

namespace {

constexpr int kVariants = 16;
constexpr qsizetype kLarge = 1024 * 1024; // one is enough

constexpr std::array kWords{"the",     "order",    "of",      "customer", "could", "not",      "be",     "written",
                            "because", "database", "refused", "a",        "lock",  "after",    "30",     "seconds",
                            "worker",  "queue",    "retry",   "in",       "job",   "payment",  "failed", "with",
                            "status",  "503",      "from",    "upstream", "host",  "db-2",     "at",     "line",
                            "Invoice", "stack",    "trace",   "follows",  "see",   "log.txt:", "(null)", "timeout"};
constexpr std::array kSubjects{"Timeout in worker ", "Order failed: no. ", "Cron <root@db-2> backup exited with ",
                               "[shop] 503 from upstream, try "};

QByteArray makeMessage(qsizetype size, int variant, std::minstd_rand &random)
{
    const QByteArray number = QByteArray::number(variant * 37 + 1);
    QByteArray text = "From: \"The Shop\" <app@shop.test>\r\nTo: ops@shop.test\r\nSubject: "
        + QByteArray(kSubjects[size_t(variant) % kSubjects.size()]) + number
        + "\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + number
        + "@shop.test>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    qsizetype line = 0;
    while (text.size() < size - 2) {
        const QByteArray word = kWords[random() % kWords.size()];
        text += word;
        line += word.size() + 1;
        text += line > 66 ? "\r\n" : " ";
        line = line > 66 ? 0 : line;
    }
    text.truncate(size - 2);
    text.replace("\r\n.", "\r\n..");
    return text + "\r\n.\r\n";
}

} // namespace

QList<QByteArray> makeMessages(qsizetype size)
{
    std::minstd_rand random(42); // the same in every run
    QList<QByteArray> messages;
    for (int i = 0; i < (size < kLarge ? kVariants : 1); ++i)
        messages.append(makeMessage(size, i, random));
    return messages;
}

} // namespace mailweir::bench

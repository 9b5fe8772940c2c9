// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/vocabulary.h"

#include <array>
#include <cmath>

namespace mailweir::bench {

namespace {

constexpr std::array kEnglish{
    "the",        "to",       "of",          "and",     "your",     "a",        "in",        "for",      "is",
    "this",       "you",      "on",          "has",     "was",      "with",     "not",       "be",       "at",
    "from",       "please",   "order",       "by",      "it",       "that",     "are",       "have",     "failed",
    "error",      "an",       "account",     "or",      "if",       "we",       "been",      "customer", "server",
    "job",        "request",  "time",        "after",   "our",      "can",      "will",      "could",    "service",
    "password",   "reset",    "payment",     "invoice", "no",       "line",     "file",      "database", "timeout",
    "worker",     "queue",    "retry",       "status",  "message",  "host",     "user",      "click",    "here",
    "email",      "link",     "report",      "update",  "backup",   "warning",  "disk",      "memory",   "process",
    "stopped",    "started",  "ended",       "seconds", "minutes",  "hours",    "yesterday", "today",    "refused",
    "connection", "closed",   "written",     "because", "missing",  "found",    "value",     "field",    "number",
    "total",      "amount",   "delivery",    "shipped", "address",  "street",   "country",   "thank",    "regards",
    "team",       "support",  "question",    "ticket",  "new",      "old",      "all",       "any",      "more",
    "see",        "below",    "attached",    "details", "expected", "received", "sent",      "stack",    "trace",
    "called",     "function", "object",      "null",    "returned", "unknown",  "denied",    "login",    "session",
    "expired",    "key",      "certificate", "renew"};

// Spoken beginnings and ends of syllables. No beginning is a hexadecimal digit: a word is never taken for an id.
constexpr std::array kBeginnings{"k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "pr", "gr", "tr"};
constexpr std::array kEnds{"a", "el", "i", "o", "u", "an", "ar", "in", "on", "um"};
constexpr int kSyllables = int(kBeginnings.size() * kEnds.size());

void appendSyllable(QByteArray &text, int number)
{
    text += kBeginnings[size_t(number) % kBeginnings.size()];
    text += kEnds[size_t(number) / kBeginnings.size()];
}

} // namespace

quint64 Random::next()
{
    quint64 value = m_state += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

int Random::rank(int end)
{
    return int(std::exp(fraction() * std::log(end + 1.0))) - 1;
}

Vocabulary::Vocabulary()
{
    m_begins.reserve(kWords + 1);
    for (const char *word : kEnglish) {
        m_begins.push_back(int(m_letters.size()));
        m_letters += word;
    }
    for (int number = 0; m_begins.size() < kWords; ++number) {
        m_begins.push_back(int(m_letters.size()));
        appendSyllable(m_letters, number % kSyllables);
        appendSyllable(m_letters, number / kSyllables % kSyllables);
        if (const int third = number / kSyllables / kSyllables; third > 0)
            appendSyllable(m_letters, third);
    }
    m_begins.push_back(int(m_letters.size()));
}

} // namespace mailweir::bench

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mail/envelope.h"
#include "tests/bench/vocabulary.h"

namespace mailweir::bench {

/// Mail as applications write it: alerts, orders, logins, reports; plain, with HTML beside it, or HTML alone; in
/// several charsets and encodings; some with files; mostly 1 to 5 KB, some of 50. Subjects carry numbers, ids and dates
/// and fall into groups by Zipf's law; so do the words of the texts, the senders and the recipients.
///
/// A message depends on the options and its number alone. Thread: any, also several at once.
class MailGenerator {
public:
    struct Options {
        quint64 seed = 1;
        int groups = 4'000;
        bool halfInOneGroup = false; ///< every second message is of the commonest group
        qsizetype size = 0; ///< exact bytes of each (at least 500), plain text; 0 = as they come
        Timestamp first = fromUnixMs(1'767'225'600'000); ///< when number 0 was received: 2026-01-01
        Milliseconds step{30'000}; ///< from each to the next: a million in a year
    };
    struct Mail {
        Envelope envelope;
        QByteArray raw;
    };

    explicit MailGenerator(const Options &options);
    [[nodiscard]] Mail mail(qint64 number) const;
    [[nodiscard]] const Vocabulary &vocabulary() const { return m_vocabulary; }
    /// A word that is in the text of this message and of no other.
    [[nodiscard]] static QByteArray reference(qint64 number);

private:
    struct Draft;

    [[nodiscard]] Draft draftOf(qint64 number) const;
    [[nodiscard]] QByteArray subjectOf(Draft &draft) const;
    [[nodiscard]] QByteArray header(Draft &draft) const;
    [[nodiscard]] QByteArray text(Draft &draft) const;
    void appendWords(QByteArray &text, Random &random, int count, bool accents) const;
    void appendAttachment(QByteArray &raw, Random &random) const;

    const Options m_options;
    const Vocabulary m_vocabulary;
    QByteArray m_base64; // lines of it, to cut attachments from
};

} // namespace mailweir::bench

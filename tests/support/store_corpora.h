// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDirIterator>
#include <QFile>
#include <QList>

namespace mailweir {

/// The real and malformed mails of other projects' test suites, read where they are; empty when there are none here.
/// `testData`: the folder tests/data.
[[nodiscard]] inline QList<QByteArray> corpusMails(const QString &testData)
{
    const QString folder =
        qEnvironmentVariable("MAILWEIR_CORPORA", testData + QStringLiteral("/../../../shared/corpora"));
    QList<QByteArray> mails;
    QDirIterator files(
        folder, {QStringLiteral("*.eml"), QStringLiteral("*.msg"), QStringLiteral("*.raw"), QStringLiteral("*.txt")},
        QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (file.open(QIODevice::ReadOnly))
            mails.append(file.readAll());
    }
    return mails;
}

/// `text` with one to three bytes changed to ones that mean something in mail; another for each `seed`.
[[nodiscard]] inline QByteArray mutated(QByteArray text, quint32 seed)
{
    static constexpr char kBytes[] = " \t\r\n=?<>,;:\"\\()@.-_%/'*[]aZ09\xE2\x82\xAC\xFF\x00\x01";
    static const QByteArray interesting(kBytes, sizeof kBytes - 1);
    quint32 state = seed * 2654435761u + 1;
    const auto next = [&state](qsizetype below) {
        state = state * 1664525u + 1013904223u;
        return qsizetype((state >> 8) % quint32(below));
    };
    for (qsizetype i = next(3); i >= 0 && !text.isEmpty(); --i) {
        const char byte = interesting[next(interesting.size())];
        const qsizetype at = next(text.size());
        switch (next(3)) {
        case 0:
            text[at] = byte;
            break;
        case 1:
            text.insert(at, byte);
            break;
        default:
            text.remove(at, 1);
        }
    }
    return text;
}

} // namespace mailweir

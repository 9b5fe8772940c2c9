// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/test_mail.h"

#include <QCryptographicHash>
#include <QJsonArray>

#include <array>

namespace mailweir::crash {

namespace {

constexpr std::array kWords{"timeout",   "worker",     "order",   "queue",   "Größe",  "disk",     "backup",  "payment",
                            "restarted", "connection", "refused", "nightly", "report", "customer", "invoice", "日本語"};

/// Most messages are small, each size class is there.
qsizetype sizeOf(std::mt19937 &random)
{
    const unsigned dice = random() % 100;
    if (dice < 70)
        return random() % 2'000;
    if (dice < 90)
        return random() % 30'000;
    if (dice < 97)
        return random() % 300'000;
    return random() % 3'000'000;
}

QByteArray textOf(qsizetype size, std::mt19937 &random)
{
    QByteArray text;
    text.reserve(size + 100);
    while (text.size() < size) {
        text += kWords[random() % kWords.size()];
        // Numbers, as a text of sixteen words would pack to nothing.
        text += random() % 8 == 0 ? " " + QByteArray::number(random()) + "\r\n" : QByteArrayLiteral(" ");
    }
    text.truncate(size);
    return text;
}

} // namespace

QString checksum(const QByteArray &raw)
{
    return QString::fromLatin1(QCryptographicHash::hash(raw, QCryptographicHash::Sha1).toHex());
}

TestMail makeMail(quint64 number, std::mt19937 &random, Timestamp now)
{
    TestMail mail;
    const QByteArray name = QByteArray::number(number, 36);
    QByteArray key;
    if (random() % 20 == 0) {
        mail.raw = name; // less than a header
    } else {
        key = "key-" + QByteArray::number(random() % 3);
        mail.raw = "Subject: " + QByteArray(kWords[random() % 4]) + " failed\r\nX-Key: " + key + "\r\nX-Token: token"
            + name + "\r\n\r\ntoken" + name + " " + textOf(sizeOf(random), random);
    }
    mail.envelope.sender = EmailAddress::fromText("app@example.test");
    mail.envelope.helo = "client.example.test";
    mail.envelope.received = now;
    mail.envelope.project = random() % 3 == 0 ? "shop" : "";
    QJsonArray recipients;
    for (unsigned i = 0; i <= random() % 2; ++i) {
        const QByteArray address = "ops" + QByteArray::number(i) + "@example.test";
        mail.envelope.recipients.append({EmailAddress::fromText(address), {}});
        recipients.append(QString::fromLatin1(address));
    }
    mail.expected = {{QStringLiteral("name"), QString::fromLatin1(name)},
                     {QStringLiteral("sha"), checksum(mail.raw)},
                     {QStringLiteral("size"), mail.raw.size()},
                     {QStringLiteral("project"), QString::fromLatin1(mail.envelope.project)},
                     {QStringLiteral("key"), QString::fromLatin1(key)},
                     {QStringLiteral("recipients"), recipients}};
    return mail;
}

} // namespace mailweir::crash

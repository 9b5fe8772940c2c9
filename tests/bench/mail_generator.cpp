// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/mail_generator.h"

#include <QDate>

#include <array>
#include <cmath>

namespace mailweir::bench {

namespace {

constexpr int kSenders = 200;
constexpr int kRecipients = 2'000;
constexpr int kOperators = 20;
constexpr int kServiceWords = 400; // the first rank of the words that services are named by
constexpr qsizetype kBase64Line = 76;
constexpr int kBase64Lines = 1'600; // 125 KB to cut from
constexpr qsizetype kLineLength = 70;
constexpr QByteArrayView kBoundary = "=_part_7f3a91";

// Every third goes to customers, the others to operators.
// %S: the service that a group has for its own; n: a number; x: an id; d: a date; t: a time; a: the recipient.
constexpr std::array kSubjects{
    "[%S] Timeout in worker %n",        "%S: 503 from upstream, try %n",
    "Order %n for %S has been shipped", "Cron <root@%S> backup exited with %n",
    "Disk usage on %S is %n%",          "Your %S invoice no. %n of %d",
    "[%S] Build #%n failed at %t",      "%S: report of %d",
    "Reset your password for %S",       "Exception in %S: request %x",
    "%S: %n jobs wait in the queue",    "Welcome to %S, your customer number is %n",
    "Export of %S, part %n of %n",      "%S certificate ends on %d",
    "Payment %x for %S refused",        "New login to %S from 10.0.%n.7",
    "Delivery to %a by %S is late",     "Ticket %n (%S): there is an answer",
};
constexpr int kCustomers = 3;

constexpr std::array kAccents{"größe", "für", "café", "naïve", "straße", "año", "señor", "über", "déjà", "crème"};

constexpr QByteArrayView kStyle =
    "<style>body{font-family:Helvetica,Arial,sans-serif;color:#222;margin:0}table{border-collapse:collapse;width:600px}"
    "\r\ntd{padding:8px 16px;border-bottom:1px solid #eee}.button{background:#2a6fdb;color:#fff;padding:10px 24px}"
    "\r\n.small{font-size:11px;color:#888}@media(max-width:600px){table{width:100%}}</style>\r\n";

enum class Shape { Plain, Alternative, Html };
enum class Coding { Ascii, Utf8, QuotedUtf8, QuotedLatin1, Base64Utf8 };

Coding codingOf(int percent)
{
    return percent < 65 ? Coding::Ascii
        : percent < 80  ? Coding::Utf8
        : percent < 92  ? Coding::QuotedUtf8
        : percent < 97  ? Coding::QuotedLatin1
                        : Coding::Base64Utf8;
}

QByteArray hexadecimal(quint64 value)
{
    return QByteArray::number(value, 16).rightJustified(16, '0');
}

/// RFC 2045 section 6.7; the lines are short enough as they are, unless they are all accents.
QByteArray quotedPrintable(QByteArrayView text)
{
    QByteArray quoted;
    quoted.reserve(text.size() * 5 / 4);
    qsizetype column = 0;
    for (const char c : text) {
        if (column > 72 && c != '\r' && c != '\n') {
            quoted += "=\r\n";
            column = 0;
        }
        if (uchar(c) < 0x80 && c != '=') {
            quoted += c;
            column = c == '\n' ? 0 : column + 1;
        } else {
            quoted += '=' + QByteArray(1, c).toHex().toUpper();
            column += 3;
        }
    }
    return quoted;
}

QByteArray base64Lines(const QByteArray &bytes)
{
    const QByteArray base64 = bytes.toBase64();
    QByteArray lines;
    lines.reserve(base64.size() * 40 / 39);
    for (qsizetype at = 0; at < base64.size(); at += kBase64Line)
        lines += base64.mid(at, kBase64Line) + "\r\n";
    return lines;
}

/// A part of its own: header, empty line, text in its coding.
QByteArray textPart(QByteArrayView subtype, const QByteArray &text, Coding coding)
{
    QByteArray part = "Content-Type: text/" + subtype.toByteArray() + "; charset=";
    switch (coding) {
    case Coding::Ascii:
        return part + "us-ascii\r\n\r\n" + text;
    case Coding::Utf8:
        return part + "utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text;
    case Coding::QuotedUtf8:
        return part + "UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + quotedPrintable(text);
    case Coding::QuotedLatin1:
        return part + "iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            + quotedPrintable(QString::fromUtf8(text).toLatin1());
    case Coding::Base64Utf8:
        return part + "utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64Lines(text);
    }
    Q_UNREACHABLE();
}

/// The text as a page: paragraphs in a table, a button, small print.
QByteArray htmlOf(const QByteArray &text, const QByteArray &link)
{
    QByteArray body = text;
    body.replace("<", "&lt;").replace("\r\n\r\n", "</td></tr>\r\n<tr><td align=\"left\">");
    return "<!DOCTYPE html>\r\n<html><head><meta charset=\"utf-8\">\r\n" + kStyle.toByteArray()
        + "</head><body><table role=\"presentation\">\r\n<tr><td align=\"left\">" + body
        + "</td></tr>\r\n<tr><td><a class=\"button\" href=\"" + link
        + "\">Open</a></td></tr>\r\n<tr><td class=\"small\">You get this mail because you are a customer.</td></tr>"
          "\r\n</table></body></html>\r\n";
}

QByteArray encodedWord(const QByteArray &text)
{
    return "=?UTF-8?B?" + text.toBase64() + "?=";
}

} // namespace

/// What is settled about a message before it is written.
struct MailGenerator::Draft {
    qint64 number = 0;
    int group = 0;
    Timestamp received{};
    Coding coding = Coding::Ascii;
    Shape shape = Shape::Plain;
    Random random{0}; // of this message
    QByteArray service; // the group's
    QByteArray from;
    QByteArray to;
    QByteArray toName;
};

MailGenerator::MailGenerator(const Options &options)
    : m_options(options)
{
    Random random(options.seed ^ 0x626173653634);
    QByteArray bytes(kBase64Lines * kBase64Line / 4 * 3, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random.next());
    m_base64 = base64Lines(bytes);
}

QByteArray MailGenerator::reference(qint64 number)
{
    return "ref" + hexadecimal(Random(quint64(number)).next());
}

MailGenerator::Draft MailGenerator::draftOf(qint64 number) const
{
    Draft draft;
    draft.number = number;
    draft.random = Random(m_options.seed * 0x10001 + quint64(number));
    draft.random = Random(draft.random.next()); // else neighbours would share all but one of their numbers
    Random &random = draft.random;
    draft.received = m_options.first + number * m_options.step;
    draft.group = m_options.halfInOneGroup && number % 2 == 0 ? 0 : random.rank(m_options.groups);
    Random ofGroup(m_options.seed ^ (quint64(draft.group) << 32));
    draft.coding = m_options.size > 0 ? Coding::Ascii : codingOf(ofGroup.below(100));
    const int shape = ofGroup.below(100);
    draft.shape = shape < 40 ? Shape::Plain : shape < 90 ? Shape::Alternative : Shape::Html;
    const int service = kServiceWords + draft.group / int(kSubjects.size());
    draft.service = m_vocabulary.word(service % Vocabulary::kWords).toByteArray();
    const QByteArrayView sender = m_vocabulary.word(kServiceWords + ofGroup.below(kSenders));
    draft.from = "app@" + sender.toByteArray() + ".example";
    const bool customer = draft.group % kCustomers == kCustomers - 1;
    const int recipient = customer ? random.rank(kRecipients) : ofGroup.below(kOperators);
    const QByteArrayView name = m_vocabulary.word(kServiceWords + recipient);
    draft.to = name.toByteArray() + (customer ? "@customer.example" : "@ops.example");
    draft.toName = draft.coding == Coding::Ascii ? name.toByteArray() : encodedWord("Jürgen " + name.toByteArray());
    return draft;
}

QByteArray MailGenerator::subjectOf(Draft &draft) const
{
    QByteArray subject;
    const char *mask = kSubjects[size_t(draft.group) % kSubjects.size()];
    for (const char *at = mask; *at != 0; ++at) {
        if (*at != '%' || at[1] == 0) {
            subject += *at;
            continue;
        }
        switch (*++at) {
        case 'S':
            subject += draft.service;
            break;
        case 'n':
            subject += QByteArray::number(draft.random.below(100'000));
            break;
        case 'x':
            subject += hexadecimal(draft.random.next());
            break;
        case 'd':
            subject += toRfc3339(draft.received).first(10);
            break;
        case 't':
            subject += toRfc3339(draft.received).sliced(11, 5);
            break;
        default:
            subject += draft.to;
        }
    }
    return draft.coding == Coding::Ascii ? subject : encodedWord(subject + " – für Sie");
}

QByteArray MailGenerator::header(Draft &draft) const
{
    QByteArray header = "From: \"" + draft.service + " application\" <" + draft.from + ">\r\nTo: " + draft.toName + " <"
        + draft.to + ">\r\nSubject: " + subjectOf(draft) + "\r\nDate: " + toRfc5322(draft.received)
        + "\r\nMessage-ID: <" + hexadecimal(draft.random.next()) + '.' + QByteArray::number(draft.number) + '@'
        + draft.service + ".example>\r\nMIME-Version: 1.0\r\n";
    if (draft.group % 4 == 0)
        header += "Cc: support@" + draft.service + ".example\r\n";
    if (draft.group % 5 == 0)
        header += "Reply-To: no-reply@" + draft.service + ".example\r\n";
    return header + "X-Mailer: " + draft.service + "-mailer 4.2\r\nAuto-Submitted: auto-generated\r\n";
}

void MailGenerator::appendWords(QByteArray &text, Random &random, int count, bool accents) const
{
    qsizetype line = 0;
    for (int i = 0; i < count; ++i) {
        const QByteArrayView word = accents && random.oneIn(20)
            ? QByteArrayView(kAccents[size_t(random.below(int(kAccents.size())))])
            : m_vocabulary.word(random.rank(Vocabulary::kWords));
        text += word;
        line += word.size() + 1;
        text += line > kLineLength ? "\r\n" : " ";
        line = line > kLineLength ? 0 : line;
    }
}

/// What the application says each time, what is new this time, and some lines of a log now and then.
QByteArray MailGenerator::text(Draft &draft) const
{
    const bool accents = draft.coding != Coding::Ascii;
    QByteArray text;
    text.reserve(2'000);
    Random ofGroup(m_options.seed + (quint64(draft.group) << 20));
    text += "Hello,\r\n\r\n";
    appendWords(text, ofGroup, 20 + ofGroup.below(30), accents);
    text += "\r\n\r\n";
    Random &random = draft.random;
    // A log-normal spread about 50 words: most mails are short, a few are long.
    const double spread = random.fraction() + random.fraction() + random.fraction() + random.fraction() - 2;
    appendWords(text, random, int(50 * std::exp(spread * 1.2)), accents);
    text += "\r\n\r\nReference: " + reference(draft.number) + "\r\n\r\n";
    if (random.oneIn(100)) {
        for (int line = 50 + random.below(400); line > 0; --line) {
            text += toRfc3339(draft.received) + " ERROR " + draft.service + " [" + QByteArray::number(line) + "] ";
            appendWords(text, random, 6, false);
            text += "\r\n";
        }
    }
    appendWords(text, ofGroup, 15 + ofGroup.below(20), accents);
    return text + "\r\n";
}

void MailGenerator::appendAttachment(QByteArray &raw, Random &random) const
{
    constexpr qsizetype kStride = kBase64Line + 2;
    const int lines = 40 + random.rank(760);
    const bool image = random.oneIn(2);
    raw += "Content-Type: " + QByteArray(image ? "image/png" : "application/pdf")
        + "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"invoice-"
        + QByteArray::number(random.below(100'000)) + (image ? ".png" : ".pdf") + "\"\r\n\r\n";
    raw += QByteArrayView(m_base64).sliced(random.below(kBase64Lines - lines) * kStride, lines * kStride);
}

MailGenerator::Mail MailGenerator::mail(qint64 number) const
{
    Draft draft = draftOf(number);
    Mail mail;
    mail.envelope.sender = EmailAddress::fromText(draft.from);
    mail.envelope.recipients.append({EmailAddress::fromText(draft.to), {}});
    if (draft.random.oneIn(10))
        mail.envelope.recipients.append({EmailAddress::fromText("archive@ops.example"), {}});
    mail.envelope.helo = draft.service + ".example";
    mail.envelope.extended = true;
    mail.envelope.peer = "127.0.0.1:" + QByteArray::number(32'768 + draft.random.below(28'000));
    mail.envelope.listener = "main";
    mail.envelope.received = draft.received;

    const QByteArray head = header(draft);
    if (m_options.size > 0) {
        mail.raw = head + textPart("plain", text(draft), Coding::Ascii);
        while (mail.raw.size() < m_options.size)
            appendWords(mail.raw, draft.random, 100, false);
        mail.raw.truncate(m_options.size - 2);
        mail.raw += "\r\n";
        return mail;
    }
    const QByteArray plain = text(draft);
    const QByteArray link = "https://" + draft.service + ".example/r/" + reference(number);
    QByteArray content;
    if (draft.shape == Shape::Alternative) {
        const QByteArray delimiter = "--" + kBoundary.toByteArray() + "alt";
        content = "Content-Type: multipart/alternative; boundary=\"" + delimiter.sliced(2) + "\"\r\n\r\n" + delimiter
            + "\r\n" + textPart("plain", plain, draft.coding) + "\r\n" + delimiter + "\r\n"
            + textPart("html", htmlOf(plain, link), draft.coding) + "\r\n" + delimiter + "--\r\n";
    } else {
        content = draft.shape == Shape::Plain ? textPart("plain", plain, draft.coding)
                                              : textPart("html", htmlOf(plain, link), draft.coding);
    }
    if (!draft.random.oneIn(20)) {
        mail.raw = head + content;
        return mail;
    }
    const QByteArray delimiter = "--" + kBoundary.toByteArray() + "mix";
    mail.raw = head + "Content-Type: multipart/mixed; boundary=\"" + delimiter.sliced(2) + "\"\r\n\r\n" + delimiter
        + "\r\n" + content + "\r\n" + delimiter + "\r\n";
    appendAttachment(mail.raw, draft.random);
    mail.raw += "\r\n" + delimiter + "--\r\n";
    return mail;
}

} // namespace mailweir::bench

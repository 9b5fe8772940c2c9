// SPDX-License-Identifier: GPL-3.0-or-later
// The grammar of commands and the readers of lines and messages. Input: two bytes of setup, two of seed, then a text.
#include "core/base/glob.h"
#include "core/mail/message_flags.h"
#include "core/smtp/command_reader.h"
#include "core/smtp/command_table.h"
#include "core/smtp/data_reader.h"
#include "core/smtp/grammar.h"
#include "core/smtp/mail_path.h"
#include "tests/fuzz/fuzz_support.h"
#include "tests/fuzz/reply_check.h"

using namespace mailweir;

namespace {

void checkRefusal(Refusal refusal)
{
    checkReplies(refusal.line.toByteArray() + "\r\n");
    MUST(refusal.line[0] == '4' || refusal.line[0] == '5');
}

/// Whether the address, written as a path, is read as the same address.
void checkAddress(const EmailAddress &address, bool needsDomain)
{
    const QByteArray path = '<' + address.text() + '>';
    QByteArrayView rest = path;
    const std::optional<EmailAddress> again = takePath(rest, needsDomain);
    MUST(again && *again == address && rest.isEmpty());
    MUST(!path.contains('\r') && !path.contains('\n') && !path.contains('\0'));
}

void checkParameters(const QList<EnvelopeParameter> &parameters)
{
    for (const EnvelopeParameter &parameter : parameters) {
        MUST(!parameter.name.isEmpty() && parameter.name == parameter.name.toUpper());
        MUST(!parameter.value.contains(' ') && !parameter.value.contains('='));
    }
}

void checkArguments(QByteArrayView argument, const MailSyntax &syntax, bool utf8)
{
    const Parsed<MailArguments> mail = parseMail(argument, syntax);
    if (const auto *read = std::get_if<MailArguments>(&mail)) {
        MUST(!syntax.strict || !read->lenient);
        MUST(syntax.extended || read->parameters.isEmpty());
        if (!read->sender.isNull())
            checkAddress(read->sender, syntax.strict);
        checkParameters(read->parameters);
    } else {
        checkRefusal(std::get<Refusal>(mail));
    }
    const Parsed<RcptArguments> rcpt = parseRcpt(argument, syntax, utf8);
    if (const auto *read = std::get_if<RcptArguments>(&rcpt)) {
        MUST(!syntax.strict || !read->lenient);
        MUST(!read->recipient.address.isNull());
        checkAddress(read->recipient.address, syntax.strict);
        checkParameters(read->recipient.parameters);
    } else {
        checkRefusal(std::get<Refusal>(rcpt));
    }
    const Parsed<ChunkArguments> chunk = parseChunk(argument);
    if (const auto *read = std::get_if<ChunkArguments>(&chunk))
        MUST(read->size >= 0);
    else
        checkRefusal(std::get<Refusal>(chunk));
}

void checkPath(QByteArrayView text, bool needsDomain)
{
    QByteArrayView rest = text;
    const std::optional<EmailAddress> address = takePath(rest, needsDomain);
    MUST(text.endsWith(rest));
    if (address && !address->isNull())
        checkAddress(*address, needsDomain);
}

struct ReadLines {
    QList<QByteArray> lines;
    QList<CommandReader::Fault> faults;

    friend bool operator==(const ReadLines &, const ReadLines &) = default;
};

ReadLines readLines(QByteArrayView text, Dice *cuts)
{
    CommandReader reader;
    ReadLines read;
    while (!text.isEmpty()) {
        QByteArrayView piece = cuts ? takePiece(text, *cuts) : std::exchange(text, {});
        while (!piece.isEmpty()) {
            if (const std::optional<CommandReader::Line> line = reader.take(piece)) {
                if (line->fault == CommandReader::Fault::None) {
                    MUST(!line->text.contains('\r') && !line->text.contains('\n'));
                    MUST(line->text.size() <= CommandReader::kMaxLoginLine);
                } else {
                    MUST(line->text.size() <= 5);
                }
                read.lines.append(line->text.toByteArray());
                read.faults.append(line->fault);
            }
        }
    }
    return read;
}

/// The message that comes before CRLF . CRLF, found by looking for it; nothing without one.
std::optional<QByteArray> unstuffed(QByteArrayView text)
{
    QByteArray all = "\r\n" + text.toByteArray(); // the CRLF before the first line counts
    const qsizetype end = all.indexOf("\r\n.\r\n");
    if (end < 0)
        return std::nullopt;
    return all.first(end + 2).replace("\r\n.", "\r\n").sliced(2);
}

void checkMessage(QByteArrayView text, Dice &cuts)
{
    DataReader reader;
    QByteArray read;
    QByteArrayView rest = text;
    while (!rest.isEmpty() && !reader.ended()) {
        QByteArrayView piece = takePiece(rest, cuts);
        while (!piece.isEmpty() && !reader.ended())
            read += reader.take(piece);
    }
    const std::optional<QByteArray> expected = unstuffed(text);
    MUST(reader.ended() == expected.has_value());
    MUST(!expected || read == *expected);

    FlagScanner whole;
    FlagScanner pieces;
    whole.add(text);
    for (rest = text; !rest.isEmpty();)
        pieces.add(takePiece(rest, cuts));
    MUST(whole.finish() == pieces.finish());
}

/// The definition, by recursion.
bool matches(QByteArrayView pattern, QByteArrayView text)
{
    if (pattern.isEmpty())
        return text.isEmpty();
    if (pattern.front() == '*')
        return matches(pattern.sliced(1), text) || (!text.isEmpty() && matches(pattern, text.sliced(1)));
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    };
    return !text.isEmpty() && (pattern.front() == '?' || lower(pattern.front()) == lower(text.front()))
        && matches(pattern.sliced(1), text.sliced(1));
}

void checkGlob(QByteArrayView text, Dice &cuts)
{
    const qsizetype at = cuts.below(quint32(qMin<qsizetype>(text.size(), 8) + 1));
    const QByteArrayView pattern = text.first(at);
    const QByteArrayView subject = text.sliced(at).first(qMin<qsizetype>(text.size() - at, 16));
    MUST(globMatches(pattern, subject) == matches(pattern, subject));
}

} // namespace

int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    const quint32 setup = takeNumber(text);
    Dice cuts(takeNumber(text));
    const MailSyntax syntax{(setup & 1) != 0, (setup & 2) != 0, (setup & 4) != 0, fromUnixMs(1'777'626'000'000)};

    const CommandParts line = splitCommandLine(text);
    (void)commandRule(line.verb);
    checkArguments(line.argument, syntax, (setup & 8) != 0);
    checkArguments(text, syntax, (setup & 8) != 0);
    checkPath(text, syntax.strict);
    if (const auto parameters = parseParameters(text))
        checkParameters(*parameters);
    MUST(!isHelloName(text) || (!text.isEmpty() && text.size() <= 255));
    MUST(readLines(text, &cuts) == readLines(text, nullptr));
    checkMessage(text, cuts);
    checkGlob(text, cuts);
    return 0;
}

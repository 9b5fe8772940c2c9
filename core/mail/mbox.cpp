// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mail/mbox.h"

#include "core/mail/header_block.h"
#include "core/mail/message_flags.h"

#include <QLocale>
#include <QTime>
#include <QTimeZone>

#include <algorithm>

namespace mailweir {

namespace {

constexpr QByteArrayView kFrom = "From ";
constexpr qsizetype kMaxSeparator = 1'000;
constexpr qsizetype kMaxSender = 900;
constexpr qsizetype kPiece = 64 * 1024;
constexpr qsizetype kHeldBack = 4; // the longest that end() may look at

constexpr const char *kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr const char *kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Word {
    qsizetype at = 0; // in the line
    QByteArrayView text;
};

QList<Word> wordsOf(QByteArrayView text)
{
    QList<Word> words;
    for (qsizetype at = 0; at < text.size();) {
        if (text[at] == ' ') {
            ++at;
            continue;
        }
        const qsizetype space = text.indexOf(' ', at);
        const qsizetype end = space < 0 ? text.size() : space;
        words.append({at, text.sliced(at, end - at)});
        at = end;
    }
    return words;
}

/// 1 for the first; 0 when it is none of them.
template <typename Names> int numberIn(const Names &names, QByteArrayView word)
{
    const auto found = std::find_if(std::begin(names), std::end(names),
                                    [&](const char *name) { return word.compare(name, Qt::CaseInsensitive) == 0; });
    return found == std::end(names) ? 0 : int(found - std::begin(names)) + 1;
}

int yearOf(QByteArrayView word)
{
    const bool isYear =
        word.size() == 4 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isYear ? word.toByteArray().toInt() : 0;
}

/// Of +hhmm and -hhmm; names of zones mean different things to different people and count as UTC.
int zoneSeconds(QByteArrayView word)
{
    bool ok = false;
    const int number = word.size() == 5 ? word.sliced(1).toByteArray().toInt(&ok) : 0;
    if (!ok || (word[0] != '+' && word[0] != '-'))
        return 0;
    const int seconds = (number / 100 * 60 + number % 100) * 60;
    return word[0] == '-' ? -seconds : seconds;
}

/// Of "Thu Jan  1 00:00:00 1970" from the given word on, with a zone before or after the year.
std::optional<Timestamp> dateFrom(const QList<Word> &words, qsizetype day)
{
    if (day + 5 > words.size() || numberIn(kDays, words[day].text) == 0)
        return std::nullopt;
    const int month = numberIn(kMonths, words[day + 1].text);
    const int dayOfMonth = words[day + 2].text.toByteArray().toInt();
    const QByteArray clock = words[day + 3].text.toByteArray();
    const QTime time = QTime::fromString(QString::fromLatin1(clock),
                                         clock.size() > 5 ? QStringLiteral("H:m:s") : QStringLiteral("H:m"));
    const bool zoneFirst = yearOf(words[day + 4].text) == 0;
    const int year = zoneFirst && day + 5 < words.size() ? yearOf(words[day + 5].text) : yearOf(words[day + 4].text);
    const QDate date(year, month, dayOfMonth);
    if (month == 0 || year == 0 || !date.isValid() || !time.isValid())
        return std::nullopt;
    const qsizetype zone = zoneFirst ? day + 4 : day + 5;
    const int offset = zone < words.size() ? zoneSeconds(words[zone].text) : 0;
    return fromUnixMs(QDateTime(date, time, QTimeZone::utc()).toMSecsSinceEpoch() - offset * 1'000LL);
}

EmailAddress senderFrom(QByteArrayView text)
{
    text = text.trimmed();
    for (const char *unknown : {"MAILER-DAEMON", "-", "???@???"}) {
        if (text == unknown)
            return {};
    }
    return EmailAddress::fromText(text);
}

QByteArray separatorLine(const EmailAddress &sender, Timestamp date)
{
    QByteArray from = sender.text().left(kMaxSender);
    for (char &c : from)
        c = uchar(c) < 0x20 || c == 0x7f ? '?' : c;
    const QDateTime time = toDateTime(date).toUTC();
    const QString text =
        QLocale::c().toString(time, QStringLiteral("ddd MMM %1 hh:mm:ss yyyy")).arg(time.date().day(), 2);
    return kFrom.toByteArray() + (from.isEmpty() ? QByteArrayLiteral("MAILER-DAEMON") : from) + ' ' + text.toLatin1();
}

/// Whether the line is one that only quoting tells from a separator.
bool needsQuoteMark(QByteArrayView line)
{
    qsizetype marks = 0;
    while (marks < line.size() && line[marks] == '>')
        ++marks;
    return line.sliced(marks).startsWith(kFrom);
}

/// What of the end of a message belongs to the mbox: a line end (the empty line), or what ends a line without end too.
qsizetype trailer(QByteArrayView message, bool verbatim)
{
    if (message.endsWith("\n\r\n") || message == "\r\n")
        return 2;
    if (message.endsWith("\n\n"))
        return verbatim ? 2 : 1;
    return message == "\n" ? 1 : 0;
}

} // namespace

std::optional<MboxSeparator> parseMboxSeparator(QByteArrayView line)
{
    if (!line.startsWith(kFrom) || line.size() > kMaxSeparator)
        return std::nullopt;
    const QByteArrayView text = withoutLineEnd(line).sliced(kFrom.size());
    const QList<Word> words = wordsOf(text);
    for (qsizetype i = words.size() - 5; i >= 0; --i) {
        if (const auto date = dateFrom(words, i))
            return MboxSeparator{senderFrom(text.first(words[i].at)), *date, line.endsWith("\r\n")};
    }
    return std::nullopt;
}

Result<void> MboxReader::fill(qsizetype size)
{
    while (!m_atEnd && m_buffer.size() - m_begin < size) {
        m_buffer.remove(0, m_begin);
        m_position += m_begin;
        m_begin = 0;
        const qsizetype before = m_buffer.size();
        m_buffer.resize(before + kPiece);
        const qint64 read = m_device.read(m_buffer.data() + before, kPiece);
        m_buffer.resize(before + std::max<qint64>(read, 0));
        m_atEnd = read <= 0;
        if (read < 0 && !m_device.isSequential())
            return Error{ErrorCode::Io, QStringLiteral("mbox"), m_device.errorString()};
    }
    return {};
}

Result<std::optional<MboxSeparator>> MboxReader::next()
{
    while (m_inMessage) {
        if (const auto passed = read(); !passed)
            return passed.error();
    }
    m_out.clear();
    if (!m_started) {
        m_started = true;
        if (const auto filled = fill(kMaxSeparator); !filled)
            return filled.error();
        const QByteArrayView line = lineAt(rest(), 0);
        m_next = parseMboxSeparator(line);
        if (!m_next && !line.isEmpty())
            return Error{ErrorCode::Invalid, QStringLiteral("mbox"), QStringLiteral("does not begin with a From line")};
        m_begin += line.size();
    }
    const std::optional<MboxSeparator> separator = std::exchange(m_next, std::nullopt);
    if (separator)
        begin(*separator);
    return separator;
}

void MboxReader::begin(const MboxSeparator &separator)
{
    m_inMessage = true;
    m_verbatim = separator.verbatim;
    m_at = At::LineStart;
    m_inHeader = true;
    m_length = -1;
    m_lineEnds = {};
}

void MboxReader::end()
{
    m_inMessage = false;
    m_out.chop(trailer(m_out, m_verbatim));
}

Result<QByteArray> MboxReader::read()
{
    while (m_inMessage && m_out.size() < kPiece + kHeldBack) {
        if (const auto done = step(); !done) {
            m_inMessage = false;
            return done.error();
        }
    }
    return takeOut(m_inMessage ? m_out.size() - kHeldBack : m_out.size());
}

QByteArray MboxReader::takeOut(qsizetype size)
{
    const QByteArray piece = m_verbatim ? m_out.first(size) : m_lineEnds.convert(QByteArrayView(m_out).first(size));
    m_out.remove(0, size);
    return piece;
}

Result<void> MboxReader::step()
{
    if (Result<void> filled = fill(kMaxSeparator); !filled)
        return filled;
    switch (m_at) {
    case At::LineStart:
        startLine();
        break;
    case At::QuoteMarks:
        takeQuoteMarks();
        break;
    case At::Line:
        take(lineAt(rest(), 0).size());
        if (m_out.endsWith('\n'))
            m_at = At::LineStart;
        else if (rest().isEmpty() && m_atEnd)
            end();
        break;
    case At::Verbatim:
        take(std::min<qint64>(m_bodyAt + m_length - position(), rest().size()));
        if (position() == m_bodyAt + m_length || (rest().isEmpty() && m_atEnd)) // the latter: it has shrunk
            m_at = At::LineStart;
        break;
    }
    return {};
}

void MboxReader::take(qint64 size)
{
    m_out += rest().first(size);
    m_begin += size;
}

void MboxReader::startLine()
{
    if (rest().isEmpty()) {
        end();
        return;
    }
    const QByteArrayView line = lineAt(rest(), 0);
    if (const auto separator = parseMboxSeparator(line)) {
        if (isWithinLength()) {
            m_at = At::Verbatim;
            return;
        }
        m_begin += line.size();
        m_next = separator;
        end();
        return;
    }
    if (m_inHeader)
        noteHeaderLine(line);
    m_at = line.startsWith('>') ? At::QuoteMarks : At::Line;
    m_quoteMarksDone = false;
}

/// The marks are counted, not kept: a line may hold any number of them.
void MboxReader::takeQuoteMarks()
{
    if (!m_quoteMarksDone) {
        const QByteArrayView text = rest();
        const auto other = std::find_if(text.begin(), text.end(), [](char c) { return c != '>'; });
        m_quoteMarks += other - text.begin();
        m_begin += other - text.begin();
        if (text.end() - other < kFrom.size() && !m_atEnd)
            return; // more may follow
        m_quoteMarksDone = true;
        if (rest().startsWith(kFrom))
            --m_quoteMarks;
    }
    const qint64 marks = std::min<qint64>(m_quoteMarks, kPiece);
    m_out += QByteArray(marks, '>');
    m_quoteMarks -= marks;
    if (m_quoteMarks == 0)
        m_at = At::Line;
}

void MboxReader::noteHeaderLine(QByteArrayView line)
{
    constexpr QByteArrayView kLength = "content-length:";
    const QByteArrayView text = withoutLineEnd(line);
    if (text.isEmpty()) {
        m_inHeader = false;
        m_bodyAt = position() + line.size();
    } else if (text.size() > kLength.size() && kLength.compare(text.first(kLength.size()), Qt::CaseInsensitive) == 0) {
        bool ok = false;
        const qint64 length = text.sliced(kLength.size()).toByteArray().trimmed().toLongLong(&ok);
        m_length = ok ? length : -1;
    }
}

/// Whether the body goes on beyond here and ends, by its Content-Length, where one must end.
bool MboxReader::isWithinLength()
{
    if (m_inHeader || m_length < 0 || m_device.isSequential() || m_length >= m_device.size() - m_bodyAt)
        return false;
    const qint64 bodyEnd = m_bodyAt + m_length;
    if (bodyEnd <= position())
        return false;
    const qint64 place = m_device.pos();
    QByteArray around;
    if (m_device.seek(bodyEnd - 1))
        around = m_device.read(kMaxSeparator);
    (void)m_device.seek(place);
    const QByteArrayView lineEnd = lineAt(around, 0);
    const QByteArrayView emptyLine = lineAt(around, lineEnd.size());
    const QByteArrayView nextLine = lineAt(around, lineEnd.size() + emptyLine.size());
    return lineEnd == "\n" && (emptyLine == "\r\n" || (emptyLine == "\n" && !m_verbatim))
        && (nextLine.isEmpty() || parseMboxSeparator(nextLine));
}

Result<void> writeMboxMessage(QIODevice &out, const EmailAddress &sender, Timestamp date, QByteArrayView raw)
{
    const auto write = [&out](QByteArrayView bytes) {
        return out.write(bytes.data(), bytes.size()) == bytes.size();
    };
    FlagScanner scanner;
    scanner.add(raw);
    const bool verbatim =
        scanner.finish().testAnyFlags(MessageFlag::BareCr | MessageFlag::BareLf) || !raw.endsWith("\r\n");
    bool good = write(separatorLine(sender, date)) && write(verbatim ? "\r\n" : "\n");
    for (qsizetype at = 0; good && at < raw.size();) {
        const QByteArrayView line = lineAt(raw, at);
        at += line.size();
        if (needsQuoteMark(line))
            good = write(">");
        good = good && (verbatim ? write(line) : write(withoutLineEnd(line)) && write("\n"));
    }
    good = good && write(!verbatim ? "\n" : raw.endsWith('\n') ? "\r\n" : "\n\n");
    return good ? Result<void>() : Error{ErrorCode::Io, QStringLiteral("mbox"), out.errorString()};
}

} // namespace mailweir

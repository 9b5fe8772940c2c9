// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/batch/summary_composer.h"

#include "core/mail/message_composer.h"
#include "core/mail/mime_message.h"

#include <algorithm>

namespace mailweir {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxGroupText = 64 * 1024;
constexpr qsizetype kMaxTexts = 1024 * 1024; ///< characters in all groups; text and HTML part each hold them
constexpr qsizetype kMaxSubject = 1'000;
constexpr QLatin1StringView kCut("[cut here: the message is longer]");
constexpr QLatin1StringView kLost("[the message cannot be read: its stored copy is damaged]");

/// A group, ready to be written.
struct Section {
    qint64 count = 0;
    Timestamp oldest{};
    Timestamp newest{};
    QString subject; ///< never empty
    QString text;
};

struct Facts {
    qint64 instances = 0;
    Timestamp oldest{};
    Timestamp newest{};
    QList<Section> sections;
};

QString cutText(QString text, qsizetype limit)
{
    while (!text.isEmpty() && text.back().isSpace())
        text.chop(1);
    if (text.size() <= limit)
        return text;
    text.truncate(limit);
    if (!text.isEmpty() && text.back().isHighSurrogate())
        text.chop(1);
    return text.isEmpty() ? QString(kCut) : text + u'\n' + kCut;
}

QString subjectLine(const QString &text)
{
    const QString line = text.simplified().left(kMaxSubject);
    return line.isEmpty() ? u"(no subject)"_s : line;
}

Section sectionOf(const BatchGroup &group, qsizetype room)
{
    if (group.lastIsLost)
        return {group.count, group.oldest, group.newest, subjectLine(group.label), QString(kLost)};
    const qsizetype size = std::min<qsizetype>(group.lastRaw.size(), BatchGroup::kMaxRaw);
    const MimeMessage message = MimeMessage::parse(QByteArrayView(group.lastRaw).first(size));
    return {group.count, group.oldest, group.newest, subjectLine(message.subject()),
            cutText(message.readableText(), std::min(room, kMaxGroupText))};
}

Facts factsOf(const BatchContent &content)
{
    Facts facts{0, content.batch.first, content.batch.last, {}};
    qsizetype room = kMaxTexts;
    for (const BatchGroup &group : content.groups) {
        const bool first = facts.sections.isEmpty();
        facts.instances += group.count;
        facts.oldest = first ? group.oldest : std::min(facts.oldest, group.oldest);
        facts.newest = first ? group.newest : std::max(facts.newest, group.newest);
        facts.sections.append(sectionOf(group, room));
        room = std::max<qsizetype>(room - facts.sections.last().text.size(), 0);
    }
    return facts;
}

QString counted(qint64 count, const QString &noun)
{
    return QString::number(count) + u' ' + noun + (count == 1 ? QString() : u"s"_s);
}

QString headline(const Facts &facts)
{
    const QString instances = counted(facts.instances, u"instance"_s);
    if (facts.sections.size() == 1)
        return instances + ": "_L1 + facts.sections.first().subject;
    return instances + " of "_L1 + counted(facts.sections.size(), u"message"_s);
}

/// 2026-05-01 09:30:00 UTC
QString dateText(Timestamp time)
{
    const QString text = QString::fromLatin1(toRfc3339(time));
    return text.left(10) + u' ' + text.mid(11, 8) + " UTC"_L1;
}

QString rangeText(const Section &section)
{
    const QString oldest = dateText(section.oldest);
    const QString newest = dateText(section.newest);
    return oldest == newest ? oldest : oldest + u" – "_s + newest;
}

QString textOf(const Facts &facts)
{
    QString out = headline(facts) + "\n\n"_L1;
    out += "Total:    "_L1 + QString::number(facts.instances) + u'\n';
    out += "Distinct: "_L1 + QString::number(facts.sections.size()) + u'\n';
    out += "Oldest:   "_L1 + dateText(facts.oldest) + u'\n';
    out += "Newest:   "_L1 + dateText(facts.newest) + u'\n';
    for (const Section &section : facts.sections) {
        out += u'\n' + QString(72, u'-') + u'\n';
        out += counted(section.count, u"instance"_s) + ", "_L1 + rangeText(section) + u'\n';
        out += "Subject: "_L1 + section.subject + "\n\n"_L1;
        out += section.text.isEmpty() ? u"(no text)\n"_s : section.text + u'\n';
    }
    return out;
}

QString htmlText(const QString &text)
{
    QString out = text.toHtmlEscaped();
    out.replace(u'\n', u"<br>\n"_s);
    // Indentation stays where neither <pre> nor white-space is respected.
    return out.replace(u"  "_s, u"&nbsp; "_s);
}

QString htmlFact(const QString &name, const QString &value)
{
    return QStringLiteral(
               "<td style=\"padding:8px 20px 8px 0;\"><span style=\"color:#5f6b7a; font-size:12px;\">%1</span><br>"
               "<span style=\"font-size:15px;\"><b>%2</b></span></td>\n")
        .arg(name, value);
}

QString htmlSection(const Section &section)
{
    const QString text =
        section.text.isEmpty() ? u"<span style=\"color:#5f6b7a;\">(no text)</span>"_s : htmlText(section.text);
    // One arg() call with all values: no value is searched for place marks.
    return QStringLiteral(
               "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin-top:16px;\">\n"
               "<tr><td bgcolor=\"#e8eef7\" style=\"padding:10px 14px;\"><b>%1</b><br>"
               "<span style=\"color:#5f6b7a; font-size:12px;\">%2 &middot; %3</span></td></tr>\n"
               "<tr><td bgcolor=\"#f8f9fb\" style=\"padding:12px 14px; font-family:monospace; font-size:13px;\">"
               "%4</td></tr>\n</table>\n")
        .arg(section.subject.toHtmlEscaped(), counted(section.count, u"instance"_s), rangeText(section), text);
}

QString htmlOf(const Facts &facts)
{
    QString out = QStringLiteral("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"></head>\n"
                                 "<body style=\"margin:0; padding:16px; background-color:#ffffff; color:#1d2733; "
                                 "font-family:Helvetica,Arial,sans-serif; font-size:14px;\">\n");
    out += "<p style=\"font-size:18px;\"><b>"_L1 + headline(facts).toHtmlEscaped() + "</b></p>\n"_L1;
    out += "<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr>\n"_L1;
    out += htmlFact(u"Total"_s, QString::number(facts.instances));
    out += htmlFact(u"Distinct"_s, QString::number(facts.sections.size()));
    out += htmlFact(u"Oldest"_s, dateText(facts.oldest));
    out += htmlFact(u"Newest"_s, dateText(facts.newest));
    out += "</tr></table>\n"_L1;
    for (const Section &section : facts.sections)
        out += htmlSection(section);
    return out + "</body></html>\n"_L1;
}

} // namespace

ComposedSummary composeSummary(const BatchContent &content, const SummaryOptions &options, Timestamp now)
{
    const Facts facts = factsOf(content);
    const QByteArray host = options.hostName.isEmpty() ? QByteArrayLiteral("localhost") : options.hostName;
    const QByteArray id = content.batch.id.text();
    ComposedSummary summary;
    summary.subject = (options.subjectPrefix + u' ' + headline(facts)).trimmed();
    summary.messageId = "batch-" + id + '.' + QByteArray::number(toUnixMs(content.batch.first)) + '@' + host;

    MessageDraft draft;
    draft.from = options.from;
    draft.to = content.batch.recipient;
    draft.subject = summary.subject;
    draft.messageId = summary.messageId;
    draft.date = now;
    draft.text = textOf(facts);
    draft.html = htmlOf(facts);
    draft.headers = {{kOwnMailHeader, id}};
    summary.raw = composeMessage(draft);
    return summary;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fault_words.h"

#include "core/base/quantity.h"
#include "ui/models/texts.h"

#include <QLocale>

namespace mailweir {

const QStringList &FaultWords::stages()
{
    static const QStringList names{QStringLiteral("connect"), QStringLiteral("ehlo"), QStringLiteral("auth"),
                                   QStringLiteral("mail"),    QStringLiteral("rcpt"), QStringLiteral("data"),
                                   QStringLiteral("dot")};
    return names;
}

QString FaultWords::stage(const QString &name)
{
    switch (stages().indexOf(name)) {
    case 0:
        return tr("When a client connects");
    case 1:
        return tr("At its greeting (EHLO)");
    case 2:
        return tr("At the login (AUTH)");
    case 3:
        return tr("At the sender (MAIL)");
    case 4:
        return tr("At each recipient (RCPT)");
    case 5:
        return tr("Before the message (DATA)");
    case 6:
        return tr("After the message, at its final dot");
    default:
        return name;
    }
}

QString FaultWords::summary(const FaultSettings &fault)
{
    QStringList what;
    if (fault.delay > Milliseconds{0})
        what += tr("wait %1", "a time such as 5s").arg(formatDuration(fault.delay));
    if (fault.speed > 0)
        what += tr("%1/s", "bytes a second").arg(formatSize(fault.speed));
    if (fault.drop)
        what += tr("hang up");
    else if (!fault.reply.isEmpty())
        what += fault.reply;
    if (fault.greylist)
        what += tr("only the first time");
    if (fault.ratePerMinute > 0)
        what += tr("above %1 a minute").arg(Texts::number(fault.ratePerMinute));
    if (fault.probability < 1)
        what += tr("%1 %", "percent of the cases").arg(QLocale().toString(fault.probability * 100, 'g', 4));
    if (fault.times > 0)
        what += tr("%n time(s)", nullptr, fault.times);
    if (fault.duration > Milliseconds{0})
        what += tr("for %1", "a time such as 5m").arg(formatDuration(fault.duration));
    return tr("%1: %2", "where it strikes: what it does").arg(fault.at.toUpper(), what.join(QStringLiteral(", ")));
}

QList<FaultPreset> FaultWords::presets()
{
    FaultSettings refuse;
    refuse.name = QStringLiteral("refuse-recipients");
    refuse.at = QStringLiteral("rcpt");
    refuse.reply = QStringLiteral("550 5.1.1 no such user here");

    FaultSettings greylist;
    greylist.name = QStringLiteral("greylist");
    greylist.at = QStringLiteral("rcpt");
    greylist.reply = QStringLiteral("450 4.7.1 greylisted, please try again later");
    greylist.greylist = true;

    FaultSettings slow;
    slow.name = QStringLiteral("slow-server");
    slow.at = QStringLiteral("connect");
    slow.delay = std::chrono::seconds(5);
    slow.speed = 1024;

    FaultSettings drop;
    drop.name = QStringLiteral("drop-at-end");
    drop.at = QStringLiteral("dot");
    drop.drop = true;

    FaultSettings rate;
    rate.name = QStringLiteral("rate-limit");
    rate.at = QStringLiteral("mail");
    rate.reply = QStringLiteral("450 4.7.1 too many messages, please slow down");
    rate.ratePerMinute = 10;

    return {{tr("&Refuse every recipient"), refuse},
            {tr("&Greylist"), greylist},
            {tr("&Slow server"), slow},
            {tr("&Drop at end of data"), drop},
            {tr("Rate &limit"), rate}};
}

QString FaultWords::notice(qsizetype count)
{
    return tr("%n fault(s) are on: mail is refused or slowed on purpose.", nullptr, int(count));
}

QString FaultWords::brief(qsizetype count)
{
    return tr("%n fault(s) on", nullptr, int(count));
}

} // namespace mailweir

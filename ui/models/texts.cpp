// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/texts.h"

#include <QLocale>

namespace mailweir {

namespace {

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;

qint64 secondsBetween(Timestamp earlier, Timestamp later)
{
    return std::chrono::duration_cast<std::chrono::seconds>(later - earlier).count();
}

} // namespace

QString Texts::age(Timestamp time, Timestamp now)
{
    if (time == Timestamp{})
        return {};
    const qint64 seconds = secondsBetween(time, now);
    if (seconds < 1)
        return tr("now");
    if (seconds < kMinute)
        return tr("%1 s", "seconds, short").arg(seconds);
    if (seconds < kHour)
        return tr("%1 min", "minutes, short").arg(seconds / kMinute);
    if (seconds < kDay)
        return tr("%1 h", "hours, short").arg(seconds / kHour);
    return tr("%1 d", "days, short").arg(seconds / kDay);
}

QString Texts::ago(Timestamp time, Timestamp now)
{
    if (secondsBetween(time, now) < 1)
        return tr("now");
    return tr("%1 ago", "%1 is a span such as 12 s").arg(age(time, now));
}

QString Texts::until(Timestamp time, Timestamp now)
{
    // A span that has not quite run out still counts as a whole second: "in 0 s" helps nobody.
    const Timestamp rounded = time + Milliseconds(999);
    if (secondsBetween(now, rounded) < 1)
        return tr("now");
    return tr("in %1", "%1 is a span such as 12 s").arg(age(now, rounded));
}

QString Texts::moment(Timestamp time)
{
    const QLocale locale;
    const QDateTime local = toDateTime(time).toLocalTime();
    QString format = locale.timeFormat(QLocale::ShortFormat);
    if (!format.contains(u's')) // most locales' short format
        format.replace(QStringLiteral("mm"), QStringLiteral("mm:ss"));
    return locale.toString(local.date(), QLocale::ShortFormat) + u' ' + locale.toString(local.time(), format);
}

QString Texts::number(qint64 value)
{
    return QLocale().toString(value);
}

QString Texts::size(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString Texts::deliveryState(DeliveryState state)
{
    switch (state) {
    case DeliveryState::Waiting:
        return tr("Waiting");
    case DeliveryState::Sending:
        return tr("Sending");
    case DeliveryState::Sent:
        return tr("Sent");
    case DeliveryState::Deferred:
        return tr("Deferred");
    case DeliveryState::Held:
        return tr("Not sent");
    case DeliveryState::Uncertain:
        return tr("Uncertain");
    case DeliveryState::Failed:
        return tr("Failed");
    case DeliveryState::Cancelled:
        return tr("Cancelled");
    }
    Q_UNREACHABLE();
}

QString Texts::groupState(const Group &group)
{
    switch (group.state) {
    case GroupState::Failed:
        return tr("Failed");
    case GroupState::Uncertain:
        return tr("Uncertain");
    case GroupState::Deferred:
        return tr("Deferred");
    case GroupState::Sending:
        return tr("Sending");
    case GroupState::Held:
        return group.batch && group.batch->state == BatchState::Held ? tr("On hold") : tr("Not sent");
    case GroupState::Collecting:
        return tr("Collecting");
    case GroupState::Sent:
        return tr("Sent");
    case GroupState::Caught:
        return tr("Caught");
    }
    Q_UNREACHABLE();
}

QString Texts::error(const Error &error)
{
    const QString about = error.subject;
    const QString detail = error.detail;
    switch (error.code) {
    case ErrorCode::Io:
        return tr("%1 could not be read or written: %2.").arg(about, detail);
    case ErrorCode::DiskFull:
        return tr("The disk is nearly full, so new mail is turned away until there is room again.");
    case ErrorCode::PermissionDenied:
        return tr("%1 may not be used: %2.").arg(about, detail);
    case ErrorCode::Locked:
        return tr("%1 is in use: %2.").arg(about, detail);
    case ErrorCode::AddressInUse:
        return tr("The address %1 is taken by another program.").arg(about);
    case ErrorCode::NotFound:
        return tr("This is no longer there.");
    case ErrorCode::Corrupt:
        return tr("%1 is damaged: %2.").arg(about, detail);
    case ErrorCode::TooNew:
        return tr("%1 was written by a newer version of Mailweir.").arg(about);
    case ErrorCode::Invalid:
        return tr("%1 is not valid: %2.").arg(about, detail);
    case ErrorCode::NotInThisVersion:
        return tr("%1 is not in this version.").arg(about);
    case ErrorCode::Unavailable:
        return tr("%1 is not available: %2.").arg(about, detail);
    case ErrorCode::Refused:
        return tr("%1 said: %2").arg(about, detail);
    case ErrorCode::TimedOut:
        return tr("%1 did not answer in time.").arg(about);
    case ErrorCode::Cancelled:
        return tr("Cancelled.");
    case ErrorCode::Conflict:
        return tr("This has changed in the meantime: %1.").arg(detail);
    }
    Q_UNREACHABLE();
}

QString Texts::address(const MailAddress &address)
{
    if (address.name.isEmpty())
        return address.address;
    return address.address.isEmpty() ? address.name : address.name + QStringLiteral(" <") + address.address + u'>';
}

QString Texts::recipients(const QStringList &first, int count)
{
    if (count > 1)
        return tr("%n recipient(s)", nullptr, count);
    return first.value(0);
}

} // namespace mailweir

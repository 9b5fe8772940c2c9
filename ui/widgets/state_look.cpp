// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/state_look.h"

namespace mailweir {

namespace {

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < 128;
}

QColor mixed(const QColor &a, const QColor &b, double share)
{
    const auto mix = [share](int x, int y) {
        return qRound(x + (y - x) * share);
    };
    return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

} // namespace

QColor toneColour(Tone tone, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (tone) {
    case Tone::Plain:
        return dimmedText(palette);
    case Tone::Active:
        return dark ? QColor(0x74, 0xc0, 0xe3) : QColor(0x0b, 0x5f, 0x8a);
    case Tone::Good:
        return dark ? QColor(0x7c, 0xcf, 0x95) : QColor(0x1b, 0x6b, 0x3a);
    case Tone::Warning:
        return dark ? QColor(0xe8, 0xb8, 0x5c) : QColor(0x83, 0x52, 0x00);
    case Tone::Bad:
        return dark ? QColor(0xff, 0x9a, 0x8c) : QColor(0xb3, 0x26, 0x1e);
    }
    Q_UNREACHABLE();
}

QColor dimmedText(const QPalette &palette)
{
    // A third of the way to the background keeps 5:1 on black-on-white and white-on-near-black alike.
    return mixed(palette.color(QPalette::Text), palette.color(QPalette::Base), 0.34);
}

StateLook lookOf(const Group &group)
{
    switch (group.state) {
    case GroupState::Failed:
        return {QStringLiteral("state-failed"), Tone::Bad};
    case GroupState::Uncertain:
        return {QStringLiteral("state-uncertain"), Tone::Warning};
    case GroupState::Deferred:
        return {QStringLiteral("state-deferred"), Tone::Warning};
    case GroupState::Sending:
        return {QStringLiteral("state-sending"), Tone::Active};
    case GroupState::Held:
        if (group.batch && group.batch->state == BatchState::Held)
            return {QStringLiteral("state-held"), Tone::Warning};
        return {QStringLiteral("state-not-sent"), Tone::Plain};
    case GroupState::Collecting:
        return {QString(), Tone::Active}; // an arc is drawn instead
    case GroupState::Sent:
        return {QStringLiteral("state-sent"), Tone::Good};
    case GroupState::Caught:
        return {QStringLiteral("state-caught"), Tone::Plain};
    }
    Q_UNREACHABLE();
}

StateLook lookOf(DeliveryState state)
{
    switch (state) {
    case DeliveryState::Waiting:
    case DeliveryState::Sending:
        return {QStringLiteral("state-sending"), Tone::Active};
    case DeliveryState::Sent:
        return {QStringLiteral("state-sent"), Tone::Good};
    case DeliveryState::Deferred:
        return {QStringLiteral("state-deferred"), Tone::Warning};
    case DeliveryState::Held:
        return {QStringLiteral("state-not-sent"), Tone::Plain};
    case DeliveryState::Uncertain:
        return {QStringLiteral("state-uncertain"), Tone::Warning};
    case DeliveryState::Failed:
        return {QStringLiteral("state-failed"), Tone::Bad};
    case DeliveryState::Cancelled:
        return {QStringLiteral("cancel"), Tone::Plain};
    }
    Q_UNREACHABLE();
}

} // namespace mailweir

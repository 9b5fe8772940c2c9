// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/appearance.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPainter>
#include <QProxyStyle>
#include <QStyleOption>

namespace mailweir {
namespace {

constexpr int kCallLimitMs = 2'000;

QString portalService()
{
    return QStringLiteral("org.freedesktop.portal.Desktop");
}

QString portalPath()
{
    return QStringLiteral("/org/freedesktop/portal/desktop");
}

QString portalSettings()
{
    return QStringLiteral("org.freedesktop.portal.Settings");
}

QString appearanceGroup()
{
    return QStringLiteral("org.freedesktop.appearance");
}

QString colourSchemeKey()
{
    return QStringLiteral("color-scheme");
}

struct Colours {
    QRgb window, base, alternate, button, text, faint, accent, onAccent, link, warning, line;
};

// Text, faint and warning keep 4.5:1 on window, base and alternate; onAccent on accent.
constexpr Colours kLight{0xfff5f6f7, 0xffffffff, 0xfff0f2f4, 0xffeceef0, 0xff1d2327, 0xff5c666e,
                         0xff1f6f96, 0xffffffff, 0xff1a6a91, 0xffb3261e, 0xffc9ced2};
constexpr Colours kDark{0xff23272b, 0xff1b1f22, 0xff212529, 0xff2d3237, 0xffe4e8eb, 0xff9aa5ad,
                        0xff29769c, 0xffffffff, 0xff6cc0e8, 0xffff8f85, 0xff3d444a};

QPalette paletteOf(const Colours &colours)
{
    QPalette palette(QColor(colours.button), QColor(colours.window));
    const auto set = [&palette](QPalette::ColorRole role, QRgb colour) {
        palette.setColor(role, QColor(colour));
    };
    set(QPalette::Window, colours.window);
    set(QPalette::WindowText, colours.text);
    set(QPalette::Base, colours.base);
    set(QPalette::AlternateBase, colours.alternate);
    set(QPalette::Text, colours.text);
    set(QPalette::Button, colours.button);
    set(QPalette::ButtonText, colours.text);
    set(QPalette::ToolTipBase, colours.button);
    set(QPalette::ToolTipText, colours.text);
    set(QPalette::PlaceholderText, colours.faint);
    set(QPalette::BrightText, colours.warning);
    set(QPalette::Highlight, colours.accent);
    set(QPalette::HighlightedText, colours.onAccent);
    set(QPalette::Link, colours.link);
    set(QPalette::LinkVisited, colours.link);
    set(QPalette::Mid, colours.line);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(colours.faint));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(colours.line));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor(colours.text));
    return palette;
}

void dress(bool dark)
{
    const QPalette palette = dark ? darkPalette() : lightPalette();
    if (QApplication::palette() != palette)
        QApplication::setPalette(palette);
}

/// The portal wraps its answers in one variant more in Read() than in SettingChanged.
uint schemeNumber(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

constexpr uint kPreferDark = 1;

/// Fusion frames check boxes and radio buttons darker than the window, which cannot be seen on a dark one.
class Style final : public QProxyStyle {
public:
    Style()
        : QProxyStyle(QStringLiteral("Fusion"))
    {
    }

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        const bool focused = option->state & State_HasFocus && option->state & State_KeyboardFocusChange;
        if (focused || (element != PE_IndicatorCheckBox && element != PE_IndicatorRadioButton))
            return;
        const QRectF frame = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(option->palette.color(QPalette::PlaceholderText));
        painter->setBrush(Qt::NoBrush);
        if (element == PE_IndicatorCheckBox)
            painter->drawRect(frame);
        else
            painter->drawEllipse(frame);
        painter->restore();
    }
};

} // namespace

QPalette lightPalette()
{
    return paletteOf(kLight);
}

QPalette darkPalette()
{
    return paletteOf(kDark);
}

Appearance::Appearance(QObject *parent)
    : QObject(parent)
{
    if (!dynamic_cast<Style *>(QApplication::style()))
        QApplication::setStyle(new Style);
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (bus.isConnected())
        bus.connect(portalService(), portalPath(), portalSettings(), QStringLiteral("SettingChanged"), this,
                    SLOT(onSettingChanged(QDBusMessage)));
    refresh();
}

void Appearance::refresh()
{
    switch (loadDesktopSettings().scheme) {
    case ColourScheme::Light:
        dress(false);
        break;
    case ColourScheme::Dark:
        dress(true);
        break;
    case ColourScheme::System:
        askPortal();
        break;
    }
}

void Appearance::askPortal()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        dress(false);
        return;
    }
    QDBusMessage read =
        QDBusMessage::createMethodCall(portalService(), portalPath(), portalSettings(), QStringLiteral("Read"));
    read << appearanceGroup() << colourSchemeKey();
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(read, kCallLimitMs), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [](QDBusPendingCallWatcher *call) {
        call->deleteLater();
        if (loadDesktopSettings().scheme != ColourScheme::System)
            return;
        const QDBusPendingReply<QDBusVariant> reply = *call;
        dress(reply.isValid() && schemeNumber(reply.value().variant()) == kPreferDark);
    });
}

void Appearance::onSettingChanged(const QDBusMessage &message)
{
    const QVariantList values = message.arguments();
    if (values.size() < 3 || values.at(0).toString() != appearanceGroup()
        || values.at(1).toString() != colourSchemeKey() || loadDesktopSettings().scheme != ColourScheme::System)
        return;
    dress(schemeNumber(values.at(2)) == kPreferDark);
}

} // namespace mailweir

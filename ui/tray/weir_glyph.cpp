// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/weir_glyph.h"

#include <QPainter>
#include <QPainterPath>

#include <array>

namespace mailweir {
namespace {

// They keep 3:1 against light and dark panels alike; the colour of the panel cannot be asked for.
constexpr QColor kWater(0x2e, 0x8b, 0xb8);
constexpr QColor kFault(0xc2, 0x74, 0x00);
constexpr QColor kFailure(0xd6, 0x3c, 0x3c);

constexpr qreal kGrid = 16; // the glyph is drawn on a grid of 16 × 16

// The glyph of resources/icons/mailweir-symbolic.svg: three level lines that step down, each a little further left.
constexpr std::array<QPointF, 3> kSteps{QPointF{6.5, 3}, QPointF{4.8, 6.5}, QPointF{3.1, 10}};
constexpr qreal kLeft = 1.2;
constexpr qreal kRight = 14.8;

QPainterPath waterLine(QPointF step)
{
    QPainterPath path({kLeft, step.y()});
    path.lineTo(step);
    path.lineTo(step + QPointF(2, 3));
    path.lineTo(kRight, step.y() + 3);
    return path;
}

QPainterPath water()
{
    QPainterPath path = waterLine(kSteps.front());
    path.lineTo(kRight, 14);
    path.lineTo(kLeft, 14);
    path.closeSubpath();
    return path;
}

void paintFaultMark(QPainter &painter)
{
    const QPolygonF triangle{QPointF(11.5, 9), QPointF(15.5, 15.5), QPointF(7.5, 15.5)};
    // Cut free like the bar, so that it is a mark and not one more wave.
    painter.setCompositionMode(QPainter::CompositionMode_Clear);
    painter.setPen(QPen(Qt::transparent, 2.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::transparent);
    painter.drawPolygon(triangle);
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kFault);
    painter.drawPolygon(triangle);
}

void paintBadge(QPainter &painter, qint64 number)
{
    const QString text = number > 99 ? QStringLiteral("99+") : QString::number(number);
    const qreal width = text.size() == 1 ? 9 : text.size() == 2 ? 11.5 : 14;
    const QRectF badge(kGrid - width, 0, width, 9);
    painter.setPen(Qt::NoPen);
    painter.setBrush(kFailure);
    painter.drawRoundedRect(badge, 3, 3);
    QFont font = painter.font();
    font.setPixelSize(8);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(Qt::white);
    painter.drawText(badge, Qt::AlignCenter, text);
}

} // namespace

void paintWeir(QPainter &painter, const QRect &rect, const TrayState &state)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / kGrid, rect.height() / kGrid);

    painter.setPen(QPen(kWater, 1.7, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (state.flood) {
        painter.setBrush(kWater);
        painter.drawPath(water());
    } else {
        painter.setBrush(Qt::NoBrush);
        for (const QPointF &step : kSteps)
            painter.drawPath(waterLine(step));
    }
    if (state.intakePaused || state.relayPaused) {
        // The bar is cut free on both sides, so that it stands out in one colour.
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.setPen(QPen(Qt::transparent, 4.4, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(QPointF(1.5, 15), QPointF(14.5, 1));
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        painter.setPen(QPen(kWater, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(2, 14.5), QPointF(14, 1.5));
    }
    if (state.faultsOn)
        paintFaultMark(painter);
    if (state.failed > 0)
        paintBadge(painter, state.failed);
    painter.restore();
}

QIcon weirIcon(const TrayState &state)
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paintWeir(painter, pixmap.rect(), state);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace mailweir

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace mailweir {

namespace {

class TintedIconEngine final : public QIconEngine {
public:
    explicit TintedIconEngine(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int side = qMin(rect.width(), rect.height());
        const qreal ratio = painter->device()->devicePixelRatioF();
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        painter->drawPixmap(square, Icons::pixmap(m_name, side, colour(mode), ratio));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return Icons::pixmap(m_name, qMin(size.width(), size.height()), colour(mode), 1.0);
    }

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        // Both the size and the result are in device pixels.
        QPixmap pixmap = Icons::pixmap(m_name, qMin(size.width(), size.height()), colour(mode), 1.0);
        pixmap.setDevicePixelRatio(scale);
        return pixmap;
    }

    [[nodiscard]] QIconEngine *clone() const override { return new TintedIconEngine(*this); }
    [[nodiscard]] QString key() const override { return QStringLiteral("mailweir-tinted"); }
    bool isNull() override { return false; }

private:
    static QColor colour(QIcon::Mode mode)
    {
        const QPalette palette = QGuiApplication::palette();
        if (mode == QIcon::Disabled)
            return palette.color(QPalette::Disabled, QPalette::ButtonText);
        return palette.color(mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText);
    }

    QString m_name;
};

} // namespace

QIcon Icons::get(const QString &name, const QString &themeName)
{
    if (!themeName.isEmpty() && QIcon::hasThemeIcon(themeName))
        return QIcon::fromTheme(themeName);
    return QIcon(new TintedIconEngine(name));
}

QPixmap Icons::pixmap(const QString &name, int size, const QColor &colour, qreal devicePixelRatio)
{
    const int side = qMax(1, qRound(size * devicePixelRatio));
    const QString key =
        QStringLiteral("mailweir/%1/%2/%3").arg(name, QString::number(side), colour.name(QColor::HexArgb));
    QPixmap result;
    if (!QPixmapCache::find(key, &result)) {
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        QByteArray svg = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer renderer(svg);
        result = QPixmap(side, side);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        painter.setOpacity(colour.alphaF());
        renderer.render(&painter);
        painter.end();
        QPixmapCache::insert(key, result);
    }
    result.setDevicePixelRatio(devicePixelRatio);
    return result;
}

} // namespace mailweir

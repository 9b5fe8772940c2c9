// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/appearance.h"
#include "ui/widgets/icons.h"
#include "ui/widgets/state_look.h"

#include <QFile>
#include <QTest>

#include <cmath>

using namespace mailweir;

namespace {

/// WCAG 2.1 relative luminance.
double luminance(const QColor &colour)
{
    const auto linear = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const auto [low, high] = std::minmax({luminance(a), luminance(b)}); // by value: the other form returns references
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class TestStateLook final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsContrast()
    {
        for (const QPalette &palette : {lightPalette(), darkPalette()}) {
            for (const Tone tone : {Tone::Plain, Tone::Active, Tone::Good, Tone::Warning, Tone::Bad}) {
                for (const auto role : {QPalette::Base, QPalette::Window}) {
                    const double ratio = contrast(toneColour(tone, palette), palette.color(role));
                    QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("tone %1: %2").arg(int(tone)).arg(ratio)));
                }
            }
        }
    }

    void hasAnIconForEachState()
    {
        for (int state = 0; state <= int(DeliveryState::Cancelled); ++state)
            verifyIcon(lookOf(DeliveryState(state)).icon);
        for (int state = 0; state <= int(GroupState::Caught); ++state) {
            Group group;
            group.state = GroupState(state);
            if (group.state != GroupState::Collecting) // an arc is drawn
                verifyIcon(lookOf(group).icon);
        }
    }

    void drawsInTheColourAskedFor()
    {
        const QImage image = Icons::pixmap(QStringLiteral("state-sent"), 32, Qt::green, 1.0).toImage();
        bool painted = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                painted = painted || pixel.alpha() == 255;
                QVERIFY(pixel.alpha() == 0 || (pixel.red() == 0 && pixel.blue() == 0));
            }
        }
        QVERIFY(painted);
    }

private:
    static void verifyIcon(const QString &name)
    {
        QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(name)), qPrintable(name));
    }
};

QTEST_MAIN(TestStateLook)
#include "tst_state_look.moc"

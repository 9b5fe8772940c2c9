// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tray/tray_menu.h"
#include "ui/tray/weir_glyph.h"

#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

namespace {

Group group(qint64 id, const char *label, qint64 count)
{
    Group group;
    group.id = GroupId{id};
    group.label = QString::fromUtf8(label);
    group.count = count;
    group.last = Timestamp{Milliseconds{id}};
    return group;
}

QImage picture(const TrayState &state, int size)
{
    return weirIcon(state).pixmap(QSize(size, size), 1).toImage();
}

} // namespace

class TestTray final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void everyStateHasAFaceOfItsOwn_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {16, 22, 24, 32, 48})
            QTest::addRow("%d", size) << size;
    }
    void everyStateHasAFaceOfItsOwn()
    {
        QFETCH(int, size);
        const QList<TrayState> states{
            {},
            {.failed = 1},
            {.failed = 2},
            {.failed = 12},
            {.failed = 100},
            {.flood = true},
            {.intakePaused = true},
            {.flood = true, .intakePaused = true},
            {.failed = 2, .flood = true},
            {.faults = 3, .faultsOn = true},
            {.failed = 2, .flood = true, .intakePaused = true, .faults = 1, .faultsOn = true}};
        for (qsizetype i = 0; i < states.size(); ++i) {
            const QImage one = picture(states.at(i), size);
            QCOMPARE(one.size(), QSize(size, size));
            for (qsizetype j = i + 1; j < states.size(); ++j)
                QVERIFY2(one != picture(states.at(j), size), qPrintable(QStringLiteral("%1 and %2").arg(i).arg(j)));
        }
        QCOMPARE(picture({.relayPaused = true}, size), picture({.intakePaused = true}, size));
        QCOMPARE(picture({.failed = 100}, size), picture({.failed = 5'000}, size)); // 99+
        QCOMPARE(picture({.faults = 3}, size), picture({}, size)); // not in force
        QCOMPARE(picture({.latest = {group(1, "Disk full", 3)}}, size), picture({}, size));
    }

    void keepsTheFiveLatestGroups()
    {
        TrayState state;
        StoreChange change;
        for (qint64 id = 1; id <= 7; ++id)
            change.groups += group(id, "Disk full", id);
        QVERIFY(state.take(change));
        QCOMPARE(ids(state), (QList<qint64>{7, 6, 5, 4, 3}));
        QVERIFY(!state.take(StoreChange{.groups = {group(1, "Disk full", 1)}})); // an old one that changed
        QVERIFY(state.take(StoreChange{.removedGroups = {GroupId{6}}}));
        QCOMPARE(ids(state), (QList<qint64>{7, 5, 4, 3}));
        QVERIFY(state.take(StoreChange{.allRemoved = true}));
        QVERIFY(state.latest.isEmpty());
    }

    void theMenuShowsTheState()
    {
        TrayMenu menu;
        QCOMPARE(visible(menu),
                 (QStringList{QStringLiteral("&Show Mailweir"), QStringLiteral("Pause &intake"),
                              QStringLiteral("Pause &relay"), QStringLiteral("&Mute alerts for an hour"),
                              QStringLiteral("&Quit")}));
        const QString longLabel(100, u'x');
        menu.setState(
            {.intakePaused = true, .latest = {group(2, "Salt & pepper", 1'200), group(1, qPrintable(longLabel), 1)}});
        const QStringList texts = visible(menu);
        QCOMPARE(texts.size(), 7);
        QCOMPARE(texts.at(1), QStringLiteral("Salt && pepper (1200)"));
        QVERIFY(texts.at(2).size() < 60);
        QVERIFY(action(menu, QStringLiteral("Pause &intake"))->isChecked());
        QVERIFY(!action(menu, QStringLiteral("Pause &relay"))->isChecked());
        menu.setState({});
        QCOMPARE(visible(menu).size(), 5);
    }

    void theMenuSwitchesFaultsIfThereAreAny()
    {
        TrayMenu menu;
        const QSignalSpy faults(&menu, &TrayMenu::faultsRequested);
        menu.setState({.faults = 3, .faultsOn = true});
        QAction *entry = action(menu, QStringLiteral("&Faults (3)"));
        QVERIFY(entry->isChecked());
        entry->trigger();
        QCOMPARE(faults.value(0).value(0).toBool(), false);
        menu.setState({.faults = 3});
        QVERIFY(!entry->isChecked());
        entry->trigger();
        QCOMPARE(faults.value(1).value(0).toBool(), true);
        menu.setState({});
        QVERIFY(!entry->isVisible());
    }

    void theMenuOnlyAsks()
    {
        TrayMenu menu;
        menu.setState({.latest = {group(2, "Disk full", 3)}});
        const QSignalSpy chosen(&menu, &TrayMenu::groupRequested);
        const QSignalSpy intake(&menu, &TrayMenu::intakePauseRequested);
        const QSignalSpy relay(&menu, &TrayMenu::relayPauseRequested);
        const QSignalSpy quit(&menu, &TrayMenu::quitRequested);
        action(menu, QStringLiteral("Disk full (3)"))->trigger();
        QCOMPARE(chosen.value(0).value(0).value<GroupId>(), GroupId{2});
        action(menu, QStringLiteral("Pause &intake"))->trigger();
        QCOMPARE(intake.value(0).value(0).toBool(), true);
        menu.setState({.relayPaused = true});
        action(menu, QStringLiteral("Pause &relay"))->trigger();
        QCOMPARE(relay.value(0).value(0).toBool(), false);
        action(menu, QStringLiteral("&Quit"))->trigger();
        QCOMPARE(quit.count(), 1);
    }

private:
    static QList<qint64> ids(const TrayState &state)
    {
        QList<qint64> ids;
        for (const Group &group : state.latest)
            ids += group.id.value;
        return ids;
    }

    static QStringList visible(const TrayMenu &menu)
    {
        QStringList texts;
        for (const QAction *action : menu.actions()) {
            if (action->isVisible() && !action->isSeparator())
                texts += action->text();
        }
        return texts;
    }

    static QAction *action(const TrayMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions()) {
            if (action->isVisible() && action->text() == text)
                return action;
        }
        qFatal("the menu has no %s", qPrintable(text));
    }
};

QTEST_MAIN(TestTray)
#include "tst_tray.moc"

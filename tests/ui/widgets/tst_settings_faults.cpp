// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/fault_words.h"
#include "ui/widgets/settings_fault.h"
#include "ui/widgets/settings_faults.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace mailweir;

namespace {

FaultSettings everythingSet()
{
    FaultSettings fault;
    fault.name = QStringLiteral("all");
    fault.enabled = false;
    fault.at = QStringLiteral("dot");
    fault.listener = QStringLiteral("def*");
    fault.sender = QStringLiteral("*@shop.test");
    fault.recipient = QStringLiteral("ops@*");
    fault.subject = QStringLiteral("* night*");
    fault.login = QStringLiteral("app");
    fault.reply = QStringLiteral("450 4.7.1 try later");
    fault.drop = true;
    fault.delay = Milliseconds(1'500);
    fault.speed = 1'000;
    fault.greylist = true;
    fault.ratePerMinute = 30;
    fault.probability = 1.0 / 3;
    fault.times = 12;
    fault.duration = Milliseconds(600'000);
    return fault;
}

} // namespace

class TestSettingsFaults final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_page = std::make_unique<FaultsPage>();
        m_settings = {};
    }

    void keepsWhatIsNotTouched()
    {
        m_settings.faults = {everythingSet(), FaultWords::presets().first().rule};
        load();
        QVERIFY(m_page->isValid());
        QCOMPARE(stored(), m_settings.faults);
    }

    void everyPresetIsOneClick()
    {
        load();
        const auto *menu = m_page->findChild<QPushButton *>(QStringLiteral("entryAdd"))->menu();
        const QList<FaultPreset> presets = FaultWords::presets();
        for (int i = 0; i < presets.size(); ++i) {
            menu->actions().at(i)->trigger();
            m_page->validate();
            QVERIFY(m_page->isValid());
            QCOMPARE(stored().last(), presets.at(i).rule);
        }
        menu->actions().first()->trigger(); // again: under another name
        m_page->validate();
        QVERIFY(m_page->isValid());
        QCOMPARE(stored().last().name, presets.first().rule.name + QStringLiteral("-2"));
    }

    void aRuleOfOnesOwnHasToDoSomething()
    {
        load();
        m_page->findChild<QPushButton *>(QStringLiteral("entryAdd"))->menu()->actions().last()->trigger();
        m_page->validate();
        QVERIFY(m_page->isValid());
        field<QLineEdit>("faultReply")->clear();
        m_page->validate();
        QVERIFY(!m_page->isValid());
        QVERIFY(!field<QLineEdit>("faultReply")->accessibleDescription().isEmpty());
        field<QLineEdit>("faultDelay")->setText(QStringLiteral("2s"));
        m_page->validate();
        QVERIFY(m_page->isValid());
        QCOMPARE(stored().last().delay, Milliseconds(2'000));
    }

    void isSwitchedInTheListAndInTheForm()
    {
        m_settings.faults = {FaultWords::presets().first().rule};
        load();
        QTreeWidgetItem *item = list()->topLevelItem(0);
        QCOMPARE(item->checkState(0), Qt::Checked);
        const QSignalSpy edited(m_page.get(), &SettingsForm::edited);
        item->setCheckState(0, Qt::Unchecked);
        QVERIFY(!edited.isEmpty());
        QVERIFY(!stored().first().enabled);
        field<QCheckBox>("faultOn")->setChecked(true);
        QCOMPARE(item->checkState(0), Qt::Checked);
        QVERIFY(stored().first().enabled);
    }

    void theOrderCanBeChanged()
    {
        const QList<FaultPreset> presets = FaultWords::presets();
        m_settings.faults = {presets.at(0).rule, presets.at(1).rule};
        load();
        list()->setCurrentItem(list()->topLevelItem(1));
        auto *up = m_page->findChild<QPushButton *>(QStringLiteral("entryUp"));
        auto *down = m_page->findChild<QPushButton *>(QStringLiteral("entryDown"));
        QVERIFY(!down->isEnabled());
        up->click();
        QCOMPARE(stored(), (QList<FaultSettings>{presets.at(1).rule, presets.at(0).rule}));
        QCOMPARE(list()->currentItem(), list()->topLevelItem(0));
        QVERIFY(!up->isEnabled());
        QVERIFY(down->isEnabled());
    }

    void asksOnlyForWhatIsKnownThere()
    {
        m_settings.faults = {FaultWords::presets().first().rule};
        load();
        m_page->show();
        QVERIFY(field<QLineEdit>("faultRecipient")->isVisible());
        QVERIFY(!field<QLineEdit>("faultSubject")->isVisible());
        chooseStage("connect");
        QVERIFY(!field<QLineEdit>("faultRecipient")->isVisible());
        QVERIFY(!field<QLineEdit>("faultLogin")->isVisible());
        QVERIFY(field<QLineEdit>("faultListener")->isVisible());
        chooseStage("dot");
        QVERIFY(field<QLineEdit>("faultSubject")->isVisible());
        field<QLineEdit>("faultSubject")->setText(QStringLiteral("*report*"));
        chooseStage("mail"); // what was written there stays in sight, with the reason why it will not do
        QVERIFY(field<QLineEdit>("faultSubject")->isVisible());
        m_page->validate();
        QVERIFY(!m_page->isValid());
        QVERIFY(!field<QLineEdit>("faultSubject")->accessibleDescription().isEmpty());
    }

    void wrongFieldsSayWhy_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("wrong");
        QTest::addColumn<QString>("right");
        const auto row = [](const char *what, const char *name, const char *wrong, const char *right) {
            QTest::addRow("%s", what) << QByteArray(name) << QString::fromLatin1(wrong) << QString::fromLatin1(right);
        };
        row("no name", "faultName", "", "a");
        row("name of another", "faultName", "all", "b");
        row("reply without a code", "faultReply", "no", "550 no");
        row("reply that is none", "faultReply", "250 fine", "421 4.3.2 closing");
        row("delay", "faultDelay", "long", "500ms");
        row("speed", "faultSpeed", "fast", "1KiB");
        row("for", "faultFor", "0", "5m");
        row("sender with a blank", "faultSender", "a b", "*@shop.test");
    }
    void wrongFieldsSayWhy()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, wrong);
        QFETCH(QString, right);
        m_settings.faults = {everythingSet(), FaultWords::presets().first().rule};
        load();
        list()->setCurrentItem(list()->topLevelItem(1));
        auto *edit = field<QLineEdit>(name.constData());
        const QString hint = edit->accessibleDescription();
        edit->setText(wrong);
        m_page->validate();
        QVERIFY(!m_page->isValid());
        QVERIFY(edit->accessibleDescription() != hint);
        edit->setText(right);
        m_page->validate();
        QVERIFY(m_page->isValid());
    }

    void aProbabilityIsShownInPercent()
    {
        m_settings.faults = {everythingSet()};
        load();
        QCOMPARE(field<QDoubleSpinBox>("faultProbability")->value(), 33.3);
        field<QDoubleSpinBox>("faultProbability")->setValue(7);
        QCOMPARE(stored().first().probability, 0.07);
    }

private:
    void load()
    {
        m_page->load(m_settings);
        m_page->validate();
    }
    QList<FaultSettings> stored() const
    {
        Settings settings = m_settings;
        m_page->store(settings);
        return settings.faults;
    }
    QTreeWidget *list() const { return m_page->findChild<QTreeWidget *>(); }
    void chooseStage(const char *name)
    {
        auto *at = field<QComboBox>("faultAt");
        at->setCurrentIndex(at->findData(QString::fromLatin1(name)));
    }
    /// Of the form that is shown.
    template <typename Widget> Widget *field(const char *name) const
    {
        for (const FaultForm *form : m_page->findChildren<FaultForm *>()) {
            if (!form->isHidden())
                return form->findChild<Widget *>(QString::fromLatin1(name));
        }
        qFatal("no form is shown");
    }

    Settings m_settings;
    std::unique_ptr<FaultsPage> m_page;
};

QTEST_MAIN(TestSettingsFaults)
#include "tst_settings_faults.moc"

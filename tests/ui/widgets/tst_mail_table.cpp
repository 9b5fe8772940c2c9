// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/mail_table.h"

#include <QHelpEvent>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolTip>

using namespace mailweir;

class TestMailTable final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<QStandardItemModel>(100, 2);
        m_table = std::make_unique<MailTable>();
        m_table->setModel(m_model.get());
        m_table->resize(400, 300);
        m_table->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_table.get()));
    }

    void movesByKeys()
    {
        QTest::keyClick(m_table.get(), Qt::Key_J);
        QTest::keyClick(m_table.get(), Qt::Key_J);
        QCOMPARE(m_table->currentIndex().row(), 1);
        QTest::keyClick(m_table.get(), Qt::Key_K);
        QCOMPARE(m_table->currentIndex().row(), 0);
        QTest::keyClick(m_table.get(), Qt::Key_Down);
        QCOMPARE(m_table->currentIndex().row(), 1);
    }

    void tellsItsKeys()
    {
        const QSignalSpy pages(m_table.get(), &MailTable::pageRequested);
        const QSignalSpy deletes(m_table.get(), &MailTable::deleteRequested);
        const QSignalSpy escapes(m_table.get(), &MailTable::escaped);
        const QSignalSpy activations(m_table.get(), &MailTable::activated);
        m_table->setCurrentIndex(m_model->index(3, 0));
        QTest::keyClick(m_table.get(), Qt::Key_Space);
        QTest::keyClick(m_table.get(), Qt::Key_Space, Qt::ShiftModifier);
        QTest::keyClick(m_table.get(), Qt::Key_Delete);
        QTest::keyClick(m_table.get(), Qt::Key_Escape);
        QTest::keyClick(m_table.get(), Qt::Key_Return);
        QCOMPARE(pages.count(), 2);
        QCOMPARE(pages.at(0).at(0).toBool(), true);
        QCOMPARE(pages.at(1).at(0).toBool(), false);
        QCOMPARE(deletes.count(), 1);
        QCOMPARE(escapes.count(), 1);
        QCOMPARE(activations.count(), 1);
        QCOMPARE(m_table->currentIndex().row(), 3);
    }

    void knowsWhatIsInSight()
    {
        const auto [first, last] = m_table->visibleRows();
        QCOMPARE(first, 0);
        QVERIFY(last > 2 && last < 99);
        m_table->setCurrentIndex(m_model->index(0, 0));
        QVERIFY(m_table->isCurrentVisible());
        m_table->scrollToBottom();
        QVERIFY(!m_table->isCurrentVisible());
        m_table->followCurrent(false);
        QVERIFY(!m_table->isCurrentVisible());
        m_table->followCurrent(true);
        QVERIFY(m_table->isCurrentVisible());
    }

    void showsAMailsWordsAsTextOnly()
    {
        const QModelIndex index = m_model->index(0, 0);
        m_model->setData(index, QStringLiteral("<b>x</b><img src=/dev/zero>"), Qt::ToolTipRole);
        const QPoint at = m_table->visualRect(index).center();
        QHelpEvent help(QEvent::ToolTip, at, m_table->viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(m_table->viewport(), &help);
        QVERIFY(!QToolTip::text().isEmpty());
        QVERIFY(!QToolTip::text().contains(QStringLiteral("<img")));
        QVERIFY(QToolTip::text().contains(QStringLiteral("&lt;img")));
    }

private:
    std::unique_ptr<QStandardItemModel> m_model;
    std::unique_ptr<MailTable> m_table;
};

QTEST_MAIN(TestMailTable)
#include "tst_mail_table.moc"

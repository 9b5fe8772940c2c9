// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_clock.h"
#include "ui/models/delivery_table_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace mailweir;

namespace {

Delivery makeDelivery(qint64 id, DeliveryState state)
{
    Delivery delivery;
    delivery.id = DeliveryId{id};
    delivery.state = state;
    delivery.subject = QStringLiteral("[mailweir] 3 instances: Disk full");
    delivery.recipients = {DeliveryRecipient{.address = "ops@example.test", .state = state}};
    return delivery;
}

} // namespace

class TestDeliveryTableModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_model = std::make_unique<DeliveryTableModel>(m_clock);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void showsWhatWantsAttention()
    {
        m_model->apply({makeDelivery(1, DeliveryState::Sent), makeDelivery(2, DeliveryState::Failed),
                        makeDelivery(3, DeliveryState::Cancelled), makeDelivery(4, DeliveryState::Deferred)});
        QCOMPARE(ids(), (QList<qint64>{4, 2}));
        QCOMPARE(m_model->count(DeliveryState::Failed), 1);
    }

    void insertsRunsWhereTheyBelong()
    {
        m_model->reset({makeDelivery(10, DeliveryState::Failed), makeDelivery(20, DeliveryState::Failed)});
        const QPersistentModelIndex ten(m_model->indexOf(DeliveryId{10}));
        const QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        m_model->apply({makeDelivery(5, DeliveryState::Held), makeDelivery(15, DeliveryState::Held),
                        makeDelivery(16, DeliveryState::Held), makeDelivery(30, DeliveryState::Held),
                        makeDelivery(31, DeliveryState::Held)});
        QCOMPARE(ids(), (QList<qint64>{31, 30, 20, 16, 15, 10, 5}));
        QCOMPARE(inserted.count(), 3);
        QCOMPARE(ten.row(), 5);
    }

    void keepsWhatEndsUntilTold()
    {
        m_model->reset({makeDelivery(1, DeliveryState::Failed), makeDelivery(2, DeliveryState::Failed),
                        makeDelivery(3, DeliveryState::Deferred)});
        m_model->apply({makeDelivery(3, DeliveryState::Sent), makeDelivery(2, DeliveryState::Sent)});
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(m_model->index(0, DeliveryTableModel::StateColumn).data().toString(), QStringLiteral("Sent"));
        m_model->dropFinished();
        QCOMPARE(ids(), QList<qint64>{1});
    }

    void passesOverWhatGoesWellAtOnce()
    {
        m_model->apply({makeDelivery(1, DeliveryState::Waiting), makeDelivery(2, DeliveryState::Waiting)});
        m_model->apply({makeDelivery(2, DeliveryState::Sending)});
        QCOMPARE(m_model->rowCount(), 2);
        m_model->apply({makeDelivery(2, DeliveryState::Sent)});
        QCOMPARE(ids(), QList<qint64>{1});
    }

    void tellsReasonAndNextTry()
    {
        Delivery delivery = makeDelivery(1, DeliveryState::Deferred);
        delivery.lastError = QStringLiteral("450 4.2.0 greylisted");
        delivery.nextAttemptAt = m_clock.now() + std::chrono::minutes(5);
        delivery.attempts = 1234;
        m_model->apply({delivery});
        QCOMPARE(m_model->index(0, DeliveryTableModel::ReasonColumn).data().toString(), delivery.lastError);
        QCOMPARE(m_model->index(0, DeliveryTableModel::NextTryColumn).data().toString(), QStringLiteral("in 5 min"));
        QCOMPARE(m_model->index(0, DeliveryTableModel::AttemptsColumn).data().toString(), QLocale().toString(1234));
        delivery.lastError = QStringLiteral("no_relay");
        delivery.state = DeliveryState::Held;
        m_model->apply({delivery});
        QCOMPARE(m_model->index(0, DeliveryTableModel::ReasonColumn).data().toString(),
                 QStringLiteral("No relay is set"));
        QCOMPARE(m_model->index(0, DeliveryTableModel::StateColumn).data().toString(), QStringLiteral("Not sent"));
    }

private:
    [[nodiscard]] QList<qint64> ids() const
    {
        QList<qint64> list;
        for (int row = 0; row < m_model->rowCount(); ++row)
            list.append(m_model->index(row, 0).data(DeliveryTableModel::IdRole).toLongLong());
        return list;
    }

    FakeClock m_clock;
    std::unique_ptr<DeliveryTableModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TestDeliveryTableModel)
#include "tst_delivery_table_model.moc"

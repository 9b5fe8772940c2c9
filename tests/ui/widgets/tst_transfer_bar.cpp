// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/transfer_bar.h"

#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace mailweir;

class TestTransferBar final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void init()
    {
        m_cancelled.clear();
        m_bars = std::make_unique<TransferBars>(TransferActions{
            .import =
                [this](const ImportRequest &request, TransferObserver observer) {
                    m_imported = request.paths;
                    m_observer = std::move(observer);
                    return TransferId{7};
                },
            .exportTo =
                [this](const ExportRequest &request, TransferObserver observer) {
                    m_exportedTo = request.path;
                    m_observer = std::move(observer);
                    return TransferId{8};
                },
            .cancel = [this](TransferId id) { m_cancelled.append(id.value); },
        });
        m_bars->show();
    }

    void cleanup() { m_bars.reset(); }

    void tellsHowFarItIs()
    {
        m_bars->import({.paths = {QStringLiteral("/a")}, .project = {}});
        QCOMPARE(m_imported, QStringList{QStringLiteral("/a")});
        QCOMPARE(text(), QStringLiteral("Importing: 0"));
        const auto *progress = m_bars->findChild<QProgressBar *>();
        QCOMPARE(progress->maximum(), 0); // nobody knows how much it will be
        m_observer({.messages = 300, .expected = 1200});
        QTRY_COMPARE(text(), QStringLiteral("Importing: 300 of 1200"));
        QCOMPARE(progress->value() * 4, progress->maximum());
        QVERIFY(!button(QStringLiteral("&Details…"))->isVisible());
        button(QStringLiteral("&Cancel"))->click();
        QCOMPARE(m_cancelled, QList<qint64>{7});
        m_observer({.messages = 301, .expected = 1200, .finished = true, .cancelled = true});
        QTRY_COMPARE(text(), QStringLiteral("Cancelled: 301 message(s) imported."));
    }

    void tellsWhatFailed()
    {
        m_bars->exportTo({.messages = MessageQuery{}, .path = QStringLiteral("/out")});
        QCOMPARE(m_exportedTo, QStringLiteral("/out"));
        m_observer({.messages = 12,
                    .failed = 3,
                    .problems = {Error{ErrorCode::Corrupt, QStringLiteral("segment 4"), QStringLiteral("bad sum")}},
                    .finished = true});
        QTRY_COMPARE(text(), QStringLiteral("12 message(s) exported, 3 could not be written."));
        QVERIFY(!m_bars->findChild<QProgressBar *>()->isVisible());
        button(QStringLiteral("&Details…"))->click();
        const auto *box = m_bars->findChild<QMessageBox *>();
        QVERIFY(box);
        QCOMPARE(box->informativeText(), QStringLiteral("segment 4 is damaged: bad sum."));
    }

    void theNextOneTakesThePlaceOfOneThatIsOver()
    {
        m_bars->import({});
        m_bars->import({}); // beside the first
        QCOMPARE(m_bars->findChildren<TransferBar *>().size(), 2);
        m_observer({.messages = 1, .finished = true});
        QTRY_VERIFY(m_bars->findChildren<TransferBar *>().at(1)->isFinished());
        m_bars->import({});
        QTRY_COMPARE(m_bars->findChildren<TransferBar *>().size(), 2);
    }

    void answersMayComeAfterTheEnd()
    {
        m_bars->import({});
        m_observer({.messages = 1, .finished = true});
        m_bars.reset();
        m_observer({.messages = 1, .finished = true});
        QTest::qWait(0);
    }

private:
    [[nodiscard]] QString text() const
    {
        const auto labels = m_bars->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (!label->text().isEmpty())
                return label->text();
        }
        return {};
    }

    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        const auto buttons = m_bars->findChildren<QPushButton *>();
        for (QPushButton *candidate : buttons) {
            if (candidate->text() == text)
                return candidate;
        }
        return nullptr;
    }

    std::unique_ptr<TransferBars> m_bars;
    TransferObserver m_observer;
    QStringList m_imported;
    QString m_exportedTo;
    QList<qint64> m_cancelled;
};

QTEST_MAIN(TestTransferBar)
#include "tst_transfer_bar.moc"

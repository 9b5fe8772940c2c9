// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/mail_service.h"
#include "tests/support/memory_secret_store.h"
#include "tests/support/scripted_smtp_server.h"
#include "ui/models/delivery_table_model.h"
#include "ui/models/group_table_model.h"
#include "ui/models/message_table_model.h"
#include "ui/widgets/conversation_view.h"
#include "ui/widgets/envelope_view.h"
#include "ui/widgets/live_page.h"
#include "ui/widgets/mail_table.h"
#include "ui/widgets/main_window.h"
#include "ui/widgets/navigation_bar.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/settings_dialog.h"
#include "ui/widgets/settings_faults.h"

#include <QDropEvent>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace mailweir;

namespace {

constexpr int kPatience = 15'000; // milliseconds; a busy machine is no failure

} // namespace

/// The real window on a real engine.
class TestMainWindow final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qputenv("QT_NO_THREADED_GLIB", "1");
        QStandardPaths::setTestModeEnabled(true);
        QLocale::setDefault(QLocale::c());
    }

    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_directory->path());
        m_settings = {};
        m_settings.listeners = {ListenerSettings{.bind = {QStringLiteral("127.0.0.1"), 0}}};
        m_settings.http.enabled = false;
    }

    void cleanup()
    {
        m_window.reset();
        if (m_service)
            m_service->stop();
        m_service.reset();
    }

    void saysWhatToDoWhenEmpty()
    {
        start();
        const QString address = QStringLiteral("127.0.0.1:%1").arg(m_service->status().listeners.first().port);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("Nothing caught yet")), kPatience);
        QVERIFY(hasLabel(QStringLiteral("Point your application at %1, or send a test mail.").arg(address)));
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QVERIFY(hasLabel(QStringLiteral("No failed sends")));
    }

    void everyControlHasANameAndIsReachable()
    {
        start();
        const auto buttons = m_window->findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons) {
            // Qt's own small helpers inside its views and fields.
            if (qobject_cast<QLineEdit *>(button->parentWidget()) || qobject_cast<QTableView *>(button->parentWidget())
                || button->objectName().startsWith(QStringLiteral("qt_"))
                || qobject_cast<QTabBar *>(button->parentWidget()))
                continue;
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty() || !button->toolTip().isEmpty(),
                     button->parentWidget()->metaObject()->className());
        }
        const auto tables = m_window->findChildren<MailTable *>();
        QCOMPARE(tables.size(), 4);
        for (const MailTable *table : tables)
            QVERIFY(!table->accessibleName().isEmpty());
        QVERIFY(!m_window->findChild<QLineEdit *>()->accessibleName().isEmpty());
    }

    void showsACaughtMailAndReadsIt()
    {
        start();
        catchMail();
        MailTable *groups = table("groups");
        QTest::keyClick(groups, Qt::Key_J);
        QTRY_COMPARE_WITH_TIMEOUT(table("messages")->model()->rowCount(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!source().isEmpty(), kPatience);
        QVERIFY(source().contains(QStringLiteral("Subject: ")));
        QTest::keyClick(groups, Qt::Key_Return);
        QVERIFY(table("messages")->hasFocus());
        QTest::keyClick(table("messages"), Qt::Key_Escape);
        QVERIFY(groups->hasFocus());
        QTest::keyClick(groups, Qt::Key_Escape);
        QCOMPARE(table("messages")->model()->rowCount(), 0);
    }

    void searchesByKeyboard()
    {
        start();
        catchMail();
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        auto *search = m_window->findChild<SearchField *>();
        QVERIFY(search->hasFocus());
        QTest::keyClicks(search, QStringLiteral("no such word"));
        QVERIFY(table("results")->model()->rowCount() == 0 && !table("groups")->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(button(QStringLiteral("&Clear search")), kPatience);
        search->setText(QStringLiteral("from:mailweir subject:test OR ("));
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("The bracket ( is never closed.")), kPatience);
        search->setText(QStringLiteral("is:unread"));
        QTRY_COMPARE_WITH_TIMEOUT(table("results")->model()->rowCount(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("1 found")), kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(table("results")->model()->rowCount(), 2, kPatience); // it comes by itself
        QTest::keyClick(search, Qt::Key_Return);
        QVERIFY(table("results")->hasFocus());
        QTest::keyClick(table("results"), Qt::Key_Escape);
        QVERIFY(search->hasFocus());
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(search->text().isEmpty());
        QVERIFY(table("groups")->isVisible() && table("groups")->hasFocus());
    }

    void keepsSearches()
    {
        start();
        catchMail();
        const auto *navigation = m_window->findChild<NavigationBar *>();
        const auto searchButton = [navigation](const QString &name) {
            NavigationButton *found = nullptr;
            for (auto *candidate : navigation->findChildren<NavigationButton *>())
                found = candidate->text() == name ? candidate : found;
            return found;
        };
        auto *search = m_window->findChild<SearchField *>();
        search->setText(QStringLiteral("is:unread"));
        QTRY_VERIFY_WITH_TIMEOUT(searchButton(QStringLiteral("Unread"))->isChecked(), kPatience);
        search->setText(QStringLiteral("subject:test"));
        QTRY_COMPARE_WITH_TIMEOUT(table("results")->model()->rowCount(), 1, kPatience);
        QVERIFY(!searchButton(QStringLiteral("Unread"))->isChecked());
        QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
        auto *name = m_window->findChild<QInputDialog *>();
        QVERIFY(name);
        QCOMPARE(name->textValue(), QStringLiteral("subject:test"));
        name->setTextValue(QStringLiteral("Tests"));
        name->accept();
        QVERIFY(searchButton(QStringLiteral("Tests"))->isChecked());
        QTRY_COMPARE_WITH_TIMEOUT(searchButton(QStringLiteral("Tests"))->accessibleName(), QStringLiteral("Tests, 1"),
                                  kPatience);
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QVERIFY(search->text().isEmpty());
        QVERIFY(table("groups")->isVisible());
        QTest::mouseClick(searchButton(QStringLiteral("Tests")), Qt::LeftButton);
        QCOMPARE(search->text(), QStringLiteral("subject:test"));
        QTRY_COMPARE_WITH_TIMEOUT(table("results")->model()->rowCount(), 1, kPatience);
    }

    void pausesByKey()
    {
        start();
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        QTRY_VERIFY_WITH_TIMEOUT(m_service->status().intakePaused, kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_F8);
        QTRY_VERIFY_WITH_TIMEOUT(!m_service->status().intakePaused, kPatience);
    }

    void deletesAndBringsBack()
    {
        start();
        catchMail();
        MailTable *groups = table("groups");
        groups->setCurrentIndex(groups->model()->index(0, 0));
        QTRY_COMPARE_WITH_TIMEOUT(table("messages")->model()->rowCount(), 1, kPatience);
        QTest::keyClick(groups, Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 0, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("1 message(s) deleted")), kPatience);
        m_window->findChild<QPushButton *>(QStringLiteral("undo"))->click();
        QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 1, kPatience);

        groups->setCurrentIndex(groups->model()->index(0, 0));
        QTRY_COMPARE_WITH_TIMEOUT(table("messages")->model()->rowCount(), 1, kPatience);
        QTest::keyClick(table("messages"), Qt::Key_Delete);
        QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 0, kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(groups->model()->rowCount(), 1, kPatience);
    }

    void deletesAllAfterAQuestion()
    {
        start();
        catchMail();
        action(QStringLiteral("&Delete all messages…"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QMessageBox *>(), kPatience);
        m_window->findChild<QMessageBox *>()->defaultButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(table("groups")->model()->rowCount(), 0, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("1 message(s) deleted")), kPatience);
        activate();
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(table("groups")->model()->rowCount(), 1, kPatience);
    }

    void marksAndPinsByKey()
    {
        start();
        catchMail();
        QTest::keyClick(table("groups"), Qt::Key_J);
        MailTable *messages = table("messages");
        QTRY_COMPARE_WITH_TIMEOUT(messages->model()->rowCount(), 1, kPatience);
        const QPersistentModelIndex message(messages->model()->index(0, MessageTableModel::SubjectColumn));
        const auto is = [&message](int role) {
            return message.data(role).toBool();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!is(MessageTableModel::UnreadRole), kPatience); // it is shown
        messages->setFocus();
        QTest::keyClick(messages, Qt::Key_U);
        QTRY_VERIFY_WITH_TIMEOUT(is(MessageTableModel::UnreadRole), kPatience);
        QTest::keyClick(messages, Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(is(MessageTableModel::PinnedRole), kPatience);
        QTest::keyClick(messages, Qt::Key_P);
        QTRY_VERIFY_WITH_TIMEOUT(!is(MessageTableModel::PinnedRole), kPatience);
    }

    void takesInWhatIsDropped()
    {
        start();
        const QString path = m_directory->filePath(QStringLiteral("one.eml"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("From: a@example.test\r\nTo: b@example.test\r\nSubject: Dropped here\r\n\r\nHello\r\n");
        file.close();
        QMimeData mail;
        mail.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter(QPoint(9, 9), Qt::CopyAction, &mail, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(9, 9), Qt::CopyAction, &mail, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_window.get(), &drop);
        QTRY_COMPARE_WITH_TIMEOUT(table("groups")->model()->rowCount(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("1 message(s) imported.")), kPatience);
    }

    void resendsAFailedDelivery()
    {
        const ScriptedSmtpServer::Script refusal{"S: 550 5.7.1 no summaries here", "CLOSE"};
        ScriptedSmtpServer upstream({refusal, refusal, refusal});
        RelaySettings relay;
        relay.host = QStringLiteral("127.0.0.1");
        relay.port = upstream.serverPort();
        relay.tls = RelayTls::None;
        relay.retry.attempts = 1;
        m_settings.relay = relay;
        m_settings.batching.wait = Milliseconds(0);
        start();
        catchMail();
        MailTable *deliveries = table("deliveries");
        QTRY_COMPARE_WITH_TIMEOUT(deliveries->model()->rowCount(), 1, kPatience);
        const QModelIndex state = deliveries->model()->index(0, DeliveryTableModel::StateColumn);
        const QModelIndex attempts = deliveries->model()->index(0, DeliveryTableModel::AttemptsColumn);
        QTRY_COMPARE_WITH_TIMEOUT(state.data().toString(), QStringLiteral("Failed"), kPatience);

        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QTest::keyClick(deliveries, Qt::Key_Down);
        auto *resend = m_window->findChild<QPushButton *>(QStringLiteral("resend"));
        QTRY_VERIFY_WITH_TIMEOUT(resend->isVisible() && resend->isEnabled(), kPatience);
        QVERIFY(hasLabel(QStringLiteral("no summaries here")));
        resend->click();
        QTRY_COMPARE_WITH_TIMEOUT(attempts.data().toString(), QStringLiteral("2"), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(state.data().toString(), QStringLiteral("Failed"), kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(attempts.data().toString(), QStringLiteral("3"), kPatience);
    }

    void closesToTheTrayOrAsksToQuit()
    {
        start();
        const QSignalSpy quit(m_window.get(), &MainWindow::quitRequested);
        const QSignalSpy hidden(m_window.get(), &MainWindow::hiddenToTray);
        QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(quit.count(), 1, kPatience);
        QVERIFY(m_window->isVisible());
        m_window->setClosesToTray(true);
        m_window->close();
        QCOMPARE(hidden.count(), 1);
        QVERIFY(!m_window->isVisible());
    }

    void asksBeforeQuittingWithOpenBatches()
    {
        start();
        catchMail();
        const QSignalSpy quit(m_window.get(), &MainWindow::quitRequested);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(QStringLiteral("1 open batch")), kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_Q, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QMessageBox *>(), kPatience);
        QCOMPARE(quit.count(), 0);
        m_window->findChild<QMessageBox *>()->defaultButton()->click();
        QCOMPARE(quit.count(), 1);
    }

    void asksOnceEvenFromTheTray()
    {
        start();
        catchMail();
        m_window->setClosesToTray(true);
        m_window->close();
        m_window->requestQuit();
        m_window->requestQuit();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<QMessageBox *>(), kPatience);
        QVERIFY(m_window->isVisible());
        QTRY_COMPARE(m_window->findChildren<QMessageBox *>().size(), 1);
        m_window->findChild<QMessageBox *>()->reject();
        QTRY_COMPARE(m_window->findChildren<QMessageBox *>().size(), 0);
        QVERIFY(m_window->isVisible());
    }

    void faultsAreSwitchedAndInSight()
    {
        m_settings.faults = {FaultSettings{.reply = QStringLiteral("550 5.1.1 no such user here")},
                             FaultSettings{.name = QStringLiteral("off"), .enabled = false, .drop = true}};
        start();
        const QString notice = QStringLiteral("1 fault(s) are on: mail is refused or slowed on purpose.");
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(notice), kPatience);
        QVERIFY(hasLabel(QStringLiteral("1 fault(s) on"))); // at the bottom
        auto *off = button(QStringLiteral("Turn off"));
        QVERIFY(off);
        for (const QAbstractButton *close : off->parentWidget()->findChildren<QAbstractButton *>())
            QVERIFY(close == off || !close->isVisible()); // the notice stays as long as the faults do
        off->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_service->status().faultsOn, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(!hasLabel(notice), kPatience);
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        QTRY_VERIFY_WITH_TIMEOUT(m_service->status().faultsOn, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(hasLabel(notice), kPatience);
    }

    void withoutFaultRulesTheSwitchLeadsToThem()
    {
        start();
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        const auto *dialog = m_window->findChild<SettingsDialog *>();
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->findChild<FaultsPage *>()->isVisible());
        for (const QAction *action : m_window->actions())
            QVERIFY(action->shortcut() != QKeySequence(Qt::Key_F9) || !action->isChecked());
    }

    void showsTheEnvelopeOfACaughtMail()
    {
        start();
        catchMail();
        QTest::keyClick(table("groups"), Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(!source().isEmpty(), kPatience);
        const auto *page = m_window->findChild<LivePage *>();
        const auto *envelope = page->findChild<EnvelopeView *>();
        auto *conversationView = page->findChild<ConversationView *>();
        page->findChild<QTabWidget *>()->setCurrentWidget(conversationView);
        QTRY_VERIFY_WITH_TIMEOUT(envelope->toPlainText().contains(QStringLiteral("127.0.0.1")), kPatience);
        const QString conversation = conversationView->toPlainText();
        QVERIFY(conversation.contains(QStringLiteral("S: 220 ")));
        QVERIFY(conversation.contains(QStringLiteral("S: 250 2.0.0 queued as ")));
    }

    void showsNotices()
    {
        start();
        m_window->showMessageBar(QStringLiteral("tray"), QStringLiteral("There is no tray."));
        QVERIFY(hasLabel(QStringLiteral("There is no tray.")));
        m_window->showMessageBar(QStringLiteral("tray"), QStringLiteral("Still no tray."));
        QVERIFY(!hasLabel(QStringLiteral("There is no tray.")));
        m_window->hideMessageBar(QStringLiteral("tray"));
        QVERIFY(!hasLabel(QStringLiteral("Still no tray.")));
    }

private:
    void start()
    {
        m_service = std::make_unique<MailService>(m_settings, m_directory->path(), m_clock, m_secrets);
        const auto started = m_service->start();
        QVERIFY2(started, started ? "" : qPrintable(describe(started.error())));
        m_window = std::make_unique<MainWindow>(
            *m_service, m_secrets,
            SettingsFiles{m_directory->filePath(QStringLiteral("mailweir.toml")), m_directory->path()});
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        activate();
    }

    void activate()
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void catchMail()
    {
        QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
        QTRY_COMPARE_WITH_TIMEOUT(table("groups")->model()->rowCount(), 1, kPatience);
    }

    [[nodiscard]] MailTable *table(const char *name) const
    {
        return m_window->findChild<MailTable *>(QString::fromLatin1(name));
    }

    [[nodiscard]] QString source() const
    {
        QString text;
        const auto views = m_window->findChildren<QPlainTextEdit *>();
        for (const QPlainTextEdit *view : views) {
            if (view->accessibleName() == QStringLiteral("The source") && table("messages")->isVisible())
                text += view->toPlainText();
        }
        return text;
    }

    [[nodiscard]] QAction *action(const QString &text) const
    {
        const auto actions = m_window->findChildren<QAction *>();
        for (QAction *candidate : actions) {
            if (candidate->text() == text)
                return candidate;
        }
        return nullptr;
    }

    [[nodiscard]] QAbstractButton *button(const QString &text) const
    {
        const auto buttons = m_window->findChildren<QAbstractButton *>();
        const auto found = std::find_if(buttons.cbegin(), buttons.cend(), [&](const QAbstractButton *candidate) {
            return candidate->isVisible() && candidate->text() == text;
        });
        return found == buttons.cend() ? nullptr : *found;
    }

    [[nodiscard]] bool hasLabel(const QString &text) const
    {
        const auto labels = m_window->findChildren<QLabel *>();
        return std::any_of(labels.cbegin(), labels.cend(),
                           [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }

    SystemClock m_clock;
    MemorySecretStore m_secrets;
    std::unique_ptr<QTemporaryDir> m_directory;
    Settings m_settings;
    std::unique_ptr<MailService> m_service;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"

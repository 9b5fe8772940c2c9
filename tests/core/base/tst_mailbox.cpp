// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/mailbox.h"

#include <QEvent>
#include <QTest>

#include <thread>

using namespace mailweir;

namespace {

/// Counts how often the mailbox is woken.
class WakeUps final : public QObject {
public:
    explicit WakeUps(Mailbox &mailbox) { mailbox.installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        count += event->type() == QEvent::User ? 1 : 0;
        return false;
    }
    int count = 0;
};

} // namespace

class TestMailbox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void runsJobsInOrder()
    {
        Mailbox mailbox;
        QList<int> ran;
        std::thread other([&] {
            for (int i = 0; i < 100; ++i)
                mailbox.post([&ran, i] { ran.append(i); });
        });
        other.join();
        QVERIFY(ran.isEmpty());
        QTRY_COMPARE(ran.size(), 100);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(ran[i], i);
    }

    void aBundleWakesOnce()
    {
        Mailbox mailbox;
        Mailbox another;
        WakeUps wakeUps(mailbox);
        QStringList ran;
        const auto note = [&ran](const char *what) {
            return [&ran, what] {
                ran.append(QString::fromLatin1(what));
            };
        };
        std::thread other([&] {
            const Mailbox::Bundle bundle;
            mailbox.post(note("one"));
            another.post(note("elsewhere"));
            mailbox.post(note("two"));
        });
        other.join();
        QTRY_COMPARE(ran.size(), 3);
        QVERIFY(ran.indexOf(QStringLiteral("one")) < ran.indexOf(QStringLiteral("two")));
        QCOMPARE(wakeUps.count, 1);
    }

    void aBundleHoldsBackItsOwnThreadOnly()
    {
        Mailbox mailbox;
        QList<int> ran;
        {
            const Mailbox::Bundle bundle;
            mailbox.post([&ran] { ran.append(1); });
            std::thread([&] { mailbox.post([&ran] { ran.append(2); }); }).join();
            QTRY_COMPARE(ran, QList<int>{2});
        }
        mailbox.post([&ran] { ran.append(3); });
        QTRY_COMPARE(ran, (QList<int>{2, 1, 3}));
    }

    void whatIsLeftIsDropped()
    {
        bool ran = false;
        {
            Mailbox mailbox;
            mailbox.post([&ran] { ran = true; });
        }
        QCoreApplication::sendPostedEvents();
        QVERIFY(!ran);
    }
};

QTEST_GUILESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/login_checker.h"
#include "tests/support/captured_log.h"

#include <QDir>
#include <QFile>
#include <QMessageAuthenticationCode>
#include <QTemporaryDir>
#include <QTest>

#include <future>

using namespace mailweir;
using namespace Qt::Literals::StringLiterals;

namespace {

// Of "U*U": from the test vectors of crypt_blowfish, whose author wrote them for every implementation.
const QByteArray bcryptHash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const QByteArray bcryptPassword = "U*U";
// Of "password": SHA-1 in base 64.
const QByteArray shaHash = "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=";

QByteArray withMark(const char *mark)
{
    return QByteArray(bcryptHash).replace(0, 4, mark);
}

LoginAttempt attempt(const QByteArray &user, const QByteArray &password)
{
    return {user, password, {}, {}};
}

// RFC 2195, section 2
const QByteArray rfcChallenge = "<1896.697170952@postoffice.reston.mci.net>";
const QByteArray rfcDigest = "b913a602c7eda7a495b4e6e7334d3890";

LoginAttempt cram(const QByteArray &user, const QByteArray &digest, const QByteArray &challenge = rfcChallenge)
{
    return {user, {}, challenge, digest};
}

LoginVerdict verdictOf(LoginChecker &checker, const LoginAttempt &login)
{
    auto promise = std::make_shared<std::promise<LoginVerdict>>();
    std::future<LoginVerdict> answer = promise->get_future();
    checker.check(login, QHostAddress::LocalHost, [promise](LoginVerdict verdict) { promise->set_value(verdict); });
    return answer.wait_for(std::chrono::seconds(30)) == std::future_status::ready ? answer.get()
                                                                                  : LoginVerdict::Unavailable;
}

qsizetype threadCount()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

} // namespace

class TestLoginChecker : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }
    void reads();
    void accepts_data();
    void accepts();
    void cramMd5();
    void refusesOtherLines_data();
    void refusesOtherLines();
    void refusesWhatIsNoFile();
    void acceptsEveryone();
    void checksOnAnotherThread();
    void readsAgain();
    void keepsTheOldList();
    void limitsThoseWhoWait();
    void leavesRoomForOthers();
    void goesWithoutFinishingTheWork();

private:
    [[nodiscard]] QString file() const { return m_directory->filePath(u"users"_s); }
    void write(const QByteArray &text) const
    {
        QFile out(file());
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(text), text.size());
    }
    [[nodiscard]] UserList users(const QByteArray &text) const
    {
        write(text);
        Result<UserList> list = UserList::load(file());
        return list ? *std::move(list) : UserList();
    }

    std::unique_ptr<QTemporaryDir> m_directory;
};

void TestLoginChecker::reads()
{
    const UserList list =
        users("# who may send\n\n  \nann:" + shaHash + "\r\nbob:" + bcryptHash + "\neve:{PLAIN} a:b#c ");
    QVERIFY(!list.isEmpty());
    QVERIFY(!list.allPlain());
    QVERIFY(list.accepts(attempt("ann", "password")));
    QVERIFY(list.accepts(attempt("bob", bcryptPassword)));
    QVERIFY(list.accepts(attempt("eve", " a:b#c ")));
    QVERIFY(!list.accepts(attempt("# who may send", "")));

    const UserList empty = users("# nobody\n");
    QVERIFY(empty.isEmpty());
    QVERIFY(!empty.allPlain());
    QVERIFY(!empty.accepts(attempt("", "")));
}

void TestLoginChecker::accepts_data()
{
    QTest::addColumn<QByteArray>("hash");
    QTest::addColumn<QByteArray>("password");
    QTest::newRow("$2a$") << bcryptHash << bcryptPassword;
    QTest::newRow("$2b$") << withMark("$2b$") << bcryptPassword;
    QTest::newRow("$2y$") << withMark("$2y$") << bcryptPassword;
    QTest::newRow("{SHA}") << shaHash << "password"_ba;
    QTest::newRow("{PLAIN}") << "{PLAIN}password"_ba
                             << "password"_ba;
    QTest::newRow("{PLAIN}, UTF-8") << "{PLAIN}b\xc3\xa4r"_ba
                                    << "b\xc3\xa4r"_ba;
}

void TestLoginChecker::accepts()
{
    QFETCH(const QByteArray, hash);
    QFETCH(const QByteArray, password);
    const UserList list = users("ann:" + hash + "\nbob:{PLAIN}other\n");
    QVERIFY(list.accepts(attempt("ann", password)));
    const QByteArrayList wrong{"",
                               password.chopped(1),
                               password + 'x',
                               password + '\0',
                               password + "\0x"_ba,
                               hash,
                               password.toUpper() == password ? password.toLower() : password.toUpper(),
                               "other"};
    for (const QByteArray &other : wrong)
        QVERIFY2(!list.accepts(attempt("ann", other)), other.constData());
    for (const char *user : {"", "Ann", "ann ", "nobody", "ann:"})
        QVERIFY2(!list.accepts(attempt(user, password)), user);
    QVERIFY(!list.accepts(attempt("ann\0"_ba, password)));
    QVERIFY(!list.accepts(attempt("bob", password)));
}

void TestLoginChecker::cramMd5()
{
    const UserList plain = users("tim:{PLAIN}tanstaaftanstaaf\nann:{PLAIN}x\n");
    QVERIFY(plain.allPlain());
    QVERIFY(plain.accepts(cram("tim", rfcDigest)));
    QVERIFY(!plain.accepts(cram("ann", rfcDigest)));
    QVERIFY(!plain.accepts(cram("nobody", rfcDigest)));
    QVERIFY(!plain.accepts(cram("tim", rfcDigest, "<1897.697170952@postoffice.reston.mci.net>")));
    QVERIFY(!plain.accepts(cram("tim", rfcDigest.chopped(1))));
    QVERIFY(!plain.accepts(cram("tim", {})));
    QVERIFY(!plain.accepts(cram("tim", "tanstaaftanstaaf")));

    // Of a hash there is no HMAC, not even one with an empty password.
    const UserList hashed = users("tim:" + shaHash + "\n");
    QVERIFY(!hashed.allPlain());
    QVERIFY(!hashed.accepts(cram("tim", "4b4e7ab1d2bd1a14bbf1ac9acbb5a9a4", "x")));
    const QByteArray ofNothing = QMessageAuthenticationCode::hash("x", {}, QCryptographicHash::Md5).toHex();
    QVERIFY(!hashed.accepts(cram("tim", ofNothing, "x")));
}

void TestLoginChecker::refusesOtherLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("no colon") << "bob"_ba;
    QTest::newRow("no user") << ":" + shaHash;
    QTest::newRow("no hash") << "bob:"_ba;
    QTest::newRow("bare password") << "bob:secret"_ba;
    QTest::newRow("crypt") << "bob:rqXexS6ZhobKA"_ba;
    QTest::newRow("apr1") << "bob:$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/"_ba;
    QTest::newRow("sha512-crypt") << "bob:$6$saltsalt$abcdefghijklmnopqrstuv"_ba;
    QTest::newRow("$2x$") << "bob:" + withMark("$2x$");
    QTest::newRow("short bcrypt") << "bob:" + bcryptHash.chopped(1);
    QTest::newRow("long bcrypt") << "bob:" + bcryptHash + "x";
    QTest::newRow("cost 03") << "bob:" + withMark("$2a$").replace("$05$", "$03$");
    QTest::newRow("cost 32") << "bob:" + withMark("$2a$").replace("$05$", "$32$");
    QTest::newRow("cost 17") << "bob:" + withMark("$2a$").replace("$05$", "$17$");
    QTest::newRow("cost ab") << "bob:" + withMark("$2a$").replace("$05$", "$0a$");
    QTest::newRow("bcrypt with a space") << "bob:" + withMark("$2a$").replace("CC.E5", "CC E5");
    QTest::newRow("bcrypt and a third field") << "bob:" + bcryptHash + ":Bob";
    QTest::newRow("{SHA} of 19 bytes") << "bob:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mjw=="_ba;
    QTest::newRow("{SHA} not base 64") << "bob:{SHA}W6ph5Mm5Pz8G*iULbPgzG37mj9g="_ba;
    QTest::newRow("{sha}") << "bob:{sha}W6ph5Mm5Pz8GgiULbPgzG37mj9g="_ba;
    QTest::newRow("empty {PLAIN}") << "bob:{PLAIN}"_ba;
    QTest::newRow("twice") << "ann:{PLAIN}again"_ba;
}

void TestLoginChecker::refusesOtherLines()
{
    QFETCH(const QByteArray, line);
    write("# users\nann:{PLAIN}x\n" + line + "\neve:{PLAIN}y\n");
    const Result<UserList> list = UserList::load(file());
    QVERIFY(!list);
    QCOMPARE(list.error().code, ErrorCode::Invalid);
    QCOMPARE(list.error().subject, file() + u":3"_s);
    QVERIFY(!list.error().detail.isEmpty());
    QVERIFY(!describe(list.error()).contains(u"secret"));
}

void TestLoginChecker::refusesWhatIsNoFile()
{
    const Result<UserList> missing = UserList::load(file());
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QCOMPARE(missing.error().subject, file());
    const Result<UserList> directory = UserList::load(m_directory->path());
    QVERIFY(!directory);
    QCOMPARE(directory.error().code, ErrorCode::Invalid);
}

void TestLoginChecker::acceptsEveryone()
{
    const qsizetype threads = threadCount();
    LoginChecker checker;
    QVERIFY(checker.cramMd5());
    int accepted = 0;
    for (const LoginAttempt &login : {attempt("ann", "x"), attempt("", ""), cram("tim", "x")})
        checker.check(login, {}, [&](LoginVerdict verdict) { accepted += verdict == LoginVerdict::Accepted ? 1 : 0; });
    QCOMPARE(accepted, 3); // at once
    QCOMPARE(threadCount(), threads);
}

void TestLoginChecker::checksOnAnotherThread()
{
    const qsizetype threads = threadCount();
    LoginChecker checker(users("bob:" + bcryptHash + "\n"), file());
    QVERIFY(!checker.cramMd5());
    QCOMPARE(threadCount(), threads);
    std::promise<std::thread::id> thread;
    checker.check(attempt("bob", "x"), {}, [&](LoginVerdict) { thread.set_value(std::this_thread::get_id()); });
    QVERIFY(thread.get_future().get() != std::this_thread::get_id());
    QCOMPARE(verdictOf(checker, attempt("bob", bcryptPassword)), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(checker, attempt("bob", "x")), LoginVerdict::Refused);
    QCOMPARE(verdictOf(checker, attempt("eve", bcryptPassword)), LoginVerdict::Refused);
    // Without a path there is no file to follow, and still not everybody is let in.
    LoginChecker withoutFile(users("bob:" + bcryptHash + "\n"), {});
    CapturedLog log;
    QCOMPARE(verdictOf(withoutFile, attempt("bob", bcryptPassword)), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(withoutFile, attempt("bob", "x")), LoginVerdict::Refused);
}

void TestLoginChecker::readsAgain()
{
    LoginChecker checker(users("ann:{PLAIN}one\n"), file());
    QVERIFY(checker.cramMd5());
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Accepted);
    write("ann:" + shaHash + "\nbob:{PLAIN}two\n");
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Refused);
    QCOMPARE(verdictOf(checker, attempt("ann", "password")), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(checker, attempt("bob", "two")), LoginVerdict::Accepted);
    QVERIFY(!checker.cramMd5());
}

void TestLoginChecker::keepsTheOldList()
{
    LoginChecker checker(users("ann:{PLAIN}one\n"), file());
    CapturedLog log;
    write("ann:{PLAIN}two\nbob:hunter2\n");
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(checker, attempt("ann", "two")), LoginVerdict::Refused);
    std::vector<QString> warnings = log.takeWarnings();
    QCOMPARE(warnings.size(), size_t(1));
    QVERIFY2(warnings[0].contains(file() + u":2"_s) && !warnings[0].contains(u"hunter2"), qPrintable(warnings[0]));

    QVERIFY(QFile::remove(file()));
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Accepted);
    QCOMPARE(log.takeWarnings().size(), size_t(1));

    write("ann:{PLAIN}three\n");
    QCOMPARE(verdictOf(checker, attempt("ann", "three")), LoginVerdict::Accepted);
    QCOMPARE(log.takeWarnings().size(), size_t(0));
}

void TestLoginChecker::limitsThoseWhoWait()
{
    LoginChecker checker(users("ann:{PLAIN}one\n"), file());
    std::promise<void> started;
    std::promise<void> goOn;
    checker.check(attempt("ann", "one"), {}, [&](LoginVerdict) {
        started.set_value();
        goOn.get_future().wait();
    });
    started.get_future().wait();
    std::vector<std::future<LoginVerdict>> answers;
    for (int i = 0; i < 65; ++i) {
        auto promise = std::make_shared<std::promise<LoginVerdict>>();
        answers.push_back(promise->get_future());
        checker.check(attempt("ann", "one"), QHostAddress(quint32(i)),
                      [promise](LoginVerdict verdict) { promise->set_value(verdict); });
    }
    QCOMPARE(answers.back().wait_for(std::chrono::seconds(0)), std::future_status::ready);
    QCOMPARE(answers.back().get(), LoginVerdict::Unavailable);
    answers.pop_back();
    QCOMPARE(answers.front().wait_for(std::chrono::seconds(0)), std::future_status::timeout);
    goOn.set_value();
    for (std::future<LoginVerdict> &answer : answers)
        QCOMPARE(answer.get(), LoginVerdict::Accepted);
    QCOMPARE(verdictOf(checker, attempt("ann", "one")), LoginVerdict::Accepted);
}

/// Of those who wait no client has more than half and a few.
void TestLoginChecker::leavesRoomForOthers()
{
    LoginChecker checker(users("ann:{PLAIN}one\n"), file());
    std::promise<void> started;
    std::promise<void> goOn;
    checker.check(attempt("ann", "one"), {}, [&](LoginVerdict) {
        started.set_value();
        goOn.get_future().wait();
    });
    started.get_future().wait();
    std::atomic<int> accepted = 0;
    const auto unavailable = [&](const QHostAddress &client, int times) {
        int count = 0;
        for (int i = 0; i < times; ++i) {
            checker.check(attempt("ann", "one"), client,
                          [&, caller = std::this_thread::get_id()](LoginVerdict verdict) {
                              if (std::this_thread::get_id() == caller)
                                  count += verdict == LoginVerdict::Unavailable ? 1 : 0;
                              else
                                  accepted += verdict == LoginVerdict::Accepted ? 1 : 0;
                          });
        }
        return count;
    };
    const QHostAddress greedy(u"192.0.2.1"_s);
    QCOMPARE(unavailable(greedy, 64), 32);
    for (quint32 other = 1; other <= 4; ++other)
        QCOMPARE(unavailable(QHostAddress(other), 10), 2);
    QCOMPARE(unavailable(QHostAddress(quint32(5)), 1), 1);
    goOn.set_value();
    QTRY_COMPARE(accepted.load(), 64);
    QCOMPARE(unavailable(greedy, 1), 0);
    QTRY_COMPARE(accepted.load(), 65);
}

void TestLoginChecker::goesWithoutFinishingTheWork()
{
    const QByteArray slow = QByteArray(bcryptHash).replace("$05$", "$12$");
    std::atomic<int> answered = 0;
    std::atomic<int> unavailable = 0;
    {
        LoginChecker checker(users("ann:" + slow + "\n"), file());
        for (int i = 0; i < 64; ++i) {
            checker.check(attempt("ann", "x"), QHostAddress(quint32(i)), [&](LoginVerdict verdict) {
                ++answered;
                unavailable += verdict == LoginVerdict::Unavailable ? 1 : 0;
            });
        }
    }
    QCOMPARE(answered.load(), 64);
    QVERIFY(unavailable > 0);
}

QTEST_GUILESS_MAIN(TestLoginChecker)
#include "tst_login_checker.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/secret_store.h"
#include "tests/support/memory_secret_store.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace mailweir;

namespace {

/// The answer of a call that answers at once.
template <typename R> std::function<void(R)> into(std::optional<R> &answer)
{
    return [&answer](R result) {
        answer = std::move(result);
    };
}

Result<QString> readNow(SecretStore &store, const char *key)
{
    std::optional<Result<QString>> answer;
    store.read(QString::fromLatin1(key), into(answer));
    return answer.value_or(Error{ErrorCode::TimedOut, {}, {}});
}

Result<void> writeNow(SecretStore &store, const char *key, const QString &value)
{
    std::optional<Result<void>> answer;
    store.write(QString::fromLatin1(key), value, into(answer));
    return answer.value_or(Error{ErrorCode::TimedOut, {}, {}});
}

Result<void> removeNow(SecretStore &store, const char *key)
{
    std::optional<Result<void>> answer;
    store.remove(QString::fromLatin1(key), into(answer));
    return answer.value_or(Error{ErrorCode::TimedOut, {}, {}});
}

} // namespace

class TestSecretStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsTheFile();
    void keepsWhatItDoesNotKnow();
    void makesAPrivateFile();
    void refusesAFileThatOthersCanRead_data();
    void refusesAFileThatOthersCanRead();
    void refusesWhatALineCannotHold_data();
    void refusesWhatALineCannotHold();
    void readsCredentials();
    void credentialsStayInTheirDirectory();
    void keychainRoundTrip();
    void chosenByTheEnvironment();
    void memoryDouble();

private:
    void put(const QByteArray &text, int mode = 0600);
    [[nodiscard]] QByteArray text() const;

    std::optional<QTemporaryDir> m_directory;
    QString m_file;
};

void TestSecretStore::init()
{
    m_directory.emplace();
    m_file = m_directory->filePath(QStringLiteral("secrets"));
}

void TestSecretStore::put(const QByteArray &text, int mode)
{
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    QCOMPARE(::fchmod(file.handle(), static_cast<mode_t>(mode)), 0);
}

QByteArray TestSecretStore::text() const
{
    QFile file(m_file);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

void TestSecretStore::readsTheFile()
{
    put("# relay/default = not this\nrelay/default=first = with =\n\n relay/other\t=\tp\xc3\xa4ss word \r\nrelay/empty "
        "=\n");
    const auto store = makeFileSecretStore(m_file, {});
    QCOMPARE(readNow(*store, "relay/default").value(), QStringLiteral("first = with ="));
    QCOMPARE(readNow(*store, "relay/other").value(), QStringLiteral("p\u00e4ss word"));
    QCOMPARE(readNow(*store, "relay/empty").value(), QString());
    QCOMPARE(readNow(*store, "relay/none").error().code, ErrorCode::NotFound);
    QCOMPARE(readNow(*store, "").error().code, ErrorCode::NotFound);
}

void TestSecretStore::keepsWhatItDoesNotKnow()
{
    put("# mine\nrelay/a = 1\n\nodd line\nrelay/b = 2\nrelay/a = old twin");
    const auto store = makeFileSecretStore(m_file, {});
    QVERIFY(writeNow(*store, "relay/a", QStringLiteral("new")).ok());
    QCOMPARE(text(), QByteArray("# mine\nrelay/a = new\n\nodd line\nrelay/b = 2\n"));
    QVERIFY(writeNow(*store, "relay/c", QStringLiteral("3")).ok());
    QVERIFY(removeNow(*store, "relay/b").ok());
    QCOMPARE(text(), QByteArray("# mine\nrelay/a = new\n\nodd line\nrelay/c = 3\n"));
    QVERIFY(removeNow(*store, "relay/b").ok());
    QCOMPARE(readNow(*store, "relay/a").value(), QStringLiteral("new"));
}

void TestSecretStore::makesAPrivateFile()
{
    const mode_t before = ::umask(0);
    const auto store = makeFileSecretStore(m_file, {});
    QCOMPARE(readNow(*store, "relay/a").error().code, ErrorCode::NotFound);
    const bool written =
        writeNow(*store, "relay/a", QStringLiteral("x")).ok() && writeNow(*store, "relay/a", QStringLiteral("y")).ok();
    ::umask(before);
    QVERIFY(written);
    struct stat status = {};
    QCOMPARE(::stat(QFile::encodeName(m_file).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));
    QCOMPARE(text(), QByteArray("relay/a = y\n"));
}

void TestSecretStore::refusesAFileThatOthersCanRead_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("taken");
    QTest::newRow("0600") << 0600 << true;
    QTest::newRow("0400") << 0400 << true;
    QTest::newRow("0640") << 0640 << false;
    QTest::newRow("0604") << 0604 << false;
    QTest::newRow("0620") << 0620 << false;
}

void TestSecretStore::refusesAFileThatOthersCanRead()
{
    QFETCH(int, mode);
    QFETCH(bool, taken);
    put("relay/a = 1\n", mode);
    const auto store = makeFileSecretStore(m_file, {});
    QCOMPARE(readNow(*store, "relay/a").ok(), taken);
    if (taken)
        return;
    QCOMPARE(readNow(*store, "relay/a").error().code, ErrorCode::PermissionDenied);
    QCOMPARE(writeNow(*store, "relay/a", QStringLiteral("2")).error().code, ErrorCode::PermissionDenied);
    QCOMPARE(removeNow(*store, "relay/a").error().code, ErrorCode::PermissionDenied);
    QCOMPARE(text(), QByteArray("relay/a = 1\n"));
}

void TestSecretStore::refusesWhatALineCannotHold_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    const QString key = QStringLiteral("relay/a");
    QTest::newRow("line end") << key << QStringLiteral("x\nrelay/b = y");
    QTest::newRow("CR") << key << QStringLiteral("x\ry");
    QTest::newRow("outer blanks") << key << QStringLiteral(" x");
    QTest::newRow("NUL") << key << QString(QChar(u'\0'));
    QTest::newRow("key with =") << QStringLiteral("relay/a=b") << QStringLiteral("x");
    QTest::newRow("key with a line end") << QStringLiteral("relay/a\nb") << QStringLiteral("x");
    QTest::newRow("no key") << QString() << QStringLiteral("x");
    QTest::newRow("comment as key") << QStringLiteral("#a") << QStringLiteral("x");
}

void TestSecretStore::refusesWhatALineCannotHold()
{
    QFETCH(QString, key);
    QFETCH(QString, value);
    const auto store = makeFileSecretStore(m_file, {});
    std::optional<Result<void>> answer;
    store->write(key, value, into(answer));
    QCOMPARE(answer->error().code, ErrorCode::Invalid);
    QVERIFY(!QFile::exists(m_file));
}

void TestSecretStore::readsCredentials()
{
    QFile credential(m_directory->filePath(QStringLiteral("relay.default")));
    QVERIFY(credential.open(QIODevice::WriteOnly));
    credential.write("from systemd\n");
    credential.close();
    const auto readOnly = makeFileSecretStore({}, m_directory->path());
    QCOMPARE(readNow(*readOnly, "relay/default").value(), QStringLiteral("from systemd"));
    QCOMPARE(readNow(*readOnly, "relay/none").error().code, ErrorCode::NotFound);
    QCOMPARE(writeNow(*readOnly, "relay/default", QStringLiteral("x")).error().code, ErrorCode::Unavailable);
    QCOMPARE(removeNow(*readOnly, "relay/default").error().code, ErrorCode::Unavailable);

    const auto both = makeFileSecretStore(m_file, m_directory->path());
    QCOMPARE(readNow(*both, "relay/default").value(), QStringLiteral("from systemd"));
    QVERIFY(writeNow(*both, "relay/default", QStringLiteral("from the file")).ok());
    QCOMPARE(readNow(*both, "relay/default").value(), QStringLiteral("from the file"));
}

void TestSecretStore::credentialsStayInTheirDirectory()
{
    put("outside");
    QVERIFY(QDir(m_directory->path()).mkdir(QStringLiteral("credentials")));
    const auto store = makeFileSecretStore({}, m_directory->filePath(QStringLiteral("credentials")));
    QCOMPARE(readNow(*store, "../secrets").error().code, ErrorCode::NotFound);
}

/// Against the desktop's real keychain: needs a session bus with a Secret Service whose keyring is open.
void TestSecretStore::keychainRoundTrip()
{
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        QSKIP("no session bus, so no keychain");
    const QString key = QStringLiteral("relay/tst_secret_store");
    const auto store = makeKeychainSecretStore();
    std::optional<Result<void>> written;
    store->write(key, QStringLiteral("p\u00e4ss\nword"), into(written));
    QTRY_VERIFY_WITH_TIMEOUT(written, 35'000);
    if (!written->ok())
        QSKIP(qPrintable(QStringLiteral("no keychain: ") + describe(written->error())));
    std::optional<Result<QString>> read;
    store->read(key, into(read));
    QTRY_VERIFY(read);
    QCOMPARE(read->value(), QStringLiteral("p\u00e4ss\nword"));
    std::optional<Result<void>> removed;
    store->remove(key, into(removed));
    QTRY_VERIFY(removed);
    QVERIFY(removed->ok());
    std::optional<Result<QString>> gone;
    store->read(key, into(gone));
    QTRY_VERIFY(gone);
    QCOMPARE(gone->error().code, ErrorCode::NotFound);

    // A store that goes away leaves its jobs to end by themselves, unheard.
    std::optional<Result<QString>> unheard;
    auto shortLived = makeKeychainSecretStore();
    shortLived->read(key, into(unheard));
    shortLived.reset();
    std::optional<Result<QString>> next;
    store->read(key, into(next));
    QTRY_VERIFY(next);
    QVERIFY(!unheard);
}

void TestSecretStore::chosenByTheEnvironment()
{
    put("relay/a = 1\n");
    qputenv("MAILWEIR_SECRETS_FILE", QFile::encodeName(m_file));
    const auto store = makeSecretStore();
    qunsetenv("MAILWEIR_SECRETS_FILE");
    QCOMPARE(readNow(*store, "relay/a").value(), QStringLiteral("1"));
}

void TestSecretStore::memoryDouble()
{
    MemorySecretStore store;
    QVERIFY(writeNow(store, "relay/a", QStringLiteral("1")).ok());
    QCOMPARE(readNow(store, "relay/a").value(), QStringLiteral("1"));
    QVERIFY(removeNow(store, "relay/a").ok());
    QCOMPARE(readNow(store, "relay/a").error().code, ErrorCode::NotFound);
    store.failure = Error{ErrorCode::Unavailable, {}, {}};
    QCOMPARE(readNow(store, "relay/a").error().code, ErrorCode::Unavailable);
}

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secret_store.moc"

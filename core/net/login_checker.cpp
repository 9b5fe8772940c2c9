// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/login_checker.h"

#include "core/base/logging.h"
#include "core/base/worker.h"
#include "core/net/watched_file.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include <crypt.h>
#include <mutex>
#include <openssl/crypto.h>

namespace mailweir {

namespace {

constexpr QByteArrayView plainMark = "{PLAIN}";
constexpr QByteArrayView shaMark = "{SHA}";
constexpr int maxWaiting = 64;
constexpr int crowd = 32; // when so many wait, nobody may have more than …
constexpr int maxOfOneInACrowd = 8;
constexpr int maxCost = 16; // of bcrypt: some seconds, for which others, and the end of the program, wait

/// In a time that tells nothing about where they differ, nor about their lengths.
bool isSame(QByteArrayView a, QByteArrayView b)
{
    const auto digest = [](QByteArrayView bytes) {
        return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
    };
    const QByteArray first = digest(a);
    const QByteArray second = digest(b);
    return CRYPTO_memcmp(first.constData(), second.constData(), size_t(first.size())) == 0;
}

bool isBcrypt(QByteArrayView hash)
{
    // $2b$12$ and 53 characters of bcrypt's own base 64
    const auto isDigit = [](char c) {
        return c >= '0' && c <= '9';
    };
    const auto isBase64 = [](char c) {
        return (c >= '.' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    };
    return hash.size() == 60 && (hash.startsWith("$2a$") || hash.startsWith("$2b$") || hash.startsWith("$2y$"))
        && isDigit(hash[4]) && isDigit(hash[5]) && hash.sliced(4, 2) >= QByteArrayView("04")
        && hash.sliced(4, 2) <= QByteArrayView("31") && hash[6] == '$'
        && std::all_of(hash.begin() + 7, hash.end(), isBase64);
}

std::optional<QByteArray> sha1In(const QByteArray &hash)
{
    const auto decoded =
        QByteArray::fromBase64Encoding(hash.sliced(shaMark.size()), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() != 20)
        return {};
    return decoded.decoded;
}

bool isKnownKind(const QByteArray &hash)
{
    if (hash.startsWith(plainMark))
        return hash.size() > plainMark.size();
    if (hash.startsWith(shaMark))
        return sha1In(hash).has_value();
    return isBcrypt(hash);
}

/// Grows with the work of a check: bcrypt by its cost, then the others.
int work(const QByteArray &hash)
{
    if (hash.startsWith(plainMark))
        return 1;
    return hash.startsWith(shaMark) ? 2 : hash.sliced(4, 2).toInt();
}

bool isTooMuchWork(const QByteArray &hash)
{
    return isBcrypt(hash) && work(hash) > maxCost;
}

bool matchesBcrypt(const QByteArray &hash, const QByteArray &password)
{
    if (password.contains('\0')) // crypt would take what is before it for the whole
        return false;
    const auto data = std::make_unique<crypt_data>(); // 32 KiB
    const char *computed = crypt_r(password.constData(), hash.constData(), data.get());
    return computed && isSame(computed, hash);
}

bool matches(const QByteArray &hash, const LoginAttempt &attempt)
{
    const bool plain = hash.startsWith(plainMark);
    if (!attempt.challenge.isEmpty()) {
        const QByteArray password = plain ? hash.sliced(plainMark.size()) : QByteArray();
        const QByteArray digest =
            QMessageAuthenticationCode::hash(attempt.challenge, password, QCryptographicHash::Md5).toHex();
        return isSame(digest, attempt.digest) && plain;
    }
    if (plain)
        return isSame(hash.sliced(plainMark.size()), attempt.password);
    if (hash.startsWith(shaMark))
        return isSame(*sha1In(hash), QCryptographicHash::hash(attempt.password, QCryptographicHash::Sha1));
    return matchesBcrypt(hash, attempt.password);
}

} // namespace

Result<UserList> UserList::load(const QString &path)
{
    const Result<QByteArray> text = readSmallFile(path);
    if (!text)
        return text.error();
    UserList list;
    int number = 0;
    for (QByteArray line : text->split('\n')) {
        ++number;
        const auto invalid = [&](const QString &detail) {
            return Error{ErrorCode::Invalid, QStringLiteral("%1:%2").arg(path).arg(number), detail};
        };
        if (line.endsWith('\r'))
            line.chop(1);
        if (line.trimmed().isEmpty() || line.startsWith('#'))
            continue;
        const qsizetype colon = line.indexOf(':');
        if (colon < 1)
            return invalid(QStringLiteral("a line is `user:hash`"));
        const QByteArray user = line.first(colon);
        const QByteArray hash = line.sliced(colon + 1);
        if (!isKnownKind(hash))
            return invalid(
                QStringLiteral("after `user:` comes a bcrypt hash ($2a$, $2b$, $2y$; `htpasswd -B` makes it), "
                               "{SHA} with one in base 64, or {PLAIN} with the password"));
        if (isTooMuchWork(hash))
            return invalid(QStringLiteral("a bcrypt hash of a cost above %1 takes too long to check").arg(maxCost));
        if (list.m_users.contains(user))
            return invalid(QStringLiteral("the user was listed before"));
        list.m_users.insert(user, hash);
        if (list.m_hardest.isEmpty() || work(hash) > work(list.m_hardest))
            list.m_hardest = hash;
    }
    return list;
}

bool UserList::isEmpty() const
{
    return m_users.isEmpty();
}

bool UserList::allPlain() const
{
    return !isEmpty() && m_hardest.startsWith(plainMark);
}

bool UserList::accepts(const LoginAttempt &attempt) const
{
    if (isEmpty())
        return false;
    const auto user = m_users.constFind(attempt.user);
    const bool listed = user != m_users.constEnd();
    return matches(listed ? *user : m_hardest, attempt) && listed;
}

class LoginChecker::Private {
public:
    Private()
        : m_acceptsAll(true)
        , m_cramMd5(true)
    {
    }
    Private(UserList users, QString path)
        : m_acceptsAll(false)
        , m_path(std::move(path))
        , m_users(std::move(users))
        , m_cramMd5(m_users.allPlain())
    {
    }
    ~Private() { m_stopping = true; }

    [[nodiscard]] bool cramMd5() const { return m_cramMd5; }

    void check(LoginAttempt attempt, const QHostAddress &client, Answer answer)
    {
        if (m_acceptsAll) {
            answer(LoginVerdict::Accepted);
            return;
        }
        if (!enters(client)) {
            answer(LoginVerdict::Unavailable);
            return;
        }
        if (!m_worker)
            m_worker.emplace("logins");
        m_worker->post([this, client, attempt = std::move(attempt), answer = std::move(answer)] {
            leaves(client);
            answer(m_stopping ? LoginVerdict::Unavailable : verdict(attempt));
        });
    }

private:
    /// Whether there is room for it to wait.
    [[nodiscard]] bool enters(const QHostAddress &client)
    {
        const std::lock_guard lock(m_mutex);
        int &own = m_waitingOf[client];
        if (m_waiting >= maxWaiting || (m_waiting >= crowd && own >= maxOfOneInACrowd)) {
            if (own == 0)
                m_waitingOf.remove(client);
            return false;
        }
        ++own;
        ++m_waiting;
        return true;
    }

    void leaves(const QHostAddress &client)
    {
        const std::lock_guard lock(m_mutex);
        if (--m_waitingOf[client] == 0)
            m_waitingOf.remove(client);
        --m_waiting;
    }

    [[nodiscard]] LoginVerdict verdict(const LoginAttempt &attempt)
    {
        readAgain();
        return m_users.accepts(attempt) ? LoginVerdict::Accepted : LoginVerdict::Refused;
    }

    void readAgain()
    {
        const FileStamp stamp = FileStamp::of(m_path);
        if (m_seen && *m_seen == stamp)
            return;
        m_seen = stamp;
        Result<UserList> users = UserList::load(m_path);
        if (!users) {
            qCWarning(lcNet, "%ls; the users read before stay in force", qUtf16Printable(describe(users.error())));
            return;
        }
        m_users = *std::move(users);
        m_cramMd5 = m_users.allPlain();
    }

    const bool m_acceptsAll;
    const QString m_path;
    UserList m_users; // the worker's once there is one
    std::optional<FileStamp> m_seen; // the worker's; of the file as it was last tried
    std::atomic<bool> m_cramMd5;
    std::mutex m_mutex;
    int m_waiting = 0; // guarded by m_mutex
    QHash<QHostAddress, int> m_waitingOf; // guarded by m_mutex
    std::atomic<bool> m_stopping = false;
    std::optional<Worker> m_worker; // last: it uses all of the above
};

LoginChecker::LoginChecker()
    : d(std::make_unique<Private>())
{
}

LoginChecker::LoginChecker(UserList users, const QString &path)
    : d(std::make_unique<Private>(std::move(users), path))
{
}

LoginChecker::~LoginChecker() = default;

bool LoginChecker::cramMd5() const
{
    return d->cramMd5();
}

void LoginChecker::check(LoginAttempt attempt, const QHostAddress &client, Answer answer)
{
    d->check(std::move(attempt), client, std::move(answer));
}

} // namespace mailweir

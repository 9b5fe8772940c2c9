// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets/secret_store.h"

#include "core/base/logging.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QPointer>
#include <QThread>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace mailweir {

namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;

Error errorFrom(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorCode::NotFound, job.key(), job.errorString()};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
    case QKeychain::CouldNotDeleteEntry:
        return {ErrorCode::Refused, job.key(), job.errorString()};
    default:
        return {ErrorCode::Unavailable, job.key(), job.errorString()};
    }
}

/// libsecret answers through GLib's main loop; without it a job would never end.
bool hasGlibLoop()
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    return dispatcher && QByteArrayView(dispatcher->metaObject()->className()).contains("Glib");
}

/// QtKeychain does not survive the end of a job that has begun (0.13 writes into the freed job), nor jobs in two
/// threads. So nothing here owns a job: it deletes itself when it is done, and whoever waits for it gives up by
/// dropping the callback.
class KeychainSecretStore final : public SecretStore {
public:
    void read(const QString &key, ReadDone done) override
    {
        auto *job = new QKeychain::ReadPasswordJob(service());
        run<Result<QString>>(job, key, std::move(done), [job] { return Result<QString>(job->textData()); });
    }

    void write(const QString &key, const QString &value, WriteDone done) override
    {
        auto *job = new QKeychain::WritePasswordJob(service());
        job->setTextData(value);
        run<Result<void>>(job, key, std::move(done), [] { return Result<void>(); });
    }

    void remove(const QString &key, WriteDone done) override
    {
        auto *job = new QKeychain::DeletePasswordJob(service());
        run<Result<void>>(job, key, std::move(done), [] { return Result<void>(); });
    }

private:
    [[nodiscard]] static QString service() { return QStringLiteral("mailweir"); }

    template <typename R>
    void run(QKeychain::Job *job, const QString &key, std::function<void(R)> done, std::function<R()> success)
    {
        Q_ASSERT(QThread::currentThread() == QCoreApplication::instance()->thread());
        if (!hasGlibLoop()) {
            delete job; // not begun yet
            done(Error{ErrorCode::Unavailable, key, QStringLiteral("the keychain needs an event loop of GLib")});
            return;
        }
        const auto waiting = std::make_shared<std::function<void(R)>>(std::move(done));
        const auto answer = [waiting](const R &result) {
            if (const auto callback = std::exchange(*waiting, nullptr))
                callback(result);
        };
        const QPointer patience(new QTimer(&m_context));
        patience->setSingleShot(true);
        QObject::connect(patience.get(), &QTimer::timeout, patience.get(), [answer, patience, key] {
            patience->deleteLater();
            qCWarning(lcSecrets) << "the keychain does not answer about" << key;
            answer(Error{ErrorCode::TimedOut, key, QStringLiteral("the keychain does not answer")});
        });
        // The store may go away while a prompt is open; its callbacks go with m_context, the job stays.
        QObject::connect(job, &QKeychain::Job::finished, &m_context,
                         [answer, success, patience](QKeychain::Job *ended) {
                             if (patience)
                                 patience->deleteLater();
                             answer(ended->error() == QKeychain::NoError ? success() : R(errorFrom(*ended)));
                         });
        job->setKey(key);
        job->setAutoDelete(true);
        patience->start(kPatience);
        job->start();
    }

    QObject m_context;
};

} // namespace

std::unique_ptr<SecretStore> makeKeychainSecretStore()
{
    return std::make_unique<KeychainSecretStore>();
}

} // namespace mailweir

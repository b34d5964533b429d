#include "model/secrets/secretstore.h"

#include <QPromise>
#include <QTimer>

#ifdef Q_OS_LINUX
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif
#include <qt6keychain/keychain.h>

#include <memory>

namespace rollcall
{

namespace
{

const QString service = QStringLiteral("rollcall");

QString keyOf(const QString& profileId, SecretKind kind)
{
    return profileId + (kind == SecretKind::DatabasePassword ? QStringLiteral("/database-password")
                                                             : QStringLiteral("/encryption-key"));
}

QString nameOf(SecretKind kind)
{
    return kind == SecretKind::DatabasePassword ? QStringLiteral("database password")
                                                : QStringLiteral("encryption key");
}

Failure locked(SecretKind kind)
{
    return failure(
        ErrorKind::Refused, QStringLiteral("The keychain of this desktop session is locked."),
        QStringLiteral("Unlock it, or type the %1 and use it for this time only.").arg(nameOf(kind)));
}

/// libsecret answers "no such entry" for a locked collection whose prompt was dismissed, or could not be
/// shown. The Secret Service itself knows the difference.
/// https://specifications.freedesktop.org/secret-service-spec/latest/org.freedesktop.Secret.Collection.html
FutureResult<bool> collectionLocked(QObject* context)
{
#ifdef Q_OS_LINUX
    QDBusMessage ask = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    ask << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    ask.setAutoStartService(false);
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(ask, 3000), context);
    auto promise = std::make_shared<QPromise<Result<bool>>>();
    promise->start();
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher, promise] {
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        promise->addResult(Result<bool>(reply.isValid() && reply.value().variant().toBool()));
        promise->finish();
        watcher->deleteLater();
    });
    return promise->future();
#else
    Q_UNUSED(context)
    return readyResult<bool>(false);
#endif
}

Failure wordsOf(const QKeychain::Job& job, SecretKind kind)
{
    const QString forNow = QStringLiteral("Type it, and use it for this time only.");
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return failure(ErrorKind::NotFound,
                       QStringLiteral("No %1 is saved for this cluster.").arg(nameOf(kind)),
                       QStringLiteral("Type it."));
    case QKeychain::AccessDeniedByUser:
        return failure(ErrorKind::Refused,
                       QStringLiteral("The keychain was not unlocked, so the %1 cannot be used from there.")
                           .arg(nameOf(kind)),
                       forNow);
    case QKeychain::AccessDenied:
        return locked(kind);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
    default:
        // Without a secret service libsecret answers "other error" with the words of D-Bus.
        return failure(ErrorKind::Unreachable,
                       QStringLiteral("No keychain service runs in this desktop session."),
                       QStringLiteral("Start one (gnome-keyring or KWallet), or type the %1 and use it for "
                                      "this time only.")
                           .arg(nameOf(kind)),
                       job.errorString());
    }
}

/// Starts the job and finishes the future exactly once: with done(job), or TimedOut. The job has no parent:
/// the keychain library calls back into it, so it must not be deleted before it is finished.
template <class T, class Job>
FutureResult<T> run(Job* job, QObject* context, SecretKind kind, std::chrono::milliseconds limit,
                    Result<T> (*done)(const Job&, SecretKind))
{
    struct Once {
        QPromise<Result<T>> promise;
        bool finished = false;
        void finish(Result<T> result)
        {
            if (std::exchange(finished, true))
                return;
            promise.addResult(std::move(result));
            promise.finish();
        }
    };
    auto once = std::make_shared<Once>();
    once->promise.start();
    QFuture<Result<T>> future = once->promise.future();
    QObject::connect(job, &QKeychain::Job::finished, job,
                     [once, kind, done, job] { once->finish(done(*job, kind)); });
    QTimer::singleShot(limit, context, [once] {
        once->finish(failure(ErrorKind::TimedOut, QStringLiteral("The keychain did not answer."),
                             QStringLiteral("Unlock it, or type the secret and use it for this time only.")));
    });
    // A context that goes first must not leave somebody waiting.
    QObject::connect(context, &QObject::destroyed, job, [once] {
        once->finish(failure(ErrorKind::TimedOut, QStringLiteral("The keychain was closed.")));
    });
    job->start();
    return future;
}

Result<Secret> readDone(const QKeychain::ReadPasswordJob& job, SecretKind kind)
{
    if (job.error() != QKeychain::NoError)
        return wordsOf(job, kind);
    // Some backends answer a missing entry with an empty one.
    if (job.binaryData().isEmpty())
        return failure(ErrorKind::NotFound,
                       QStringLiteral("No %1 is saved for this cluster.").arg(nameOf(kind)),
                       QStringLiteral("Type it."));
    return Secret(job.binaryData());
}

Result<void> writeDone(const QKeychain::WritePasswordJob& job, SecretKind kind)
{
    if (job.error() != QKeychain::NoError)
        return wordsOf(job, kind);
    return {};
}

Result<void> deleteDone(const QKeychain::DeletePasswordJob& job, SecretKind kind)
{
    if (job.error() != QKeychain::NoError && job.error() != QKeychain::EntryNotFound)
        return wordsOf(job, kind);
    return {};
}

} // namespace

SecretStore::SecretStore(QObject* parent, std::chrono::milliseconds limit)
    : QObject(parent)
    , m_limit(limit)
{
}

FutureResult<Secret> SecretStore::read(const QString& profileId, SecretKind kind)
{
    auto* job = new QKeychain::ReadPasswordJob(service);
    job->setKey(keyOf(profileId, kind));
    return run<Secret>(job, this, kind, m_limit, &readDone)
        .then(this,
              [this, kind](const Result<Secret>& read) {
                  if (read || read.error().kind != ErrorKind::NotFound)
                      return readyResult<Secret>(read);
                  return collectionLocked(this).then(this, [read, kind](const Result<bool>& isLocked) {
                      return *isLocked ? Result<Secret>(locked(kind)) : read;
                  });
              })
        .unwrap();
}

FutureResult<void> SecretStore::write(const QString& profileId, SecretKind kind, const Secret& secret)
{
    if (secret.isEmpty())
        return readyResult<void>(
            failure(ErrorKind::Invalid, QStringLiteral("An empty %1 is not saved.").arg(nameOf(kind))));
    auto* job = new QKeychain::WritePasswordJob(service);
    job->setKey(keyOf(profileId, kind));
    job->setBinaryData(secret.reveal());
    return run<void>(job, this, kind, m_limit, &writeDone);
}

FutureResult<void> SecretStore::removeAll(const QString& profileId)
{
    const auto remove = [this, profileId](SecretKind kind) {
        auto* job = new QKeychain::DeletePasswordJob(service);
        job->setKey(keyOf(profileId, kind));
        return run<void>(job, this, kind, m_limit, &deleteDone);
    };
    return remove(SecretKind::DatabasePassword)
        .then(this,
              [remove](const Result<void>& first) {
                  return first ? remove(SecretKind::EncryptionKey) : readyResult<void>(first);
              })
        .unwrap();
}

} // namespace rollcall

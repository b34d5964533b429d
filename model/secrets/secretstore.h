#pragma once

#include "model/core/futures.h"
#include "model/core/secret.h"

#include <QObject>
#include <QString>

#include <chrono>

namespace rollcall
{

/// What is kept of a profile.
enum class SecretKind { DatabasePassword, EncryptionKey };

/// Secrets in the desktop's keychain (Secret Service, KWallet). Asynchronous: the keychain may ask the person
/// for its password. Error kinds, each with words and a way on:
///   NotFound     nothing is saved for this profile: ask the person;
///   Unreachable  no keychain service runs in this session: ask, and use it for this time only;
///   Refused      the keychain is locked, or the person said no: the same;
///   TimedOut     the keychain did not answer within the limit.
/// "For this time only" is not a mode of the store: put the secret into the ConnectionSpec, and do not
/// write().
class SecretStore : public QObject
{
    Q_OBJECT

public:
    /// limit: for each call; it includes the time that the person needs to unlock the keychain.
    explicit SecretStore(QObject* parent = nullptr,
                         std::chrono::milliseconds limit = std::chrono::seconds(60));

    FutureResult<Secret> read(const QString& profileId, SecretKind kind);
    /// An empty secret is refused: remove() it.
    FutureResult<void> write(const QString& profileId, SecretKind kind, const Secret& secret);
    /// Both kinds; a secret that was not there is no error.
    FutureResult<void> removeAll(const QString& profileId);

private:
    std::chrono::milliseconds m_limit;
};

} // namespace rollcall

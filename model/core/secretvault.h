#pragma once

#include "model/core/futures.h"
#include "model/core/secret.h"

#include <QString>

namespace rollcall
{

/// What is kept of a profile.
enum class SecretKind { DatabasePassword, EncryptionKey };

/// Where secrets of saved profiles lie. Dialogs see only this; the program decides which one it is
/// (model/secrets has the desktop's keychain). Asynchronous: a keychain may ask the person for its password.
/// Error kinds, each with words and a way on:
///   NotFound     nothing is saved for this profile: ask the person;
///   Unreachable  no keychain service runs in this session: ask, and use it for this time only;
///   Refused      the keychain is locked, or the person said no: the same;
///   TimedOut     the keychain did not answer within the limit.
/// "For this time only" is not a mode of a vault: put the secret into the ConnectionSpec, and do not write().
class SecretVault
{
public:
    virtual ~SecretVault() = default;

    virtual FutureResult<Secret> read(const QString& profileId, SecretKind kind) = 0;
    /// An empty secret is refused: remove it.
    virtual FutureResult<void> write(const QString& profileId, SecretKind kind, const Secret& secret) = 0;
    /// Both kinds; a secret that was not there is no error.
    virtual FutureResult<void> removeAll(const QString& profileId) = 0;
};

} // namespace rollcall

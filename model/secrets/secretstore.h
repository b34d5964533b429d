#pragma once

#include "model/core/secretvault.h"

#include <QObject>

#include <chrono>

namespace rollcall
{

/// The desktop's keychain (Secret Service, KWallet, through QtKeychain). Lives in one thread; calls may
/// overlap. A call that outlives its limit ends with TimedOut, and a later answer to it is dropped.
class SecretStore : public QObject, public SecretVault
{
    Q_OBJECT

public:
    /// limit: for each call; it includes the time that the person needs to unlock the keychain.
    explicit SecretStore(QObject* parent = nullptr,
                         std::chrono::milliseconds limit = std::chrono::seconds(60));

    FutureResult<Secret> read(const QString& profileId, SecretKind kind) override;
    FutureResult<void> write(const QString& profileId, SecretKind kind, const Secret& secret) override;
    FutureResult<void> removeAll(const QString& profileId) override;

private:
    std::chrono::milliseconds m_limit;
};

} // namespace rollcall

#pragma once

#include "model/core/result.h"
#include "model/core/secret.h"

#include <QString>

namespace rollcall
{

/// Everything needed to reach one cluster.
struct ConnectionSpec {
    QString name; ///< of the profile; or empty
    QString url; ///< "sqlite:///path", "postgresql://user@host/db?sslmode=verify-full"; never with a password
                 ///< in it
    Secret password;
    Secret encryptionKey; ///< text of the key as in encryption_key_file; empty: probes say NotConfigured
    QString keyFile; ///< that the key came from; empty: none. Read again when the cluster's key changes, as
                     ///< is the next key's file beside it, NAME.next
    QString actor;   ///< who is at the console: written into events
};

} // namespace rollcall

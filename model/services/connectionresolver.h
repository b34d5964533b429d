#pragma once

#include "model/services/connection.h"
#include "model/services/profilestore.h"

#include <QProcessEnvironment>

#include <optional>

namespace rollcall
{

/// Which cluster is meant, and how to reach it.
struct ResolvedConnection {
    ConnectionSpec spec;
    std::optional<Profile> profile; ///< when it was named by a saved profile
    QStringList secretFiles;        ///< that were read: of the password, of the key
};

/// From what was given, the first that is there: named (--cluster: a saved profile's name, or a URL),
/// ROLLCALL_CLUSTER (the same), ROLLCALL_DATABASE_URL, the only saved profile. Reads the files named by
/// ROLLCALL_DATABASE_PASSWORD_FILE and ROLLCALL_ENCRYPTION_KEY_FILE (or the profile's key file); a profile's
/// secrets in a keychain are the caller's to add. Errors: Invalid, with what to give.
Result<ResolvedConnection> resolveConnection(const QString& named, const QProcessEnvironment& environment,
                                             const ProfileStore& profiles);

/// Who is at this program, for the events: "dana"; behind sudo the person, not root.
QString localActor(const QProcessEnvironment& environment);

} // namespace rollcall

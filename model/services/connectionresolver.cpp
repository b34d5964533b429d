#include "model/services/connectionresolver.h"

#include "model/database/databaseurl.h"
#include "model/messenger/encryptionkey.h"

#include <QStringList>

namespace rollcall
{

namespace
{

Result<ResolvedConnection> fromUrl(const QString& text, const QString& origin)
{
    const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
    if (!url) {
        Error error = url.error();
        if (error.where.isEmpty())
            error.where = origin;
        return Failure(error);
    }
    ResolvedConnection resolved;
    resolved.spec.url = text;
    return resolved;
}

Result<ResolvedConnection> fromProfile(const Profile& profile)
{
    Result<ResolvedConnection> resolved = fromUrl(profile.url, profile.name);
    if (resolved) {
        resolved->spec.name = profile.name;
        resolved->profile = profile;
    }
    return resolved;
}

QString namesOf(const ProfileStore& profiles)
{
    QStringList names;
    for (const Profile& each : profiles.profiles())
        names.append(each.name);
    return names.join(QStringLiteral(", "));
}

Result<ResolvedConnection> fromName(const QString& named, const QString& origin, const ProfileStore& profiles)
{
    if (named.contains(QStringLiteral("://")))
        return fromUrl(named, origin);
    if (const std::optional<Profile> profile = profiles.find(named))
        return fromProfile(*profile);
    return failure(ErrorKind::Invalid, QStringLiteral("No saved connection is named \"%1\".").arg(named),
                   profiles.profiles().empty()
                       ? QStringLiteral("Give a database URL, for example postgresql://user@host/rollcall.")
                       : QStringLiteral("Saved: %1. Or give a database URL.").arg(namesOf(profiles)),
                   origin);
}

Result<ResolvedConnection> choose(const QString& named, const QProcessEnvironment& environment,
                                  const ProfileStore& profiles)
{
    if (!named.isEmpty())
        return fromName(named, QStringLiteral("--cluster"), profiles);
    const QString clusterVariable = QStringLiteral("ROLLCALL_CLUSTER");
    if (const QString value = environment.value(clusterVariable); !value.isEmpty())
        return fromName(value, clusterVariable, profiles);
    const QString urlVariable = QStringLiteral("ROLLCALL_DATABASE_URL");
    if (const QString value = environment.value(urlVariable); !value.isEmpty())
        return fromUrl(value, urlVariable);
    if (profiles.profiles().size() == 1)
        return fromProfile(profiles.profiles().front());
    const QString give =
        QStringLiteral("Give --cluster NAME|URL, or set ROLLCALL_CLUSTER or ROLLCALL_DATABASE_URL.");
    if (profiles.profiles().empty())
        return failure(ErrorKind::Invalid, QStringLiteral("No cluster was named."), give);
    return failure(
        ErrorKind::Invalid,
        QStringLiteral("Several connections are saved (%1), and none was named.").arg(namesOf(profiles)),
        give);
}

} // namespace

Result<ResolvedConnection> resolveConnection(const QString& named, const QProcessEnvironment& environment,
                                             const ProfileStore& profiles)
{
    Result<ResolvedConnection> resolved = choose(named, environment, profiles);
    if (!resolved)
        return resolved;
    ConnectionSpec& spec = resolved->spec;
    spec.actor = localActor(environment);
    if (const QString file = environment.value(QStringLiteral("ROLLCALL_DATABASE_PASSWORD_FILE"));
        !file.isEmpty()) {
        const Result<Secret> password = readSecretFile(file);
        if (!password)
            return Failure(password.error());
        spec.password = *password;
        resolved->secretFiles.append(file);
    }
    QString keyFile = environment.value(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"));
    if (keyFile.isEmpty() && resolved->profile)
        keyFile = resolved->profile->keyFile;
    if (!keyFile.isEmpty()) {
        if (const Result<EncryptionKey> key = EncryptionKey::readFile(keyFile); !key)
            return Failure(key.error());
        const Result<Secret> text = readSecretFile(keyFile);
        if (!text)
            return Failure(text.error());
        spec.encryptionKey = *text;
        spec.keyFile = keyFile;
        resolved->secretFiles.append(keyFile);
    }
    return resolved;
}

QString localActor(const QProcessEnvironment& environment)
{
    for (const char* variable : {"SUDO_USER", "USER", "LOGNAME", "USERNAME"})
        if (const QString name = environment.value(QString::fromLatin1(variable)); !name.isEmpty())
            return name;
    return QStringLiteral("administrator");
}

} // namespace rollcall

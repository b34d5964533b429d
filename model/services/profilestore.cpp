#include "model/services/profilestore.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>
#include <QUuid>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr qint64 largestFile = 4 * 1024 * 1024;
constexpr int format = 1;

const QString exportedKind = QStringLiteral("rollcall-profile");

Result<QJsonObject> readObject(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorKind::Invalid,
                       QStringLiteral("The file cannot be read: %1.").arg(file.errorString()),
                       QStringLiteral("Check that it exists and that you may read it."), path);
    if (file.size() > largestFile)
        return failure(ErrorKind::Corrupt, QStringLiteral("The file is larger than any list of profiles."),
                       QStringLiteral("Move it away."), path);
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &error);
    if (!document.isObject())
        return failure(ErrorKind::Corrupt,
                       QStringLiteral("The file is not a JSON object (at byte %1: %2).")
                           .arg(error.offset)
                           .arg(error.errorString()),
                       QStringLiteral("Correct it, or move it away."), path);
    return document.object();
}

Result<void> writeObject(const QString& path, const QJsonObject& object)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return failure(ErrorKind::Refused,
                       QStringLiteral("The file cannot be written: %1.").arg(file.errorString()), {}, path);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    const QByteArray bytes = QJsonDocument(object).toJson();
    if (file.write(bytes) != bytes.size() || !file.commit())
        return failure(ErrorKind::Refused,
                       QStringLiteral("The file cannot be written: %1.").arg(file.errorString()),
                       QStringLiteral("Check that the disk is not full."), path);
    return {};
}

QJsonObject toJson(const Profile& profile)
{
    QJsonObject object{{QStringLiteral("name"), profile.name}, {QStringLiteral("url"), profile.url}};
    if (!profile.id.isEmpty())
        object.insert(QStringLiteral("id"), profile.id);
    if (!profile.keyFile.isEmpty())
        object.insert(QStringLiteral("key_file"), profile.keyFile);
    if (profile.lastUsed > 0)
        object.insert(QStringLiteral("last_used"), profile.lastUsed);
    return object;
}

Profile fromJson(const QJsonObject& object)
{
    return {object.value(u"id").toString(), object.value(u"name").toString().trimmed(),
            object.value(u"url").toString().trimmed(), object.value(u"key_file").toString(),
            object.value(u"last_used").toInteger()};
}

Result<void> checked(const Profile& profile, const QString& where = {})
{
    if (profile.name.isEmpty())
        return failure(ErrorKind::Invalid, QStringLiteral("The connection has no name."),
                       QStringLiteral("Give it one."), where);
    const QUrl url(profile.url, QUrl::StrictMode);
    // Several hosts ("db1,db2") are no valid host for QUrl; the scheme is all that is asked of it then.
    const QString scheme = profile.url.section(u':', 0, 0);
    if (profile.url.isEmpty() || !profile.url.contains(QStringLiteral("://")) || scheme.isEmpty())
        return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a database URL.").arg(profile.url),
                       QStringLiteral("Write postgresql://user@host/database or sqlite:///path."), where);
    const QString authority = profile.url.section(QStringLiteral("://"), 1).section(u'/', 0, 0);
    const bool hasPassword =
        !url.password().isEmpty() ||
        (authority.contains(u'@') && authority.section(u'@', 0, -2).contains(u':')) ||
        profile.url.section(u'?', 1).contains(QStringLiteral("password="), Qt::CaseInsensitive);
    if (hasPassword)
        return failure(ErrorKind::Invalid, QStringLiteral("The database URL contains a password."),
                       QStringLiteral("Remove it: the password is asked for, and kept in the keychain."),
                       where);
    return {};
}

void sort(std::vector<Profile>& profiles)
{
    std::stable_sort(profiles.begin(), profiles.end(), [](const Profile& a, const Profile& b) {
        return a.lastUsed != b.lastUsed ? a.lastUsed > b.lastUsed
                                        : a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
}

} // namespace

QString ProfileStore::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/rollcall/profiles.json");
}

ProfileStore::ProfileStore(QString file, QObject* parent)
    : QObject(parent)
    , m_file(std::move(file))
{
}

Result<void> ProfileStore::load()
{
    std::vector<Profile> read;
    if (QFileInfo::exists(m_file)) {
        const Result<QJsonObject> object = readObject(m_file);
        m_unreadable = !object;
        if (!object)
            return Failure(object.error());
        const int version = object->value(u"format").toInt(format);
        if (version > format) {
            m_unreadable = true;
            return failure(ErrorKind::Refused,
                           QStringLiteral("The file was written by a newer version of Rollcall."),
                           QStringLiteral("Update this one."), m_file);
        }
        for (const QJsonValue& value : object->value(u"profiles").toArray()) {
            Profile profile = fromJson(value.toObject());
            if (profile.id.isEmpty())
                profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
            if (checked(profile)) // one bad entry does not hide the others
                read.push_back(std::move(profile));
        }
    }
    m_unreadable = false;
    sort(read);
    if (read != m_profiles) {
        m_profiles = std::move(read);
        Q_EMIT changed();
    }
    return {};
}

const std::vector<Profile>& ProfileStore::profiles() const
{
    return m_profiles;
}

std::optional<Profile> ProfileStore::find(QStringView idOrName) const
{
    const auto found = std::find_if(m_profiles.begin(), m_profiles.end(), [idOrName](const Profile& each) {
        return each.id == idOrName || idOrName.compare(each.name, Qt::CaseInsensitive) == 0;
    });
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

Result<Profile> ProfileStore::save(Profile profile)
{
    profile.name = profile.name.trimmed();
    profile.url = profile.url.trimmed();
    if (const Result<void> fine = checked(profile); !fine)
        return Failure(fine.error());
    if (const Result<void> current = load(); !current) // another program may have changed it
        return Failure(current.error());
    std::vector<Profile> next = m_profiles;
    const bool taken = std::any_of(next.begin(), next.end(), [&profile](const Profile& each) {
        return each.id != profile.id && each.name.compare(profile.name, Qt::CaseInsensitive) == 0;
    });
    if (taken)
        return failure(ErrorKind::Conflict,
                       QStringLiteral("There is a connection named %1 already.").arg(profile.name),
                       QStringLiteral("Choose another name."));
    if (profile.id.isEmpty())
        profile.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    std::erase_if(next, [&profile](const Profile& each) { return each.id == profile.id; });
    next.push_back(profile);
    if (const Result<void> written = write(std::move(next)); !written)
        return Failure(written.error());
    return profile;
}

Result<void> ProfileStore::remove(const QString& id)
{
    if (const Result<void> current = load(); !current)
        return current;
    std::vector<Profile> next = m_profiles;
    if (std::erase_if(next, [&id](const Profile& each) { return each.id == id; }) == 0)
        return failure(ErrorKind::NotFound, QStringLiteral("This connection is not saved."));
    return write(std::move(next));
}

Result<void> ProfileStore::markUsed(const QString& id)
{
    if (const Result<void> current = load(); !current)
        return current;
    std::vector<Profile> next = m_profiles;
    const auto found =
        std::find_if(next.begin(), next.end(), [&id](const Profile& each) { return each.id == id; });
    if (found == next.end())
        return failure(ErrorKind::NotFound, QStringLiteral("This connection is not saved."));
    found->lastUsed = QDateTime::currentMSecsSinceEpoch();
    return write(std::move(next));
}

Result<void> ProfileStore::exportTo(const Profile& profile, const QString& path)
{
    if (const Result<void> fine = checked(profile); !fine)
        return fine;
    Profile bare = profile;
    bare.id.clear();
    bare.lastUsed = 0;
    QJsonObject object = toJson(bare);
    object.insert(QStringLiteral("kind"), exportedKind);
    object.insert(QStringLiteral("format"), format);
    return writeObject(path, object);
}

Result<Profile> ProfileStore::importFrom(const QString& path)
{
    const Result<QJsonObject> object = readObject(path);
    if (!object)
        return Failure(object.error());
    if (object->value(u"kind").toString() != exportedKind)
        return failure(ErrorKind::Invalid, QStringLiteral("The file is not an exported connection."),
                       QStringLiteral("Choose one that was written by \"Export\"."), path);
    Profile profile = fromJson(*object);
    profile.id.clear();
    profile.lastUsed = 0;
    if (const Result<void> fine = checked(profile, path); !fine)
        return Failure(fine.error());
    return profile;
}

Result<void> ProfileStore::write(std::vector<Profile> profiles)
{
    if (m_unreadable)
        return failure(ErrorKind::Refused,
                       QStringLiteral("The list of connections cannot be read, so it is not overwritten."),
                       QStringLiteral("Correct the file, or move it away."), m_file);
    if (!QDir().mkpath(QFileInfo(m_file).absolutePath()))
        return failure(ErrorKind::Refused, QStringLiteral("The folder cannot be made."),
                       QStringLiteral("Check that the disk is not full and that you may write there."),
                       QFileInfo(m_file).absolutePath());
    sort(profiles);
    QJsonArray array;
    for (const Profile& each : profiles)
        array.append(toJson(each));
    const Result<void> written =
        writeObject(m_file, {{QStringLiteral("format"), format}, {QStringLiteral("profiles"), array}});
    if (!written)
        return written;
    m_profiles = std::move(profiles);
    Q_EMIT changed();
    return {};
}

} // namespace rollcall

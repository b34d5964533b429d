#pragma once

#include "model/core/result.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// A cluster that was connected to before. It holds no secret: the password and the key are in the keychain
/// (model/secrets) under the profile's id, or the key is in a file that is only named here.
struct Profile {
    QString id;      ///< a UUID, given by save() when empty; the name may change, the id never does
    QString name;    ///< "Staging"
    QString url;     ///< never with a password in it
    QString keyFile; ///< path of an encryption_key_file, or empty: the key is in the keychain, or not known
    qint64 lastUsed = 0; ///< milliseconds since 1970; 0: never
    bool operator==(const Profile&) const = default;
};

/// The saved profiles, one small JSON file in the user's configuration folder, shared by console and command
/// line. It is written as a whole to a new file that then replaces the old one, so that a full disk or a
/// crash leaves the former list.
class ProfileStore : public QObject
{
    Q_OBJECT

public:
    /// $XDG_CONFIG_HOME/rollcall/profiles.json
    static QString defaultFile();

    explicit ProfileStore(QString file = defaultFile(), QObject* parent = nullptr);

    /// Reads the file again. A file that does not exist is an empty list. After an error the former list
    /// stays, and save() refuses, so that a file that cannot be read is never overwritten.
    Result<void> load();

    const std::vector<Profile>& profiles() const; ///< last used first, then by name
    /// By id, or by name without regard to case.
    std::optional<Profile> find(QStringView idOrName) const;

    /// Adds it, or replaces the one with the same id. Refuses an empty or taken name, a bad URL, and a URL
    /// with a password. The value is what was saved, with its id.
    Result<Profile> save(Profile profile);
    Result<void> remove(const QString& id);
    Result<void> markUsed(const QString& id); ///< now

    /// One profile as a file for a colleague: name, URL and key file; no secret, no last use.
    static Result<void> exportTo(const Profile& profile, const QString& path);
    /// A profile without id: give it to save(). Errors: not such a file, or one with a password in its URL.
    static Result<Profile> importFrom(const QString& path);

Q_SIGNALS:
    void changed();

private:
    Result<void> write(std::vector<Profile> profiles);

    QString m_file;
    std::vector<Profile> m_profiles;
    bool m_unreadable = false;
};

} // namespace rollcall

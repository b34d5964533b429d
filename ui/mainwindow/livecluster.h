#pragma once

#include "model/core/secretvault.h"
#include "model/services/clustersession.h"
#include "model/services/profilestore.h"
#include "model/tables/clusterlistmodel.h"
#include "model/tables/freshness.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace rollcall
{

/// One saved connection while the console runs: gets its secrets, keeps its session, and says at most four
/// times a second that something is new.
class LiveCluster final : public QObject
{
    Q_OBJECT

public:
    LiveCluster(Profile profile, SecretVault& vault, QObject* parent = nullptr);
    ~LiveCluster() override;

    /// Opens with secrets from the vault and the key file.
    void open();
    /// Opens with what was typed; parts that are empty come from vault and file.
    void open(ConnectionSpec spec);

    const Profile& profile() const { return m_profile; }
    void setProfile(const Profile& profile) { m_profile = profile; }
    ClusterSession* session() const { return m_session.get(); } ///< null while secrets are being read
    const ClusterView& view() const;
    bool hasData() const { return m_hasData; }
    Freshness freshness() const;
    /// Why there is no data, in words; the clue about keychain or key first.
    QString trouble() const;
    /// The database refused, and a password would help.
    bool wantsPassword() const;
    /// What the keychain said when a secret could not be read, in words; or empty.
    const QString& secretTrouble() const { return m_secretTrouble; }
    ClusterEntry entry() const;

Q_SIGNALS:
    void updated();

private:
    void readPassword(ConnectionSpec spec);
    void readKey(ConnectionSpec spec);
    void start(const ConnectionSpec& spec);
    void changed();

    Profile m_profile;
    SecretVault& m_vault;
    std::unique_ptr<ClusterSession> m_session;
    QString m_secretTrouble;
    bool m_hasData = false;
    QTimer m_pace;
    bool m_pending = false;
    int m_opening = 0;
};

} // namespace rollcall

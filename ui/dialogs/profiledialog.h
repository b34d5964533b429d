#pragma once

#include "model/core/secretvault.h"
#include "model/services/connection.h"
#include "model/services/profilestore.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QCheckBox;
class QLineEdit;

namespace rollcall
{

class ClusterSession;
class KeyInput;

/// Connect to a cluster, or change a saved connection: address, user, password, key; with a test that really
/// connects. What is saved holds no secret; password and key text go to the keychain, or are used for this
/// time only when there is none.
class ProfileDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// profile without id: a new connection. store and vault must outlive the dialog.
    ProfileDialog(ProfileStore& store, SecretVault& vault, const Profile& profile, QWidget* parent);
    ~ProfileDialog() override;

    /// "postgresql://dana@db1/rollcall" of the parts; the user of the field wins.
    static QString urlWithUser(const QString& url, const QString& user);

Q_SIGNALS:
    /// Saved; password and key are those typed now, and may be empty.
    void connectAsked(const rollcall::Profile& profile, const rollcall::ConnectionSpec& spec);

private:
    Result<ConnectionSpec> spec();
    void test();
    void finishTest(const QString& trouble, const QString& praise);
    void save();
    void keepSecrets(const Profile& profile, const ConnectionSpec& spec);
    void secretKept(const Profile& profile, const ConnectionSpec& spec, const Result<void>& result);
    void edited();

    ProfileStore& m_store;
    SecretVault& m_vault;
    Profile m_profile;
    QLineEdit* m_name;
    QLineEdit* m_url;
    QLineEdit* m_user;
    QLineEdit* m_password;
    KeyInput* m_key;
    QCheckBox* m_remember;
    QPushButton* m_test;
    QPushButton* m_connect;
    std::unique_ptr<ClusterSession> m_session; ///< of a running test
    QTimer m_limit;
    bool m_onceOnly = false; ///< the keychain refused; the next click goes on without it
};

} // namespace rollcall

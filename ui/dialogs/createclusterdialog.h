#pragma once

#include "model/core/secretvault.h"
#include "model/services/clustercreator.h"
#include "model/services/profilestore.h"
#include "ui/dialogs/dialogframe.h"

class QCheckBox;
class QLineEdit;
class QProgressBar;
class QRadioButton;
class QStackedLayout;

namespace rollcall
{

/// Create a cluster: what is needed, what will be done, the doing step by step, and what comes next.
class CreateClusterDialog final : public DialogFrame
{
    Q_OBJECT

public:
    CreateClusterDialog(ProfileStore& store, SecretVault& vault, QWidget* parent);
    ~CreateClusterDialog() override;

Q_SIGNALS:
    void created(const rollcall::Profile& profile, const rollcall::ConnectionSpec& spec);

private:
    QWidget* makeForm();
    QWidget* makeProgress();
    void edited();
    void browseKey();
    QString keyPath() const;
    void create();
    void step(ClusterCreator::Step step, const QString& sentence);
    void finished(const Result<ClusterId>& result);
    void keepPassword(const Profile& profile);
    void showNext(const QString& note);

    ProfileStore& m_store;
    SecretVault& m_vault;
    QLineEdit* m_name;
    QLineEdit* m_url;
    QLineEdit* m_user;
    QLineEdit* m_password;
    QRadioButton* m_newKey;
    QRadioButton* m_ownKey;
    QLineEdit* m_keyFile;
    TextLabel* m_plan;
    QProgressBar* m_bar;
    TextLabel* m_steps;
    TextLabel* m_next;
    QStackedLayout* m_pages;
    QPushButton* m_cancel;
    QPushButton* m_create;
    bool m_keyPathEdited = false;
    bool m_done = false;
    ConnectionSpec m_spec;
    Profile m_profile;
    std::unique_ptr<ClusterCreator> m_creator;
    QStringList m_stepsDone;
};

} // namespace rollcall

#pragma once

#include "model/core/secret.h"
#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QLayout;
class QLineEdit;

namespace rollcall
{

class BackupFacts;
class ChoiceList;
class PathInput;

/// Create a backup: what goes into it, where the key comes from, the file, and the passphrase that opens it,
/// with the rules of rollcallctl backup create. Until the file is written Cancel leaves nothing behind.
class BackupDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog. key: that this console uses for the cluster, as text; may be empty.
    BackupDialog(ClusterActions& actions, const ClusterView& view, const Secret& key, QWidget* parent);

    /// With every new reading. offReason: why nothing can be read now, or empty.
    void present(const QString& offReason);

Q_SIGNALS:
    void made(const rollcall::Done& done);

protected:
    void done(int result) override;

private:
    enum KeyFrom { Console, File, Nowhere };

    QLayout* makePassphrases();
    void look();
    void update();
    QString whyNot() const;
    void make();
    void addKey(const ClusterBackup& backup);
    void seal(const ClusterBackup& backup);
    void write(const ClusterBackup& backup, const QByteArray& sealed);
    void failed(const Error& error);
    void say(const QString& step);
    void stop();

    ClusterActions& m_actions;
    Secret m_key;
    QString m_offReason;
    bool m_making = false;
    bool m_judgeFirst = false; ///< a mistake is shown once a person has left the field
    bool m_judgeAgain = false;
    QStringList m_mistakes{QString(), QString()}; ///< that are shown
    QTimer m_patience;                            ///< until a word says that it takes a while
    QString m_step;
    QWidget* m_form;
    BackupFacts* m_facts;
    ChoiceList* m_keyFrom;
    PathInput* m_keyFile;
    PathInput* m_file;
    QLineEdit* m_passphrase;
    QLineEdit* m_again;
    FormField* m_first;
    FormField* m_second;
    QPushButton* m_make;
};

} // namespace rollcall

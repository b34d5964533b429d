#pragma once

#include "model/services/backupfiles.h"
#include "model/services/clusteractions.h"
#include "ui/dialogs/dialogframe.h"

#include <QTimer>

class QCheckBox;
class QLineEdit;
class QScrollArea;

namespace rollcall
{

class BackupFacts;
class LinkButton;
class MarkedLines;
class PathInput;

/// Restore a backup: its file is opened with the passphrase; then stands what is in it and what a restore
/// would change, as rollcallctl backup restore --dry-run says it, before anything is changed. All or nothing,
/// and the result stays until it was read.
class RestoreDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// actions must outlive the dialog.
    RestoreDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent);

    /// With every new reading. offReason: why nothing can be changed now, or empty.
    void present(const QString& offReason);
    /// The key of the opened backup, into a new file.
    void saveKeyTo(const QString& path);

Q_SIGNALS:
    void restored(const rollcall::Done& done);

public Q_SLOTS:
    void reject() override;

protected:
    void done(int result) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    enum class Phase { Choosing, Opening, Planned, Restoring, Restored };

    QWidget* makeChoosing();
    QWidget* makeOpened();
    void enter(Phase phase);
    void fitLines();
    void update();
    void fileChanged();
    void readFile();
    void takeFile(const Result<SealedBackup>& sealed);
    void unseal();
    void takeBackup(const Result<ClusterBackup>& backup);
    /// because: what was in the way, which the new plan is the answer to; or empty.
    void plan(const QString& because = {});
    void showPlan(const RestorePlan& plan);
    QString whyNotOpen() const;
    QString whyNotRestore() const;
    void restore();
    void finish(const Done& done);
    void askForKeyFile();
    void failed(Phase back, const Error& error);
    void say(const QString& step);

    ClusterActions& m_actions;
    QString m_cluster; ///< name of the one that is restored into
    QString m_offReason;
    Phase m_phase = Phase::Choosing;
    QTimer m_pause;    ///< until the name of the file is written out
    QTimer m_patience; ///< until a word says that it takes a while
    QString m_step;
    int m_generation = 0; ///< of the file's name; what was read of a former one is dropped
    bool m_reading = false;
    bool m_planning = false;
    SealedBackup m_sealed;
    ClusterBackup m_backup;
    std::optional<RestorePlan> m_plan;
    PathInput* m_file = nullptr;
    FormField* m_fileField = nullptr;
    QLineEdit* m_passphrase = nullptr;
    FormField* m_passphraseField = nullptr;
    TextLabel* m_label = nullptr;
    BackupFacts* m_facts = nullptr;
    TextLabel* m_head = nullptr;
    QScrollArea* m_scroll = nullptr;
    MarkedLines* m_lines = nullptr;
    QCheckBox* m_another = nullptr;
    QWidget* m_choosing;
    QWidget* m_opened;
    LinkButton* m_saveKey;
    QPushButton* m_cancel;
    QPushButton* m_open;
    QPushButton* m_restore;
};

} // namespace rollcall
